"""Every broken file has its own message; the words stand beside it."""

from pathlib import Path

import pytest

from openasylum.errors import RecordError
from openasylum.records.appropriations import Appropriation
from openasylum.records.law import Instrument
from openasylum.records.library import load_book
from openasylum.records.reader import Record, read
from openasylum.records.scenario import Scenario
from openasylum.records.staffing import Staffing
from openasylum.records.vocabulary import Parameters

BROKEN = Path(__file__).parent / "broken"
KINDS: dict[str, type[Record]] = {
    "instruments": Instrument,
    "scenarios": Scenario,
    "parameters": Parameters,
    "appropriations": Appropriation,
    "staffing": Staffing,
}
FILES = sorted(path for folder in KINDS for path in (BROKEN / folder).glob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_broken_file_is_refused_in_these_words(path):
    expected = path.with_suffix(".txt").read_text(encoding="utf-8").rstrip("\n")
    with pytest.raises(RecordError) as refusal:
        read(path, KINDS[path.parent.name], shown_as=path.name, against=load_book())
    assert str(refusal.value) == expected


def test_no_two_broken_files_have_the_same_message():
    said = [path.with_suffix(".txt").read_text().split(": ", 1)[1] for path in FILES]
    shared = {"days_in_wrong_order", "capacity_given_twice", "capacity_without_amount"}
    told = [words for path, words in zip(FILES, said, strict=True) if path.stem not in shared]
    assert len(set(told)) == len(told)


def test_every_expected_message_has_its_file():
    assert sorted(BROKEN.rglob("*.txt")) == sorted(path.with_suffix(".txt") for path in FILES)
