"""Draws as tables: read back as they were written, and refused with their row."""

import pyarrow.csv
import pyarrow.parquet as pq
import pytest

from openasylum.ensemble.draws import Draw, Draws, with_seeds
from openasylum.ensemble.draws_file import draws_table, read_draws
from openasylum.ensemble.sampling import from_ranges
from openasylum.errors import OpenasylumError
from openasylum.simulation.assumed import load_assumptions

KNOWN = load_assumptions("first_values")


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_draws_written_as_a_table_are_read_back_the_same(kind, tmp_path):
    draws = with_seeds(from_ranges(KNOWN, ["interview_noise", "detention_beds"], 5), 2)
    file = tmp_path / f"mine.{kind}"
    write = pyarrow.csv.write_csv if kind == "csv" else pq.write_table
    write(draws_table(draws), file)
    read, has_seeds = read_draws(file)
    assert (read.name, read.draws, has_seeds) == ("mine", draws.draws, True)


def test_a_column_holds_values_and_one_called_position_holds_positions(tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text("interview_noise,detention_beds.position\n0.5,-0.25\n0.6,0.25\n")
    draws, has_seeds = read_draws(file)
    assert not has_seeds
    assert draws.draws[1] == Draw(
        1, 1, values=(("interview_noise", 0.6),), positions=(("detention_beds", 0.25),)
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("interview_noise\n0.5\nhigh\n", r"mine.csv:3: interview_noise is 'high', not a number"),
        ("interview_noise,seed\n,1\n", "mine.csv:2: interview_noise is '', not a number"),
        ("interview_noise,seed\n0.5,1.5\n", "mine.csv:2: seed is '1.5', not a whole number"),
        ("interview_noise\n0.5,1\n", "mine.csv:2: has 2 cells under 1 names"),
        (
            "interview_noise,interview_noise\n1,1\n",
            "mine.csv:1: the column 'interview_noise' comes",
        ),
        ("interview_noise,\n1,1\n", "mine.csv:1: the column '' has no name"),
        ("interview_noise\n", "holds no draw"),
        ("", "holds no draw"),
    ],
)
def test_a_table_that_is_no_set_of_draws_is_refused_with_its_row(text, message, tmp_path):
    file = tmp_path / "mine.csv"
    file.write_text(text)
    with pytest.raises(OpenasylumError, match=message):
        read_draws(file)


def test_a_file_that_is_no_table_is_refused(tmp_path):
    for name, content, message in (
        ("mine.txt", b"1", "is neither a number nor a table"),
        ("mine.parquet", b"not parquet", "cannot be read"),
        ("mine.csv", b"\xff\xfe\xfa", "cannot be read"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(OpenasylumError, match=message):
            read_draws(tmp_path / name)
    with pytest.raises(OpenasylumError, match="No such file"):
        read_draws(tmp_path / "absent.csv")


def test_draws_that_name_different_assumptions_are_no_table():
    draws = Draws("mine", (Draw(0, 1, values=(("interview_noise", 0.5),)), Draw(1, 1)))
    with pytest.raises(OpenasylumError, match="draw 1 does not name the same assumptions"):
        draws_table(draws)
