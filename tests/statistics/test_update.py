"""A newer edition is read, compared, and kept whole or not at all."""

from __future__ import annotations

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from openasylum.errors import RecordError
from openasylum.statistics import catalog
from openasylum.statistics.revision import Change, compare
from openasylum.statistics.tables import Table, apply_differences, differences
from openasylum.statistics.update import default_folder, update

Picture = Callable[[Path], dict[str, bytes]]
RESULT = "SWB CF Completed by Result"
AUGUST = "2024_1206_ohss_august.xlsx"


def raise_one_cell(book: Any) -> None:
    page = book[RESULT]
    page["D10"] = page["D10"].value + 30


@contextmanager
def disk_with_room_for(size: int) -> Iterator[None]:
    """No file can grow beyond `size` bytes, as on a disk that fills up."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


pytestmark = pytest.mark.usefixtures("small_catalogue")


def test_new_months_and_revised_cells_are_told(make_workbook: Any, tmp_path: Path) -> None:
    path = make_workbook(AUGUST, last_month="August", change=raise_one_cell)
    found = update(path, tmp_path / "mine")
    assert (found.before, found.after) == ("2024-07", "2024-08")
    tables = {table.table: table for table in found.tables}
    completed = tables["credible_fear_completed"]
    assert completed.new_periods == ("2024-08-01",)
    (change,) = completed.revised
    assert change.key == ("2023-03-01", "positive")
    assert change.size == 30
    assert tables["ice_book_ins"].revised == ()


def test_it_is_written_beside_the_old_and_can_be_read(make_workbook: Any, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    found = update(make_workbook(AUGUST, last_month="August"), mine)
    assert found.folder == mine / "ohss_monthly" / "2024-08"
    record = catalog.record("ice_book_ins", root=mine)
    assert record.vintage == "2024-08"
    assert record.published == date(2024, 12, 6)
    assert record.from_.name == AUGUST
    older = catalog.table("ice_book_ins", vintage="2024-07", root=mine)
    assert catalog.table("ice_book_ins", root=mine).num_rows == older.num_rows + 2


def test_the_day_of_publication_can_be_given(make_workbook: Any, tmp_path: Path) -> None:
    path = make_workbook("august.xlsx", last_month="August")
    update(path, tmp_path / "mine", published=date(2024, 12, 7))
    record = catalog.record("ice_book_ins", root=tmp_path / "mine")
    assert record.published == date(2024, 12, 7)


def test_the_same_edition_again_changes_nothing(
    make_workbook: Any, tmp_path: Path, picture: Picture
) -> None:
    mine = tmp_path / "mine"
    path = make_workbook(AUGUST, last_month="August")
    update(path, mine)
    before = picture(mine)
    again = update(path, mine)
    assert again.is_empty
    assert again.folder is None
    assert picture(mine) == before


def test_a_known_edition_with_other_figures_is_a_second_issue(
    make_workbook: Any, tmp_path: Path
) -> None:
    mine = tmp_path / "mine"
    update(make_workbook(AUGUST, last_month="August"), mine)
    second = make_workbook("second.xlsx", last_month="August", change=raise_one_cell)
    assert update(second, mine).after == "2024-08.2"
    assert update(second, mine).is_empty
    assert catalog.vintages("ice_book_ins", root=mine) == ["2024-07", "2024-08", "2024-08.2"]


def test_an_older_edition_is_kept_and_the_newest_stays_newest(
    make_workbook: Any, tmp_path: Path
) -> None:
    mine = tmp_path / "mine"
    found = update(make_workbook("june.xlsx", last_month="June"), mine)
    assert (found.before, found.after) == ("2024-07", "2024-06")
    assert catalog.record("ice_book_ins", root=mine).vintage == "2024-07"


def test_other_countries_are_no_revisions(make_workbook: Any, tmp_path: Path) -> None:
    path = make_workbook(AUGUST, last_month="August", countries=("Mexico", "Peru", "Haiti"))
    found = update(path, tmp_path / "mine", is_trial=True)
    tables = {table.table: table for table in found.tables}
    citizenship = tables["encounters_by_citizenship"]
    assert citizenship.came == ("haiti", "peru")
    assert citizenship.went == ("china", "guatemala")
    assert citizenship.revised == ()


def test_a_trial_writes_nothing(make_workbook: Any, tmp_path: Path) -> None:
    found = update(make_workbook(AUGUST, last_month="August"), tmp_path / "mine", is_trial=True)
    assert not found.is_empty
    assert found.folder is None
    assert not (tmp_path / "mine").exists()


def test_a_workbook_that_is_refused_changes_nothing(
    make_workbook: Any, tmp_path: Path, picture: Picture
) -> None:
    mine = tmp_path / "mine"
    update(make_workbook(AUGUST, last_month="August"), mine)
    before = picture(mine)

    def move_header(book: Any) -> None:
        book[RESULT].insert_cols(4)

    path = make_workbook("september.xlsx", last_month="September", change=move_header)
    with pytest.raises(RecordError, match="cell D3: expected header 'Positive Fear'"):
        update(path, mine)
    assert picture(mine) == before


@pytest.mark.parametrize("room", [0, 9000])
def test_a_full_disk_leaves_nothing_half_written(
    make_workbook: Any, tmp_path: Path, picture: Picture, room: int
) -> None:
    mine = tmp_path / "mine"
    update(make_workbook(AUGUST, last_month="August"), mine)
    before = picture(mine)
    path = make_workbook("september.xlsx", last_month="September")
    with disk_with_room_for(room), pytest.raises(RecordError) as error:
        update(path, mine)
    assert "cannot be written (File too large). Nothing was left behind." in str(error.value)
    assert "Free some space, or name another folder with --data DIR." in str(error.value)
    assert picture(mine) == before


def test_a_full_disk_leaves_no_new_folder(make_workbook: Any, tmp_path: Path) -> None:
    path = make_workbook(AUGUST, last_month="August")
    with disk_with_room_for(600), pytest.raises(RecordError):
        update(path, tmp_path / "new" / "folders")
    assert not (tmp_path / "new").exists()


def test_a_folder_that_cannot_be_made_is_named(make_workbook: Any, tmp_path: Path) -> None:
    path = make_workbook(AUGUST, last_month="August")
    (tmp_path / "a_file").write_text("not a folder")
    with pytest.raises(RecordError, match=r"a_file.*cannot be written \(Not a directory\)"):
        update(path, tmp_path / "a_file" / "mine")
    assert (tmp_path / "a_file").read_text() == "not a folder"


def test_a_read_only_place_is_named(make_workbook: Any) -> None:
    path = make_workbook(AUGUST, last_month="August")
    with pytest.raises(RecordError, match=r"/proc/mine/.* cannot be written"):
        update(path, Path("/proc/mine"))


def test_being_stopped_midway_leaves_nothing_behind(
    make_workbook: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(self: Path, target: Path) -> Path:
        raise KeyboardInterrupt

    monkeypatch.setattr(Path, "rename", stop)
    with pytest.raises(KeyboardInterrupt):
        update(make_workbook(AUGUST, last_month="August"), tmp_path / "mine")
    assert not (tmp_path / "mine").exists()


def test_an_edition_that_appears_meanwhile_is_not_overwritten(
    make_workbook: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = tmp_path / "mine"
    place = mine / "ohss_monthly" / "2024-08"
    make_edition = Path.rename

    def lose_the_race(self: Path, target: Path) -> Path:
        target.mkdir()
        (target / "theirs").write_text("first")
        return make_edition(self, target)

    monkeypatch.setattr(Path, "rename", lose_the_race)
    with pytest.raises(RecordError, match="Directory not empty"):
        update(make_workbook(AUGUST, last_month="August"), mine)
    assert [path.name for path in (mine / "ohss_monthly").iterdir()] == ["2024-08"]
    assert (place / "theirs").read_text() == "first"


def test_editions_are_kept_in_the_home_folder_unless_another_is_named() -> None:
    assert default_folder() == Path.home() / ".local/share/openasylum/statistics"


COLUMNS = ("month", "agency", "people")


def test_a_cell_that_turns_not_available_is_a_revision() -> None:
    before = Table(COLUMNS, {("2024-01-01", "usbp"): 10})
    after = Table(COLUMNS, {("2024-01-01", "usbp"): None})
    assert compare("t", before, after).revised == (Change(("2024-01-01", "usbp"), 10, None),)


def test_a_cell_that_turns_from_not_applicable_to_zero_is_a_revision() -> None:
    before = Table(COLUMNS, {("2024-01-01", "usbp"): 10, ("2024-01-01", "ofo"): 5})
    both = {("2024-01-01", "usbp"): 10, ("2024-01-01", "ofo"): 5, ("2024-02-01", "ofo"): 0}
    after = Table(COLUMNS, both)
    before.cells["2024-02-01", "usbp"] = 1
    both["2024-02-01", "usbp"] = 1
    assert compare("t", before, after).revised == (Change(("2024-02-01", "ofo"), None, 0),)


def test_differences_give_back_the_other_vintage() -> None:
    newer = Table(COLUMNS, {("a", "x"): 1, ("b", "x"): None, ("c", "x"): 0})
    older = Table(COLUMNS, {("a", "x"): 2, ("b", "x"): 0, ("d", "y"): None})
    again = apply_differences(newer, differences(newer, older))
    assert again.cells == older.cells


def test_differences_of_equal_tables_are_none() -> None:
    same = Table(COLUMNS, {("a", "x"): 1})
    assert differences(same, same).count("\n") == 1


def test_largest_revision_is_the_one_that_moved_most() -> None:
    before = Table(COLUMNS, {("m", "x"): 100, ("m", "y"): 100})
    after = Table(COLUMNS, {("m", "x"): 110, ("m", "y"): 60})
    largest = compare("t", before, after).largest
    assert largest is not None
    assert largest.key == ("m", "y")
