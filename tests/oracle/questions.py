"""Scenarios for Hypothesis: instruments taken away or given other days, other staff, other luck."""

from datetime import date, timedelta

from hypothesis import strategies as st

from openasylum.law import load_instruments, load_scenario
from openasylum.records.scenario import Capacity, Hypothetical, HypotheticalSpan, Scenario
from openasylum.simulation.inputs import OFFICES
from openasylum.simulation.programmes import AS_ENACTED

LASTING = (
    "immigration_and_nationality_act", "expedited_removal_regulation",
    "removal_proceedings_regulation", "reasonable_fear_regulation",
)  # fmt: skip
"""Instruments without which no value of the law would be left."""

MOVED = ("migrant_protection_protocols_2019", "title_42_orders", "securing_the_border_2024")
FIRST, LAST = date(2015, 1, 1), date(2021, 12, 31)
MADE_UP = "made up for a test"


def _span(begin: date, days: int) -> HypotheticalSpan:
    return HypotheticalSpan.model_validate({"from": begin, "until": begin + timedelta(days=days)})


def _on_other_days(name: str, begin: date, days: int) -> Hypothetical:
    return Hypothetical(
        name=f"{name}_on_other_days", because=MADE_UP, instead_of=name,
        in_force=(_span(begin, days),),
    )  # fmt: skip


@st.composite
def questions(draw: st.DrawFn) -> Scenario:
    """As enacted, without some instruments, with others on other days, and with other staff."""
    known = sorted(set(load_instruments()) - set(LASTING) - set(MOVED))
    moved = draw(st.lists(st.sampled_from(MOVED), max_size=2, unique=True))
    staff = draw(st.lists(st.sampled_from(OFFICES), max_size=3, unique=True))
    days = st.integers(30, 900)
    return load_scenario(AS_ENACTED).model_copy(
        update={
            "without": tuple(draw(st.lists(st.sampled_from(known), max_size=6, unique=True))),
            "hypothetical": tuple(
                _on_other_days(name, draw(st.dates(FIRST, LAST)), draw(days)) for name in moved
            ),
            "capacity": tuple(
                Capacity(office=office, because=MADE_UP, multiply=draw(st.floats(0.0, 3.0)))
                for office in staff
            ),
        }
    )
