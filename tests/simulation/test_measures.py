"""Measures of people's lives: cross-sections agree with the books, shares with their counts."""

from collections import Counter
from datetime import date

import numpy as np
import pytest

from openasylum.kernel.codes import STATES, State
from openasylum.kernel.layout import WAIT_BINS, WAIT_DAYS
from openasylum.law import load_scenario
from openasylum.records.measures import Measure, Measures
from openasylum.simulation import engine, inputs
from openasylum.simulation.measures import Tally, load_measures, measures_table, quantile

UNTIL = date(2020, 2, 1)
DAY = date(2019, 10, 31)


@pytest.fixture(scope="module")
def looked():
    given = inputs.build("as_enacted", load_scenario("as_enacted"), UNTIL, 3, 0.003, {})
    pieces, tally = [], Tally()
    watched = dict(tally.observers(UNTIL)) | {DAY: pieces.append}
    books = engine.run(given, observe=watched)
    return given, books, pieces, tally


def test_everyone_seen_on_a_months_last_day_is_where_the_census_has_them(looked):
    _, books, pieces, _ = looked
    month = (DAY.year - 2013) * 12 + DAY.month - 10
    seen = sum(np.bincount(piece.state, minlength=STATES) for piece in pieces)
    counted = books.month_end[month, : STATES - 1].sum(axis=1)
    assert (seen[1 : STATES - 1] == counted[1:]).all()


def test_looking_changes_nobodys_life(looked):
    given, books, _, _ = looked
    unseen = engine.run(given)
    assert (unseen.out == books.out).all()
    assert (unseen.flows == books.flows).all()


def test_measures_are_shares_of_the_people_they_count(looked):
    _, books, _, tally = looked
    rows = measures_table(tally, books, "as_enacted", 0).to_pylist()
    shares = [row for row in rows if row["unit"] == "share"]
    assert shares
    assert all(0 <= row["value"] <= 1 for row in shares)
    names = {row["measure"] for row in rows}
    assert {
        "court_cases_2019.represented_share", "representation.share_by_case_age",
        "credible_fear_claims.filed_share", "asylum_decisions.mean_wait_days",
    } <= names  # fmt: skip
    assert "lifecycle.repatriated_share" not in names  # its day is after the run
    claims = next(c for (m, _), c in tally.counts.items() if m.kind == "credible_fear_claims")
    filed = next(row for row in rows if row["measure"] == "credible_fear_claims.filed_share")
    assert filed["value"] == claims["all", "filed"] / claims["all", "people"]


def test_decisions_measured_are_the_flows_of_the_fiscal_year(looked):
    _, books, _, tally = looked
    rows = measures_table(tally, books, "as_enacted", 0).to_pylist()
    decided = next(
        row["value"] for row in rows
        if row["measure"] == "asylum_decisions.decided" and row["on"] == date(2019, 9, 30)
    )  # fmt: skip
    granted_and_denied = books.flows[60:72][:, [25, 52]].sum() / books.inputs.scale
    assert decided == pytest.approx(granted_and_denied)


def test_the_three_ends_of_an_encounter_and_the_unresolved_make_everyone(looked):
    _, _, pieces, _ = looked
    measure = next(m for m in load_measures().measures if m.kind == "lifecycle")
    from openasylum.simulation.measures import _COUNTS

    total: Counter = Counter()
    for piece in pieces:
        total.update(_COUNTS["lifecycle"](measure, piece))
    parts = ("repatriated", "relief_or_terminated", "other", "unresolved")
    assert sum(total["all", name] for name in parts) == total["all", "people"] > 0
    waiting = sum(
        int((piece.from_border & piece.among((State.AWAITING_FIRST_HEARING,))).sum())
        for piece in pieces
    )
    assert total["all", "unresolved"] >= waiting


def test_a_quantile_of_waits_lies_within_its_bin():
    waits = np.zeros(WAIT_BINS, np.int64)
    waits[[2, 10]] = 3, 1
    assert quantile(waits, 0.75) == pytest.approx(3 * WAIT_DAYS)
    assert quantile(waits, 0.375) == pytest.approx(2.5 * WAIT_DAYS)
    assert 10 * WAIT_DAYS < quantile(waits, 0.9) < 11 * WAIT_DAYS


FIRST, SECOND = date(2020, 1, 1), date(2020, 2, 1)


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"kind": "lifecycle", "on": [FIRST]}, "give both days"),
        ({"kind": "represented_pending", "on": [SECOND, FIRST]}, "in order"),
        ({"kind": "represented_pending", "on": [FIRST], "months": [1]}, "ages in months"),
        ({"kind": "lifecycle", "on": [FIRST], "from": SECOND, "until": FIRST}, "later than 'from'"),
    ],
)
def test_a_measure_that_makes_no_sense_is_refused(given, what):
    measure = Measure.model_validate({"name": "x"} | given)
    told = list(Measures(title="t", measures=(measure,)).problems(None))
    assert any(what in message for _, message in told)
