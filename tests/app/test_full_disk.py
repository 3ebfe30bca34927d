"""A disk that fills while a question is worked on: told, and the work goes on."""

import errno

import pytest

from openasylum.app.jobs import Jobs
from openasylum.app.store import Store


def test_a_state_that_cannot_be_written_is_told_and_the_work_goes_on(
    tmp_path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    store = Store(tmp_path / "state")
    jobs = Jobs(store)
    job = store.new("0" * 32, "compare", {"share": 1.0})
    jobs.jobs[job.id] = job

    def full(_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(store, "save", full)
    jobs.cancel(job.id)
    assert all(stage.state == "cancelled" for stage in jobs.jobs[job.id].stages.values())
    said = capsys.readouterr().err
    assert "No space left on device" in said
    assert job.id in said
    assert "Free some space" in said
    store.close()
