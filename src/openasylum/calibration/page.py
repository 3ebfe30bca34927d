"""The page of a fit: figures before and after, positions, what cannot be told, how it was made."""

from pathlib import Path
from typing import TYPE_CHECKING

from openasylum.calibration.store import SHIPPED, write_draws
from openasylum.ensemble.folder import write_at_once
from openasylum.errors import OpenasylumError
from openasylum.records.calibration import (
    DrawsRecord,
    Fit,
    ParameterFitted,
    TargetFitted,
    WaveTold,
)

if TYPE_CHECKING:
    from openasylum.calibration.make import Made

REPOSITORY = Path(__file__).resolve().parents[3]
_HALF = 10  # characters on either side of the middle of a drawn range


def write_pages(made: "Made", folder: Path, *, ship: bool) -> None:
    """Write `calibration.md` into the folder; with `ship`, page and draws into this copy as well.

    Raises:
        OpenasylumError: the disk is full, or this is no copy of the repository.
    """
    text = page(made.record, made.spec)
    save(folder / "calibration.md", text)
    if ship:
        save(validation_folder() / "calibration.md", text)
        write_draws(SHIPPED, made.draws.name, made.draws, made.record)


def validation_folder() -> Path:
    """Where validations of this copy lie. Raises `OpenasylumError` if it is none."""
    place = REPOSITORY / "validation"
    if not place.is_dir():
        raise OpenasylumError(
            f"--ship: {place} does not exist. Ship from a copy of the repository, installed with "
            f"'pip install -e .'."
        )
    return place


def save(path: Path, text: str) -> None:
    """Write a text whole or not at all. Raises `OpenasylumError` if the disk does not take it."""
    try:
        write_at_once(path, text.encode())
    except OSError as error:
        raise OpenasylumError(
            f"{path}: could not be written ({error.strerror or error}). Free some space and run "
            f"the same command again."
        ) from None


def page(record: DrawsRecord, fitted: Fit) -> str:
    """The page as Markdown."""
    parts = [
        f"# {record.title}: assumptions estimated from official figures\n",
        _quick(record),
        _made(record),
        "## Figures\n",
        _figures(record),
        "## Positions\n",
        _positions(record.parameters),
        "## What this fit cannot tell\n",
        _limits(record, fitted),
        "## How it was done\n",
        _how(record, fitted),
    ]
    return "\n".join(part for part in parts if part) + "\n"


def _quick(record: DrawsRecord) -> str:
    if not record.quick:
        return ""
    return (
        "**A quick fit, with few and small runs: it shows the way, and its numbers mean little.**\n"
    )


def _made(record: DrawsRecord) -> str:
    within = sum(one.within for one in record.targets)
    return (
        f"Made by `{record.command}` on {record.dated}: {record.draws} draws, worth "
        f"{record.effective_draws:.0f} equally weighted ones, from "
        f"{sum(wave.runs for wave in record.waves):,} runs at scale {record.scale:g} in "
        f"{record.seconds / 60:.0f} minutes ({record.machine}), seed {record.seed}, kernel "
        f"{record.kernel[:12]}. {within} of {len(record.targets)} official figures lie within the "
        f"draws' 90 percent interval, widened by revision and discrepancy.\n"
    )


def _figures(record: DrawsRecord) -> str:
    lines = [
        "Shares of the official figure (1.00 is the figure itself): with the set's own values; "
        "over the ranges before the fit; and over the draws. The last three columns are standard "
        "deviations, in percent of the figure: chance of one run, revision of the statistic, and "
        "what the model is taken to leave out.\n",
        "| figure | official | set's own | before: 5 to 95% | after: median (5 to 95%) | within | "
        "chance | revision | left out |",
        "| --- | ---: | ---: | ---: | ---: | --- | ---: | ---: | ---: |",
        *map(_figure, record.targets),
    ]
    return "\n".join(lines) + "\n"


def _figure(one: TargetFitted) -> str:
    low, middle, high = one.after
    official = f"{one.official:,.0f}" if one.official >= 10 else f"{one.official:.3f}"
    told = ("yes" if one.within else "**no**") + ("" if one.moved else ", not moved")
    return (
        f"| {one.label} | {official} | {one.own:.2f} "
        f"| {one.before[0]:.2f} to {one.before[2]:.2f} | "
        f"{middle:.2f} ({low:.2f} to {high:.2f}) | {told} | {100 * one.sd_chance:.1f} | "
        f"{100 * one.sd_revision:.1f} | {100 * one.sd_discrepancy:.1f} |"
    )


def _positions(parameters: tuple[ParameterFitted, ...]) -> str:
    lines = [
        "A position is -1 at the low end of an assumption's range, 0 at the set's own value, 1 at "
        "the high end; the picture shows 5 to 95 percent of the draws (`=`), their median (`o`) "
        "and the set's own value (`¦`). 'Narrowed to' is the standard deviation over the "
        "prior's.\n",
        "| assumption | from -1 to 1 | median (5 to 95%) | as values | narrowed to |",
        "| --- | --- | ---: | ---: | ---: |",
        *map(_position, sorted(parameters, key=lambda one: one.sd_ratio)),
    ]
    return "\n".join(lines) + "\n"


def _position(one: ParameterFitted) -> str:
    low, middle, high = one.after
    values = ""
    if one.values_after is not None:
        values = (
            f"{one.values_after[1]:.3g} ({one.values_after[0]:.3g} to {one.values_after[2]:.3g})"
        )
    names = "<br>".join(f"`{name}`" for name in one.name.split("+"))
    share = f"{100 * one.sd_ratio:.0f}%" if one.informed else "not informed"
    return (
        f"| {names} | `{_picture(one.after)}` | {middle:+.2f} ({low:+.2f} to {high:+.2f}) "
        f"| {values} | {share} |"
    )


def _picture(three: tuple[float, float, float]) -> str:
    low, middle, high = (round(_HALF * (position + 1)) for position in three)
    letters = ["."] * (2 * _HALF + 1)
    letters[low : high + 1] = "=" * (high - low + 1)
    letters[_HALF] = "¦"
    letters[middle] = "o"
    return "".join(letters)


def _limits(record: DrawsRecord, fitted: Fit) -> str:
    quiet = [one.name for one in record.parameters if not one.informed]
    lines = [f"- {note}" for note in record.notes]
    if quiet:
        listed = ", ".join(f"`{name}`" for name in quiet)
        lines.append(
            f"- {len(quiet)} positions are not informed: the figures leave them as wide as their "
            f"range was, and draws take them from it: {listed}."
        )
    missed = [one.label for one in record.targets if not one.within]
    if missed:
        lines.append(f"- Figures that the draws miss: {', '.join(missed)}.")
    lines.append(
        "- Positions that trade off against each other (hours a judge sits, and hours a hearing "
        "takes) are known together better than each alone: use whole draws, never medians of "
        "columns."
    )
    lines.append(
        "- How wide the draws are rests on the discrepancies, which are judged; half as large, "
        "they would make the draws about half as wide where figures inform them."
    )
    lines += [f"- Not used: {one.what}. {one.because}" for one in fitted.not_used]
    return "\n".join(lines) + "\n"


def _how(record: DrawsRecord, fitted: Fit) -> str:
    lines = [
        "| stage | runs | impossible | share of the priors left | emulators explain | worth "
        "draws | minutes |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
        *map(_wave, record.waves),
        "",
        "Impossible: what a draw assumes contradicts official receipts or the order of standards, "
        "so that it cannot be run. Share left: of points over the priors, not further than "
        f"{fitted.effort.cut:g} standard deviations from any figure but one, by the emulators so "
        "far. Explained: of the variance of runs not seen, for the middle figure. Worth: so many "
        "equally weighted draws, all final rounds so far together, every point weighed against "
        "the mixture of their densities; rounds are made until it is half of the draws kept, each "
        "with emulators that have seen the last.\n",
        f"The walkers accepted {100 * record.acceptance:.0f}% of their steps; the slowest position "
        f"forgets its past in "
        f"{record.autocorrelation_steps:.0f} of {record.steps:,} steps.\n",
        _LIBRARIES,
    ]
    if record.impossible_reasons:
        lines.append("Why draws were impossible:\n")
        lines += [f"- {reason}" for reason in record.impossible_reasons]
    return "\n".join(lines) + "\n"


_LIBRARIES = """\
Emulators are Gaussian processes of scikit-learn (BSD 3-Clause; several releases a year); points are
drawn through them by emcee (MIT; small, needs numpy alone, last release of 2024 (recalled);
differential evolution moves, all walkers at once). pyABC is kept up, too, and was left: sequential
Monte Carlo with runs of the model alone needs tens of thousands of them in so many directions.
mogp-emulator has had no release since 2022 (recalled). AutoEmulate needs PyTorch for what a kernel
of three terms does here.
"""


def _wave(one: WaveTold) -> str:
    left = "" if one.share_left is None else _share(one.share_left)
    explained = "" if one.explained is None else f"{100 * one.explained:.0f}%"
    worth = "" if one.worth is None else f"{one.worth:.0f}"
    return (
        f"| {one.name.replace('_', ' ')} | {one.runs:,} | {one.impossible:,} | {left} | "
        f"{explained} | {worth} | {one.seconds / 60:.1f} |"
    )


def _share(share: float) -> str:
    return "below 0.01%" if share < 1e-4 else f"{100 * share:.2g}%"
