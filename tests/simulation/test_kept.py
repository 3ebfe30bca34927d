"""A kept first scenario, and a run without measures of lives, change no table."""

from dataclasses import replace

import pyarrow.parquet as pq

from openasylum.simulation import study as module
from openasylum.simulation.study import Kept, study
from tests.simulation.conftest import SMALL

TABLES = ("series", "outcomes", "transitions", "pairs")


def count_runs(monkeypatch) -> list[str]:
    ran: list[str] = []
    run = module.engine.run

    def counted(inputs, **rest):
        ran.append(inputs.name)
        return run(inputs, **rest)

    monkeypatch.setattr(module.engine, "run", counted)
    return ran


def test_kept_scenario_is_not_run_again_and_every_table_is_the_same(
    run_folder, tmp_path, monkeypatch
):
    kept, quick = Kept(most=1), replace(SMALL, measures=False)
    study(["as_enacted"], tmp_path / "first", quick, command="test", kept=kept)
    ran = count_runs(monkeypatch)
    study(["as_enacted", "without_mpp"], tmp_path / "run", quick, command="test", kept=kept)
    assert ran == ["without_mpp"]
    for name in TABLES:
        mine = pq.read_table(tmp_path / "run" / f"{name}.parquet")
        assert mine.equals(pq.read_table(run_folder / f"{name}.parquet")), name
    assert not (tmp_path / "run" / "measures.parquet").exists()


def test_another_seed_or_scale_is_run_afresh(tmp_path, monkeypatch):
    kept = Kept(most=1)
    ran = count_runs(monkeypatch)
    quick = replace(SMALL, measures=False)
    for number, options in enumerate((quick, replace(quick, seed=2), replace(quick, scale=0.005))):
        study(["as_enacted"], tmp_path / str(number), options, command="test", kept=kept)
    assert ran == ["as_enacted"] * 3


def test_only_so_many_runs_are_kept_and_the_oldest_goes_first():
    kept = Kept(most=2)
    made = []

    def make(name):
        return lambda: made.append(name) or name

    for name in ("a", "b", "a", "c", "a", "b"):
        kept.made((name,), make(name))
    assert made == ["a", "b", "c", "b"]
