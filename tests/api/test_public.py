"""The public names: all there, lazy, described, and giving what the command line gives."""

import doctest
import importlib
import inspect
import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

import openasylum
from openasylum.api.runs import as_file
from openasylum.cli import main
from openasylum.errors import OpenasylumError, RecordError, UnknownName
from openasylum.records.library import FACTS, load_scenario, names_of

REPOSITORY = Path(__file__).resolve().parents[2]
SMALL = ["--until", "2014-10-01", "--scale", "0.005"]
NAMES = [name for name in openasylum.__all__ if name != "__version__"]
RECORDS = {"Scenario", "Instrument", "Series", "Assumptions", "Timeline", "OpenasylumError"}


def doctests() -> list[doctest.DocTest]:
    finder = doctest.DocTestFinder(recurse=False)
    found = []
    for name in NAMES:
        thing = getattr(openasylum, name)
        parts = [thing]
        if inspect.isclass(thing) and thing.__module__.startswith("openasylum.api"):
            parts += [each for key, each in vars(thing).items() if not key.startswith("_")]
        module = importlib.import_module(thing.__module__)
        for part in parts:
            found += finder.find(part, getattr(part, "__qualname__", name), module)
    return [test for test in found if test.examples]


@pytest.fixture(scope="module")
def compared() -> openasylum.Result:
    return openasylum.compare("as_enacted", "without_mpp", until="2014-10-01", scale=0.005)


@pytest.fixture(scope="module")
def from_the_command_line(tmp_path_factory):
    folder = tmp_path_factory.mktemp("runs") / "run"
    words = ["compare", "as_enacted", "without_mpp", "--out", str(folder), "--no-report"]
    assert main([*words, *SMALL]) == 0
    return folder


def test_every_public_name_is_found_and_an_unknown_one_is_not():
    assert {"simulate", "compare", "resolve", "explain", "calibrate", "backtest"} <= set(NAMES)
    assert {"run_ensemble", "staff", "sensitivity", "doubt"} <= set(NAMES)
    assert set(NAMES) <= set(dir(openasylum))
    for name in NAMES:
        assert getattr(openasylum, name).__name__ == name
    with pytest.raises(AttributeError, match="no attribute 'simulat'"):
        _ = openasylum.simulat


def test_the_type_checker_sees_the_same_names_as_the_program():
    seen = {
        line.rsplit(" as ", 1)[1]
        for line in inspect.getsource(openasylum).splitlines()
        if line.startswith("    from openasylum.")
    }
    assert seen == set(NAMES) - {"OpenasylumError"}


def test_importing_the_package_loads_nothing_heavy():
    script = (
        "import sys, openasylum; dir(openasylum);"
        "heavy = ('numpy', 'numba', 'scipy', 'SALib', 'pyarrow', 'yaml', 'pydantic');"
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_no_public_name_is_that_of_a_package():
    folders = {path.name for path in FACTS.parent.iterdir() if path.is_dir()}
    assert not folders & set(NAMES)


@pytest.mark.parametrize("name", sorted(set(NAMES) - RECORDS - {"Result", "Study"}))
def test_a_public_function_tells_arguments_answer_errors_and_an_example(name):
    function = getattr(openasylum, name)
    text = inspect.getdoc(function)
    for head in ("Args:", "Raises:", "Example:"):
        assert f"\n{head}\n" in text, head
    for argument in inspect.signature(function).parameters:
        assert f"\n    {argument}: " in text, f"{argument} is not described"


@pytest.mark.parametrize("example", doctests(), ids=lambda test: test.name)
def test_examples_in_docstrings_give_what_they_show(example, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE)
    assert runner.run(example).failed == 0


def test_every_public_function_has_an_example_that_runs():
    assert set(NAMES) - RECORDS <= {test.name for test in doctests()}


def test_tables_of_python_are_those_of_the_command_line(compared, from_the_command_line):
    names = {path.stem for path in from_the_command_line.glob("*.parquet")}
    assert set(compared.tables) == names
    for name in names:
        assert compared.table(name).equals(pq.read_table(from_the_command_line / f"{name}.parquet"))
    other = json.loads((from_the_command_line / "run.json").read_text())
    for key in ("command", "seed", "scale", "until", "facts", "kernel", "people", "scenarios"):
        assert compared.provenance[key] == other[key], key
    again = openasylum.read_result(from_the_command_line)
    assert again.summary() == compared.summary()


def test_a_scenario_value_gives_what_its_file_gives(tmp_path):
    path = tmp_path / "more_officers.yaml"
    path.write_text(
        "title: More officers\nquestion: What if?\ncapacity:\n"
        "  - {office: asylum_officers, multiply: 2, from: 2014-01-01, because: A round number.}\n"
    )
    made = {"until": "2014-10-01", "scale": 0.005}
    file = openasylum.simulate(path, **made)
    value = openasylum.simulate(load_scenario(path), **made)
    assert value.scenarios == ("more_officers",)
    assert value.provenance["command"] == "openasylum simulate more_officers"
    for name in file.tables:
        assert value.table(name).equals(file.table(name))
    plain = openasylum.simulate("as_enacted", **made)
    at_the_end = {"series": "affirmative.pending", "group": "all", "period": "fiscal_year"}
    fewer, more = (run.table("series", **at_the_end)["value"][0].as_py() for run in (file, plain))
    assert fewer < more


@pytest.mark.parametrize("name", names_of("scenarios"))
def test_every_scenario_of_the_project_survives_being_a_value(name, tmp_path):
    scenario = load_scenario(name)
    assert load_scenario(as_file(scenario, tmp_path)) == scenario


def test_a_scenario_value_that_cannot_be_is_refused():
    wrong = openasylum.Scenario(title="Wrong", question="?", without=("no_such_rule",))
    with pytest.raises(RecordError, match="no_such_rule"):
        openasylum.simulate(wrong, until="2014-10-01", scale=0.005)
    with pytest.raises(OpenasylumError, match="given twice"):
        openasylum.compare(wrong, wrong)


def test_a_table_is_selected_by_its_columns_and_a_mistake_is_named(compared):
    rows = compared.table("series", series="court.pending", group="all", scenario="as_enacted")
    assert set(rows["series"].to_pylist()) == {"court.pending"}
    assert set(rows["period"].to_pylist()) == {"month", "fiscal_year"}
    assert compared.table("series", draw=0).num_rows == compared.table("series").num_rows
    with pytest.raises(UnknownName, match=r"Did you mean 'court.pending'"):
        compared.table("series", series="court.pendin")
    with pytest.raises(UnknownName, match="'serie' is not a column"):
        compared.table("series", serie="court.pending")
    with pytest.raises(UnknownName, match="'poeple' is not a table"):
        compared.table("poeple")
    with pytest.raises(UnknownName, match="value of 'draw'"):
        compared.table("series", draw="first")


def test_files_go_with_a_result_that_named_no_folder_and_stay_with_one_that_did(tmp_path):
    made = {"until": "2014-10-01", "scale": 0.005}
    result = openasylum.simulate("as_enacted", **made)
    folder = result.folder
    assert (folder / "run.json").exists()
    del result
    assert not folder.exists()
    kept = openasylum.simulate("as_enacted", out=tmp_path / "kept", **made).folder
    assert (kept / "run.json").exists()
    with pytest.raises(OpenasylumError, match="exists already"):
        openasylum.simulate("as_enacted", out=kept, **made)


def test_data_frames_have_the_rows_of_the_table(compared):
    where = {"series": "court.pending", "group": "all"}
    table = compared.table("series", **where)
    frame = compared.to_pandas("series", **where)
    assert frame["value"].tolist() == table["value"].to_pylist()
    if importlib.util.find_spec("polars") is None:
        with pytest.raises(OpenasylumError, match="pip install polars"):
            compared.to_polars("series", **where)
    else:
        assert compared.to_polars("series", **where)["value"].to_list() == frame["value"].tolist()


def test_a_data_frame_without_its_package_is_refused_with_the_remedy(compared, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    monkeypatch.setitem(sys.modules, "polars", None)
    for make in (compared.to_pandas, compared.to_polars):
        with pytest.raises(OpenasylumError, match="which is not installed"):
            make("series")


def test_explain_gives_what_the_command_prints(capsys):
    words = ["--citizenship", "honduras", "--family", "family_unit", "--place", "el_paso"]
    assert main(["explain", "--on", "2019-09-05", *words, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    found = openasylum.explain(
        "2019-09-05", citizenship="honduras", family="family_unit", place="el_paso"
    )
    assert found.as_json() == printed
    assert main(["explain", "--on", "2019-09-05", *words]) == 0
    assert found.in_words() + "\n" == capsys.readouterr().out


def test_figures_are_those_of_the_command(capsys):
    assert main(["statistics", "series", "court.pending", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)["rows"]
    rows = openasylum.figures("court.pending").to_pylist()
    assert [row["value"] for row in rows] == [row["value"] for row in printed]
    assert {row["source"] for row in rows} == {row["source"] for row in printed}


def test_a_person_is_told_as_the_command_tells(capsys):
    at = ["--scale", "0.01", "--until", "2014-10-01", "--json"]
    assert main(["person", "--like", "Honduras, family, May 2014", "--most", "3", *at]) == 0
    printed = json.loads(capsys.readouterr().out)
    found = openasylum.people_like(
        "Honduras, family, May 2014", most=3, scale=0.01, until="2014-10-01"
    )
    assert found == printed
    name = found["people"][0]["name"]
    assert main(["person", name, *at]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert openasylum.person(name, scale=0.01, until="2014-10-01") == printed


def test_a_backtest_of_simple_methods_has_the_scores_of_the_command(capsys):
    asked = ["--known-until", "2019-09-30", "--series", "court.pending_active"]
    assert main(["backtest", "--baselines-only", *asked, "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)["forecasts"]
    test = openasylum.backtest(
        known_until="2019-09-30", series=["court.pending_active"], model=False
    )
    told = [(one.method, one.horizon) for one in test.forecasts]
    assert told == [(one["method"], one["horizon"]) for one in printed]
    levels = printed[0]["levels"]
    for one, said in zip(test.forecasts, printed, strict=True):
        assert one.quantiles(levels).tolist() == said["values"]


@pytest.mark.parametrize("call", [openasylum.simulate, openasylum.compare])
def test_a_word_that_is_no_day_is_refused(call):
    with pytest.raises(OpenasylumError, match="'soon' is not a date"):
        call("as_enacted", "without_mpp", until="soon") if call is openasylum.compare else call(
            "as_enacted", until="soon"
        )


@pytest.mark.parametrize(
    ("option", "words"),
    [("draws", "--draws 1: must be 2"), ("waves", "--waves 0"), ("scale", "--scale 2")],
)
def test_options_of_a_fit_reach_it(option, words, tmp_path):
    wrong = {"draws": 1, "waves": 0, "scale": 2.0}
    with pytest.raises(OpenasylumError, match=words):
        openasylum.calibrate(out=tmp_path / "fit", **{option: wrong[option]})


def test_a_fit_or_back_test_without_its_packages_says_what_to_install(tmp_path, monkeypatch):
    monkeypatch.setattr("openasylum.api.forecasts.find_spec", lambda name: None)
    with pytest.raises(OpenasylumError, match=r"openasylum\[calibration\]"):
        openasylum.calibrate(out=tmp_path / "fit")
    with pytest.raises(OpenasylumError, match=r"openasylum\[forecast\]"):
        openasylum.backtest(model=False)


def test_compare_needs_two():
    with pytest.raises(OpenasylumError, match="two scenarios or more"):
        openasylum.compare("as_enacted")


def test_the_reference_is_current_and_links_every_name():
    done = subprocess.run([sys.executable, REPOSITORY / "scripts" / "build_api_docs.py", "--check"])
    assert done.returncode == 0, "run 'make docs'"
    page = (REPOSITORY / "docs" / "api.md").read_text(encoding="utf-8")
    for name in set(NAMES) - {"OpenasylumError"}:
        assert f"\n## {name}\n" in page
