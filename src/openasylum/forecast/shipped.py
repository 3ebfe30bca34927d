"""The scoreboard as tidy tables that the package ships: what validation/scoreboard.md shows."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from openasylum.errors import RecordError
from openasylum.forecast.rolling import Backtest, Score
from openasylum.forecast.scoreboard import Row, rows
from openasylum.forecast.words import MODELS, NAMES
from openasylum.records.library import FACTS
from openasylum.records.reader import read
from openasylum.records.scoreboard import BoardRecord

SHIPPED = FACTS / "scoreboard"
SCORES = (
    "series", "horizon", "method", "origins", "crps", "wis", "skill", "skill_origins",
    "absolute_error", "log_error", "bias",
)  # fmt: skip
RATIOS = ("series", "horizon", "method", "against", "ratio", "shared")
_HELD = "held_"


@dataclass(frozen=True)
class Ratio:
    """Mean weighted interval score of a model over a simple method's; above 1 the model loses.

    It is taken on the forecasts that both made, `shared` of them.
    """

    series: str
    horizon: int
    method: str
    against: str
    ratio: float
    shared: int


@dataclass(frozen=True)
class ShippedRow:
    """A row of the scoreboard, rounded as the page shows it."""

    series: str
    horizon: int
    method: str
    origins: int
    crps: float
    wis: float
    skill: float | None
    skill_origins: int
    absolute_error: float
    log_error: float | None
    bias: float | None
    held: tuple[tuple[str, float], ...]


@dataclass(frozen=True)
class Board:
    """The scoreboard that the package ships, and how it was made."""

    record: BoardRecord
    scores: tuple[ShippedRow, ...]
    ratios: tuple[Ratio, ...]

    @property
    def series(self) -> list[str]:
        """The names of the series, in the order of the page."""
        return list(dict.fromkeys(row.series for row in self.scores))

    def lost(self, method: str) -> list[Ratio]:
        """Where a model loses to a simple method."""
        return [one for one in self.ratios if one.method == method and one.ratio > 1]

    def compared(self, method: str) -> int:
        """On how many series and horizons a model is compared with a simple method."""
        return len({(one.series, one.horizon) for one in self.ratios if one.method == method})

    def won(self, method: str) -> int:
        """On how many of them it beats every simple method."""
        beaten = {(one.series, one.horizon) for one in self.lost(method)}
        return self.compared(method) - len(beaten)


def ratios(scores: Sequence[Score]) -> list[Ratio]:
    """Each model beside each simple method, by series and horizon, where both forecast."""
    wis: dict[tuple[str, int, str], dict[object, float]] = {}
    for one in scores:
        wis.setdefault((one.series, one.horizon, one.method), {})[one.origin] = one.wis
    found = []
    for (series, horizon, method), own in wis.items():
        for against in NAMES if method in MODELS else ():
            other = wis.get((series, horizon, against), {})
            shared = own.keys() & other.keys()
            theirs = sum(other[day] for day in shared)
            if shared and theirs:
                ratio = sum(own[day] for day in shared) / theirs
                found.append(Ratio(series, horizon, method, against, ratio, len(shared)))
    return found


def write(folder: Path, test: Backtest, command: str) -> None:
    """Write the tables and their record into a folder. Raises `RecordError`."""
    order = {name: place for place, name in enumerate(test.series)}
    methods = [*MODELS, *NAMES]
    board = sorted(rows(test.scores), key=lambda row: (order[row.series], row.horizon, row.wis))
    beside = sorted(
        ratios(test.scores),
        key=lambda one: (
            methods.index(one.method), order[one.series], one.horizon, methods.index(one.against)
        ),
    )  # fmt: skip
    told = {
        "made_by": command,
        "origins": list(test.origins),
        "series": list(test.series),
    }
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "scores.csv").write_text(_csv(score_lines(board)), encoding="utf-8")
        (folder / "ratios.csv").write_text(_csv(ratio_lines(beside)), encoding="utf-8")
        text = yaml.safe_dump(told, sort_keys=False, width=100)
        (folder / "scoreboard.yaml").write_text(f"# Not to be edited by hand.\n{text}", "utf-8")
    except OSError as error:
        raise RecordError(f"{folder}: cannot be written ({error.strerror}).") from None


def score_lines(board: Sequence[Row]) -> Iterable[list[str]]:
    """The head and the rows of the table of scores, rounded as on the page."""
    shares = [share for share, _ in board[0].inside] if board else []
    yield [*SCORES, *(f"{_HELD}{share * 100:g}" for share in shares)]
    for row in board:
        yield [
            row.series, str(row.horizon), row.method, str(row.origins), f"{row.crps:.0f}",
            f"{row.wis:.0f}", _rounded(row.skill), str(row.skill_origins),
            f"{row.absolute_error:.0f}", _rounded(row.log_error), _rounded(row.bias),
            *(f"{held:.2f}" for _, held in row.inside),
        ]  # fmt: skip


def ratio_lines(found: Sequence[Ratio]) -> Iterable[list[str]]:
    """The head and the rows of the table of ratios."""
    yield list(RATIOS)
    for one in found:
        yield [
            one.series, str(one.horizon), one.method, one.against, f"{one.ratio:.2f}",
            str(one.shared),
        ]  # fmt: skip


def _rounded(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _csv(lines: Iterable[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue()


@cache
def shipped(folder: Path = SHIPPED) -> Board:
    """The scoreboard of a folder. Raises `RecordError`."""
    record = read(folder / "scoreboard.yaml", BoardRecord, shown_as="scoreboard/scoreboard.yaml")
    scores = [_score(row) for row in _rows(folder / "scores.csv")]
    found = [
        Ratio(
            row["series"], int(row["horizon"]), row["method"], row["against"],
            float(row["ratio"]), int(row["shared"]),
        )
        for row in _rows(folder / "ratios.csv")
    ]  # fmt: skip
    return Board(record, tuple(scores), tuple(found))


def _rows(path: Path) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file, strict=True))
    except OSError as error:
        raise RecordError(f"{path}: cannot be read ({error.strerror}).") from None


def _score(row: dict[str, str]) -> ShippedRow:
    held = [(name.removeprefix(_HELD), float(row[name])) for name in row if name.startswith(_HELD)]
    return ShippedRow(
        row["series"], int(row["horizon"]), row["method"], int(row["origins"]),
        float(row["crps"]), float(row["wis"]), _known(row["skill"]), int(row["skill_origins"]),
        float(row["absolute_error"]), _known(row["log_error"]), _known(row["bias"]), tuple(held),
    )  # fmt: skip


def _known(text: str) -> float | None:
    return float(text) if text else None
