"""`openasylum backtest` on the command line."""

import json

import pytest

from openasylum.cli import main

ONE = ("backtest", "--baselines-only", "--series", "court.receipts", "--known-until", "2019-09-30")


def test_a_table_the_forecasts_and_the_marks_are_printed(capsys):
    assert main(ONE) == 0
    out = capsys.readouterr().out
    assert "linear trend" in out
    assert "FY2023" in out
    assert "CRPS" in out
    assert "what came  " in out
    assert "not the vintage of the day" in " ".join(out.split())


def test_the_stock_in_mpp_is_printed_though_it_is_not_scored(capsys):
    from openasylum.cli.backtest import _print_waiting

    _print_waiting(["## other\n", "## mpp.waiting_in_mexico, beside the nearest count\n\n| 1 |"])
    assert capsys.readouterr().out == "\nmpp.waiting_in_mexico, beside the nearest count\n\n| 1 |\n"


def test_json_carries_forecasts_scores_and_marks(capsys):
    assert main([*ONE, "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert {one["method"] for one in said["forecasts"]} == {
        "last_value", "linear_trend", "ets", "stock_flow",
    }  # fmt: skip
    first = said["forecasts"][0]
    assert first["mark"] == "not the vintage of the day"
    assert len(first["values"]) == len(first["levels"]) == 23
    assert said["scoreboard"][0]["origins"] == 1


def test_the_folder_holds_the_hub_and_the_scoreboard(tmp_path, capsys):
    from openasylum.forecast import hub
    from openasylum.forecast.settings import settings

    out = tmp_path / "out"
    assert main([*ONE, "--out", str(out)]) == 0
    chosen = settings()
    rules = hub.Rules(("court.receipts",), chosen.horizons.value, chosen.levels.value)
    for method in ("last_value", "linear_trend", "ets", "stock_flow"):
        path = next((out / "model-output" / f"openasylum-{method}").glob("*.parquet"))
        assert [one.horizon for one in hub.read(path, rules)] == [1, 2, 3, 4]
    assert (
        "--known-until 2019-09-30 --series court.receipts`" in (out / "scoreboard.md").read_text()
    )
    assert (out / "hub-config" / "tasks.json").is_file()
    assert main([*ONE, "--out", str(out)]) == 2
    assert "is already there. Name a new folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--baselines-only", "--series", "court.pendin"], "Did you mean 'court.pending'"),
        (["--known-until", "2015-09-30"], "fewer than two of its fiscal years had been counted"),
        (["--draws", "2"], "--draws 2: must be from 4"),
        (["--scale", "2"], "--scale 2: is a share of people"),
    ],
)
def test_a_mistake_ends_with_one_message(more, words, capsys):
    assert main(["backtest", *more]) == 2
    err = capsys.readouterr().err
    assert words in err
    assert "Traceback" not in err


@pytest.mark.slow
def test_the_model_is_scored_beside_the_simple_methods_and_goes_on_where_it_was(tmp_path, capsys):
    from openasylum.forecast import hub
    from openasylum.forecast.settings import settings

    series = ("court.pending_active", "fear.referred", "mpp.enrolled")
    asked = [
        "backtest", "--known-until", "2017-09-30", "--draws", "6", "--scale", "0.002",
        "--workers", "1", "--work", str(tmp_path / "work"), "--page", str(tmp_path / "page.md"),
    ]  # fmt: skip
    for name in series:
        asked += ["--series", name]
    assert main([*asked, "--out", str(tmp_path / "out")]) == 0
    told = capsys.readouterr()
    assert "model with all forecast" in told.out
    assert "2017-09-30 past-0: 6 of 6 draws" in told.err
    page = (tmp_path / "page.md").read_text()
    assert page == (tmp_path / "out" / "scoreboard.md").read_text()
    for words in (
        "## What the model knows in each mode", "## Where the model loses",
        "| 2017-09-30 |", "given with the arrivals, and so not forecast",
        "--draws 6 --scale 0.002 --known-until 2017-09-30",
    ):  # fmt: skip
        assert words in page
    rules = hub.Rules(series, settings().horizons.value, settings().levels.value)
    for method in ("model_given", "model_forecast"):
        path = next((tmp_path / "out" / "model-output" / f"openasylum-{method}").glob("*"))
        found = {(one.series, one.horizon) for one in hub.read(path, rules)}
        assert found == {(name, h) for name in series[:2] for h in (1, 2, 3, 4)}
    assert main(asked) == 0
    assert "past-0: 0 of 6" not in capsys.readouterr().err  # nothing was run again
    assert (tmp_path / "page.md").read_text() == page


def test_a_day_that_is_none_is_refused(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["backtest", "--baselines-only", "--known-until", "September"])
    assert ended.value.code == 2
    assert "'September' is not a date" in capsys.readouterr().err
