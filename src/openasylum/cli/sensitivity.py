"""Which assumptions a result turns on, and at which value two policies change places."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from openasylum.cli.options import add_days
from openasylum.cli.running import add_places, pool_of, stages
from openasylum.errors import OpenasylumError

if TYPE_CHECKING:
    from openasylum.calibration.factors import Factor
    from openasylum.calibration.lab import Lab
    from openasylum.calibration.measure import Measure
    from openasylum.calibration.sensitivity import Plan
    from openasylum.ensemble.pool import Pool
    from openasylum.ensemble.run import Progress
    from openasylum.records.assumptions import Assumptions
    from openasylum.records.scenario import Scenario

_EPILOG = """example:
  openasylum sensitivity as_enacted without_mpp --measure court.pending@FY2020 --scale 0.02 \\
      --out runs/sensitivity

Three steps, all on the same people with the same luck. Morris: every assumption is moved, several
times each, and its effects from the low to the high end of its range are told. Sobol: the --keep
strongest are moved together, and the variance is shared out among them. Flips: for each of these,
the value at which the two scenarios change places, and both of the two strongest at once.

A measure is SERIES[:group][@when]: '@2019-09-30' or '@FY2019', by default the end of the run; a
flow is the sum until then. people.protected, people.refused, people.waiting and people.days_waited
are of everyone at the end. Ranges are judgements and no probabilities. Stopped or killed, the same
command goes on where it was."""


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    own = argparse.ArgumentParser(
        prog="openasylum sensitivity",
        description="Which assumptions a result turns on, and at which value two scenarios change "
        "places.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = own.add_argument
    add("scenario", nargs="+", help="one for its level, two for their difference (second - first)")
    add("--out", required=True, metavar="DIR", help="folder; one with runs of this is continued")
    add("--measure", action="append", metavar="SERIES[:group][@when]",
        help="what is told, again for more (three: protected, court.pending, days_waited)"
    )  # fmt: skip
    add("--draws", metavar="FILE|ranges", default="ranges",
        help="move within the sets' ranges, or within nine tenths of a file's draws (ranges)"
    )  # fmt: skip
    add("--vary", metavar="NAMES", default="all", help="assumptions; a+b move together (all)")
    add("--trajectories", metavar="N", type=int, default=10, help="of Morris (10)")
    add("--keep", metavar="N", type=int, default=8, help="how many are looked at closely (8)")
    add("--sobol", metavar="N", type=int, default=64, help="base points of Sobol; 0: none (64)")
    add("--seeds", metavar="N", type=int, default=3, help="seeds of chance and of flips (3)")
    add("--seed", metavar="N", type=int, default=1, help="the first seed (1)")
    add_days(own)
    own.set_defaults(scale=0.02)
    add_places(own)
    add("--picture", metavar="FILE", type=Path, help="also draw it: .svg or .png")
    add("--json", action="store_true", help="print everything as JSON")
    return own


def run(arguments: argparse.Namespace) -> int:
    """Run what is missing and print; 2 if a run failed."""
    from openasylum.calibration import measure, sensitivity_tables
    from openasylum.calibration.sensitivity import study
    from openasylum.simulation.assumed import DEFAULT_SET, load_assumptions

    asked = _Asked(arguments)
    if arguments.picture is not None:
        _check_picture(arguments.picture)
    known = load_assumptions(asked.scenarios[0].assumptions or DEFAULT_SET)
    plan = asked.plan(known)
    try:
        words = f"{plan.runs():,} draws of {' and '.join(plan.names)}, more where a ranking flips"
        with pool_of(arguments) as pool, stages(pool, words) as told:
            lab = asked.lab(plan, pool, told)
            found = study(plan, lab.run)
    except KeyboardInterrupt:
        words = "openasylum: stopped. Finished runs are kept: the same command goes on from there."
        print(words, file=sys.stderr)
        return 130
    units = measure.units(lab.folder / "chance", plan.measures)
    result = sensitivity_tables.as_json(found, known, units)
    result["failed"] = {stage: len(messages) for stage, messages in lab.failed.items()}
    sensitivity_tables.write(found, result, lab.folder)
    if arguments.picture is not None:
        from openasylum.calibration.pictures import draw

        draw(result, arguments.picture)
    if arguments.json:
        print(json.dumps(result, indent=1))
    else:
        from openasylum.cli.sensitivity_words import show

        show(result, lab.folder)
    _tell_failures(lab)
    return 2 if lab.failed else 0


class _Asked:
    """The arguments, checked."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        from openasylum.calibration import measure
        from openasylum.law import load_scenario
        from openasylum.simulation.study import Options, scenario_names

        if len(arguments.scenario) > 2:
            raise OpenasylumError(
                f"sensitivity: {len(arguments.scenario)} scenarios. Give one for its level, or two "
                f"for their difference."
            )
        for word, least in (("keep", 1), ("seeds", 1), ("sobol", 0)):
            if getattr(arguments, word) < least:
                raise OpenasylumError(
                    f"--{word} {getattr(arguments, word)}: must be {least} or more."
                )
        self.arguments = arguments
        self.names = scenario_names(arguments.scenario)
        self.scenarios: list[Scenario] = [load_scenario(name) for name in arguments.scenario]
        given = Options(until=arguments.until, seed=arguments.seed, scale=arguments.scale)
        self.until = given.checked().completed(self.scenarios).until
        texts = arguments.measure or measure.DEFAULT
        found = [one for text in texts for one in measure.parse(text, self.until)]
        self.measures: list[Measure] = list(dict.fromkeys(found))

    def plan(self, known: "Assumptions") -> "Plan":
        from openasylum.calibration.sensitivity import Plan

        given = self.arguments
        return Plan(
            tuple(self.names), tuple(self.measures), tuple(self._factors(known)),
            given.trajectories, given.keep, given.sobol, given.seeds, given.seed,
        )  # fmt: skip

    def _factors(self, known: "Assumptions") -> "list[Factor]":
        from openasylum.calibration import factors
        from openasylum.ensemble.draws_file import read_draws

        if self.arguments.draws != "ranges":
            draws, _ = read_draws(Path(self.arguments.draws))
            return factors.chosen(factors.from_draws(draws.checked(known)), self.arguments.vary)
        if self.arguments.vary != "all":
            words = [word.strip() for word in self.arguments.vary.split(",")]
            return factors.named(known, words)
        held = [{one.assumption for one in each.assume} for each in self.scenarios]
        return factors.from_set(known, without=sorted(set.intersection(*held)))

    def lab(self, plan: "Plan", pool: "Pool", told: "Callable[[str, int], Progress]") -> "Lab":
        from openasylum.calibration import measure
        from openasylum.calibration.lab import Lab

        command = " ".join(["openasylum", "sensitivity", *self.arguments.scenario])
        folder = Path(self.arguments.out)
        return Lab(
            self.names, self.scenarios, self.until, self.arguments.scale,
            measure.keep(plan.measures), folder, pool, told, command,
        )  # fmt: skip


def _check_picture(path: Path) -> None:
    if path.suffix not in (".svg", ".png"):
        raise OpenasylumError(f"--picture {path}: must end in .svg or .png.")


def _tell_failures(lab: "Lab") -> None:
    for stage, messages in lab.failed.items():
        first = messages[0]
        print(f"openasylum: {stage}: {len(messages):,} runs failed. The first: {first}",
              file=sys.stderr)  # fmt: skip
