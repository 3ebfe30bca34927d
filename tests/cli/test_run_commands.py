"""What a person sees who runs scenarios from the command line: tables, and one clear message."""

import errno
import json
from types import SimpleNamespace

import pytest

from openasylum import cli
from openasylum.cli import COMMANDS, main


def said(capsys, *words: str) -> tuple[int, str, str]:
    status = main(list(words))
    out, err = capsys.readouterr()
    return status, out, err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_a_help_text_with_an_example(command, capsys):
    with pytest.raises(SystemExit) as stopped:
        main([command, "--help"])
    assert stopped.value.code == 0
    assert "example" in capsys.readouterr().out.lower()


def test_help_lists_every_command_and_says_that_everyone_is_synthetic(capsys):
    status, out, _ = said(capsys, "--help")
    assert status == 0
    assert all(command in out for command in COMMANDS)
    assert "synthetic" in out


def failing(error: OSError) -> SimpleNamespace:
    """A command that meets an error of the system."""

    def run(_: object) -> int:
        raise error

    return SimpleNamespace(parser=cli._command("simulate").parser, run=run)


def test_a_full_disk_is_one_message_wherever_a_command_writes(monkeypatch, capsys):
    full = OSError(errno.ENOSPC, "No space left on device", "/runs/scoreboard.md")
    made = failing(full)
    monkeypatch.setattr(cli, "_command", lambda _: made)
    status, out, err = said(capsys, "simulate", "as_enacted", "--out", "x")
    assert (status, out) == (2, "")
    assert err == (
        "openasylum: /runs/scoreboard.md: a file could not be written (No space left on device). "
        "Free some space and run the same command again: runs that it had finished in --out or "
        "--work are kept.\n"
    )


def test_an_error_of_the_system_that_is_no_full_disk_is_not_hidden(monkeypatch):
    made = failing(OSError(errno.EIO, "I/O"))
    monkeypatch.setattr(cli, "_command", lambda _: made)
    with pytest.raises(OSError, match="I/O"):
        main(["simulate", "as_enacted", "--out", "x"])


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["comare"], "'comare' is not a command. Did you mean 'compare'"),
        (["simulate", "as_enacte", "--out", "{new}"], "Did you mean 'as_enacted'"),
        (["simulate", "nowhere.yaml", "--out", "{new}"], "cannot be read (No such file"),
        (["compare", "as_enacted", "--out", "{new}"], "needs two scenarios or more"),
        (["compare", "as_enacted", "as_enacted", "--out", "{new}"], "is given twice"),
        (
            ["simulate", "as_enacted", "--out", "{new}", "--until", "2050-01-01"],
            "is outside the model's days",
        ),
        (["simulate", "as_enacted", "--out", "{new}", "--scale", "2"], "share of people"),
        (["simulate", "as_enacted", "--out", "{new}", "--draws", "0"], "must be from 1 to 1000"),
        (["simulate", "as_enacted", "--out", "{new}", "--seed", "-1"], "must be from 0 to"),
        (["simulate", "as_enacted", "--out", "{old}"], "exists already"),
    ],
)
def test_a_users_mistake_gets_one_message_and_status_2(words, message, tmp_path, capsys):
    (tmp_path / "old").mkdir()
    given = [word.format(new=tmp_path / "new", old=tmp_path / "old") for word in words]
    status, out, err = said(capsys, *given)
    assert status == 2
    assert out == ""
    assert message in err
    assert "Traceback" not in err
    assert not (tmp_path / "new").exists()


def test_a_word_that_is_no_date_is_refused_with_an_example(tmp_path, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["simulate", "as_enacted", "--out", str(tmp_path / "new"), "--until", "soon"])
    assert stopped.value.code == 2
    assert "'soon' is not a date. Write it as year-month-day" in capsys.readouterr().err


def test_a_misspelt_field_of_a_scenario_is_named_with_its_line(tmp_path, capsys):
    file = tmp_path / "mine.yaml"
    file.write_text("title: Mine\nquestion: What if?\nwithoot: [title_42_orders]\n")
    status, _, err = said(capsys, "simulate", str(file), "--out", str(tmp_path / "new"))
    assert status == 2
    assert f"{file}:3: 'withoot' is not a field of Scenario. Did you mean 'without'?" in err


def test_simulate_writes_a_folder_and_a_report_and_prints_json(tmp_path, capsys):
    folder = tmp_path / "run"
    status, out, _ = said(
        capsys, "simulate", "as_enacted", "--out", str(folder), "--until", "2015-10-01",
        "--scale", "0.01", "--json",
    )  # fmt: skip
    assert status == 0
    assert json.loads(out)["report"] == str(folder / "report.html")
    assert (folder / "report.html").stat().st_size > 100_000


def test_importing_the_command_line_brings_in_nothing_heavy():
    import subprocess
    import sys

    script = (
        "import sys, openasylum.cli as c; c.main(['--help']); "
        "print([m for m in ('numpy', 'numba', 'pyarrow', 'yaml', 'pydantic') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip().endswith("[]")
