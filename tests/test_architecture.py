"""The rules of the house: imports point one way, files and functions are short, names are told."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "src" / "openasylum"
MAY_IMPORT = {
    "records": set(),
    "kernel": set(),
    "law": {"records"},
    "statistics": {"records"},
    "simulation": {"records", "law", "statistics", "kernel"},
    "forecast": {"records", "statistics"},
    "ensemble": {"records", "law", "statistics", "simulation"},
    "calibration": {
        "records",
        "law",
        "statistics",
        "simulation",
        "ensemble",
        "forecast",
        "projections",
    },
    "stories": {"records", "law", "simulation", "kernel", "report"},
    "microdata": {"records", "statistics"},
    "projections": {"records", "statistics"},
    "claims": {"records", "law", "statistics", "simulation", "ensemble", "calibration"},
    "report": {"records", "law", "statistics", "calibration", "claims"},
    "app": {
        *("records", "law", "statistics", "simulation", "ensemble", "forecast", "calibration"),
        *("stories", "projections", "claims", "report", "kernel", "microdata"),
    },
}
TOP = {"cli", "__init__", "__main__"}  # these may import any room
LONGEST_FILE, LONGEST_FUNCTION = 400, 40


def python_files(*folders: str) -> list[Path]:
    return sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))


def rooms_imported_by(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.ImportFrom) and node.module:
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        for name in names:
            first, *rest = name.split(".")
            if first == "openasylum" and rest and rest[0] != "__version__":
                found.add(rest[0])
    return found


def functions(file: Path) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Every function with its dotted name; functions within functions are left out."""

    def walk(node: ast.AST, before: str) -> Iterator[tuple[str, ast.FunctionDef]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef):
                yield f"{before}{child.name}", child
            elif isinstance(child, ast.ClassDef):
                yield from walk(child, f"{before}{child.name}.")

    yield from walk(ast.parse(file.read_text(encoding="utf-8")), "")


def lines_of_body(function: ast.FunctionDef) -> int:
    """Lines of statements: not signature, docstring, comments or blanks.

    A call of a function of the kernel with its twenty arrays counts as one line however it is
    wrapped: a statement that is nothing but one call (or the assignment of its result) is one line.
    """
    body = function.body[1:] if ast.get_docstring(function) else function.body
    lines: set[int] = set()
    for statement in (node for part in body for node in ast.walk(part)):
        if not isinstance(statement, ast.stmt):
            continue
        is_call = isinstance(getattr(statement, "value", None), ast.Call)
        blocks = [block for name in ("body", "orelse") for block in getattr(statement, name, [])]
        last = min((block.lineno - 1 for block in blocks), default=statement.end_lineno)
        lines |= {statement.lineno} if is_call else set(range(statement.lineno, (last or 0) + 1))
    return len(lines)


def test_every_room_has_a_rule():
    rooms = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert rooms <= set(MAY_IMPORT) | TOP


@pytest.mark.parametrize("room", [room for room in MAY_IMPORT if (PACKAGE / room).is_dir()])
def test_room_imports_only_what_the_architecture_allows(room):
    allowed = MAY_IMPORT[room] | {room} | (set() if room == "kernel" else {"errors"})
    for file in (PACKAGE / room).rglob("*.py"):
        forbidden = rooms_imported_by(file) - allowed
        assert not forbidden, f"{file.relative_to(ROOT)} imports {sorted(forbidden)}"


def test_errors_import_nothing_of_ours():
    assert not rooms_imported_by(PACKAGE / "errors.py")


@pytest.mark.parametrize(
    "file", python_files("src", "scripts", "tests"), ids=lambda file: str(file.relative_to(ROOT))
)
def test_file_is_not_too_long(file):
    assert len(file.read_text(encoding="utf-8").splitlines()) <= LONGEST_FILE


@pytest.mark.parametrize(
    "file", python_files("src", "scripts"), ids=lambda file: str(file.relative_to(ROOT))
)
def test_functions_are_not_too_long(file):
    long = {name: lines_of_body(each) for name, each in functions(file)}
    assert not {name: n for name, n in long.items() if n > LONGEST_FUNCTION}


@pytest.mark.parametrize(
    "file", python_files("src"), ids=lambda file: str(file.relative_to(PACKAGE))
)
def test_modules_and_public_functions_say_what_they_do(file):
    tree = ast.parse(file.read_text(encoding="utf-8"))
    assert ast.get_docstring(tree), "a module says its role in one sentence"
    silent = [
        name
        for name, each in functions(file)
        if not any(part.startswith("_") for part in name.split(".")) and not ast.get_docstring(each)
    ]
    assert not silent
