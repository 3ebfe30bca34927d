"""What a study of sensitivity found, as tables in its folder and as plain values."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa

from openasylum.calibration.flips import Flip
from openasylum.calibration.sensitivity import Found
from openasylum.ensemble.folder import write_at_once
from openasylum.ensemble.task import to_bytes
from openasylum.errors import OpenasylumError
from openasylum.records.assumptions import Assumptions

RESULT = "sensitivity.json"


def effects_table(found: Found) -> pa.Table:
    """One row a measure, output and factor: elementary effects from low to high."""
    return pa.Table.from_pylist(
        [
            {
                "measure": found.plan.measures[one.measure].name, "output": one.output,
                "assumption": one.factor.name, "mean": one.found.mean, "mu_star": one.found.size,
                "sigma": one.found.spread, "mu_star_within": one.found.within,
            }
            for one in found.effects
        ]
    )  # fmt: skip


def shares_table(found: Found) -> pa.Table:
    """One row a measure, output and factor kept: Sobol indices with half widths of intervals."""
    names = ("first_order", "first_order_within", "total", "total_within")
    rows = [
        {
            "measure": found.plan.measures[one.measure].name,
            "output": one.output,
            "assumption": one.factor.name,
            **dict(
                zip(
                    names,
                    (one.found.alone, one.found.alone_within, one.found.total,
                     one.found.total_within),
                    strict=True,
                )
            ),
        }
        for one in found.shares
    ]  # fmt: skip
    kinds = [pa.field(name, pa.string()) for name in ("measure", "output", "assumption")]
    schema = pa.schema([*kinds, *(pa.field(name, pa.float64()) for name in names)])
    return pa.Table.from_pylist(rows, schema)


def as_json(found: Found, known: Assumptions, units: list[str]) -> dict[str, Any]:
    """Everything found, as plain values: effects and shares of the last output, flips, the grid."""
    plan = found.plan
    measures = []
    for i, measure in enumerate(plan.measures):
        measures.append(
            {
                "measure": measure.name,
                "unit": units[i],
                "outputs": list(plan.outputs),
                "central": [float(x) for x in found.centre[i]],
                "spread_over_seeds": [float(x) for x in found.chance[i]],
                "effects": [_effect(one) for one in found.ranked(i)],
                "shares": [
                    {
                        "assumption": one.factor.name, "first_order": one.found.alone,
                        "first_order_within": one.found.alone_within, "total": one.found.total,
                        "total_within": one.found.total_within,
                    }
                    for one in found.shares
                    if one.measure == i and one.output == plan.outputs[-1]
                ],
                "flips": [flip_as_json(one, known) for one in found.flips if one.measure == i],
                "base_rates_at_which_it_flips": found.base_rates.get(i),
                "reversed_draws": found.reversed.get(i, (None, None))[0],
                "of_draws": found.reversed.get(i, (None, None))[1],
            }
        )  # fmt: skip
    return {
        "scenarios": list(plan.names),
        "trajectories": plan.trajectories, "sobol": plan.sobol, "seeds": plan.seeds,
        "seed": plan.seed, "assumptions_moved": len(plan.factors),
        "kept": [factor.name for factor in found.kept],
        "left_out": dict(found.lost),
        "measures": measures,
        "together": _grid(found),
    }  # fmt: skip


def _effect(one: Any) -> dict[str, Any]:
    return {
        "assumption": one.factor.name, "mean": one.found.mean, "mu_star": one.found.size,
        "sigma": one.found.spread, "mu_star_within": one.found.within,
    }  # fmt: skip


def flip_as_json(flip: Flip, known: Assumptions) -> dict[str, Any]:
    """A flip as plain values, places in words too."""
    return {
        "assumption": flip.factor.name,
        "told": flip.told,
        "low": flip.factor.words(flip.factor.low, known),
        "central": flip.factor.words(flip.factor.centre, known),
        "high": flip.factor.words(flip.factor.high, known),
        "places": list(flip.places),
        "differences": [None if x != x else x for x in flip.differences],
        "turns": [
            {"place": turn.place, "at": flip.factor.words(turn.place, known), "sure": turn.sure}
            for turn in flip.turns
        ],
    }


def _grid(found: Found) -> dict[str, Any] | None:
    if found.grid is None:
        return None
    return {
        "assumptions": [factor.name for factor in found.grid.factors],
        "places": [list(places) for places in found.grid.places],
        "differences": {
            measure.name: [[None if x != x else x for x in row] for row in table]
            for measure, table in zip(
                found.plan.measures, found.grid.differences.tolist(), strict=True
            )
        },
    }


def write(found: Found, told: dict[str, Any], folder: Path) -> None:
    """Write `effects.parquet`, `shares.parquet` and `sensitivity.json` into the folder.

    Raises:
        OpenasylumError: the disk does not take them.
    """
    try:
        write_at_once(folder / "effects.parquet", to_bytes(effects_table(found)))
        write_at_once(folder / "shares.parquet", to_bytes(shares_table(found)))
        write_at_once(folder / RESULT, (json.dumps(told, indent=1) + "\n").encode())
    except OSError as error:
        raise OpenasylumError(f"--out {folder}: cannot be written ({error.strerror}).") from None
