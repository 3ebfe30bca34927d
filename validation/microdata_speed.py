"""How fast a release is imported, and with how much memory, beside other readers of the same file.

python validation/microdata_speed.py --size 2000      (megabytes of text; about ten minutes)
python validation/microdata_speed.py --size 100 --out /dev/null       (a quick look)

It simulates a population, writes it as a release, imports that, and reads the largest table with
DuckDB alone, pandas and Polars (`pip install openasylum[bench]`). Each step runs in a process of
its own, whose processor seconds and largest memory are taken from the operating system. Pending
cases are counted in an import blown up to twelve million cases. Files are kept, so that a second
run is quicker. The page is validation/microdata_speed.md.
"""

import argparse
import importlib
import json
import multiprocessing
import os
import platform
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from datetime import date
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb

MEGABYTES_AT_FULL_SCALE = 5_000  # of text, of the release of a whole run to September 2025
CASES = 12_500_000
TABLE = "tbl_schedule"


def main() -> None:
    """Measure each step and show it."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--size", type=int, default=2000, metavar="MB", help="of text (2000)")
    words.add_argument("--folder", type=Path, default=Path("runs/microdata_speed"))
    words.add_argument("--out", type=Path, default=Path(__file__).with_suffix(".md"))
    asked = words.parse_args()
    duckdb.sql("set enable_progress_bar = false")
    folder = asked.folder / f"{asked.size}mb"
    release = _release(folder, asked.size)
    megabytes = _text_megabytes(release)
    csv = _extracted(release, folder)
    before = os.getloadavg()
    rows = [
        _measured("its zip decompressed, nothing else", _inflate, release, of=megabytes),
        _measured("import, whole release", _import, release, folder / "eoir", of=megabytes),
    ]
    table = csv.stat().st_size / 1e6
    rows.append(_measured("import, one table", _import_table, release, folder / "one", of=table))
    for name, reader in (
        ("DuckDB alone, one table", _duckdb), ("pandas, one table", _pandas),
        ("Polars, one table", _polars),
    ):  # fmt: skip
        rows.append(_measured(name, reader, csv, folder / "other.parquet", of=table))
    big = _big(asked.folder / "big")
    rows.append(_measured("pending of 12 million cases", _pending, big, (), of=None))
    by = ("court", "nationality")
    rows.append(_measured("the same by court, nationality", _pending, big, by, of=None))
    page = _page(rows, megabytes, table, (before, os.getloadavg()))
    asked.out.write_text(page, encoding="utf-8")
    print(page)


def _measured(name: str, do: Callable[..., Any], *given: Any, of: float | None) -> dict[str, Any]:
    """Run a step in a process of its own: seconds, processor seconds, megabytes of memory."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_step, args=(theirs, do, given))
    process.start()
    found: dict[str, Any] = ours.recv()
    process.join()
    if of and "failed" not in found:
        found["mb_per_second"] = of / found["seconds"]
        found["mb_per_core_second"] = of / found["core_seconds"]
    return {"step": name, **found}


def _step(report: Any, do: Callable[..., Any], given: tuple[Any, ...]) -> None:
    for name in ("openasylum.microdata.typed", "openasylum.microdata.measures"):
        importlib.import_module(name)  # starting up is no part of any step
    started, spent = time.monotonic(), time.process_time()
    try:
        do(*given)
    except Exception as error:  # a reader that gives up is a result
        report.send({"failed": f"{type(error).__name__}: {str(error).splitlines()[0][:90]}"})
        return
    report.send(
        {
            "seconds": time.monotonic() - started,
            "core_seconds": time.process_time() - spent,
            "memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        }
    )


def _release(folder: Path, size: int) -> Path:
    release, run = folder / "release.zip", folder / "run"
    if release.exists():
        return release
    folder.mkdir(parents=True, exist_ok=True)
    scale = min(1.0, size / MEGABYTES_AT_FULL_SCALE)
    command = [sys.executable, "-m", "openasylum"]
    if not run.exists():
        print(f"simulating at scale {scale:g} ...", file=sys.stderr)
        words = ["simulate", "as_enacted", "--people", "--no-report", "--scale", f"{scale:g}"]
        subprocess.run([*command, *words, "--out", str(run)], check=True, stdout=sys.stderr)
    print("writing the release ...", file=sys.stderr)
    words = ["microdata", "synthesize", str(run), "--out", str(release)]
    subprocess.run([*command, *words], check=True, stdout=sys.stderr)
    return release


def _text_megabytes(release: Path) -> float:
    with zipfile.ZipFile(release) as archive:
        return sum(one.file_size for one in archive.infolist()) / 1e6


def _extracted(release: Path, folder: Path) -> Path:
    with zipfile.ZipFile(release) as archive:
        name = next(one for one in archive.namelist() if one.endswith(f"/{TABLE}.csv"))
        path = folder / name
        if not path.exists():
            archive.extract(name, folder)
    return path


def _import(release: Path, into: Path) -> None:
    from shutil import rmtree

    from openasylum.microdata.importer import import_release

    rmtree(into, ignore_errors=True)
    import_release(release, into)


def _inflate(release: Path) -> None:
    from openasylum.microdata.container import open_release, read_member

    found = open_release(release)
    for member in found.members:
        for _ in read_member(found, member.path):
            pass


def _import_table(release: Path, into: Path) -> None:
    from openasylum.microdata.container import open_release
    from openasylum.microdata.table_import import import_table

    found = open_release(release)
    member = next(one for one in found.members if one.table == TABLE)
    import_table(found, member, into, {})


def _duckdb(csv: Path, out: Path) -> None:
    duckdb.sql("set enable_progress_bar = false")
    duckdb.sql(
        f"copy (select * from read_csv('{csv}', delim='\t', quote='', escape='', header=true)) "
        f"to '{out}' (format parquet, compression zstd)"
    )


def _pandas(csv: Path, out: Path) -> None:
    import csv as standard

    import pandas

    pandas.read_csv(
        csv, sep="\t", dtype=str, quoting=standard.QUOTE_NONE, encoding="cp1252",
        keep_default_na=False,
    ).to_parquet(out, compression="zstd")  # fmt: skip


def _polars(csv: Path, out: Path) -> None:
    import polars

    polars.read_csv(
        csv, separator="\t", quote_char=None, infer_schema=False, encoding="utf8-lossy"
    ).write_parquet(out)


def _big(folder: Path) -> Path:
    """An import with proceedings of twelve and a half million cases, and nothing else."""
    path = folder / "B_TblProceeding.parquet"
    if path.exists():
        return folder
    (folder / "import").mkdir(parents=True, exist_ok=True)
    duckdb.sql(
        f"copy (select i as idnproceeding, (1 + (i - 1) % {CASES})::bigint as idncase, "
        f"timestamp '1996-01-01' + to_days((i % 10500)::integer) as osc_date, "
        f"timestamp '1996-01-10' + to_days((i % 10500 + 400 * (i > {CASES})::integer)::integer) "
        f"as input_date, case when hash(i) % 3 > 0 then timestamp '1996-03-01' + "
        f"to_days((i % 10500 + hash(i) % 1000)::integer) end as comp_date, "
        f"case when hash(i) % 3 = 1 then 'X' end as dec_code, "
        f"case when hash(i) % 3 = 2 then ['C', 'A', 'F'][1 + (i % 3)::integer] end as other_comp, "
        f"'N' as absentia, 'N' as custody, 'RMV' as case_type, "
        f"'N' || (i % 60)::varchar as nat, 'SP' as lang, 'C' || (i % 70)::varchar as "
        f"base_city_code, 'L' as hearing_loc_code, 'J' || (i % 700)::varchar as ij_code "
        f"from range(1, {CASES} * 4 // 3) t(i)) to '{path}' (format parquet, compression zstd)"
    )
    (folder / "import" / "summary.json").write_text(json.dumps({"tables": {}}))
    (folder / "import" / "release.json").write_text(json.dumps({"made_on": "2026-07-02"}))
    return folder


def _pending(folder: Path, by: tuple[str, ...]) -> None:
    from openasylum.microdata.measures import Question, ask

    ask(folder, Question("pending", "eoir", on=date(2019, 9, 30), by=by))


def _page(
    rows: list[dict[str, Any]], megabytes: float, table: float,
    load: tuple[tuple[float, ...], tuple[float, ...]],
) -> str:  # fmt: skip
    """The results as a page."""
    used = [f"{name} {version(name)}" for name in ("duckdb", "pyarrow", "numba", "pandas")]
    used += [f"polars {version('polars')}"] if find_spec("polars") else ["polars not installed"]
    lines = [
        "# How fast the court records are read",
        "",
        f"Made by `{Path(sys.argv[0]).parent.name}/{Path(sys.argv[0]).name}` on {date.today()}. A "
        f"synthetic release of {megabytes:,.0f} MB of text; its largest table, `{TABLE}`, has "
        f"{table:,.0f} MB. {os.cpu_count()} cores of {_processor()}; {', '.join(used)}.",
        "",
        f"Load of the machine (processes that wished to run, mean of a minute) before: "
        f"{load[0][0]:.1f}; after: {load[1][0]:.1f}. With a load above one a core, seconds are too "
        f"many, and processor seconds somewhat: cores share their caches.",
        "",
        "| step | seconds | processor seconds | MB/s | MB per processor second | memory, MB |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for row in rows:
        if "failed" in row:
            lines.append(f"| {row['step']} | {row['failed']} | | | | |")
            continue
        rates = [row.get("mb_per_second"), row.get("mb_per_core_second")]
        shown = ["" if rate is None else f"{rate:.0f}" for rate in rates]
        lines.append(
            f"| {row['step']} | {row['seconds']:.1f} | {row['core_seconds']:.1f} | {shown[0]} | "
            f"{shown[1]} | {row['memory_mb']:,.0f} |"
        )
    whole = next(row for row in rows if row["step"] == "import, whole release")
    lines += [
        "",
        f"Import: {1000 * whole['core_seconds'] / megabytes:.1f} processor seconds a gigabyte of "
        f"text. It decompresses, checks and counts every row, types every column and keeps what "
        f"does not fit; the other readers read one extracted file of sound rows into Parquet. "
        f"pandas and Polars hold the whole table in memory and read text only.",
        "",
    ]
    return "\n".join(lines)


def _processor() -> str:
    """The processor's name, as Linux tells it."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="ascii").splitlines()
    except OSError:
        return platform.processor()
    return next((one.split(":")[1].strip() for one in lines if one.startswith("model name")), "")


if __name__ == "__main__":
    main()
