"""Write the parts of README.md and docs/model.md that the code knows, and those that a run shows.

Without arguments, the tables of stages, groups, queues, draws, levers, series and assumptions; a
test fails when they are stale. With '--run runs/first', also what that run shows: how far the model
is from official counts, the example, and the chart of README.md. It must be a full-scale run of
`as_enacted` and `without_mpp`, as `make run` writes.
"""

import argparse
import ast
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from enum import IntEnum
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from openasylum.errors import OpenasylumError
from openasylum.kernel import codes, offices, person
from openasylum.law import load_book
from openasylum.records.assumptions import Assumption
from openasylum.simulation import encode, groups, inputs, joint, series
from openasylum.simulation.assumed import DEFAULT_SET, load_assumptions
from openasylum.simulation.calendar import FIRST_DAY, LAST_DAY
from openasylum.statistics import mapping

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "src" / "openasylum"
PAGES = ("README.md", "docs/model.md")
CHART, CHART_OF_RUN = ROOT / "docs" / "images" / "court_pending.svg", "court_pending_active.svg"
SCENARIOS = ("as_enacted", "without_mpp")
SMALLEST = 0.01  # of the people shown; rarer outcomes are put together
_PART = re.compile(r"(<!-- (code|run): (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)

Part = Callable[[], str]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0],
        epilog="example:\n  python scripts/build_model_docs.py --run runs/first",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--run", metavar="RUN", type=Path, help="the folder of a full-scale run")
    arguments = parser.parse_args()
    try:
        parts = {("code", name): part for name, part in CODE.items()}
        if arguments.run is not None:
            run = _checked_run(arguments.run)
            parts |= {("run", name): partial(part, run) for name, part in RUN.items()}
            _draw(run)
        for page, text in filled(parts).items():
            (ROOT / page).write_text(text, encoding="utf-8")
            print(f"{page} written.")
    except OpenasylumError as error:
        print(f"build_model_docs: {error}", file=sys.stderr)
        return 2
    return 0


def filled(parts: dict[tuple[str, str], Part]) -> dict[str, str]:
    """Each page with the given parts written anew; parts not given stay as they are."""

    def replace(found: re.Match[str]) -> str:
        kind, name = found[2], found[3]
        if name not in (CODE if kind == "code" else RUN):
            raise OpenasylumError(f"a page asks for '{kind}: {name}', which no function makes.")
        if (kind, name) not in parts:
            return found[0]
        return f"{found[1]}{parts[kind, name]().strip()}\n{found[5]}"

    return {
        page: _PART.sub(replace, (ROOT / page).read_text(encoding="utf-8"))
        for page in PAGES
        if (ROOT / page).exists()
    }


def stale() -> list[str]:
    """The pages whose tables from the code are no longer what the code says."""
    now = filled({("code", name): part for name, part in CODE.items()})
    return [page for page, text in now.items() if text != (ROOT / page).read_text("utf-8")]


def _table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    columns = list(head)
    lines = [columns, ["---"] * len(columns), *([str(cell) for cell in row] for row in rows)]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "/") for cell in row) + " |" for row in lines
    )


def _code(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def scales() -> str:
    """The days, the groups, and the size of the numbers a person is packed in."""
    rows = [
        ("First day", FIRST_DAY),
        ("First day after a run, unless `--until` says otherwise", inputs.LAST_MONTH_OF_DATA),
        ("Last day that `--until` accepts", LAST_DAY),
        ("Groups of people", len(groups.GROUPS)),
        ("of which border groups (citizenship x family status x manner)", groups.BORDER_GROUPS),
        ("People of one group on one day, at most", f"{person.SERIALS:,}"),
        ("Flows counted", len(codes.Flow)),
    ]
    return _table(("What", "Value"), rows)


def stages() -> str:
    """Every stage and outcome."""
    from openasylum.report.words import outcome_label

    rows = []
    for state in codes.State:
        kind = "outcome" if state >= codes.FIRST_OUTCOME else "stage"
        if state is not codes.State.NOT_ARRIVED:
            rows.append((int(state), _name(state), kind, outcome_label(state.name.lower())))
    return _table(("Code", "Name", "Kind", "In the report"), rows)


def people() -> str:
    """The groups, and the streams that do not come over the border."""
    rows = [
        ("Citizenship", len(groups.CITIZENSHIPS), _code(groups.CITIZENSHIPS)),
        ("Family status", len(groups.FAMILY_STATUSES), _code(groups.FAMILY_STATUSES)),
        ("Manner of entry", len(groups.MANNERS), _code(groups.MANNERS)),
        ("Elsewhere", len(groups.ELSEWHERE), _code(name for name, _ in groups.ELSEWHERE)),
        ("Stands behind `other`", "", _code(encode.OTHER_CITIZENSHIPS)),
    ]
    return _table(("Trait", "Values", "Names"), rows)


def pathways() -> str:
    """The pathways at the border and what the agencies call them."""
    official: dict[codes.Pathway, list[str]] = {}
    for name, pathway in joint.OUTCOMES.items():
        official.setdefault(pathway, []).append(name)
    rows = []
    for pathway in codes.Pathway:
        kind = "discretionary" if pathway < codes.DISCRETIONARY else "ordinary"
        counted = _code(official.get(pathway, ())) or "not in the monthly tables"
        rows.append((_name(pathway), kind, counted))
    return _table(("Pathway", "Kind", "Outcome in the book-outs"), rows)


def queues() -> str:
    """Who serves which queue, in the order of service within a day."""
    rows: list[tuple[object, ...]] = []
    for office, served, ledger in (
        ("Asylum officers", offices.OFFICERS_SERVE, codes.Officer),
        ("Immigration judges", offices.JUDGES_SERVE, codes.Judge),
    ):
        for place, (queue, purpose) in enumerate(served.tolist(), 1):
            rows.append((office, place, _name(codes.Queue(queue)), _name(ledger(purpose))))
    for place, queue in enumerate(offices.BOARD_SERVES.tolist(), 1):
        board = "Board of Immigration Appeals"
        rows.append((board, place, _name(codes.Queue(queue)), "decisions, not hours"))
    return _table(("Office", "Order", "Queue", "Hours are booked as"), rows)


def _name(member: IntEnum) -> str:
    return f"`{member.name.lower()}`"


def draws() -> str:
    """Every decision that luck has a part in, and the functions of the kernel that draw it."""
    drawn: dict[str, dict[str, None]] = {}
    for file in sorted((SOURCES / "kernel").glob("*.py")):
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                for name in _decisions_in(function):
                    drawn.setdefault(name, {})[f"`{file.stem}.{function.name}`"] = None
    rows = [
        (int(d), f"`{d.name.lower()}`", ", ".join(drawn.get(d.name, ())) or "none (reserved)")
        for d in codes.Decision
    ]
    return _table(("Code", "Decision", "Drawn in"), rows)


def _decisions_in(function: ast.FunctionDef) -> Iterator[str]:
    for call in ast.walk(function):
        if isinstance(call, ast.Call) and ast.unparse(call.func) in ("draws", "drawn"):
            yield ast.unparse(call.args[-2]).removeprefix("Decision.")


def levers() -> str:
    """The parameters of the law, and whether the simulation reads them."""
    whole, prefixes = _words_of(SOURCES / "simulation")
    rows = []
    for name, known in load_book().parameters.items():
        is_read = name in whole or any(
            name.startswith(prefix) and name.removeprefix(prefix) in whole for prefix in prefixes
        )
        rows.append((f"`{name}`", "yes" if is_read else "no", known.meaning))
    rows.sort(key=lambda row: row[1], reverse=True)
    return _table(("Parameter of the law", "Simulated", "Meaning"), rows)


def _words_of(folder: Path) -> tuple[set[str], set[str]]:
    """Every text that stands in the code of a folder, and the beginnings of those put together."""
    whole, prefixes = set[str](), set[str]()
    for file in folder.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                whole.add(node.value)
            elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
                prefixes.add(str(node.values[0].value))
    return whole, {prefix for prefix in prefixes if re.fullmatch(r"[a-z_0-9]+\.", prefix)}


def ids() -> str:
    """The series of a run, what each counts, and whether official figures exist."""
    official = mapping.model_series().series
    rows = []
    for name, flows in series.FLOWS.items():
        rows.append((name, "flow", _code(flow.name.lower() for flow in flows)))
    for name, states in series.STOCKS.items():
        rows.append((name, "stock", _code(state.name.lower() for state in states)))
    rows.append(("mpp.waiting_in_mexico", "stock", "enrolled, less released at once, less ended"))
    rows.append(("detention.population", "stock", "people with the mark `detained`"))
    rows.append(("officers.hours", "flow", "hours by purpose, `unused` included"))
    rows.append(("judges.hours", "flow", "hours by purpose, `unused` included"))
    rows += [(name, "flow", "people, by base rate") for name, _, _ in series._ERRORS]
    rows.append(("cost.usd", "flow", "officers' and judges' hours, bed days"))
    told = ((f"`{n}`", k, w, "yes" if n in official else "no") for n, k, w in rows)
    return _table(("Series", "Kind", "What is counted", "Official figures"), told)


def assumptions() -> str:
    """Every assumption: value, range, unit and how it was obtained."""
    known = load_assumptions(DEFAULT_SET)
    rows = [
        (f"`{name}`", _value(one), f"{one.low:g} to {one.high:g}", one.unit, one.how, one.meaning)
        for name, one in known.values.items()
    ]
    counted = {how: sum(one.how == how for one in known.values.values()) for how in _HOW}
    said = "; ".join(f"{number} {how}" for how, number in counted.items())
    head = ("Assumption", "Value", "Range", "Unit", "How", "Meaning")
    return f"{len(rows)} assumptions: {said}.\n\n{_table(head, rows)}"


_HOW = ("published", "fitted", "derived", "judged", "recalled")


def _value(one: Assumption) -> str:
    if one.value is not None:
        return f"{one.value:g}"
    low, high = min(one.values()), max(one.values())
    return f"{low:g} to {high:g}, {len(one.steps)} {'points' if one.interpolated else 'steps'}"


CODE: dict[str, Part] = {
    "scales": scales, "stages": stages, "people": people, "pathways": pathways, "queues": queues,
    "draws": draws, "levers": levers, "series": ids, "assumptions": assumptions,
}  # fmt: skip


def _checked_run(folder: Path) -> Any:
    from openasylum.report.run import read_run

    run = read_run(folder)
    names = tuple(scenario.name for scenario in run.provenance.scenarios)
    if names != SCENARIOS or run.provenance.scale != 1.0:
        raise OpenasylumError(
            f"{folder}: the documents show a full-scale run of {' and '.join(SCENARIOS)}, this one "
            f"is of {' and '.join(names)} at scale {run.provenance.scale:g}. Use 'make run'."
        )
    return run


def made_by(run: Any) -> str:
    """How the run behind the figures was made."""
    how = run.provenance
    kernel = how.model_extra["kernel"]
    return (
        f"Figures from `{how.command}`, version {how.version}, kernel `{kernel}`,"
        f" assumptions `{how.assumptions}`, seed {how.seed}, {how.draws} draw, scale {how.scale:g}."
    )


def example(run: Any) -> str:
    """What became of the people enrolled in MPP, and what the system had to do, in two tables."""
    from openasylum.report.words import outcome_label, rounded

    pairs = pq.read_table(run.folder / "transitions.parquet").to_pylist()
    ends: dict[str, list[float]] = {}
    for pair in pairs:
        if pair["group"] == "enrolled_in_mpp_a":
            for side, key in enumerate(("outcome_a", "outcome_b")):
                ends.setdefault(pair[key], [0.0, 0.0])[side] += pair["people"]
    total = sum(row[0] for row in ends.values())
    large = {name: row for name, row in ends.items() if max(row) >= SMALLEST * total}
    rest = [sum(row[side] for name, row in ends.items() if name not in large) for side in (0, 1)]
    order = sorted(large.items(), key=lambda item: -max(item[1]))
    rows = [(outcome_label(name), *map(rounded, row)) for name, row in order]
    rows.append(("Anything else", *map(rounded, rest)))
    titles = [scenario.title for scenario in run.scenarios]
    first = _table((f"The {rounded(total)} people enrolled in MPP", *titles), rows)
    return f"{first}\n\n{_table(('The whole system', *titles), _whole(run))}"


def _whole(run: Any) -> Iterator[tuple[str, ...]]:
    """Stocks on the last day of the run, and hours in all of it."""
    from openasylum.report.words import rounded

    names = [scenario.name for scenario in run.scenarios]
    for words, name in (
        ("Court cases pending at the end", "court.pending"),
        ("Affirmative cases pending at the end", "affirmative.pending"),
    ):
        lines = [run.line(name, scenario) for scenario in names]
        yield words, *(rounded(float(line[max(line)][0])) for line in lines)
    for words, name, group in (
        ("Asylum officers' hours on MPP interviews", "officers.hours", "mpp_fear_interview"),
        ("Asylum officers' hours on credible fear", "officers.hours", "credible_fear_interview"),
        ("Judges' hours on the MPP docket", "judges.hours", "mpp"),
    ):
        totals = [run.total(name, scenario, group=group) for scenario in names]
        yield words, *(rounded(float(total[0])) for total in totals)


def _compared(run: Any) -> list[tuple[str, str, str, Any]]:
    """Each yearly comparison: series, official figures, tolerance in words, year."""
    from openasylum.report.validation import validate

    return [
        (one.check.series, one.words, f"{one.check.within:.0%}" if one.check.within else "none", y)
        for one in validate(run).outcomes for y in one.years
    ]  # fmt: skip


def summary_of_misses(run: Any) -> str:
    """A line for each official series the model is compared with; the border's in one line."""
    lines: dict[tuple[str, str, str], list[Any]] = {}
    for name, words, tolerance, year in _compared(run):
        kind = "`border.*`" if name.startswith("border.") else f"`{name}`"
        lines.setdefault((kind, words, tolerance), []).append(year)
    rows = []
    for line, years in lines.items():
        worst = max(years, key=lambda year: abs(year.difference))
        mean = sum(abs(year.difference) for year in years) / len(years)
        within = sum(bool(year.within) for year in years)
        close = f"{within} of {len(years)}" if line[2] != "none" else f"{len(years)} checked"
        told = (f"{mean:.1%}", f"{worst.difference:+.1%} (FY{worst.year})")
        rows.append((*line, close, *told))
    head = ("Series", "Official figures", "Tolerance", "Years within", "Mean difference", "Largest")
    return _table(head, rows)


def reasons(run: Any) -> str:
    """Why years are missed, as far as the facts know."""
    from openasylum.report.validation import validate

    told = [(one.check.series, *why) for one in validate(run).outcomes for why in one.reasons]
    return "\n".join(f"- `{name}`, {years}: {why}" for name, years, why in told) or "- No year."


def misses(run: Any) -> str:
    """Year by year: model, official count, difference, within tolerance or not."""
    words = {True: "yes", False: "**no**", None: "check only"}
    rows = [
        (f"`{name}`", official, year.year, f"{year.model:,.0f}", f"{year.official:,.0f}",
         f"{year.difference:+.1%}", tolerance, words[year.within])
        for name, official, tolerance, year in _compared(run)
    ]  # fmt: skip
    head = ("Series", "Official figures", "Fiscal year", "Model", "Official", "Difference",
            "Tolerance", "Within")  # fmt: skip
    return _table(head, rows)


def notes(run: Any) -> str:
    """What the run says it could not place."""
    return "\n".join(f"- {note}" for note in run.provenance.notes) or "- Nothing."


def _draw(run: Any) -> None:
    """The chart of README.md, by the project's own report."""
    from tempfile import TemporaryDirectory

    from openasylum.report.files import write_charts

    with TemporaryDirectory() as drawn:
        write_charts(run, Path(drawn))
        CHART.parent.mkdir(exist_ok=True)
        CHART.write_bytes((Path(drawn) / CHART_OF_RUN).read_bytes())


RUN: dict[str, Callable[[Any], str]] = {
    "made_by": made_by, "example": example, "summary_of_misses": summary_of_misses,
    "misses": misses, "notes": notes, "reasons": reasons,
}  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
