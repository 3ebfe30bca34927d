"""A forecast as draws, and the luck of its method: counter-based, by series, origin and method."""

import hashlib
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from openasylum.errors import CalibrationFailed
from openasylum.forecast.known import Known

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Forecast:
    """What one method says of one series for one fiscal year: draws, in the series' unit.

    `mark` says whether the history was 'not the vintage of the day'. The draws of one method,
    series and origin belong together: draw i of every horizon is one path.
    """

    method: str
    series: str
    origin: date
    horizon: int
    target_end: date
    draws: Floats
    mark: str

    def __post_init__(self) -> None:
        if self.draws.ndim != 1 or len(self.draws) < 2 or not np.isfinite(self.draws).all():
            raise CalibrationFailed(
                f"{self.series}, {self.method}: a forecast is a row of at least two finite draws;"
                f" found shape {self.draws.shape}."
            )
        if (self.draws < 0).any():
            raise CalibrationFailed(
                f"{self.series}, {self.method}: a count cannot be negative, and the lowest draw is"
                f" {self.draws.min():,.0f}. A method must not propose it."
            )

    def quantiles(self, levels: tuple[float, ...]) -> Floats:
        """The values below which the given shares of the draws lie (linear between draws)."""
        return np.asarray(np.quantile(self.draws, levels), dtype=np.float64)


def luck(series: str, origin: date, method: str, what: str = "") -> np.random.Generator:
    """A generator whose numbers belong to (series, origin, method, what) and nothing else."""
    words = "|".join((series, origin.isoformat(), method, what))
    key = int.from_bytes(hashlib.sha256(words.encode()).digest()[:16], "little")
    return np.random.Generator(np.random.Philox(key=key))


def refuse_too_short(method: str, history: Known, least: int, why: str) -> None:
    """Raise `CalibrationFailed`, in words, if a history has fewer than `least` figures."""
    found = len(history.figures)
    if found < least:
        raise CalibrationFailed(
            f"{history.series} on {history.on}: {method} needs at least {least} figures and"
            f" {found} had been published. {why}"
        )


def refuse_zeros(method: str, history: Known) -> None:
    """Raise `CalibrationFailed` if a history that is read on a log scale has a zero in it."""
    empty = [figure.end for figure in history.figures if figure.value <= 0]
    if empty:
        raise CalibrationFailed(
            f"{history.series} on {history.on}: {method} works with ratios, and the figure of"
            f" {empty[0]} is zero. Use a method that works with differences."
        )
