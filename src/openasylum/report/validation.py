"""The model beside official counts, year by year: within the stated distance, or missed and why."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from openasylum.records.checks import Check, Checks
from openasylum.records.library import FACTS
from openasylum.records.reader import read
from openasylum.report.definitions import as_enacted
from openasylum.report.official import official_points
from openasylum.report.run import Run, ScenarioRun
from openasylum.report.words import listed, percent
from openasylum.statistics.official import series_ids

_CLOSE = 0.0005  # nearer to the limit than a difference with one decimal can show


@dataclass(frozen=True)
class Year:
    """One fiscal year of a check."""

    year: int
    model: float
    official: float
    within: bool | None
    reason: str
    close_call: bool = False

    @property
    def difference(self) -> float:
        """The model's distance from the official figure, as a share of it."""
        return self.model / self.official - 1 if self.official else float(self.model != 0)

    @property
    def shown(self) -> str:
        """The difference in words, with as many digits as show on which side of the limit it is."""
        return percent(self.difference, with_sign=True, digits=2 if self.close_call else None)


@dataclass(frozen=True)
class Outcome:
    """A check and the fiscal years that the run and the official series both cover."""

    check: Check
    words: str
    source: str
    years: tuple[Year, ...]

    def of(self, year: int) -> Year | None:
        """A fiscal year of this check; None if it is not compared."""
        return next((each for each in self.years if each.year == year), None)

    @property
    def missed(self) -> list[Year]:
        """The years that are further off than the check allows."""
        return [year for year in self.years if year.within is False]

    @property
    def reasons(self) -> list[tuple[str, str]]:
        """Why years are missed, as far as it is known: the years that share a reason, and it."""
        by_reason: dict[str, list[str]] = {}
        for year in self.missed:
            reason = year.reason or "The reason is not known."
            by_reason.setdefault(reason, []).append(f"FY{year.year}")
        return [(listed(years), reason) for reason, years in by_reason.items()]


@dataclass(frozen=True)
class Validation:
    """Every check that the run can be held to; none if no scenario is as enacted."""

    scenario: ScenarioRun | None
    outcomes: tuple[Outcome, ...]

    @property
    def years(self) -> list[int]:
        """Every fiscal year that any fit series is held to."""
        return sorted({y.year for o in self.fit for y in o.years})

    @property
    def fit(self) -> list[Outcome]:
        """The series that must come close."""
        return [o for o in self.outcomes if o.check.kind == "fit"]

    @property
    def held_to(self) -> int:
        """How many yearly figures the model must come close to."""
        return sum(year.within is not None for o in self.fit for year in o.years)

    @property
    def within(self) -> int:
        """How many of them it comes close to."""
        return sum(bool(year.within) for o in self.fit for year in o.years)


@cache
def load_checks() -> Checks:
    """What the model is held to, read from the facts. Raises `RecordError`."""
    path = FACTS / "checks.yaml"
    return read(path, Checks, shown_as="checks.yaml", against=frozenset(series_ids()))


def validate(run: Run) -> Validation:
    """Each check whose series the run has, for the complete fiscal years within the run."""
    scenario = as_enacted(run)
    if scenario is None:
        return Validation(None, ())
    found = [_outcome(check, run, scenario) for check in load_checks().checks]
    return Validation(scenario, tuple(each for each in found if each.years))


def _outcome(check: Check, run: Run, scenario: ScenarioRun) -> Outcome:
    line = run.line(check.series, scenario.name, period="fiscal_year")
    model = {start: float(row.mean()) for start, row in line.items()}
    if check.average:
        model = _averages(run, check.series, scenario)
    official = {
        point.period_start: point
        for point in official_points(check.official)
        if (point.period, point.group, point.vintage) == ("fiscal_year", "all", check.vintage)
    }
    years, sources = [], []
    for year in check.years:
        start = date(year - 1, 10, 1)
        whole = run.start <= start and date(year, 10, 1) <= run.until
        if not whole or start not in official:
            continue
        counted = official[start]
        sources.append(counted.source)
        years.append(_year(check, year, model.get(start, 0.0), counted.value))
    source = "; ".join(dict.fromkeys(sources))
    return Outcome(check, _short_name(check), source, tuple(years))


def _averages(run: Run, series: str, scenario: ScenarioRun) -> dict[date, float]:
    """The mean of the months of each fiscal year."""
    months: dict[date, list[float]] = {}
    for start, row in run.line(series, scenario.name).items():
        year = date(start.year - (start.month < 10), 10, 1)
        months.setdefault(year, []).append(float(row.mean()))
    return {year: sum(values) / len(values) for year, values in months.items()}


def _short_name(check: Check) -> str:
    """How the charts name the official figures of a check."""
    shown = [one for each in load_checks().shown.values() for one in each]
    same = [
        one.words for one in shown if (one.official, one.vintage) == (check.official, check.vintage)
    ]
    return same[0] if same else f"vintage {check.vintage}"


def _year(check: Check, year: int, model: float, official: float) -> Year:
    within, close_call = None, False
    if check.within is not None:
        within = abs(model - official) <= check.within * official
        away = abs(abs(model - official) - check.within * official)
        close_call = away < _CLOSE * official
    return Year(year, model, official, within, check.reason(year), close_call)
