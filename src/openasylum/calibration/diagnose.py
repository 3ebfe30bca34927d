"""What a fit says of its parameters and figures: before and after, and what it cannot say."""

from collections.abc import Sequence

import numpy as np

from openasylum.calibration.fit import Fitted, Problem
from openasylum.calibration.parameters import Parameter, positions_at, quantile
from openasylum.ensemble.position import moved_value, parted
from openasylum.records.assumptions import Assumptions
from openasylum.records.calibration import ParameterFitted, TargetFitted, WaveTold

QUANTILES = (0.05, 0.5, 0.95)
_GRID = 4001  # shares at which a prior's standard deviation is taken
_WIDTH = 1.6449  # standard deviations of a normal on either side of 90 percent

Three = tuple[float, float, float]


def parameters_fitted(
    problem: Problem, result: Fitted, known: Assumptions
) -> tuple[ParameterFitted, ...]:
    """Each position before and after, by the draws kept.

    One is informed if its standard deviation is below the prior's with 95 percent confidence, given
    how many equally weighted draws there are.
    """
    widest = 1.0 + _WIDTH / np.sqrt(2.0 * max(result.effective - 1.0, 0.1))
    positions = positions_at(problem.parameters, result.normal[result.chosen])
    found = []
    for i, parameter in enumerate(problem.parameters):
        before = quantile(parameter.prior, np.array(QUANTILES))
        grid = quantile(parameter.prior, (np.arange(_GRID) + 0.5) / _GRID)
        after = np.quantile(positions[:, i], QUANTILES)
        ratio = float(positions[:, i].std() / grid.std())
        found.append(
            ParameterFitted(
                name=parameter.label,
                before=_three(before),
                after=_three(after),
                values_after=_values(parameter, after, known),
                sd_ratio=round(ratio, 3),
                informed=ratio * widest < 1.0,
            )
        )
    return tuple(found)


def _values(parameter: Parameter, positions: np.ndarray, known: Assumptions) -> Three | None:
    """The values that positions mean, where a parameter is one number."""
    if len(parameter.names) > 1:
        return None
    whole, day = parted(parameter.names[0])
    record = known.values[whole]
    at = {step.from_: step.value for step in record.steps}
    value = record.value if day is None else at[day]
    if value is None:  # all steps of an assumption move together: no one value
        return None
    return _three([moved_value(value, record.low, record.high, float(p)) for p in positions])


def targets_fitted(problem: Problem, result: Fitted) -> tuple[TargetFitted, ...]:
    """Each figure by the runs of the draws kept, as shares of the official one."""
    after = result.final[result.chosen]
    before = np.quantile(result.first, QUANTILES, axis=0)
    fixed = np.sqrt(np.diag(result.variances.fixed))
    found = []
    for i, target in enumerate(problem.targets):
        width = _WIDTH * float(np.hypot(after[:, i].std(), fixed[i]))
        found.append(
            TargetFitted(
                label=target.label,
                official=target.official,
                own=round(float(result.chance[:, i].mean()), 4),
                before=_three(before[:, i]),
                after=_three(np.quantile(after[:, i], QUANTILES)),
                sd_chance=round(float(np.sqrt(result.variances.run[i])), 5),
                sd_revision=target.revision,
                sd_discrepancy=target.discrepancy,
                moved=bool(result.moved[i]),
                within=bool(abs(1.0 - after[:, i].mean()) <= width),
            )
        )
    return tuple(found)


def waves_told(result: Fitted) -> tuple[WaveTold, ...]:
    """The waves as a record."""
    return tuple(
        WaveTold(
            name=wave.name, runs=wave.runs, impossible=wave.impossible,
            share_left=wave.share_left,
            explained=None if wave.explained is None else round(wave.explained, 3),
            worth=None if wave.worth is None else round(wave.worth, 1),
            seconds=round(wave.seconds, 1),
        )
        for wave in result.waves
    )  # fmt: skip


def _three(numbers: Sequence[float] | np.ndarray) -> Three:
    low, middle, high = (round(float(number), 4) for number in numbers)
    return low, middle, high
