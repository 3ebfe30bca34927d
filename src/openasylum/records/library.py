"""Where the project's own facts of law lie, and how each kind is found and read."""

from functools import cache
from pathlib import Path

from openasylum.errors import RecordError, UnknownName
from openasylum.records.law import Instrument
from openasylum.records.reader import read
from openasylum.records.scenario import Scenario
from openasylum.records.vocabulary import Book, Parameters, Vocabulary

FACTS = Path(__file__).resolve().parents[1] / "facts"


@cache
def load_book() -> Book:
    """The vocabulary, the parameters, and the names of all instruments."""
    vocabulary = read(FACTS / "vocabulary.yaml", Vocabulary, shown_as="vocabulary.yaml", against=())
    parameters = read(FACTS / "parameters.yaml", Parameters, shown_as="parameters.yaml", against=())
    return Book(vocabulary, parameters.parameters, frozenset(names_of("instruments")))


def names_of(kind: str) -> list[str]:
    """The names of the files in one folder of facts."""
    return sorted(path.stem for path in (FACTS / kind).glob("*.yaml"))


@cache
def _instruments() -> dict[str, Instrument]:
    found = {name: load_instrument(name) for name in names_of("instruments")}
    _refuse_circles(found)
    return found


def load_instruments() -> dict[str, Instrument]:
    """Every instrument of the project, by its name. Raises `RecordError`."""
    return dict(_instruments())


def load_instrument(name: str) -> Instrument:
    """One instrument by its name. Raises `UnknownName` or `RecordError`."""
    known = names_of("instruments")
    if name not in known:
        raise UnknownName("known instrument", name, known)
    path = FACTS / "instruments" / f"{name}.yaml"
    return read(path, Instrument, shown_as=f"instruments/{name}.yaml", against=load_book())


def load_scenario(name_or_path: str | Path) -> Scenario:
    """A scenario by its name in `facts/scenarios/`, or by the path of a YAML file."""
    path = Path(name_or_path)
    if path.suffix in (".yaml", ".yml"):
        return read(path, Scenario, against=load_book())
    name = str(name_or_path)
    if name not in names_of("scenarios"):
        raise UnknownName(
            "known scenario", name, names_of("scenarios"), "Or give the path of a .yaml file."
        )
    file = FACTS / "scenarios" / f"{name}.yaml"
    return read(file, Scenario, shown_as=f"scenarios/{name}.yaml", against=load_book())


def _refuse_circles(instruments: dict[str, Instrument]) -> None:
    for name in instruments:
        trail = _way_back(name, instruments)
        if trail:
            raise RecordError(
                f"instruments/{name}.yaml: prevails over itself by way of {', '.join(trail)}. "
                f"Drop one name under 'over:'."
            )


def _way_back(name: str, instruments: dict[str, Instrument]) -> list[str]:
    waiting = [[precedence.instrument] for precedence in instruments[name].over]
    seen: set[str] = set()
    while waiting:
        trail = waiting.pop()
        if trail[-1] == name:
            return trail
        if trail[-1] not in seen and trail[-1] in instruments:
            seen.add(trail[-1])
            waiting += [[*trail, item.instrument] for item in instruments[trail[-1]].over]
    return []
