"""The real server and its workers: answers equal those of the command line, and nothing is lost."""

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from openasylum.app.description import description
from openasylum.app.question import key_of, question
from openasylum.app.settings import settings
from openasylum.app.spread import STOCKS, WHOLE
from openasylum.app.store import Store
from openasylum.calibration.store import load_draws
from openasylum.ensemble.draws import Draws
from openasylum.ensemble.pool import threads
from openasylum.ensemble.question import Keep
from openasylum.ensemble.question import question as ensemble_question
from openasylum.ensemble.run import run_ensemble
from openasylum.ensemble.summary import ranges
from openasylum.law import load_scenario
from openasylum.report.figure_table import numbers
from openasylum.report.figures import figures
from openasylum.report.run import read_run
from openasylum.report.validation import load_checks
from openasylum.simulation.inputs import LAST_MONTH_OF_DATA
from openasylum.simulation.study import Options, study
from tests.app.conftest import PATIENCE, SCALE, Served, start

pytestmark = pytest.mark.slow
SLOWEST = "judges=3&officers=3&b=as_enacted"


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Served]:
    """A server of the test's own, whose last answers take some seconds."""
    found = start(tmp_path / "state", "--scale", "0.3")
    yield found
    found.stop()


def running(served: Served, job: str, stage: str) -> Any:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        state = served.json(f"/api/jobs/{job}")
        if state["stages"][stage]["state"] == "running" and state["stages"][stage]["progress"]:
            return state
        assert state["open"], state
        time.sleep(0.02)
    raise AssertionError(f"{stage} never ran")


def workers(served: Served) -> list[int]:
    found = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(served.process.pid)],
        capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    return [int(line.split()[0]) for line in found if "openasylum.app.worker" in line]


def test_answer_is_that_of_the_command_line(served: Served, asked: Any, tmp_path: Path):
    address = "judges=2&mpp_asked=asked_of_all"
    job = served.answered(address)
    _, _, text = served.ask(f"/api/scenario.yaml?{address}")
    file = tmp_path / "yours.yaml"
    file.write_bytes(text)
    options = Options(scale=float(SCALE), draws=1)
    study(["as_enacted", str(file)], tmp_path / "run", options, command="openasylum compare")
    theirs = served.state / "jobs" / job["id"] / "full"
    for name in ("series", "outcomes", "transitions", "pairs", "measures"):
        mine = pq.read_table(tmp_path / "run" / f"{name}.parquet")
        assert mine.equals(pq.read_table(theirs / f"{name}.parquet")), name


def test_csv_is_the_table_of_the_report(served: Served, asked: Any):
    run = read_run(served.state / "jobs" / asked["id"] / "full")
    for figure in figures(run):
        path = f"/api/jobs/{asked['id']}/full/figures/{figure.name}.csv"
        status, headers, text = served.ask(path)
        assert status == 200
        assert (
            headers["content-disposition"] == f'attachment; filename="openasylum_{figure.name}.csv"'
        )
        assert text.decode() == numbers(run, figure, load_checks()).csv()


def test_every_kind_of_download_is_what_it_says(served: Served, asked: Any):
    base = f"/api/jobs/{asked['id']}/full"
    starts = {
        "charts/court-0.png": b"\x89PNG", "charts/court-0.svg?lang=es": b"<svg",
        "flow.csv": b"outcome_a,", "people.csv": b"scenario_a,", "published.csv": b"id,",
        "report.html": b"<!doctype html>", "summary": b"{",
    }  # fmt: skip
    for path, begin in starts.items():
        status, headers, found = served.ask(f"{base}/{path}")
        assert status == 200, path
        assert found.lower().startswith(begin.lower()), path
        assert "content-security-policy" in headers
    svg = served.ask(f"{base}/charts/court-2.svg?lang=es")[2].decode()
    assert "Casos judiciales pendientes" in svg
    assert "Modelo: Como fue" in svg


def test_same_question_is_answered_once(served: Served, asked: Any):
    again = served.json("/api/questions", "POST", {"address": "a=as_enacted&b=without_mpp&seed=1"})
    assert again["id"] == asked["id"]
    assert again["best"] == "full"
    assert not again["open"]


def test_events_end_with_the_answer(served: Served):
    job = served.json("/api/questions", "POST", {"address": "lawyers=2"})
    _, headers, text = served.ask(f"/api/jobs/{job['id']}/events")
    assert headers["content-type"].startswith("text/event-stream")
    lines = [line for line in text.decode().split("\n\n") if line.startswith("data:")]
    states = [json.loads(line[5:]) for line in lines]
    assert states[-1]["best"] == "full"
    firsts = [state["stages"]["preliminary"]["state"] for state in states]
    assert firsts[-1] == "done"
    assert text.decode().rstrip().endswith("data: {}")


def test_ranges_are_those_of_an_ensemble_of_the_same_draws(tmp_path: Path):
    own = start(tmp_path / "state", "--draws", "2")
    try:
        job = own.answered("b=without_mpp")
        assert list(job["stages"]) == ["preliminary", "full", "ranges"]
        assert job["best"] == "full"
        found = own.json(f"/api/jobs/{job['id']}/ranges")
        page = own.ask(f"/answers/{job['id']}/ranges?lang=en")[2].decode()
    finally:
        own.stop()
    fitted, record = load_draws(settings().ranges.fitted)
    picked = Draws(fitted.name, (fitted.draws[0], fitted.draws[len(fitted.draws) // 2]))
    scenarios = [load_scenario(name) for name in ("as_enacted", "without_mpp")]
    asked = ensemble_question(
        ["as_enacted", "without_mpp"], scenarios, picked, until=LAST_MONTH_OF_DATA,
        scale=float(SCALE), keep=Keep(series=(*STOCKS, *WHOLE)), other_cases=record.other_cases,
    )  # fmt: skip
    answer = run_ensemble(asked, tmp_path / "draws", threads(2))
    told = [*ranges(answer.folder, WHOLE, period="run"), *ranges(answer.folder, STOCKS)]
    years = [one.fiscal_year for one in told if one.series in STOCKS]
    kept = [one for one in told if one.series in WHOLE or one.fiscal_year == max(years)]
    assert found["ranges"] == [one.as_json() for one in kept]
    assert found["draws"] + found["failed"] == 2
    assert f"{found['draws']} more times" in page
    assert page.count("<tr>") == 1 + len({one.series for one in kept})


def test_impossible_question_fails_in_words(served: Served):
    own = "title: x\nquestion: y\nfrom: 2019-01-01\n"
    from urllib.parse import urlencode

    job = served.answered(urlencode({"own": own}))
    assert job["stages"]["preliminary"]["state"] == "failed"
    assert "is not the model's first day" in job["stages"]["preliminary"]["message"]
    assert job["stages"]["full"]["state"] == "cancelled"


def test_story_and_search_are_those_of_the_command_line(served: Served):
    sent = {"like": "Honduras, family, 2019, enrolled in MPP"}
    job = served.finished(served.json("/api/people", "POST", sent)["id"])
    found = served.json(f"/api/jobs/{job['id']}/answer")
    assert found["people"]
    person = found["people"][0]["name"]
    told = served.finished(served.json("/api/people", "POST", {"person": person})["id"])
    answer = served.json(f"/api/jobs/{told['id']}/answer")
    from openasylum.cli import main

    page = io.StringIO()
    scale = settings().search_scale * float(SCALE)
    with contextlib.redirect_stdout(page):
        assert main(["person", person, "--scale", repr(scale), "--json"]) == 0
    printed = json.loads(page.getvalue())
    for side in ("story", "twin"):
        for step in answer[side]["steps"]:
            step.pop("details")
    assert answer | {"twin_title": ""} == printed | {"twin_title": ""}


def test_cancelled_stage_stops_and_can_be_asked_again(own: Served):
    job = own.json("/api/questions", "POST", {"address": SLOWEST})["id"]
    running(own, job, "full")
    own.json(f"/api/jobs/{job}/cancel", "POST", {})
    state = own.finished(job)
    assert state["stages"]["full"]["state"] == "cancelled"
    assert state["best"] == "preliminary"
    assert not list((own.state / "jobs" / job).glob(".*"))
    assert own.answered(SLOWEST)["best"] == "full"


def test_killed_worker_is_replaced_and_its_work_done_again(own: Served):
    job = own.json("/api/questions", "POST", {"address": SLOWEST})["id"]
    running(own, job, "full")
    before = workers(own)
    assert len(before) == 2
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    state = own.finished(job)
    assert state["best"] == "full"
    assert state["stages"]["full"]["attempts"] == 2
    assert not set(workers(own)) & set(before)


def test_worker_killed_again_and_again_is_told(own: Served):
    job = own.json("/api/questions", "POST", {"address": SLOWEST})["id"]
    for attempt in (1, 2):
        while running(own, job, "full")["stages"]["full"]["attempts"] < attempt:
            time.sleep(0.02)
        for pid in workers(own):
            os.kill(pid, signal.SIGKILL)
    state = own.finished(job)
    assert state["stages"]["full"]["state"] == "failed"
    assert "stopped 2 times" in state["stages"]["full"]["message"]
    assert own.ask("/")[0] == 200


def test_restart_finds_what_was_asked_and_goes_on(tmp_path: Path):
    first = start(tmp_path / "state", "--scale", "0.3")
    job = first.json("/api/questions", "POST", {"address": SLOWEST})["id"]
    running(first, job, "full")
    before = workers(first)
    first.process.kill()
    first.process.communicate(timeout=30)
    until = time.monotonic() + PATIENCE
    while any(Path(f"/proc/{pid}").exists() for pid in before) and time.monotonic() < until:
        time.sleep(0.05)
    second = start(tmp_path / "state", "--scale", "0.3")
    try:
        state = second.finished(job)
        assert state["best"] == "full"
        folder = second.state / "jobs" / job
        assert not list(folder.glob(".*"))
        read_run(folder / "full")
        assert b"Asked before on this machine" in second.ask("/")[2]
    finally:
        second.stop()


def test_too_many_questions_are_refused_and_the_rest_answered(own: Served):
    most = settings().most_waiting
    asked = []
    for i in range(most + 4):
        body = {"address": f"judges=1.{i + 1:02d}&until=2014-01-01"}
        status, _, text = own.ask("/api/questions", "POST", body)
        asked.append((status, text))
    assert {status for status, _ in asked} == {202, 429}
    refused = next(text for status, text in asked if status == 429)
    assert "are waiting already" in json.loads(refused)["error"]


def test_question_left_behind_stops(own: Served):
    left = own.json("/api/questions", "POST", {"address": SLOWEST})["id"]
    running(own, left, "full")
    own.json("/api/questions", "POST", {"address": "beds=2", "instead_of": left})
    state = own.finished(left)
    assert state["stages"]["full"]["state"] == "cancelled"
    assert state["best"] == "preliminary"


def test_answer_of_another_version_is_removed(tmp_path: Path):
    store = Store(tmp_path / "state")
    asked = question("b=without_mpp").record() | {"share": 1.0}
    old = store.new("a" * 32, "compare", asked)
    kept = store.new(key_of("compare", asked), "compare", asked)
    for stage in kept.stages.values():
        stage.state = "cancelled"
    store.save(kept)
    store.close()
    found = start(tmp_path / "state")
    jobs = [job["id"] for job in found.json("/api/jobs")]
    found.stop()
    assert jobs == [kept.id]
    assert not store.place(old).exists()


def test_damaged_job_is_named_and_left_alone(tmp_path: Path):
    job = tmp_path / "state" / "jobs" / ("0" * 32)
    job.mkdir(parents=True)
    (job / "job.json").write_text("{")
    found = start(tmp_path / "state")
    found.stop()
    assert "is not a whole job" in found.errors
    assert (job / "job.json").read_text() == "{"


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--port", "70000"], "must be from 0 to 65535"),
        (["--host", "no.such.host.example"], "cannot be listened at"),
        (["--scale", "0"], "is a share of people"),
        (["--name", "a/b"], "is not the name of a machine"),
        (["--state", "/proc/none"], "cannot be written"),
        (["--draws", "1000"], "must be from 0 to 200"),
        (["--records", "/proc"], "holds no finished import"),
    ],
)
def test_mistakes_at_the_start_are_told_and_end_with_status_2(options, words):
    found = subprocess.run(
        [sys.executable, "-m", "openasylum", "serve", "--port", "0", *options],
        capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert found.returncode == 2
    assert words in found.stderr
    assert "Traceback" not in found.stderr


def test_binding_to_others_is_said_on_the_terminal_and_on_the_page(tmp_path: Path):
    found = start(tmp_path / "state", "--host", "0.0.0.0")
    _, _, page = found.ask("/")
    found.stop()
    assert "can be reached from other machines" in found.errors
    assert b"can be reached from other machines" in page


def test_description_names_every_path_and_what_it_says_holds(served: Served, asked: Any):
    import jsonschema

    told = served.json("/api/openapi.json")
    assert told == json.loads(json.dumps(description()))
    paths = told["paths"]
    assert "/api/jobs/{job}/{stage}/figures/{figure}.csv" in paths
    for verbs in paths.values():
        for operation in verbs.values():
            assert len(operation["summary"]) > 10
    schema = told["components"]["schemas"]["Job"] | {"additionalProperties": True}
    state = served.json(f"/api/jobs/{asked['id']}")
    kept = {name: state[name] for name in ("id", "kind", "created", "stages")}
    text = json.dumps(schema).replace("#/components/schemas/", "#/$defs/")
    jsonschema.validate(kept | {"asked": {}, "used": 0.0}, json.loads(text))
