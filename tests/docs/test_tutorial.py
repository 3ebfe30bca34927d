"""The tutorial is run as a newcomer would, block by block, and prints what it shows."""

import importlib.util
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT / "scripts" / "build_tutorial.py"


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_tutorial", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_every_block_of_the_tutorial_prints_what_it_shows():
    done = subprocess.run([sys.executable, SCRIPT, "--check"], capture_output=True, text=True)
    assert done.returncode == 0, f"run 'python scripts/build_tutorial.py'\n{done.stderr[-2000:]}"


def test_what_is_shown_is_replaced_by_what_is_printed(builder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page = "```sh\nopenasylum --version\n```\n\n```text\nsome other version\n```\n"
    assert builder.written(page) != page
    again = builder.written("```pycon\n>>> 1 + 1\n3\n>>> for i in (1, 2):\n...     print(i)\n```\n")
    assert again == "```pycon\n>>> 1 + 1\n2\n>>> for i in (1, 2):\n...     print(i)\n1\n2\n```\n"


def test_lines_that_a_block_leaves_out_are_marked(builder, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    page = builder.written("```sh\nopenasylum --help\n```\n```text lines=3-4\n```\n")
    shown = page.split("```text lines=3-4\n")[1].splitlines()
    assert shown[0] == shown[3] == "..."
    assert shown[1].startswith("commands")


@pytest.mark.parametrize(
    ("page", "error"),
    [
        ("```sh\nopenasylum law no.such\n```\n", "status 2"),
        ("```sh\nrm -r runs\n```\n", "not a command of openasylum"),
        ("```yaml\ntitle: Mine\n```\n", "name its file"),
        ("```python\n1 + 1\n```\n", "is not run"),
        ("```pycon\n>>> 1 / 0\n```\n", "division by zero"),
    ],
)
def test_a_block_that_fails_or_is_not_run_stops_the_script(builder, page, error):
    with pytest.raises((RuntimeError, ValueError, ZeroDivisionError), match=error):
        builder.written(page)


def test_no_block_of_the_tutorial_is_left_out(builder):
    text = builder.PAGE.read_text(encoding="utf-8")
    assert text.count("\n```") == 2 * len(builder._BLOCK.findall(text))
    assert {kind for kind, _, _ in builder._BLOCK.findall(text)} == {"sh", "text", "yaml", "pycon"}
