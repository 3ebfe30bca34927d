"""Write docs/api.md from the docstrings and signatures of the public names; --check writes nothing.

A generator of our own because a page that follows the project's few public names needs sixty lines,
and the libraries that do this (Sphinx, pdoc, mkdocstrings) make web sites with scripts and themes.
"""

import inspect
import re
import sys
from pathlib import Path

import openasylum

PAGE = Path(__file__).resolve().parents[1] / "docs" / "api.md"
HEADS = ("Args:", "Returns:", "Raises:", "Attributes:", "Example:")
INTRO = """# The Python interface

Written by `scripts/build_api_docs.py` from the docstrings; `make docs` writes it again. Every
example is run by a test.

`import openasylum` loads nothing else: each name is loaded when it is first used. Each function
does what the command of that name does, and returns values where the command prints; the function
of `openasylum ensemble` is `run_ensemble`, since a package has the shorter name. Errors name an
option as the command line has it: `--draws` is the argument `draws`, and `--from` of `staff` is
`start`. [tutorial.md](tutorial.md) goes through an hour with both.

One run, or several on the same people, is a `Result`. What takes many runs (`run_ensemble`,
`staff`, `sensitivity`, `doubt`) gives a `Study`: `answer` has what the command prints with
`--json`, and `table(...)` what it writes. With `out`, one that was stopped goes on from there.

All mistakes that a user can mend are an `openasylum.OpenasylumError`, with a message that says what
to do; `UnknownName`, `RecordError`, `PolicyConflict`, `StaleFact` and `CalibrationFailed` in
`openasylum.errors` are its kinds.
"""


def page() -> str:
    """The whole page."""
    names = [name for name in openasylum.__all__ if name not in ("__version__", "OpenasylumError")]
    contents = [
        f"- [`{name}`](#{name.lower()}): {_first(getattr(openasylum, name))}" for name in names
    ]
    parts = [_part(name, getattr(openasylum, name)) for name in names]
    return "\n".join([INTRO, *contents, "", *parts]).rstrip() + "\n"


def _first(thing: object) -> str:
    return (inspect.getdoc(thing) or "").split("\n\n")[0].replace("\n", " ")


def _part(name: str, thing: object) -> str:
    if inspect.isclass(thing) and not thing.__module__.startswith("openasylum.api"):
        methods = _methods(thing) if name == "Timeline" else []
        fields = _fields(thing)
        return "\n".join([f"## {name}\n", _text(thing), *fields, *methods])
    methods = _methods(thing) if inspect.isclass(thing) else []
    shown = "" if inspect.isclass(thing) else f"```text\n{_signature(name, thing)}\n```\n\n"
    return "\n".join([f"## {name}\n", shown + _text(thing), *methods])


def _methods(thing: type) -> list[str]:
    found = []
    for key, each in vars(thing).items():
        if key.startswith("_"):
            continue
        if isinstance(each, property):
            found.append(f"### {thing.__name__}.{key}\n\n{_text(each)}")
        elif inspect.isfunction(each):
            shown = _signature(f"{thing.__name__}.{key}", each)
            found.append(f"### {thing.__name__}.{key}\n\n```text\n{shown}\n```\n\n{_text(each)}")
    return found


def _fields(thing: type) -> list[str]:
    """The fields of a record, as its file has them."""
    fields = getattr(thing, "model_fields", None)
    if not fields:
        return []
    names = [f"`{each.alias or key}`" for key, each in fields.items()]
    return [f"Fields, as its YAML file has them: {', '.join(names)}.\n"]


def _signature(name: str, thing: object) -> str:
    """The call on one line, or with one argument a line where that is too long."""
    found = inspect.signature(thing)  # type: ignore[arg-type]
    kept = [each for each in found.parameters.values() if each.name != "self"]
    answer = found.return_annotation
    words = answer if isinstance(answer, str) else getattr(answer, "__name__", str(answer))
    parts, starred = [], False
    for each in kept:
        starred = starred or each.kind is each.VAR_POSITIONAL
        if each.kind is each.KEYWORD_ONLY and not starred:
            parts.append("*")
            starred = True
        parts.append(_argument(each))
    line = f"{name}({', '.join(parts)}) -> {words}"
    return (
        line if len(line) < 100 else f"{name}(\n    " + ",\n    ".join(parts) + f",\n) -> {words}"
    )


def _argument(each: inspect.Parameter) -> str:
    kind = each.annotation
    shown = kind if isinstance(kind, str) else inspect.formatannotation(kind)
    plain = re.sub(r"\b(?:datetime|pathlib|openasylum)\.(?:\w+\.)*", "", shown)
    stars = {each.VAR_POSITIONAL: "*", each.VAR_KEYWORD: "**"}.get(each.kind, "")
    default = "" if each.default is each.empty else f" = {each.default!r}"
    return f"{stars}{each.name}: {plain}{default}"


def _text(thing: object) -> str:
    """A docstring in Markdown: heads in bold, arguments as a list, examples as code."""
    lines: list[str] = []
    head, in_code = "", False
    for line in (inspect.getdoc(thing) or "").splitlines():
        if line in HEADS:
            head = line
            lines += [f"**{line.rstrip(':')}**", "", *(["```python"] if head == "Example:" else [])]
            in_code = in_code or head == "Example:"
        elif head in ("Args:", "Raises:", "Attributes:") and re.match(r"    [\w*]+: ", line):
            name, _, words = line.strip().partition(": ")
            lines.append(f"- `{name}`: {words}")
        elif head:
            lines.append(
                line[4:] if in_code else line.replace("    ", "  ", 1).replace("      ", "  ")
            )
        else:
            lines.append(line)
    while lines and not lines[-1]:
        lines.pop()
    return "\n".join(lines) + ("\n```\n" if in_code else "\n")


def main(arguments: list[str]) -> int:
    """Write the page, or with --check say whether it is current."""
    if "--check" in arguments:
        return 0 if PAGE.read_text(encoding="utf-8") == page() else 1
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
