"""Both runs of a story: the scenario and its twin, on the same people with the same luck."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from openasylum.errors import OpenasylumError
from openasylum.kernel.codes import Decision as Key
from openasylum.law import Timeline, load_instruments, load_scenario, resolve
from openasylum.report.words import day as day_words
from openasylum.simulation import engine, inputs
from openasylum.simulation.assumed import DEFAULT_SET
from openasylum.simulation.engine import Books
from openasylum.simulation.inputs import Inputs
from openasylum.simulation.other_cases import other_cases
from openasylum.simulation.people import FIRST_ROW
from openasylum.simulation.study import Options, Progress, scenario_names
from openasylum.stories.names import Name
from openasylum.stories.story import Story, story


@dataclass(frozen=True)
class Ready:
    """A scenario, ready to be run: its arrays and its law."""

    inputs: Inputs
    timeline: Timeline


def prepare(asked: tuple[str, str], options: Options) -> tuple[Ready, Ready]:
    """Read both scenarios.

    Raises:
        OpenasylumError: a scenario or an option is not what it should be, or the two differ in
            their seed, so that nobody would be their own twin.
    """
    options = options.checked()
    names = scenario_names(asked)
    scenarios = [load_scenario(name) for name in asked]
    until = options.completed(scenarios).until
    seeds = [options.seed if each.seed is None else each.seed for each in scenarios]
    if seeds[0] != seeds[1]:
        raise OpenasylumError(
            f"{names[0]} and {names[1]} have different seeds ({seeds[0]} and {seeds[1]}): a twin "
            f"shares a person's luck. Take 'seed' out of one of the scenarios."
        )
    inputs.border_until(until)
    first = scenarios[0]
    others = other_cases(until, first.assumptions or DEFAULT_SET, first.assume)
    ready = [
        Ready(
            inputs.build(name, each, until, seeds[0], options.scale, others),
            resolve(load_instruments(), each),
        )
        for name, each in zip(names, scenarios, strict=True)
    ]
    return ready[0], ready[1]


def check_comes(ready: Ready, name: Name) -> None:
    """Refuse a person who does not come, or whom thinning leaves out of a run of this scale.

    Raises:
        OpenasylumError: says how many came that day, or who near them was kept.
    """
    given = ready.inputs
    if name.arrived >= given.until:
        raise OpenasylumError(
            f"{name}: arrives on {name.arrived}, and the run ends before {given.until}. Give a "
            f"later --until."
        )
    came = number_of_day(given, name)
    group = name.traits.name
    if name.serial >= came:
        serials = f"Their serials are 0 to {came - 1}." if came else "Choose another day."
        raise OpenasylumError(
            f"{name}: on {day_words(name.arrived)} {came} people of {group} came. {serials}"
        )
    if not is_kept(given, name):
        near = [Name(name.arrived, name.group, n) for n in range(came)]
        kept = [str(each) for each in near if is_kept(given, each)][:3]
        hint = (
            f"Kept that day: {', '.join(kept)}." if kept else "Nobody of the group was, that day."
        )
        raise OpenasylumError(
            f"{name}: is not among the {100 * given.scale:g}% of people whom "
            f"--scale {given.scale:g} keeps. {hint} With --scale 1 everyone is there."
        )


def number_of_day(given: Inputs, name: Name) -> int:
    """How many of the person's group came on their day."""
    return int(given.counts[(name.arrived - FIRST_ROW).days, name.group])


def is_kept(given: Inputs, name: Name) -> bool:
    """Whether thinning keeps the person at the run's scale."""
    from openasylum.kernel.luck import draws
    from openasylum.kernel.thinning import is_kept as kept

    first = Name(name.arrived, name.group, 0).id
    start = draws(given.seed, first, Key.THINNING, 0)[0]
    return bool(kept(name.serial, start, given.scale))


def run_both(
    pair: tuple[Ready, Ready], watch: int | None = None, progress: Progress | None = None
) -> tuple[Books, Books]:
    """Run both, side by side; the kernel releases the interpreter's lock."""

    def one(ready: Ready) -> Books:
        name = ready.inputs.name
        told = (lambda done, of: progress(name, done, of)) if progress else None
        return engine.run(ready.inputs, progress=told, watch=watch)

    with ThreadPoolExecutor(max_workers=2) as pool:
        first, second = pool.map(one, pair)
    return first, second


def tell_both(
    pair: tuple[Ready, Ready], name: Name, progress: Progress | None = None
) -> tuple[Story, Story | None]:
    """The person's story, and the twin's; None if the twin never comes.

    Raises:
        OpenasylumError: the person is not in the first scenario's run.
    """
    check_comes(pair[0], name)
    first, second = run_both(pair, name.id, progress)
    own = story(first, pair[0].timeline, name)
    if number_of_day(pair[1].inputs, name) <= name.serial:
        return own, None
    return own, story(second, pair[1].timeline, name)
