"""Write validation/published_figures.md: published figures beside a full-scale run of as_enacted.

    python validation/published_figures.py runs/first

The run must hold everyone ('--scale 1', as 'make run' writes it): in a sample, small counts are
mostly chance.
"""

import argparse
import sys
from pathlib import Path

from openasylum.errors import OpenasylumError
from openasylum.report.published import compare
from openasylum.report.published_words import markdown
from openasylum.report.run import Run, read_run

PAGE = Path(__file__).parent / "published_figures.md"


def main(words: list[str] | None = None) -> int:
    """Write the page; returns 0, or 2 with one message if the run is not one to write it from."""
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0] if __doc__ else "",
        epilog="example:\n  python validation/published_figures.py runs/first",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("run", metavar="RUN", type=Path, help="the folder of a full-scale run")
    parser.add_argument("--out", metavar="FILE", type=Path, default=PAGE, help="where to write it")
    arguments = parser.parse_args(words)
    try:
        text = page(read_run(arguments.run))
        arguments.out.write_text(text, encoding="utf-8")
    except OpenasylumError as error:
        print(f"published_figures: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"published_figures: {arguments.out}: {error.strerror}.", file=sys.stderr)
        return 2
    print(f"{arguments.out} written.")
    return 0


def page(run: Run) -> str:
    """The page of a run. Raises `OpenasylumError` if the run is a sample or has no as_enacted."""
    made = run.provenance
    if made.scale != 1:
        raise OpenasylumError(
            f"{run.folder}: is a sample (scale {made.scale:g}). Give a run with '--scale 1'."
        )
    found = compare(run)
    if found.scenario is None:
        raise OpenasylumError(
            f"{run.folder}: has no scenario that is as enacted. Give a run of 'as_enacted'."
        )
    draws = "one draw" if made.draws == 1 else f"{made.draws} draws"
    how = (
        "Written by `validation/published_figures.py` from a full-scale run: do not edit. Version"
        f" {made.version}, assumptions `{made.assumptions}`, seed {made.seed}, {draws}, to"
        f" {run.last_day.isoformat()}."
    )
    return markdown(found, how)


if __name__ == "__main__":
    sys.exit(main())
