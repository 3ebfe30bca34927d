"""A kind of person, as the law tells them apart."""

from dataclasses import dataclass, replace
from datetime import date

from openasylum.errors import UnknownName
from openasylum.records.vocabulary import DIMENSIONS, Vocabulary


@dataclass(frozen=True, slots=True, kw_only=True)
class Who:
    """A kind of person: path, manner, citizenship, family status, place, party to a case.

    `entered` is the day of entry, for rules limited to people who entered on certain days;
    without it the person entered on the day that is asked about.
    """

    process: str
    manner: str
    citizenship: str
    family_status: str
    place: str
    party: str = "none"
    entered: date | None = None

    def checked(self, vocabulary: Vocabulary) -> "Who":
        """The same kind of person, every word of it known. Raises `UnknownName`."""
        for name in DIMENSIONS:
            dimension, word = vocabulary.dimension(name), getattr(self, name)
            if word in dimension.values:
                continue
            remedy = ""
            if word in dimension.classes:
                members = ", ".join(sorted(dimension.members(word)))
                remedy = f"It names several: choose one of {members}."
            raise UnknownName(f"single value of {name}", word, dimension.values, remedy)
        return self

    def on_path(self, process: str) -> "Who":
        """The same kind of person on another path."""
        return replace(self, process=process)

    def in_words(self, vocabulary: Vocabulary) -> str:
        """The person as a sentence would name them."""
        said = {name: vocabulary.dimension(name).words(getattr(self, name)) for name in DIMENSIONS}
        party = "" if self.party == "none" else f", {said['party']}"
        entered = "" if self.entered is None else f", who entered on {self.entered}"
        return (
            f"{said['family_status']} from {said['citizenship']} who {said['manner']} "
            f"in {said['place']}{party}{entered}"
        )
