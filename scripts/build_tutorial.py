"""Run every block of docs/tutorial.md, in order, and write what came out below each.

Blocks: `yaml` is written to the file that its first line names; `sh` has commands of `openasylum`,
one a line; `pycon` is a Python session. A `text` block after `sh` holds what the commands printed,
or those of its lines that `lines=FIRST-LAST` names, with `...` for the rest. With --check nothing
is written, and the status is 1 if anything differs.
"""

import contextlib
import doctest
import io
import os
import re
import shlex
import sys
import tempfile
from pathlib import Path

from openasylum.cli import main as openasylum

PAGE = Path(__file__).resolve().parents[1] / "docs" / "tutorial.md"
_BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_WIDTH = "80"  # columns of the window in which the outputs are shown


class Session:
    """What one newcomer has done so far: files, Python names, and what was printed last."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.names: dict[str, object] = {"__name__": "__main__"}
        self.printed: list[str] = []

    def block(self, kind: str, said: str, text: str) -> str:
        """Do what a block says; the block's text as it should stand."""
        if kind == "yaml":
            return self.file(text)
        if kind == "sh":
            return self.commands(text)
        if kind == "pycon":
            return self.python(text)
        if kind == "text":
            return self.shown(said)
        raise ValueError(f"a block of '{kind}' is not run by this script")

    def file(self, text: str) -> str:
        """Write a file that names itself on its first line."""
        name = re.match(r"# ([\w.]+\.yaml)\n", text)
        if name is None:
            raise ValueError(f"a yaml block must name its file on its first line:\n{text}")
        Path(name[1]).write_text(text, encoding="utf-8")
        return text

    def commands(self, text: str) -> str:
        """Run commands, each of which must end well."""
        told = io.StringIO()
        for line in text.replace("\\\n", " ").splitlines():
            words = shlex.split(line)
            if words[:1] != ["openasylum"]:
                raise ValueError(f"not a command of openasylum: {line}")
            with contextlib.redirect_stdout(told), contextlib.redirect_stderr(io.StringIO()):
                status = openasylum(words[1:])
            if status != 0:
                raise RuntimeError(f"{line}: ended with status {status}")
        self.printed = [line.rstrip() for line in told.getvalue().splitlines()]
        return text

    def python(self, text: str) -> str:
        """Run a session, and give it again with what it printed."""
        lines = []
        for example in doctest.DocTestParser().get_examples(text):
            told = io.StringIO()
            with contextlib.redirect_stdout(told):
                exec(compile(example.source, "tutorial", "single"), self.names)
            source = example.source.rstrip("\n").splitlines()
            lines += [f"{'...' if i else '>>>'} {line}".rstrip() for i, line in enumerate(source)]
            lines += told.getvalue().splitlines()
        return "\n".join(lines) + "\n"

    def shown(self, said: str) -> str:
        """The lines of the last output that the block asks for."""
        chosen = re.search(r"lines=(\d+)-(\d+)", said)
        first, last = (int(chosen[1]), int(chosen[2])) if chosen else (1, len(self.printed))
        kept = self.printed[first - 1 : last]
        before = ["..."] if first > 1 else []
        after = ["..."] if last < len(self.printed) else []
        return "\n".join([*before, *kept, *after]) + "\n"


def written(text: str) -> str:
    """The page with every output as it is now; run in the current folder."""
    session = Session()

    def again(found: re.Match[str]) -> str:
        kind, said, body = found.groups()
        return f"```{kind}{said}\n{session.block(kind, said, body)}```"

    return _BLOCK.sub(again, text)


def main(arguments: list[str]) -> int:
    """Run the page in a folder of its own."""
    os.environ["COLUMNS"] = _WIDTH
    before = PAGE.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        now = written(before)
    if "--check" in arguments:
        return 0 if now == before else 1
    PAGE.write_text(now, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
