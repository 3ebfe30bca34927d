"""Which draws a user asks for: fitted ones by name, a file's, from ranges, or of luck alone."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import get_args

from openasylum.calibration import store
from openasylum.ensemble.draws import MOST_DRAWS, Draws, of_luck, with_seeds
from openasylum.ensemble.draws_file import read_draws
from openasylum.ensemble.question import OtherCases
from openasylum.ensemble.sampling import Method, everything, from_ranges
from openasylum.errors import OpenasylumError, UnknownName
from openasylum.records.scenario import LARGEST_SEED, Scenario
from openasylum.simulation.assumed import DEFAULT_SET, load_assumptions

_OF_A_FILE = "--vary: a file of draws says itself what varies. Leave it out."


@dataclass(frozen=True)
class DrawsAsked:
    """What a user says of draws, in the words of the command line."""

    draws: str | None  # a number, the name of a fitted set, or a path
    vary: str | None = None  # 'all', or names with commas between them
    method: str = "latin_hypercube"
    seeds: int | None = None  # of luck for each draw
    seed: int = 1  # the first of them


def draws_given(text: str, option: str = "--draws") -> tuple[Draws, bool]:
    """Fitted draws by their name, or the draws of a file; and whether they have seeds.

    Raises `OpenasylumError` naming the option: there is no such set or file, or it is stale.
    """
    if Path(text).suffix:
        return read_draws(Path(text))
    names = store.draws_names()
    if text not in names:
        remedy = "Or give a number of draws, or a file that ends in .csv or .parquet."
        unknown = UnknownName("set of fitted draws", text, names, remedy)
        raise OpenasylumError(f"{option}: {unknown}")
    return store.load_draws(text)[0], True


def ensemble_draws(asked: DrawsAsked, scenario: Scenario) -> Draws:
    """The draws of an ensemble: every one with the same seeds, unless they have their own.

    Raises `OpenasylumError` naming the option that cannot be, is missing or is one too many.
    """
    text, seeds = asked.draws, asked.seeds
    if seeds is not None and seeds < 1:
        raise OpenasylumError(f"--seeds {seeds}: must be 1 or more.")
    _check_number(text, seeds or 1)
    if text is None:
        if asked.vary:
            raise OpenasylumError("--vary: needs '--draws N', the number of draws to make.")
        if seeds is None:
            raise OpenasylumError(
                "ensemble: how many runs? Give --seeds N for luck alone, or --draws for what is "
                "assumed."
            )
        return of_luck(seeds, asked.seed)
    if text.isdecimal():
        if not asked.vary:
            raise OpenasylumError(
                f"--draws {text}: of which assumptions? Say --vary all, or --vary with names. For "
                f"luck alone give --seeds {text} instead."
            )
        return with_seeds(_over_ranges(asked, asked.vary, scenario), seeds or 1, asked.seed)
    if asked.vary:
        raise OpenasylumError(_OF_A_FILE)
    draws, has_seeds = draws_given(text)
    if has_seeds and seeds is not None:
        raise OpenasylumError(f"--seeds: {text} has its own column 'seed'. Leave --seeds out.")
    return draws if has_seeds else with_seeds(draws, seeds or 1, asked.seed)


def staff_draws(asked: DrawsAsked, scenario: Scenario) -> Draws:
    """The draws of a search for staff; each has its own luck unless the file says which.

    Raises `OpenasylumError` as `ensemble_draws`.
    """
    text = asked.draws or ""
    if not 0 <= asked.seed <= LARGEST_SEED:
        raise OpenasylumError(f"--seed {asked.seed}: must be from 0 to {LARGEST_SEED}.")
    _check_number(text, 1)
    if not text.isdecimal():
        if asked.vary:
            raise OpenasylumError(_OF_A_FILE)
        draws, has_seeds = draws_given(text)
        if has_seeds:
            return draws
    elif asked.vary == "none":
        return of_luck(int(text), asked.seed)
    else:
        draws = _over_ranges(asked, asked.vary or "all", scenario)
    seeded = [replace(one, seed=asked.seed + i) for i, one in enumerate(draws.draws)]
    return Draws(draws.name, tuple(seeded))


def as_fitted(draws: str | None) -> OtherCases:
    """How other court cases are taken where nobody says: fitted draws as they were fitted."""
    if draws and draws in store.draws_names():
        return store.load_record(draws).other_cases
    return "central"


def _check_number(draws: str | None, seeds: int) -> None:
    """Refuse more draws than an ensemble can have before they are made: they would fill memory."""
    made = int(draws) if draws and draws.isdecimal() else 1
    if made * seeds > MOST_DRAWS:
        raise OpenasylumError(
            f"--draws and --seeds: are {made * seeds:,} draws together. Give at most "
            f"{MOST_DRAWS:,}."
        )


def _over_ranges(asked: DrawsAsked, vary: str, scenario: Scenario) -> Draws:
    methods: tuple[Method, ...] = get_args(Method)
    method = next((one for one in methods if one == asked.method), None)
    if method is None:
        raise OpenasylumError(f"--method: {UnknownName('choice', asked.method, methods)}")
    known = load_assumptions(scenario.assumptions or DEFAULT_SET)
    words = [word.strip() for word in vary.split(",")]
    names = everything(known) if words == ["all"] else words
    return from_ranges(known, names, int(asked.draws or 0), method=method, seed=asked.seed)
