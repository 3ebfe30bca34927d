"""What a worker does for each kind of job: the functions that the command line calls, too."""

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openasylum.app.settings import settings
from openasylum.app.spread import spread
from openasylum.app.store import ANSWER, RANGES, RESULT

if TYPE_CHECKING:
    from openasylum.kernel.codes import State
    from openasylum.simulation.engine import Books
    from openasylum.simulation.study import Kept, Options
    from openasylum.stories.pair import Ready

Told = Callable[[str, int, int], None]
"""Called with what is being done, the steps done, and the steps in all; may raise to stop."""


@dataclass(frozen=True)
class Task:
    """One stage of one job."""

    job: str
    stage: str
    kind: str
    asked: dict[str, Any]
    folder: Path
    scale: float


@dataclass
class Memory:
    """What a worker remembers between tasks: runs to compare with, and the people of a search."""

    kept: "Kept"
    pair: tuple[str, tuple["Ready", "Ready"], tuple["Books", "Books"]] | None = field(default=None)


def do(task: Task, memory: Memory, told: Told) -> None:
    """Do a task and leave its answer in the job's folder. Raises `OpenasylumError`."""
    kinds = {
        "compare": compare, "search": search, "story": story, "claim": claim,
        "records": records,
    }  # fmt: skip
    if task.stage == RANGES:
        _write(task, spread(scenarios_of(task), task.asked, task.scale, told))
    else:
        kinds[task.kind](task, memory, told)


def compare(task: Task, memory: Memory, told: Told) -> None:
    """Run the scenarios of a question and write the run folder of this stage."""
    from openasylum.simulation.study import study

    names = scenarios_of(task)
    said = " ".join(Path(name).name for name in names)
    verb = "compare" if len(names) > 1 else "simulate"
    study(
        names, task.folder / task.stage, _options(task), progress=told, kept=memory.kept,
        command=f"openasylum {verb} {said} --scale {task.scale:g}",
    )  # fmt: skip


def search(task: Task, memory: Memory, told: Told) -> None:
    """People like those described, with their outcomes under both scenarios."""
    from openasylum.stories.as_json import search_as_json
    from openasylum.stories.find import find
    from openasylum.stories.like import sought
    from openasylum.stories.pair import prepare, run_both

    wanted = sought(task.asked["like"])
    key = json.dumps([task.asked[name] for name in ("scenarios", "until", "seed")])
    if memory.pair is None or memory.pair[0] != key:
        memory.pair = None
        first, second = scenarios_of(task)
        pair = prepare((first, second), _options(task))
        memory.pair = key, pair, run_both(pair, progress=told)
    _, pair, books = memory.pair
    found = find(books, wanted, task.asked["most"])
    names = (pair[0].inputs.name, pair[1].inputs.name)
    titles = [each.inputs.scenario.title for each in pair]
    words = [[_outcome(each.own), _outcome(each.twin)] for each in found.people]
    _write(task, search_as_json(found, names) | {"titles": titles, "in_words": words})


def _outcome(state: "State") -> str:
    from openasylum.stories.story import outcome_words

    return outcome_words(state) if state else ""


def story(task: Task, memory: Memory, told: Told) -> None:
    """One person's story and the twin's."""
    from openasylum.stories.as_json import both_as_json
    from openasylum.stories.names import named
    from openasylum.stories.pair import prepare, tell_both
    from openasylum.stories.plain_words import details

    name = named(task.asked["person"])
    first, second = scenarios_of(task)
    pair = prepare((first, second), _options(task))
    own, twin = tell_both(pair, name, told)
    found = both_as_json(own, twin)
    for side, told_story in (("story", own), ("twin", twin)):
        if told_story is not None:
            for step, chapter in zip(found[side]["steps"], told_story.chapters, strict=True):
                step["details"] = [list(line) for line in details(chapter)]
    _write(task, found | {"twin_title": pair[1].inputs.scenario.title})


def claim(task: Task, memory: Memory, told: Told) -> None:
    """A claim's finding, and its quantity along the assumption that moves it most."""
    from openasylum.claims.bench import Bench, Options
    from openasylum.claims.ledger import judge, sweep
    from openasylum.claims.library import load_claim
    from openasylum.claims.words import as_json

    name = task.asked["claim"]
    asked = load_claim(name)
    chosen = settings()
    options = Options(task.scale, chosen.claim_seeds, task.asked["seed"]).checked()
    bench = Bench({name: asked}, options, lambda done, of: told(name, done, of))
    finding = judge(name, asked, bench)
    swept = sweep(name, asked, bench, finding, chosen.claim_points)
    _write(task, as_json(finding) | {"sweep": swept, "scale": task.scale})


def records(task: Task, memory: Memory, told: Told) -> None:
    """What an import of court records says, by fiscal year, for the page of records."""
    from openasylum.microdata.targets import write_targets

    out = task.folder / "figures"
    write_targets(
        Path(task.asked["folder"]), out, progress=lambda done, of: told("records", done, of)
    )
    _write(task, {"release": task.asked["release"]})


def _options(task: Task) -> "Options":
    from openasylum.simulation.study import Options

    until = task.asked["until"]
    end = None if until is None else date.fromisoformat(until)
    # A first answer does without measures of lives, to come sooner.
    whole = task.stage == settings().stages[-1].name
    return Options(until=end, seed=task.asked["seed"], draws=1, scale=task.scale, measures=whole)


def scenarios_of(task: Task) -> list[str]:
    """The scenarios by name; one that is no file of the project as a file of the job's."""
    from openasylum.records.library import names_of

    found = []
    for each in task.asked["scenarios"]:
        if each["name"] in names_of("scenarios"):
            found.append(each["name"])
            continue
        path = task.folder / f"{each['name']}.yaml"
        path.write_text(each["text"], encoding="utf-8")
        found.append(str(path))
    return found


def _write(task: Task, found: dict[str, Any]) -> None:
    """The answer as JSON, in a folder that is whole or absent."""
    draft = Path(tempfile.mkdtemp(prefix=f".{ANSWER}.", dir=task.folder))
    (draft / RESULT).write_text(json.dumps(found, default=str), encoding="utf-8")
    target = task.folder / task.stage
    shutil.rmtree(target, ignore_errors=True)
    draft.rename(target)
