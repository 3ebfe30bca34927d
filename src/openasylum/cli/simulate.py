"""Run one scenario."""

import argparse

from openasylum.cli.compare import run_and_show
from openasylum.cli.options import add_run_options


def parser() -> argparse.ArgumentParser:
    """The command's arguments."""
    own = argparse.ArgumentParser(
        prog="openasylum simulate",
        description="Run one scenario and show it beside the official counts.",
        epilog="example:\n  openasylum simulate as_enacted --out runs/as_enacted --scale 0.1",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    own.add_argument("scenario", nargs=1, help="name in facts/scenarios, or path of a YAML file")
    add_run_options(own)
    return own


def run(arguments: argparse.Namespace) -> int:
    """Simulate, write the folder and its report, print the short table."""
    return run_and_show(arguments, "simulate")
