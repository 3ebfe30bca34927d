"""Which charts the report has: what each is about, and the series that it draws."""

from dataclasses import dataclass
from typing import Literal

from openasylum.report.run import Run
from openasylum.report.words import series_label

Kind = Literal["flow", "stock", "average", "year", "spent", "error"]
"""How a panel is drawn: months; stocks at the ends of months; stocks beside official averages of
months; fiscal years; what hours or money were spent on by fiscal year; or people by the base rate
of well-founded claims."""


@dataclass(frozen=True)
class Panel:
    """One chart of a figure: one series, and for what was spent one scenario."""

    series: str
    kind: Kind
    scenario: str = ""

    @property
    def title(self) -> str:
        """What the chart shows."""
        return series_label(self.series)


@dataclass(frozen=True)
class Figure:
    """Charts that belong together and share a legend, a table and a CSV file."""

    name: str
    title: str
    about: str
    panels: tuple[Panel, ...]
    trimmed: bool = False

    @property
    def series(self) -> tuple[str, ...]:
        """The series drawn, each once, in order."""
        return tuple(dict.fromkeys(panel.series for panel in self.panels))


def _panels(kind: Kind, *series: str) -> tuple[Panel, ...]:
    return tuple(Panel(name, kind) for name in series)


_ALL = (
    Figure(
        "border",
        "At the border: who went where",
        "Every encounter takes one of these paths. An encounter is an event: a person who crossed"
        " three times counts three times.",
        _panels(
            "flow",
            *("border.encounters", "border.repatriated", "border.expelled_title_42", "border.mpp"),
            *(
                "border.transferred_to_third_country",
                "border.transferred_to_ice",
                "border.transferred_to_hhs",
            ),
            *("border.released", "border.paroled", "border.other"),
        ),
    ),
    Figure(
        "fear",
        "Fear interviews",
        "People in expedited removal who say that they fear return are interviewed by an asylum"
        " officer. Who passes goes on to an immigration court.",
        (
            *_panels("flow", "fear.referred", "fear.completed", "fear.positive", "fear.negative"),
            Panel("fear.closed", "flow"),
            Panel("fear.pending", "stock"),
        ),
    ),
    Figure(
        "mpp",
        "Waiting in Mexico: the Migrant Protection Protocols",
        "People returned to Mexico to wait for a hearing in the United States, from January 2019"
        " to January 2021 and from December 2021 to August 2022.",
        (
            Panel("mpp.enrolled", "flow"),
            Panel("mpp.waiting_in_mexico", "stock"),
            *_panels("flow", "mpp.fear_interviews", "mpp.fear_positive", "mpp.closed"),
            *_panels("flow", "mpp.in_absentia", "mpp.relief"),
        ),
        trimmed=True,
    ),
    Figure(
        "court",
        "The immigration courts",
        "Cases received and completed in each fiscal year, and those pending. The agency has"
        " published its figures more than once (vintages), and they differ.",
        (
            *_panels("year", "court.receipts", "court.completions"),
            *_panels("stock", "court.pending", "court.pending_active"),
            *_panels("year", "court.granted_asylum", "court.denied_asylum", "court.in_absentia"),
            Panel("appeal.pending", "stock"),
        ),
    ),
    Figure(
        "affirmative",
        "Affirmative asylum",
        "Applications filed with USCIS by people who are not in court. The same officers hold"
        " fear interviews, so the border decides how many of these are heard.",
        (
            Panel("affirmative.pending", "stock"),
            *_panels("year", "affirmative.receipts", "affirmative.completions"),
        ),
    ),
    Figure(
        "detention",
        "Detention",
        "People held by ICE. The model counts them on the last day of a month; the official figure"
        " is the average of its days.",
        _panels("average", "detention.population"),
    ),
)

_SPENT = {
    "officers": (
        "What asylum officers' hours went to",
        "One pool of officers holds every kind of interview.",
        "officers.hours",
    ),
    "judges": (
        "What immigration judges' hours went to",
        "Detained cases and reviews of fear findings come first, the ordinary docket last.",
        "judges.hours",
    ),
    "cost": (
        "What it cost",
        "Hours, beds and programmes at published prices, where there are any.",
        "cost.usd",
    ),
}


def figures(run: Run) -> list[Figure]:
    """The figures that a run has figures for."""
    found = [_present(figure, run) for figure in _ALL]
    for name, (title, about, series) in _SPENT.items():
        if run.groups(series):
            panels = tuple(Panel(series, "spent", each.name) for each in run.scenarios)
            found.append(Figure(name, title, about, panels))
    errors = ("error.refused_well_founded", "error.protected_not_well_founded")
    found.append(
        _present(
            Figure(
                "errors",
                "Two kinds of error",
                "How many claims are well founded cannot be known from outcomes. Each point of the"
                " horizontal axis takes another share to be true; both kinds of error are counted.",
                _panels("error", *errors),
            ),
            run,
        )
    )
    return [figure for figure in found if figure.panels]


def _present(figure: Figure, run: Run) -> Figure:
    """The figure without the panels of series that the run lacks or in which nothing happened."""
    kept = tuple(panel for panel in figure.panels if _anything(panel.series, run))
    return Figure(figure.name, figure.title, figure.about, kept, figure.trimmed)


def _anything(series: str, run: Run) -> bool:
    groups = ("all", *run.groups(series))
    lines = (
        run.line(series, scenario.name, group=group, period=period)
        for scenario in run.scenarios
        for group in groups
        for period in ("month", "fiscal_year")
    )
    return any(bool(row.any()) for line in lines for row in line.values())
