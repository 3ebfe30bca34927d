"""Fitted draws on disk: read back as written, refused when they are another program's."""

from datetime import date
from pathlib import Path

import pytest

from openasylum.calibration import store
from openasylum.calibration.store import assumptions_fingerprint, load_draws, write_draws
from openasylum.ensemble.draws import Draw, Draws
from openasylum.ensemble.draws_file import read_draws
from openasylum.errors import OpenasylumError, StaleFact, UnknownName
from openasylum.records.calibration import DrawsRecord, ParameterFitted, TargetFitted, WaveTold
from openasylum.simulation.assumed import load_assumptions
from openasylum.simulation.provenance import kernel_fingerprint, kernel_results

STEP = "court_share_open@2020-10-01"
DRAWS = Draws(
    "mine",
    (
        Draw(0, 11, positions=((STEP, 0.25), ("interview_noise", -0.5))),
        Draw(1, 12, positions=((STEP, -1.0), ("interview_noise", 0.125))),
    ),
)
KNOWN = load_assumptions("first_values")


def record(**given: object) -> DrawsRecord:
    three = (0.0, 0.5, 1.0)
    values: dict[str, object] = {
        "title": "Mine", "dated": date(2026, 11, 24), "fit": "first_fit",
        "assumptions": "first_values", "command": "openasylum calibrate first_fit",
        "other_cases": "drawn", "seed": 1, "scale": 0.05, "last_year": 2024, "draws": 2,
        "effective_draws": 1.9, "seconds": 60.0, "machine": "2 cores",
        "kernel": kernel_fingerprint(), "results": kernel_results(),
        "assumptions_sha256": assumptions_fingerprint(KNOWN),
        "draws_sha256": DRAWS.digest(), "made_with": {"numpy": "2"}, "acceptance": 0.3,
        "autocorrelation_steps": 20.0, "steps": 200, "quick": False,
        "waves": (WaveTold(name="wave_1", runs=10, impossible=1, seconds=9.0),),
        "parameters": (
            ParameterFitted(
                name=STEP, before=three, after=three, sd_ratio=0.5, informed=True
            ),
        ),
        "targets": (
            TargetFitted(
                label="court.pending FY2020", official=1.0, own=1.0, before=three, after=three,
                sd_chance=0.01, sd_revision=0.01, sd_discrepancy=0.05, moved=True, within=True,
            ),
        ),
    }  # fmt: skip
    return DrawsRecord.model_validate(values | given)


def test_draws_and_their_record_are_read_back_as_written(tmp_path: Path):
    write_draws(tmp_path, "mine", DRAWS, record())
    draws, about = load_draws("mine", tmp_path)
    assert draws.draws == DRAWS.draws
    assert about == record()


def test_the_table_is_a_file_of_draws_like_any_other(tmp_path: Path):
    table, _ = write_draws(tmp_path, "mine", DRAWS, record())
    assert read_draws(table) == (DRAWS, True)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"results": "0" * 12}, r"gives other results \(000000000000, now"),
        ({"assumptions_sha256": "0" * 64}, "no longer means the same value"),
        ({"draws_sha256": "0" * 64}, "the table is not the one"),
    ],
)
def test_draws_of_another_version_are_refused_with_a_remedy(tmp_path, given, message):
    write_draws(tmp_path, "mine", DRAWS, record(**given))
    with pytest.raises(StaleFact, match=message) as told:
        load_draws("mine", tmp_path)
    assert "openasylum calibrate first_fit" in str(told.value)


def test_words_of_assumptions_may_change_but_not_their_numbers():
    before = assumptions_fingerprint(KNOWN)
    name = "interview_noise"
    for update, same in (({"note": "new"}, True), ({"high": 1.3}, False), ({"value": 0.71}, False)):
        changed = KNOWN.values[name].model_copy(update=update)
        known = KNOWN.model_copy(update={"values": {**KNOWN.values, name: changed}})
        assert (assumptions_fingerprint(known) == before) == same


def test_a_name_that_there_is_not_is_refused(tmp_path: Path):
    with pytest.raises(UnknownName, match="'mine' is not a set of fitted draws"):
        load_draws("mine", tmp_path)


def test_a_full_disk_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "write_at_once", full)
    with pytest.raises(OpenasylumError, match="No space left on device"):
        write_draws(tmp_path, "mine", DRAWS, record())


def test_shipped_draws_are_whole_and_of_a_whole_fit():
    for name in store.draws_names():
        about = store.load_record(name)
        draws, _ = read_draws(store.SHIPPED / f"{name}.parquet")
        assert draws.digest() == about.draws_sha256
        assert not about.quick


def test_an_ensemble_of_fitted_draws_takes_other_cases_as_they_were_fitted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    from openasylum.cli import ensemble

    write_draws(tmp_path, "mine", DRAWS, record())
    monkeypatch.setattr(store, "draws_names", lambda: ["mine"])
    monkeypatch.setattr(store, "load_record", lambda name: record())
    for more, expected in (([], "drawn"), (["--other-cases", "central"], "central")):
        asked = ["as_enacted", "--draws", "mine", "--out", "x", "--until", "2014-10-01", *more]
        monkeypatch.setattr(store, "load_draws", lambda name: (DRAWS, record()))
        question = ensemble._question(ensemble.parser().parse_args(asked))
        assert question.ask.other_cases == expected
        assert question.draws == DRAWS
