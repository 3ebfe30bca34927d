"""The tasks of the back-test as a Hubverse `tasks.json`, schema version 5.0.0."""

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openasylum.forecast.calendar import target_end
from openasylum.forecast.hub import LOCATION
from openasylum.forecast.known import Known
from openasylum.forecast.settings import described, publication
from openasylum.records.forecast import ForecastSettings

_SCHEMA = "https://raw.githubusercontent.com/hubverse-org/schemas/main/v5.0.0/tasks-schema.json"


def tasks(
    series: Sequence[str], origins: Sequence[date], chosen: ForecastSettings
) -> dict[str, Any]:
    """What a forecaster is asked: targets, horizons and quantiles, in the standard's words.

    The standard's steps are days, weeks or months; ours are fiscal years, so `is_step_ahead` is
    false and the end of the year is given as a derived task id.
    """
    ends = sorted({target_end(on, horizon) for on in origins for horizon in chosen.horizons.value})
    task = {
        "task_ids": {
            "origin_date": _optional([on.isoformat() for on in origins]),
            "target": _optional(list(series)),
            "horizon": _optional(list(chosen.horizons.value)),
            "location": {"required": [LOCATION], "optional": None},
            "target_end_date": _optional([end.isoformat() for end in ends]),
        },
        "output_type": {
            "quantile": {
                "output_type_id": {"required": list(chosen.levels.value)},
                "is_required": True,
                "value": {"type": "double", "minimum": 0},
            }
        },
        "target_metadata": [_target(name) for name in series],
    }
    return {
        "schema_version": _SCHEMA,
        "rounds": [
            {
                "round_id_from_variable": True,
                "round_id": "origin_date",
                "model_tasks": [task],
                "submissions_due": {"relative_to": "origin_date", "start": 0, "end": 0},
            }
        ],
        "output_type_id_datatype": "double",
        "derived_task_ids": ["target_end_date"],
    }


def _optional(values: list[Any]) -> dict[str, Any]:
    return {"required": None, "optional": values}


def _target(name: str) -> dict[str, Any]:
    one = publication().series[name]
    kind = described(one.official)
    when = "at the end of the fiscal year" if kind.stock else "in the fiscal year"
    return {
        "target_id": name,
        "target_name": name,
        "target_units": kind.unit,
        "target_keys": {"target": name},
        "target_type": "continuous",
        "is_step_ahead": False,
        "description": f"{one.counts}, {when}; horizon is in fiscal years after the origin",
    }


def write_tasks(
    folder: Path, series: Sequence[str], origins: Sequence[date], chosen: ForecastSettings
) -> None:
    """Write `hub-config/tasks.json` below a hub's folder."""
    path = folder / "hub-config" / "tasks.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(tasks(series, origins, chosen), indent=1) + "\n", encoding="utf-8")


def write_histories(folder: Path, histories: Sequence[Known]) -> None:
    """Write `auxiliary-data/known.csv`: the figures each origin had, and whose vintage they are.

    The standard's files have no column for it, so the mark 'not the vintage of the day' is here.
    """
    import pyarrow as pa
    from pyarrow import csv

    records = [
        {
            "origin_date": history.on, "target": history.series, "period_end": figure.end,
            "value": figure.value, "vintage": figure.vintage, "known_from": figure.known_from,
            "mark": "" if figure.of_the_day else history.mark,
        }
        for history in histories
        for figure in history.figures
    ]  # fmt: skip
    path = folder / "auxiliary-data" / "known.csv"
    path.parent.mkdir(parents=True, exist_ok=True)
    csv.write_csv(pa.Table.from_pylist(records), path, csv.WriteOptions(quoting_style="needed"))
