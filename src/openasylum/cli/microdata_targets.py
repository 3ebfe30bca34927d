"""`openasylum microdata targets`: what the records say, and a run beside it on one axis."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from openasylum.cli.options import as_day


def add_targets(own: argparse.ArgumentParser) -> None:
    """Add the words of the action."""
    own.add_argument("folder", type=Path, help="a finished import")
    own.add_argument("--out", type=Path, required=True, metavar="DIR", help="folder to write into")
    own.add_argument("--as-of", type=as_day, metavar="DATE", help="day of the release, if unsaid")
    own.add_argument("--smallest", type=int, metavar="N", help="smallest count written (10)")
    own.add_argument(
        "--sample", type=float, default=1.0, metavar="X",
        help="share of all cases that a synthetic release holds; counts are divided by it (1)",
    )  # fmt: skip
    own.add_argument(
        "--against", type=Path, metavar="RUN", help="also a page with this run on the same axes"
    )


def show_targets(arguments: argparse.Namespace) -> None:
    """Write the table, and the page if a run is named."""
    from openasylum.microdata.against import write_page
    from openasylum.microdata.targets import write_targets

    def told(done: int, of: int) -> None:
        if sys.stderr.isatty():
            print(f"\r{done} of {of} questions", end="\n" if done == of else "", file=sys.stderr)

    rows = write_targets(
        arguments.folder, arguments.out, as_of=arguments.as_of, smallest=arguments.smallest,
        sample=arguments.sample, progress=told,
    )  # fmt: skip
    series = sorted({row.series for row in rows})
    page = None
    if arguments.against is not None:
        page = write_page(arguments.out, arguments.against, arguments.out / "records_and_run.html")
    if arguments.json:
        said = {"folder": str(arguments.out), "rows": len(rows), "series": series}
        print(json.dumps({**said, "page": page and str(page)}, indent=2))
        return
    print(f"{arguments.out}: {len(rows):,} figures of {len(series)} series.")
    print(f"Read it: openasylum statistics show court_records --data {arguments.out}")
    if page is not None:
        print(f"Records and run on the same axes: {page}")
