"""The same people under two laws: hand-made people of whom every measure is known."""

from collections.abc import Iterable
from datetime import date
from itertools import product
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from openasylum.errors import OpenasylumError
from openasylum.kernel.codes import FIRST_OUTCOME, STATES, Mark, State
from openasylum.kernel.ends import end_of
from openasylum.simulation import pairs
from openasylum.simulation.calendar import absolute
from openasylum.simulation.engine import Books
from openasylum.simulation.groups import GROUPS, number_of
from openasylum.simulation.pair_tables import PROTECTED, REFUSED, pairs_table, transitions_table
from openasylum.simulation.pairs import count_pairs
from openasylum.simulation.people import first_row_absolute, offsets_of
from openasylum.simulation.study import Options, study

UNTIL = date(2020, 1, 1)
LAST = absolute(UNTIL) - 1
DAY = date(2019, 1, 1)
HONDURAN = number_of("honduras/family_unit/between_ports")
MEXICAN = number_of("mexico/single_adult/at_port")
FILING = number_of("affirmative_filing")


def word(state: State, days: int = 0, *, arrived: date = DAY, marks: int = 0) -> int:
    """The outcome word of someone whose stage or outcome began so many days after arrival."""
    return int(state) | (absolute(arrived) + days) << 5 | marks << 21


def books(people: Iterable[tuple[date, int, int]], scale: float = 1.0) -> Books:
    """Books with only what pairing reads, from (day of arrival, group, word) in any order."""
    placed = [(absolute(day) - first_row_absolute(), group, out) for day, group, out in people]
    counts = np.zeros((LAST + 1 - first_row_absolute(), len(GROUPS)), np.int64)
    np.add.at(counts, tuple(np.array([each[:2] for each in placed]).T), 1)
    order = sorted(range(len(placed)), key=lambda i: placed[i][:2])
    out = np.array([placed[i][2] for i in order], np.int32)
    inputs = SimpleNamespace(until=UNTIL, scale=scale, name="made")
    return cast(Books, SimpleNamespace(inputs=inputs, out=out, offsets=offsets_of(counts)))


def measured(a: Books, b: Books) -> dict[tuple[str, str], float]:
    table = pairs_table(count_pairs(a, b), ("a", "b"), 0).to_pylist()
    return {(row["group"], row["measure"]): row["value"] for row in table}


def of_one_group(
    lives: list[tuple[int, int]], group: int = HONDURAN, scale: float = 1.0
) -> dict[tuple[str, str], float]:
    """The measures of people of one group and day, given their words under a and b."""
    a, b = ([(DAY, group, out) for out in side] for side in zip(*lives, strict=True))
    return measured(books(a, scale), books(b, scale))


def test_protected_and_refused_are_counted_where_they_differ():
    lives = [
        (word(State.ASYLUM_GRANTED, 10), word(State.OTHER_RELIEF, 10)),
        (word(State.ASYLUM_GRANTED, 10), word(State.ORDERED_REMOVED, 10)),
        (word(State.ASYLUM_GRANTED, 10), word(State.AWAITING_APPEAL, 10)),
        (word(State.EXPELLED), word(State.ASYLUM_GRANTED, 10)),
        (word(State.EXPELLED), word(State.REPATRIATED, 10)),
        (word(State.TERMINATED_OR_CLOSED, 10), word(State.TERMINATED_OR_CLOSED, 10)),
    ]
    found = of_one_group(lives)
    wanted = {
        "people": 6, "arrived_only_a": 0, "arrived_only_b": 0, "protected_both": 1,
        "protected_only_a": 2, "protected_only_b": 1, "protected_neither": 2, "refused_both": 1,
        "refused_only_a": 1, "refused_only_b": 1, "refused_neither": 3, "out_under_both": 5,
        "waiting_both": 0, "waiting_only_a": 0, "waiting_only_b": 1,
    }  # fmt: skip
    assert {name: found["all", name] for name in wanted} == wanted
    assert {name: found["citizenship=honduras", name] for name in wanted} == wanted
    assert found["citizenship=mexico", "people"] == 0
    assert ("citizenship=mexico", "days_waited_a") not in found
    assert found["changed", "people"] == 5
    assert found["changed", "protected_both"] == 1  # asylum under one, other relief under the other


def test_days_to_the_outcome_are_of_those_out_under_both():
    lives = [
        (word(State.REPATRIATED, 100), word(State.REPATRIATED, 40)),
        (word(State.REPATRIATED, 100), word(State.ASYLUM_GRANTED, 250)),
        (word(State.EXPELLED, 0), word(State.EXPELLED, 0)),
        (word(State.EXPELLED, 0), word(State.AWAITING_APPEAL, 0)),
    ]
    found = {name: v for (group, name), v in of_one_group(lives).items() if group == "all"}
    assert found["days_to_outcome_a"] == pytest.approx(200 / 3)
    assert found["days_to_outcome_b"] == pytest.approx(290 / 3)
    assert found["days_to_outcome_difference"] == pytest.approx(30)
    assert found["days_to_outcome_difference_sd"] == pytest.approx(np.std([-60, 150, 0]))
    assert found["wait_shorter_b"] == found["wait_longer_b"] == found["wait_equal"] == 1 / 3


def test_whoever_still_waits_has_waited_from_arrival_to_the_last_day():
    so_far = LAST - absolute(DAY)
    lives = [
        (word(State.AWAITING_APPEAL, 300), word(State.REPATRIATED, 5)),
        (word(State.AWAITING_APPEAL, 300), word(State.AWAITING_FIRST_HEARING, 20)),
    ]
    found = of_one_group(lives)
    assert found["all", "days_waited_a"] == so_far
    assert found["all", "days_waited_b"] == (5 + so_far) / 2
    assert found["all", "days_waited_difference"] == (5 - so_far) / 2
    assert found["all", "waiting_only_a"] == 1
    assert found["all", "waiting_both"] == 1
    assert ("all", "days_to_outcome_a") not in found


def test_people_who_come_under_one_law_only_are_counted_and_have_no_wait_to_compare():
    first = (DAY, HONDURAN, word(State.ASYLUM_GRANTED, 30))
    second = (DAY, HONDURAN, word(State.ASYLUM_GRANTED, 90))
    neighbour = (DAY, HONDURAN + 1, word(State.EXPELLED))
    found = measured(books([first, neighbour]), books([first, second, neighbour]))
    assert found["all", "people"] == 3
    assert found["all", "arrived_only_b"] == 1
    assert found["all", "arrived_only_a"] == 0
    assert found["all", "protected_both"] == 1
    assert found["all", "protected_only_b"] == 1
    assert found["changed", "people"] == 1
    assert found["all", "days_waited_a"] == found["all", "days_waited_b"] == 15
    assert ("changed", "days_waited_a") not in found
    turned = measured(books([first, second, neighbour]), books([first, neighbour]))
    assert turned["all", "arrived_only_a"] == turned["all", "protected_only_a"] == 1


def test_people_thinned_out_of_both_runs_are_nobody():
    lives = [(0, 0), (word(State.EXPELLED), word(State.EXPELLED)), (0, 0)]
    found = of_one_group(lives)
    assert found["all", "people"] == 1
    assert found["all", "protected_neither"] == 1
    assert found["changed", "people"] == 0


def test_people_are_counted_in_full_scale_and_means_are_not():
    lives = [(word(State.EXPELLED), word(State.ASYLUM_GRANTED, 60))] * 3
    found = of_one_group(lives, scale=0.01)
    assert found["all", "people"] == pytest.approx(300)
    assert found["all", "protected_only_b"] == pytest.approx(300)
    assert found["all", "days_waited_b"] == 60


def test_those_enrolled_in_mpp_are_those_of_the_first_law():
    marked = word(State.GAVE_UP_WAITING, 200, marks=Mark.EVER_MPP)
    lives = [
        (marked, word(State.REPATRIATED)),
        (word(State.REPATRIATED), marked),
        (word(State.REPATRIATED), word(State.REPATRIATED)),
    ]
    found = of_one_group(lives)
    assert found["enrolled_in_mpp_a", "people"] == 1
    assert found["enrolled_in_mpp_a", "refused_both"] == 1
    assert found["enrolled_in_mpp_a", "days_to_outcome_difference"] == -200
    assert found["all", "people"] == 3


def test_the_same_law_gives_no_difference_in_any_group():
    rng = np.random.default_rng(3)
    states = [state for state in State if state != State.NOT_ARRIVED]
    same = [
        (DAY, int(group), word(states[rng.integers(len(states))], int(rng.integers(300))))
        for group in rng.integers(0, len(GROUPS), 500)
    ]
    for (_, measure), value in measured(books(same), books(same)).items():
        if "only" in measure or "difference" in measure or measure.endswith(("er_b", "sd")):
            assert value == 0


def test_vectors_agree_with_people_taken_one_by_one(monkeypatch):
    """Whatever the sizes of the pieces, and with arrivals that differ on some days."""
    rng = np.random.default_rng(8)
    days = [date(2007, 10, 1), date(2018, 5, 5), DAY, date(2019, 12, 31)]
    a, b, alone = [], [], []
    for day, group in product(days, (HONDURAN, MEXICAN, FILING)):
        both, more = int(rng.integers(0, 30)), int(rng.integers(0, 3))
        words = rng.integers(0, 2, (2, both + more)) * FIRST_OUTCOME + rng.integers(0, 14)
        since = absolute(day) + rng.integers(0, LAST - absolute(day) + 1, words.shape)
        words = np.where(words == 0, 0, words | since << 5)
        a += [(day, group, int(out)) for out in words[0, :both]]
        b += [(day, group, int(out)) for out in words[1]]
        first = [*words[0, :both], *[0] * more]
        alone += [(day, int(x), int(y)) for x, y in zip(first, words[1], strict=True)]
    people = np.zeros((STATES, STATES), int)
    waits = np.zeros((STATES, STATES), int)
    for day, x, y in alone:
        ends = [w >> 5 & 0xFFFF if w & 31 >= FIRST_OUTCOME else LAST for w in (x, y)]
        people[x & 31, y & 31] += 1
        waits[x & 31, y & 31] += (ends[1] - absolute(day)) - (ends[0] - absolute(day))
    there = np.ix_(range(1, STATES), range(1, STATES))
    for piece in (1, 40, 10**6):
        monkeypatch.setattr(pairs, "PIECE", piece)
        found = count_pairs(books(a), books(b))
        assert (found.people[:-1].sum(axis=0) == people).all()
        assert (found.difference[:-1].sum(axis=0)[there] == waits[there]).all()


def test_transitions_and_measures_count_the_same_people():
    lives = [
        (word(State.ASYLUM_GRANTED, 10), word(State.ORDERED_REMOVED, 10)),
        (word(State.EXPELLED), word(State.EXPELLED)),
        (0, word(State.EXPELLED)),
    ]
    a, b = ([(DAY, MEXICAN, out) for out in side] for side in zip(*lives, strict=True))
    counts = count_pairs(books(a, 0.5), books(b, 0.5))
    rows = transitions_table(counts, ("a", "b"), 4).to_pylist()
    everyone = {(r["outcome_a"], r["outcome_b"]): r["people"] for r in rows if r["group"] == "all"}
    assert everyone == {
        ("asylum_granted", "ordered_removed"): 2,
        ("expelled", "expelled"): 2,
        ("not_arrived", "expelled"): 2,
    }
    assert {row["draw"] for row in rows} == {4}


def test_protected_and_refused_mean_what_the_two_sided_error_means():
    """But for a denial in lawful status, which no border person can meet."""
    kinds = {0: PROTECTED, 1: REFUSED}
    for state in State:
        if state in (State.NOT_ARRIVED, State.ASYLUM_DENIED_IN_STATUS):
            continue
        for kind, states in kinds.items():
            assert (state in states) == (end_of(int(state)) == kind)


def test_runs_of_different_scales_are_not_paired():
    one = [(DAY, HONDURAN, word(State.EXPELLED))]
    with pytest.raises(OpenasylumError, match=r"scale: made has 1\.0 and made has 0\.5"):
        count_pairs(books(one), books(one, 0.5))


def test_scenarios_with_different_seeds_are_refused_before_any_work(tmp_path):
    other = tmp_path / "other.yaml"
    other.write_text("title: Other\nquestion: Q?\nseed: 7\n")
    with pytest.raises(OpenasylumError, match="seed: the scenarios have 1 and 7"):
        study(["as_enacted", str(other)], tmp_path / "run", Options(), command="test")


def test_a_run_s_pairs_agree_with_its_transitions(run_folder):
    found: dict[Any, float] = {}
    for row in pq.read_table(run_folder / "pairs.parquet").to_pylist():
        found[row["group"], row["measure"]] = row["value"]
    table = pq.read_table(run_folder / "transitions.parquet")
    table = table.filter(pc.equal(table["group"].cast("string"), "enrolled_in_mpp_a"))
    protected = {"asylum_granted", "other_relief"}
    only_b = sum(
        row["people"]
        for row in table.to_pylist()
        if row["outcome_b"] in protected and row["outcome_a"] not in protected
    )
    assert only_b > 0
    assert found["enrolled_in_mpp_a", "protected_only_b"] == pytest.approx(only_b)
    assert found["enrolled_in_mpp_a", "days_to_outcome_b"] >= 0
