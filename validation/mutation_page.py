"""The page of the mutation testing: counts, and every survivor with its reason."""

from pathlib import Path
from typing import Any

import yaml

REASONS = Path(__file__).with_name("mutation_survivors.yaml")
HEAD = """# Mutation testing of law and kernel

`make mutation` changes one place of the code at a time (a comparison, an operator, a number, a
condition, a `return`) and asks whether a test fails. A mutant that no test notices *survived*: a
gap in the tests, or a change that means the same. Mutants are a random sample with a stated seed,
within a budget of processor time; each is run against the fast tests of its package. The kernel's
run in plain Python, and only those that are quick there: the digest of a small world in which every
event happens, lists, luck and thinning. That digest notices that something changed; that it was
right before is shown by the theory, the other programs and the second model
([theory.md](theory.md), `tests/peers`, `tests/oracle`). `validation/mutation.py` says which changes
are made.

"""
COLUMNS = (
    "Package", "Mutants there are", "Run", "Share run", "Seed", "Noticed",
    "of these only after tests were added", "Survived", "Share noticed",
)  # fmt: skip


def page(kept: dict[str, Any]) -> str:
    """The page."""
    rows = [_row(name, part) for name, part in kept.items()]
    parts = [_survivors(name, part) for name, part in kept.items()]
    head = [f"| {' | '.join(COLUMNS)} |", "| --- " * len(COLUMNS) + "|"]
    return HEAD + "\n".join([*head, *rows]) + "\n" + "".join(parts)


def _row(name: str, part: dict[str, Any]) -> str:
    fates = [one["fate"] for one in part["results"]]
    survived = fates.count("survived")
    noticed = len(fates) - survived
    later = sum(
        one.get("first") == "survived" and one["fate"] != "survived" for one in part["results"]
    )
    cells = (
        f"`{name}`", part["mutants"], len(fates), f"{len(fates) / part['mutants']:.0%}",
        part["seed"], noticed, later, survived, f"{noticed / len(fates):.0%}",
    )  # fmt: skip
    return f"| {' | '.join(str(cell) for cell in cells)} |"


def survivors(kept: dict[str, Any]) -> list[dict[str, Any]]:
    """The mutants that no test notices."""
    return [one for part in kept.values() for one in part["results"] if one["fate"] == "survived"]


def reasons() -> dict[tuple[str, str, str], str]:
    """Why a mutant survives, by file, words before and words after."""
    found = yaml.safe_load(REASONS.read_text(encoding="utf-8")) or []
    return {(one["file"], one["before"], one["after"]): one["because"] for one in found}


def _survivors(name: str, part: dict[str, Any]) -> str:
    left = survivors({name: part})
    if not left:
        return f"\n## Survivors in `{name}`\n\nNone.\n"
    known = reasons()
    rows = [
        f"| `{Path(one['file']).name}` | {_code(one['before'])} | {_code(one['after'])} "
        f"| {known.get((one['file'], one['before'], one['after']), 'Not explained.')} |"
        for one in left
    ]
    head = "| File | Before | After | Why no test notices |\n| --- | --- | --- | --- |\n"
    return f"\n## Survivors in `{name}`\n\n{head}" + "\n".join(rows) + "\n"


def _code(text: str) -> str:
    shown = text.replace("|", "\\|").replace("`", "'")
    return f"`{shown}`"
