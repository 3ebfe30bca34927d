"""The tables that the package ships are the figures of the page that the same command writes."""

import re
from pathlib import Path

import pytest

from openasylum.errors import RecordError
from openasylum.forecast.rolling import baselines, run_backtest
from openasylum.forecast.scoreboard import rows
from openasylum.forecast.settings import settings
from openasylum.forecast.shipped import SHIPPED, ratios, shipped, write
from openasylum.forecast.words import MODELS, NAMES, named

PAGE = Path(__file__).resolve().parents[2] / "validation" / "scoreboard.md"


def tables(page: str, head: str) -> dict[str, list[list[str]]]:
    """The rows of the tables that begin with a head, by section."""
    found: dict[str, list[list[str]]] = {}
    for section in re.split(r"^## ", page, flags=re.MULTILINE):
        lines = [line for line in section.splitlines() if line.startswith("| ")]
        if lines and lines[0].startswith(head):
            cells = [[c.strip() for c in line.strip("|").split("|")] for line in lines[2:]]
            found[section.splitlines()[0]] = cells
    return found


def test_scores_are_those_of_the_page() -> None:
    board = shipped()
    page = tables(PAGE.read_text(encoding="utf-8"), "| method |")
    assert board.series == list(page)
    for series, cells in page.items():
        own = [row for row in board.scores if row.series == series]
        assert len(own) == len(cells)
        for row, cell in zip(own, cells, strict=True):
            told = [
                named(row.method), str(row.horizon), str(row.origins), f"{row.crps:,.0f}",
                f"{row.wis:,.0f}",
                "" if row.skill is None else f"{row.skill:+.2f} ({row.skill_origins})",
                f"{row.absolute_error:,.0f}",
                "" if row.log_error is None else f"{row.log_error:.2f}",
                "" if row.bias is None else f"{row.bias:+.2f}",
                *(f"{held:.0%}" for _, held in row.held),
            ]  # fmt: skip
            assert told == cell


def test_wins_and_losses_are_those_of_the_page() -> None:
    board, text = shipped(), PAGE.read_text(encoding="utf-8")
    told = re.findall(r"^- (.*) beats every simple method in (\d+) of (\d+) rows", text, re.M)
    assert told == [
        (named(model).capitalize(), str(board.won(model)), str(board.compared(model)))
        for model in MODELS
    ]
    lost = re.findall(r"^  - (\S+), (\d) ahead: loses to (.*)$", text, re.M)
    own: dict[tuple[str, str, str], list[str]] = {}
    for model in MODELS:
        for one in board.lost(model):
            own.setdefault((model, one.series, str(one.horizon)), []).append(named(one.against))
    assert [(s, h, ", ".join(names)) for (_, s, h), names in own.items()] == lost


def test_ratios_are_those_of_the_page() -> None:
    cells = tables(PAGE.read_text(encoding="utf-8"), "| series | years ahead | mode |")
    (found,) = cells.values()
    told = {
        (row[0], int(row[1]), row[2], against): cell
        for row in found
        for against, cell in zip(NAMES, row[3:], strict=True)
        if cell
    }
    own = {
        (o.series, o.horizon, named(o.method).removeprefix("model "), o.against): (
            f"{o.ratio:.2f} ({o.shared})"
        )
        for o in shipped().ratios
    }
    assert own == told


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    origins = sorted(settings().origins.value)[-2:]
    simple = {name: make for name, make in baselines().items() if name != "ets"}
    methods = {**simple, "model_given": simple["last_value"]}
    test = run_backtest(["court.completions"], origins, methods)
    write(tmp_path, test, "openasylum backtest --quick")
    board = shipped(tmp_path)
    assert board.record.made_by == "openasylum backtest --quick"
    assert board.record.origins == tuple(origins)
    assert {row.method for row in board.scores} == {one.method for one in test.scores}
    by_cell = {(r.series, r.horizon, r.method): r for r in rows(test.scores)}
    for row in board.scores:
        whole = by_cell[row.series, row.horizon, row.method]
        assert row.wis == round(whole.wis)
        assert [held for _, held in row.held] == [round(held, 2) for _, held in whole.inside]
    beside = {(o.horizon, o.against): o.ratio for o in ratios(test.scores)}
    assert {(o.horizon, o.against): o.ratio for o in board.ratios} == {
        cell: round(ratio, 2) for cell, ratio in beside.items()
    }


def test_a_folder_without_tables_is_told(tmp_path: Path) -> None:
    with pytest.raises(RecordError):
        shipped(tmp_path)
    (tmp_path / "scoreboard.yaml").write_bytes((SHIPPED / "scoreboard.yaml").read_bytes())
    with pytest.raises(RecordError, match=r"scores\.csv: cannot be read"):
        shipped(tmp_path)
