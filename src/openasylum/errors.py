"""The kinds of error a user can cause, each with one clear message and a remedy."""

import difflib
from collections.abc import Iterable


class OpenasylumError(Exception):
    """Base of every error that is the user's to mend; the command line prints it, status 2."""


class RecordError(OpenasylumError):
    """A file of facts, a scenario or a workbook is not what it should be."""


class PolicyConflict(OpenasylumError):
    """Two instruments set one value for the same person and day, and neither prevails."""


class StaleFact(OpenasylumError):
    """A fact on disk no longer matches the record of where it came from."""


class CalibrationFailed(OpenasylumError):
    """The assumptions could not be estimated from the statistics."""


class UnknownName(OpenasylumError):
    """A name that is in no list; the message offers the close ones."""

    def __init__(self, what: str, name: str, known: Iterable[str], remedy: str = "") -> None:
        """Say that `name` is no `what`, and which of the `known` names come close."""
        names = sorted(known)
        close = difflib.get_close_matches(name, names, n=3, cutoff=0.5)
        if close:
            hint = "Did you mean " + " or ".join(f"'{near}'" for near in close) + "?"
        elif len(names) <= 12:
            hint = "Known: " + ", ".join(names) + "."
        else:
            hint = ""
        parts = [f"'{name}' is not a {what}.", hint, remedy]
        super().__init__(" ".join(part for part in parts if part))
