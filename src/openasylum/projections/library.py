"""Where the projections lie, and how they are read and checked."""

from openasylum.errors import UnknownName
from openasylum.projections.methods import signatures
from openasylum.records.library import FACTS, names_of
from openasylum.records.projections import Projection
from openasylum.records.reader import read


def projection_names() -> list[str]:
    """The names of all projections."""
    return names_of("projections")


def load_projection(name: str) -> Projection:
    """One projection by its name. Raises `UnknownName` or `RecordError`."""
    if name not in projection_names():
        remedy = "See 'openasylum projections' for the list."
        raise UnknownName("known projection", name, projection_names(), remedy)
    path = FACTS / "projections" / f"{name}.yaml"
    return read(path, Projection, shown_as=f"projections/{name}.yaml", against=signatures())


def load_projections(names: list[str] | None = None) -> dict[str, Projection]:
    """These projections, or all, the oldest first. Raises `UnknownName` or `RecordError`."""
    found = {name: load_projection(name) for name in names or projection_names()}
    return dict(sorted(found.items(), key=lambda item: (item[1].published, item[0])))
