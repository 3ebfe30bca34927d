"""The scoreboard as a Markdown page."""

from collections.abc import Iterable, Sequence

from openasylum.forecast import words
from openasylum.forecast.rolling import Backtest
from openasylum.forecast.scoreboard import Row, rows
from openasylum.forecast.settings import publication, settings

_HEAD = (
    "method", "years ahead", "n", "CRPS", "WIS", "skill (n)", "absolute error", "log error", "bias",
)  # fmt: skip

_SIMPLE = "Forecasts by simple methods"


def page(test: Backtest, command: str, model: Sequence[str] = ()) -> str:
    """The whole page: how to read it, then each series with its verdict, table and warnings.

    Args:
        test: the back-test to show.
        command: the command that makes the page, printed on it.
        model: sections on a model, if one was scored beside the simple methods.
    """
    parts = [_introduction(test, command, with_model=bool(model)), *model]
    board = rows(test.scores)
    for series in test.series:
        parts.append(_series(test, series, [row for row in board if row.series == series]))
    for name, because in publication().not_forecast.items():
        parts.append(f"## {name}\n\nNot forecast. {because.strip()}")
    return "\n\n".join(parts) + "\n"


def _introduction(test: Backtest, command: str, *, with_model: bool) -> str:
    title = "Forecasts by the model and by simple methods" if with_model else _SIMPLE
    bar = "" if with_model else " This is the bar that a model has to clear."
    chosen = settings()
    shares = ", ".join(f"{share:.0%}" for share in chosen.coverage.value)
    origins = ", ".join(origin.isoformat() for origin in test.origins)
    ahead = ", ".join(map(str, chosen.horizons.value))
    return f"""# {title}, scored

Made by `{command}`; do not edit.{bar}

Origins: {origins}. At each, only what had been published by that day is used
(`src/openasylum/facts/publication.yaml`), and fiscal years that end after it are forecast,
{ahead} years ahead. Where no vintage of the day was found, a later one stands in, cut
by the publication lag, and the page says *not the vintage of the day*. The figures of the year
that ends on the origin were not out yet, so for the courts' yearly figures 'one year ahead' is
two years from the last one known.

- **CRPS**: continuous ranked probability score (the fair one). **WIS**: weighted interval score of
  {len(chosen.levels.value)} quantiles. Both are means in the unit of the series; lower is better.
- **skill**: 1 - WIS / WIS of the last value, on the n origins that both have; above 0 is better.
- **log error**: mean size of log(median / figure), and **bias**, its mean: -0.7 is half the figure.
- **{shares}**: how often the central interval of that share held the figure.
- **Relative score**: geometric mean, over all methods and itself, of the ratio of mean WIS on
  shared forecasts; below 1 is better than the methods' average.

Stock and flow: receipts and completions a judge stay as in the last {chosen.stock_flow_years.value}
years known, judges as last known (as CRS R47077 and R47637 do). No difference is tested: there are
{len(test.origins)} origins at most, and forecasts that overlap in time share their luck."""


def _series(test: Backtest, series: str, board: list[Row]) -> str:
    one = publication().series[series]
    said = [
        *words.verdict(test.scores, series), *words.marks(test, series),
        *words.refusals(test, series),
    ]  # fmt: skip
    if not board:
        said.insert(0, "No forecast could be scored.")
    parts = [f"## {series}", f"{one.counts[0].upper()}{one.counts[1:]}.", _bullets(said)]
    if board:
        parts.append(_table(board))
    return "\n\n".join(parts)


def _bullets(sentences: Iterable[str]) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences)


def head(board: list[Row]) -> list[str]:
    """The titles of the columns of `cells`."""
    return [*_HEAD, *(f"{share:.0%}" for share, _ in board[0].inside)]


def cells(row: Row) -> list[str]:
    """A row of the scoreboard as people read it."""
    gained = "" if row.skill is None else f"{row.skill:+.2f} ({row.skill_origins})"
    return [
        words.named(row.method), str(row.horizon), str(row.origins), f"{row.crps:,.0f}",
        f"{row.wis:,.0f}", gained, f"{row.absolute_error:,.0f}", _ratio(row.log_error, ""),
        _ratio(row.bias, "+"), *(f"{held:.0%}" for _, held in row.inside),
    ]  # fmt: skip


def _ratio(value: float | None, sign: str) -> str:
    return "" if value is None else f"{value:{sign}.2f}"


def _table(board: list[Row]) -> str:
    titles = head(board)
    ordered = sorted(board, key=lambda row: (row.horizon, row.wis))
    lines = [titles, ["---", *["---:"] * (len(titles) - 1)], *map(cells, ordered)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)
