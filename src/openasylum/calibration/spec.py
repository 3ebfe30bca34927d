"""Fits by name: `facts/calibration`, read strictly and held against the names of the program."""

from pathlib import Path

from openasylum.ensemble.position import movable
from openasylum.errors import OpenasylumError, UnknownName
from openasylum.records.calibration import Fit
from openasylum.records.library import FACTS, names_of
from openasylum.records.reader import read
from openasylum.simulation.assumed import load_assumptions
from openasylum.simulation.series import SERIES
from openasylum.statistics.official import series_ids

DEFAULT_FIT = "first_fit"


def load_fit(name: str) -> Fit:
    """A fit by its name in `facts/calibration`, or by the path of a YAML file.

    Raises:
        RecordError: the file is not what it should be.
        OpenasylumError: it moves an assumption that is unknown, twice, or has no range.
    """
    against = (frozenset(SERIES), frozenset(series_ids()))
    if name.endswith((".yaml", ".yml")):
        fit, shown = read(Path(name), Fit, against=against), name
    else:
        if name not in names_of("calibration"):
            raise UnknownName("fit", name, names_of("calibration"), "Or give a .yaml file.")
        shown = f"calibration/{name}.yaml"
        fit = read(FACTS / shown, Fit, shown_as=shown, against=against)
    _check_parameters(fit, shown)
    return fit


def _check_parameters(fit: Fit, shown: str) -> None:
    known = load_assumptions(fit.assumptions)
    seen: set[str] = set()
    for name in (name for moved in fit.parameters for name in moved.move):
        record = movable(known, name, shown)
        whole = name.partition("@")[0]
        if name in seen:
            raise OpenasylumError(f"{shown}: {name} is moved twice. Keep one.")
        if any(one == whole or one.partition("@")[0] == name for one in seen):
            raise OpenasylumError(f"{shown}: {whole} is moved whole and by steps. Keep one way.")
        if record.low == record.high:
            raise OpenasylumError(
                f"{shown}: {name} has no range (low and high are both {record.low:g}), so it "
                f"cannot be fitted. Leave it out."
            )
        seen.add(name)
