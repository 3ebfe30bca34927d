"""The page of a recovery: how often intervals hold what they should."""

from pathlib import Path

from openasylum.calibration.page import save, validation_folder
from openasylum.calibration.recover import LEVELS, Recovered, Recovery


def write_recovery(answer: Recovery, folder: Path, *, ship: bool) -> None:
    """Write `recovery.md` into the folder; with `ship`, among the validations of this copy, too.

    Raises:
        OpenasylumError: the disk is full, or this is no copy of the repository.
    """
    save(folder / "recovery.md", page(answer))
    if ship:
        save(validation_folder() / "recovery.md", page(answer))


def page(answer: Recovery) -> str:
    """The page as Markdown."""
    levels = " | ".join(f"{100 * level:.0f}% interval" for level in LEVELS)
    overall = " | ".join(
        f"{100 * share:.0f}% ± {100 * error:.0f}"
        for share, error in zip(answer.covered, answer.covered_error, strict=True)
    )
    lines = [
        "# Parameters recovered from the model's own data\n",
        f"Property P5. At {answer.trials} points drawn from the priors the model made "
        f"{answer.figures} yearly figures each, at scale {answer.scale:g}, with luck of its own; "
        f"{answer.impossible} further points could not be run. Every point was then estimated from "
        f"its figures alone by the code of `openasylum calibrate` (the emulators of one design of "
        f"{answer.design} runs serve all trials; they explain {100 * answer.explained:.0f}% of the "
        f"middle figure). An interval is good if it holds the known value as often as it says.\n",
        f"| assumption | {levels} | bias | narrowed to |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        *map(_row, answer.parameters),
        f"| **all, ± standard error** | {overall} | | |",
        "",
        "Columns give the share of trials whose interval holds the known value. Bias: mean of "
        "estimate less truth, in standard deviations of the prior, ± its standard error. Narrowed "
        "to: the estimate's standard deviation over the prior's, in the middle trial; near 100% "
        "the figures tell nothing of that assumption, and its intervals hold it for that reason "
        "alone.\n",
        "This shows that the method gives back what was put in. It does not show that the model is "
        "right: data that the model made leave nothing out.\n",
        f"Made by `openasylum calibrate --recover {answer.trials + answer.impossible} "
        f"--scale {answer.scale:g} --seed {answer.seed}`; the runs took "
        f"{answer.seconds / 60:.0f} minutes.",
    ]
    return "\n".join(lines) + "\n"


def _row(one: Recovered) -> str:
    shares = " | ".join(f"{100 * share:.0f}%" for share in one.covered)
    names = "<br>".join(f"`{name}`" for name in one.name.split("+"))
    return (
        f"| {names} | {shares} | {one.bias:+.2f} ± {one.bias_error:.2f} "
        f"| {100 * one.narrowed:.0f}% |"
    )
