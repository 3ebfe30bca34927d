"""openasylum explain: what applied to a person on a day, in plain words with citations."""

import argparse
import json

from openasylum.cli.law import day

_EPILOG = """example:
  openasylum explain --on 2019-09-05 --citizenship honduras --family family_unit \\
      --manner between_ports --place el_paso

Says what applied, by what authority, what had applied the day before, and which order changed it.
It speaks of kinds of people, and never judges a real person's case."""


def parser() -> argparse.ArgumentParser:
    """The words the command takes."""
    found = argparse.ArgumentParser(
        prog="openasylum explain",
        description="What applied to a person on a day, in plain words with citations.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    found.add_argument("--on", type=day, metavar="DATE", required=True)
    found.add_argument("--citizenship", required=True, help="such as honduras")
    found.add_argument("--family", required=True, help="such as family_unit")
    found.add_argument("--manner", default="between_ports", help="between_ports if not given")
    found.add_argument("--place", required=True, help="a Border Patrol sector such as el_paso")
    found.add_argument("--party", default="none", help="a class or party to a case, if any")
    found.add_argument("--entered", type=day, metavar="DATE", help="if not on the day itself")
    found.add_argument("--process", help="one path only; every open one if not given")
    found.add_argument("--parameter", help="one parameter only")
    found.add_argument("--scenario", default="as_enacted", help="a name, or the path of a file")
    found.add_argument("--json", action="store_true", help="for programs")
    return found


def run(arguments: argparse.Namespace) -> int:
    """Print the explanation, for people or for programs."""
    from openasylum.law import Who, load_instruments, load_scenario, resolve
    from openasylum.law.explain import explain
    from openasylum.law.plain_words import as_json, in_plain_words

    timeline = resolve(load_instruments(), load_scenario(arguments.scenario))
    who = Who(
        process=arguments.process or "expedited_removal",
        manner=arguments.manner,
        citizenship=arguments.citizenship,
        family_status=arguments.family,
        place=arguments.place,
        party=arguments.party,
        entered=arguments.entered,
    )
    found = explain(
        timeline,
        who,
        arguments.on,
        parameter=arguments.parameter,
        every_path=arguments.process is None,
    )
    if arguments.json:
        print(json.dumps(as_json(found), indent=2))
    else:
        print(in_plain_words(found))
    return 0
