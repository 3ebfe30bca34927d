"""Every projection read and executed, as 'openasylum check' does."""

from collections.abc import Iterator

from openasylum.errors import OpenasylumError
from openasylum.projections.ledger import entry
from openasylum.projections.library import load_projection, projection_names


def check_projections() -> Iterator[tuple[str, str]]:
    """Each file, and what is wrong with it (empty if nothing is); each is executed as well."""
    for name in projection_names():
        try:
            entry(name, load_projection(name))
        except OpenasylumError as error:
            yield f"projections/{name}.yaml", str(error)
        else:
            yield f"projections/{name}.yaml", ""
