"""Doubt in four parts: how much of a range is chance, assumptions, arrivals, form of the model."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openasylum.cli.options import add_days
from openasylum.cli.running import add_places, pool_of, stages
from openasylum.errors import OpenasylumError

if TYPE_CHECKING:
    from openasylum.calibration.doubt import Design, Settings
    from openasylum.calibration.lab import Lab
    from openasylum.calibration.measure import Measure
    from openasylum.records.doubt import Doubt

DEFAULT = ("people.protected", "people.days_waited", "court.pending@years",
           "court.granted_asylum@years", "affirmative.pending@years")  # fmt: skip
_EPILOG = """example:
  openasylum doubt as_enacted without_mpp --draws 50 --seeds 20 --scale 0.05 --out runs/doubt \\
      --into runs/first

Each part is varied alone around the central values, then all at once. 'chance': everyone's luck.
'assumptions': all others, over their ranges or the draws of a file. 'arrivals': assumptions that
say how many come. 'structure': other forms of the model. What is in which part, and what is in
none, stands with its reasons in facts/doubt.yaml; --parts takes another file like it. Parts from
judged ranges are no probabilities. --into puts the table into a finished run of the same
scenarios and builds its report again. Stopped or killed, the same command goes on."""


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    own = argparse.ArgumentParser(
        prog="openasylum doubt",
        description="How much of a range is chance, assumptions, arrivals and form of the model.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = own.add_argument
    add("scenario", nargs="+", help="one for its level, two for their difference too")
    add("--out", required=True, metavar="DIR", help="folder; one with runs of this is continued")
    add("--into", metavar="RUN", type=Path, help="a finished run whose report is to show it")
    add("--measure", action="append", metavar="SERIES[:group][@when]",
        help="what is told, again for more ('@years': every fiscal year)")  # fmt: skip
    add("--draws", metavar="N", type=int, default=50, help="of assumptions, arrivals, all (50)")
    add("--draws-file", metavar="FILE", type=Path, help="assumptions as a file's draws, not ranges")
    add("--seeds", metavar="N", type=int, default=20, help="of chance (20)")
    add("--seed", metavar="N", type=int, default=1, help="the first seed (1)")
    add("--parts", metavar="FILE", type=Path, help="what is varied (facts/doubt.yaml)")
    add_days(own)
    own.set_defaults(scale=0.05)
    add_places(own)
    add("--json", action="store_true", help="print the rows as JSON")
    return own


def run(arguments: argparse.Namespace) -> int:
    """Run what is missing, write the table and print it; 2 if a run failed."""
    from openasylum.calibration import measure as measuring
    from openasylum.calibration.doubt import design, tell
    from openasylum.calibration.doubt_table import FILE, doubt_table
    from openasylum.ensemble.folder import write_at_once
    from openasylum.ensemble.task import to_bytes

    lab, measures, settings = _asked(arguments)
    if arguments.into is not None:
        _check_run(arguments.into, lab.names)
    asked = design(settings)
    try:
        outputs = [*lab.names]
        if len(lab.names) > 1:
            outputs.append(f"{lab.names[1]} - {lab.names[0]}")
        words = f"{len(asked.points):,} draws of {' and '.join(lab.names)}"
        with pool_of(arguments) as pool, stages(pool, words) as told:
            lab.pool, lab.stage = pool, told
            found = tell(asked, outputs, _runner(lab, measures, settings.record))
    except KeyboardInterrupt:
        words = "openasylum: stopped. Finished runs are kept: the same command goes on from there."
        print(words, file=sys.stderr)
        return 130
    units = measuring.units(lab.folder / "central", measures)
    table = doubt_table(found, measures, units, _made(arguments, lab, settings, asked))
    _write(lab.folder / FILE, to_bytes(table), write_at_once)
    if arguments.into is not None:
        from openasylum.report.page import write_report

        _write(arguments.into / FILE, to_bytes(table), write_at_once)
        written = write_report(arguments.into)
        print(f"Report: {written}", file=sys.stderr)
    if arguments.json:
        print(json.dumps(table.to_pylist(), indent=1))
    else:
        from openasylum.cli.doubt_words import show

        show(table.to_pylist(), lab.folder)
    for stage, messages in lab.failed.items():
        words = f"openasylum: {stage}: {len(messages):,} runs failed. The first: {messages[0]}"
        print(words, file=sys.stderr)
    return 2 if lab.failed else 0


def _asked(arguments: argparse.Namespace) -> "tuple[Lab, list[Measure], Settings]":
    from openasylum.calibration import measure as measuring
    from openasylum.calibration.doubt import Settings, load_doubt
    from openasylum.calibration.lab import Lab, nowhere
    from openasylum.ensemble.draws_file import read_draws
    from openasylum.law import load_scenario
    from openasylum.records.doubt import Doubt
    from openasylum.records.library import load_book
    from openasylum.records.reader import read
    from openasylum.simulation.assumed import DEFAULT_SET, load_assumptions
    from openasylum.simulation.study import Options, scenario_names

    if len(arguments.scenario) > 2:
        raise OpenasylumError(
            f"doubt: {len(arguments.scenario)} scenarios. Give one for its level, or two for "
            f"their difference too."
        )
    names = scenario_names(arguments.scenario)
    scenarios = [load_scenario(name) for name in arguments.scenario]
    given = Options(until=arguments.until, seed=arguments.seed, scale=arguments.scale)
    until = given.checked().completed(scenarios).until
    texts = arguments.measure or DEFAULT
    measures = list(dict.fromkeys(m for text in texts for m in measuring.parse(text, until)))
    known = load_assumptions(scenarios[0].assumptions or DEFAULT_SET)
    fitted = read_draws(arguments.draws_file)[0] if arguments.draws_file else None
    parts = arguments.parts
    record = read(parts, Doubt, against=load_book()) if parts else load_doubt()
    held = set.intersection(*({one.assumption for one in each.assume} for each in scenarios))
    settings = Settings(
        known, record, arguments.draws, arguments.seeds, arguments.seed,
        fitted.checked(known) if fitted else None, sorted(held),
    )  # fmt: skip
    command = " ".join(["openasylum", "doubt", *arguments.scenario])
    lab = Lab(
        names, scenarios, until, arguments.scale, measuring.keep(measures), Path(arguments.out),
        nowhere(), lambda _, __: None, command,
    )  # fmt: skip
    return lab, measures, settings


def _runner(lab: "Lab", measures: "list[Measure]", record: "Doubt") -> Any:
    from openasylum.calibration.alternatives import altered

    def runner(arrivals: str, structure: str, draws: Any) -> Any:
        stage = "+".join(word for word in (arrivals, structure) if word) or "central"
        scenarios = [altered(one, record, arrivals, structure) for one in lab.scenarios]
        return lab.run(stage, draws, measures, scenarios)

    return runner


def _made(
    arguments: argparse.Namespace, lab: "Lab", settings: "Settings", asked: "Design"
) -> dict[str, Any]:
    record = settings.record
    return {
        "command": lab.command, "scenarios": lab.names, "until": lab.until.isoformat(),
        "scale": lab.scale, "draws": settings.draws, "seeds": settings.seeds,
        "seed": settings.seed, "runs": len(asked.points),
        "assumptions_from": "a file of draws" if arguments.draws_file else "ranges",
        "arrivals": list(record.arrivals.assumptions),
        "structure": [{"name": one.name, "because": one.because} for one in record.structure],
        "not_varied": [one.model_dump() for one in record.not_varied],
    }  # fmt: skip


def _check_run(folder: Path, names: list[str]) -> None:
    from openasylum.report.run import read_run

    there = [one.name for one in read_run(folder).scenarios]
    if there[: len(names)] != names:
        raise OpenasylumError(
            f"--into {folder}: is a run of {', '.join(there)}, and this is about "
            f"{', '.join(names)}. Give a run that begins with the same scenarios."
        )


def _write(path: Path, content: bytes, write_at_once: Any) -> None:
    try:
        write_at_once(path, content)
    except OSError as error:
        raise OpenasylumError(f"{path}: cannot be written ({error.strerror}).") from None
