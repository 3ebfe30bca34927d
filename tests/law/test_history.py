"""The law as a table that a lawyer can read: a date, a person, a parameter, the value, by whom.

`history.csv` states, for each change of the law, the day before and the first day after it.
An empty authority means that no instrument speaks; an empty value that no rule is in force.
"""

import csv
from datetime import date
from pathlib import Path

import pytest

from openasylum.law import Who, load_book, load_instruments, resolve

TABLE = Path(__file__).with_name("history.csv")
with TABLE.open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


@pytest.fixture(scope="module")
def law():
    return resolve(load_instruments())


def asked(row):
    who = Who(
        **{name: row[name] for name in ("process", "manner", "citizenship", "family_status")},
        place=row["place"],
        party=row["party"],
        entered=date.fromisoformat(row["entered"]) if row["entered"] else None,
    )
    varies = load_book().parameters[row["parameter"]].varies_by
    return (who if varies else None), date.fromisoformat(row["date"])


def name_of(row):
    return f"{row['date']} {row['parameter']}: {row['why']}"


@pytest.mark.parametrize("row", ROWS, ids=name_of)
def test_law_was(law, row):
    who, day = asked(row)
    held = law.value(row["parameter"], who, day)
    told = "" if held.value is None else str(held.value)
    assert (told, held.instrument) == (row["expected"], row["authority"])


def test_table_has_at_least_150_rows_and_none_twice():
    facts = [tuple(row.values())[:-1] for row in ROWS]
    assert len(facts) >= 150
    assert len(set(facts)) == len(facts)


def test_every_row_says_why():
    assert all(len(row["why"]) > 5 for row in ROWS)
