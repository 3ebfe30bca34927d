"""Mutation testing of `law` and `kernel`: does a test fail when the code is made wrong?

    python validation/mutation.py law --seconds 900
    python validation/mutation.py kernel --seconds 900
    python validation/mutation.py law --again
    python validation/mutation.py --page

Each mutant changes one place: a comparison, an arithmetic or logical operator, a number, a
condition negated, a `return` emptied, `and` for `or`, `min` for `max`. Mutants are drawn in an
order that the seed fixes, until the seconds of processor time are spent, and each is run in a
process of its own against the fast tests of its package, the kernel's in interpreted mode. What
was found is kept in `validation/mutation.json`, one part a package. `--again` runs those that
survived once more, when tests were added. `--page` writes `validation/mutation.md`, with the reason
for each survivor from `validation/mutation_survivors.yaml`.
"""

import argparse
import ast
import contextlib
import copy
import importlib.abc
import importlib.machinery
import importlib.util
import io
import json
import os
import random
import resource
import signal
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KEPT = ROOT / "validation" / "mutation.json"
SWAPS: dict[type, tuple[type, ...]] = {
    ast.Lt: (ast.LtE, ast.GtE), ast.LtE: (ast.Lt, ast.Gt), ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt), ast.Eq: (ast.NotEq,), ast.NotEq: (ast.Eq,), ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,), ast.In: (ast.NotIn,), ast.NotIn: (ast.In,), ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,), ast.Mult: (ast.Add,), ast.Div: (ast.Mult,), ast.FloorDiv: (ast.Mult,),
    ast.Mod: (ast.Mult,), ast.BitAnd: (ast.BitOr,), ast.BitOr: (ast.BitAnd,),
    ast.LShift: (ast.RShift,), ast.RShift: (ast.LShift,), ast.And: (ast.Or,), ast.Or: (ast.And,),
}  # fmt: skip
NAMES = {"min": "max", "max": "min", "any": "all", "all": "any"}
TESTS = {
    "law": ["tests/law", "tests/facts/test_law_facts.py"],
    "kernel": [f"tests/kernel/test_{name}.py" for name in ("results", "lists", "luck", "thinning")],
}
"""The kernel's are those that are quick in plain Python: the digest of a small world in which every
event happens notices any change of what is computed; whether that was right before is for the
other tests of `tests/kernel`, `tests/theory`, `tests/peers` and `tests/oracle` to say."""


@dataclass(frozen=True)
class Mutant:
    """One change: where, and from what to what."""

    file: str
    line: int
    before: str
    after: str
    number: int  # among the mutants of its file


def mutants_of(source: str, file: str) -> Iterator[tuple[Mutant, str]]:
    """Every mutant of a module, with its whole source."""
    tree = ast.parse(source)
    skipped = _not_run(tree)
    nodes = [node for node in ast.walk(tree) if hasattr(node, "lineno") and node not in skipped]
    for i, node in enumerate(nodes):
        for changed in _changes(node):
            other = copy.deepcopy(tree)
            skip = _not_run(other)
            place = [n for n in ast.walk(other) if hasattr(n, "lineno") and n not in skip][i]
            place.__dict__.update(changed.__dict__)
            before, after = ast.unparse(node), ast.unparse(place)
            if before != after:
                text = ast.unparse(other)
                yield Mutant(file, node.lineno, _one_line(before), _one_line(after), 0), text


def _one_line(text: str) -> str:
    return " ".join(text.split("\n")[0].split())[:110]


def _not_run(tree: ast.AST) -> set[ast.AST]:
    """Docstrings and annotations: changing them changes nothing that runs."""
    found: set[ast.AST] = set()
    for node in ast.walk(tree):
        parts = [getattr(node, name, None) for name in ("annotation", "returns")]
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            parts.append(node)
        for part in parts:
            if isinstance(part, ast.AST):
                found |= set(ast.walk(part))
    return found


def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """A node, made wrong in each of the ways there are for its kind."""
    if isinstance(node, ast.Compare):
        for i, operator in enumerate(node.ops):
            for other in SWAPS.get(type(operator), ()):
                yield _with(node, ops=[*node.ops[:i], other(), *node.ops[i + 1 :]])
    elif isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign):
        for other in SWAPS.get(type(node.op), ()):
            yield _with(node, op=other())
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float, bool):
        wrong = (not node.value,) if node.value in (True, False) else (node.value + 1,)
        for value in wrong:
            yield _with(node, value=type(node.value)(value))
    elif isinstance(node, ast.If | ast.IfExp | ast.While):
        yield _with(node, test=ast.UnaryOp(ast.Not(), node.test))
    elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        yield _with(node, operand=ast.UnaryOp(ast.Not(), node.operand))
    elif isinstance(node, ast.Return) and node.value is not None:
        if not (isinstance(node.value, ast.Constant) and node.value.value is None):
            yield _with(node, value=ast.Constant(None))
    elif isinstance(node, ast.Name) and node.id in NAMES and isinstance(node.ctx, ast.Load):
        yield _with(node, id=NAMES[node.id])


def _with(node: ast.AST, **changes: object) -> ast.AST:
    other = copy.copy(node)
    for name, value in changes.items():
        setattr(other, name, value)
    return other


class _Source(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives one module the mutant's source."""

    def __init__(self, name: str, path: Path, text: str) -> None:
        self.name, self.path, self.text = name, path, text

    def find_spec(self, name: str, path: object, target: object = None) -> object:
        """This module and no other."""
        if name != self.name:
            return None
        found = importlib.util.spec_from_loader(name, self, origin=str(self.path))
        assert found is not None
        found.has_location = True
        return found

    def exec_module(self, module: object) -> None:
        """Run the mutant."""
        exec(compile(self.text, str(self.path), "exec"), module.__dict__)


def every(package: str) -> list[tuple[Mutant, str]]:
    """All mutants of a package, in the order of its files."""
    found = []
    for path in sorted((ROOT / "src" / "openasylum" / package).glob("*.py")):
        here = mutants_of(path.read_text(encoding="utf-8"), path.relative_to(ROOT).as_posix())
        for number, (one, text) in enumerate(here):
            found.append((Mutant(one.file, one.line, one.before, one.after, number), text))
    return found


def fate(one: Mutant, text: str, tests: list[str], limit: float) -> tuple[str, float]:
    """Whether the tests of a package kill a mutant, and the processor seconds it took."""
    child = os.fork()
    if child == 0:
        os.setpgid(0, 0)
        os._exit(_run(one, text, tests, limit))
    _, status, used = os.wait4(child, 0)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # what a test of the child may have left
    seconds = used.ru_utime + used.ru_stime
    if os.WIFSIGNALED(status):
        return "out of time", seconds
    return {0: "survived", 5: "no tests"}.get(os.WEXITSTATUS(status), "killed"), seconds


def _run(one: Mutant, text: str, tests: list[str], limit: float) -> int:
    """In the child: the mutant in place of its module, then the tests until one fails."""
    import pytest

    resource.setrlimit(resource.RLIMIT_CPU, (int(limit), int(limit) + 5))
    name = one.file.removeprefix("src/").removesuffix(".py").replace("/", ".")
    name = name.removesuffix(".__init__")
    for loaded in [each for each in sys.modules if _depends(each)]:
        del sys.modules[loaded]
    sys.meta_path.insert(0, _Source(name, ROOT / one.file, text))
    options = ["-q", "-x", "-m", "not slow", "-p", "no:cacheprovider", "--no-header"]
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            status = int(pytest.main([*options, *tests]))
        except BaseException:
            status = 1
    if status and not text:
        print(said.getvalue())  # without a mutant: what is wrong with the tests
    return status


def _depends(name: str) -> bool:
    """Modules that a child reads anew; the records, whose facts are slow to read, stay."""
    return name.startswith(("tests", "openasylum")) and not name.startswith(
        ("openasylum.records", "openasylum.errors")
    )


def sample(package: str, seconds: float, seed: int) -> dict[str, object]:
    """Run mutants in the seed's order until the time is spent."""
    found = every(package)
    order = list(range(len(found)))
    random.Random(seed).shuffle(order)
    whole = prepared(package)
    print(f"{len(found)} mutants; the tests take {whole:.1f} s of processor time", flush=True)
    spent, results = whole, []
    with contextlib.suppress(KeyboardInterrupt):  # what was run until then is kept
        for i in order:
            if spent >= seconds:
                break
            word, used = fate(*found[i], TESTS[package], 3 * whole + 10)
            spent += used
            results.append(asdict(found[i][0]) | {"fate": word})
            print(f"{len(results)} {spent:.0f} s {word}: {found[i][0]}", flush=True)
    return {
        "seed": seed, "mutants": len(found), "run": len(results), "processor_seconds": round(spent),
        "results": sorted(results, key=lambda one: (one["file"], one["line"], one["number"])),
    }  # fmt: skip


def again(package: str, before: dict[str, object]) -> dict[str, object]:
    """Run those that survived once more."""
    sources = {
        (one.file, one.number, one.before, one.after): (one, text) for one, text in every(package)
    }
    whole = prepared(package)
    results = []
    for one in before["results"]:
        key = (one["file"], one["number"], one["before"], one["after"])
        if one["fate"] == "survived" and key in sources:
            word, _ = fate(*sources[key], TESTS[package], 3 * whole + 10)
            print(f"{word}: {key}", flush=True)
            one = one | {"fate": word, "first": "survived"}
        results.append(one)
    return before | {"results": results}


def prepared(package: str) -> float:
    """Get ready for a package; the processor seconds of its tests, which must pass."""
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    if package == "kernel":
        os.environ["NUMBA_DISABLE_JIT"] = "1"
    _warm(package)
    nothing = Mutant("src/openasylum/none.py", 0, "", "", 0)
    word, seconds = fate(nothing, "", TESTS[package], 600)
    if word != "survived":
        raise SystemExit("the tests fail without any mutant")
    return seconds


def _warm(package: str) -> None:
    """Read in the parent what no mutant changes."""
    if package == "law":
        from openasylum.records.library import load_book, load_instruments

        load_book()
        load_instruments()
    else:
        import numba  # noqa: F401
        import numpy  # noqa: F401


def main(arguments: list[str]) -> int:
    """Run a sample and keep it, or write the page."""
    own = argparse.ArgumentParser(description="Mutation testing of law and kernel.")
    own.add_argument("package", nargs="?", choices=tuple(TESTS))
    own.add_argument("--seconds", type=float, default=900, help="of processor time (900)")
    own.add_argument("--seed", type=int, default=1, help="of the order (1)")
    own.add_argument("--again", action="store_true", help="the survivors once more")
    own.add_argument("--page", action="store_true", help="write validation/mutation.md")
    said = own.parse_args(arguments)
    kept = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    if said.package:
        if said.again:
            kept[said.package] = again(said.package, kept[said.package])
        else:
            kept[said.package] = sample(said.package, said.seconds, said.seed)
        KEPT.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    if said.page:
        from mutation_page import page

        (ROOT / "validation" / "mutation.md").write_text(page(kept), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
