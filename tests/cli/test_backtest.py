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
    assert "not the vintage of the day" in " ".join(out.split())


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
        ([], "Add --baselines-only"),
    ],
)
def test_a_mistake_ends_with_one_message(more, words, capsys):
    assert main(["backtest", *more]) == 2
    err = capsys.readouterr().err
    assert words in err
    assert "Traceback" not in err


def test_a_day_that_is_none_is_refused(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["backtest", "--baselines-only", "--known-until", "September"])
    assert ended.value.code == 2
    assert "'September' is not a date" in capsys.readouterr().err
