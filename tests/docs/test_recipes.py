"""The recipes of CONTRIBUTING.md, followed to the letter in a copy of the project."""

import os
import re
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
RECIPES = ("Add an instrument", "Add a statistic", "Add a claim", "Add a scenario")
COPIED = ("src", "tests", "scripts", "docs", "validation", "pyproject.toml", "CONTRIBUTING.md")
_BLOCK = re.compile(
    r"^( *)```(\w+)(?: (file|append)=(\S+))?\n(.*?)^\1```$", re.MULTILINE | re.DOTALL
)


def section(title: str) -> str:
    return TEXT.split(f"\n## {title}\n")[1].split("\n## ")[0]


def blocks(title: str) -> list[tuple[str, str, str, str]]:
    """Kind, what is done with it, path and text of every block of a recipe."""
    found = _BLOCK.findall(section(title))
    return [(kind, what, path, textwrap.dedent(text)) for _, kind, what, path, text in found]


def copy_of_the_project(folder: Path) -> Path:
    skip = shutil.ignore_patterns("__pycache__", ".*_cache", "*.pyc")
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=skip)
        else:
            shutil.copy(ROOT / name, folder / name)
    shutil.copy(ROOT / "README.md", folder / "README.md")
    return folder


def run(words: list[str], folder: Path) -> str:
    begin = {"openasylum": [sys.executable, "-m", "openasylum"], "python": [sys.executable]}
    done = subprocess.run(
        [*begin[words[0]], *words[1:]],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(folder / "src")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, f"{' '.join(words)}\n{done.stdout[-2000:]}\n{done.stderr[-2000:]}"
    return done.stdout


def follow(title: str, folder: Path) -> str:
    """Do what every block of a recipe says; all that the commands printed."""
    printed = ""
    for kind, what, path, text in blocks(title):
        if what == "file":
            assert not (folder / path).exists()
            (folder / path).write_text(text, encoding="utf-8")
        elif what == "append":
            before = (folder / path).read_text(encoding="utf-8")
            assert before.endswith("\n")
            (folder / path).write_text(before + text, encoding="utf-8")
        else:
            assert kind == "sh"
            for line in text.splitlines():
                printed += run(line.split(), folder)
    return printed


@pytest.mark.slow
@pytest.mark.parametrize(
    ("title", "words"),
    [
        ("Add an instrument", "72, from 2026-03-09 with no end known"),
        ("Add a statistic", "612 judges"),
        ("Add a claim", "More asylum officers would shorten the queue"),
        ("Add a scenario", "report: runs/mine/report.html"),
    ],
)
def test_a_recipe_followed_to_the_letter_works(title, words, tmp_path):
    folder = copy_of_the_project(tmp_path)
    assert " ".join(words.split()) in " ".join(follow(title, folder).replace("│", " ").split())


@pytest.mark.parametrize("title", RECIPES)
def test_a_recipe_has_files_and_ends_in_commands(title):
    kinds = [what or kind for kind, what, _, _ in blocks(title)]
    assert kinds[0] in ("file", "append")
    assert kinds[-1] == "sh"
    assert section(title).count("```") == 2 * len(kinds), "a block is not in the form of a recipe"


@pytest.mark.parametrize("title", RECIPES)
def test_the_reader_sees_each_path_that_the_test_writes_to(title):
    for _, what, path, text in blocks(title):
        if what == "file":
            assert text.startswith(f"# {path}\n")
        if what == "append":
            assert section(title).count(path) > 1


def test_a_made_up_fact_of_a_recipe_is_not_among_the_facts():
    facts = ROOT / "src" / "openasylum" / "facts"
    for path in facts.rglob("*.yaml"):
        assert "made up" not in path.read_text(encoding="utf-8"), path
