"""The README's commands and its Python, run by a newcomer who has less patience: small scales."""

import re
import shlex
from pathlib import Path

import pytest

from openasylum.cli import main

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
SMALL = {"--scale": "0.005", "--draws": "4"}
WITHOUT_SCALE = ("compare", "person")  # everyone, unless said otherwise
NOT_RUN = {
    "serve": "waits for a reader",
    "claims": "tests/claims runs the sixteen claims",
    "staff": "status 2 where a draw is impossible; tests/cli/test_staff_command.py runs it",
}


def commands() -> list[list[str]]:
    """The examples in their order; later ones use the folders of earlier ones."""
    lines = re.findall(r"^    (openasylum [a-z].*)$", README, re.MULTILINE)
    return [shlex.split(line)[1:] for line in lines]


def smaller(words: list[str]) -> list[str]:
    """The same command with fewer people and draws."""
    found = [SMALL.get(before, word) for before, word in zip(["", *words[:-1]], words, strict=True)]
    return [*found, "--scale", SMALL["--scale"]] if words[0] in WITHOUT_SCALE else found


@pytest.mark.slow
def test_every_command_of_the_readme_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for words in commands():
        if words[0] in NOT_RUN:
            continue
        if "--help" in words:
            with pytest.raises(SystemExit) as ended:
                main(words)
            assert ended.value.code == 0
        else:
            assert main(smaller(words)) == 0, f"{' '.join(words)}: {capsys.readouterr().err}"


@pytest.mark.slow
def test_the_python_of_the_readme_runs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (source,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    exec(compile(source.replace("0.05", SMALL["--scale"]), "README.md", "exec"), {})
    assert (tmp_path / "answer.html").stat().st_size > 100_000
    assert "screening.standard" in capsys.readouterr().out


def test_the_readme_has_commands_and_leaves_out_only_what_is_said():
    named = {words[0] for words in commands()}
    assert {"compare", "law", "simulate", "report", "person", "check"} <= named
    assert set(NOT_RUN) <= named
