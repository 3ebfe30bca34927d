"""The law that governed a step: what held for the person's kind that day, and who says so."""

from dataclasses import dataclass, replace
from datetime import date

from openasylum.law import Holding, Timeline, Who
from openasylum.law.rules import ALWAYS
from openasylum.simulation.encode import OTHER_CITIZENSHIPS, SOUTHWEST, USUAL_PLACE
from openasylum.stories.names import Name

IN_FORCE = {"mpp.enrolment": "open", "screening.custody_pilot": "open"}
ANYWHERE = (
    "mpp.enrolment", "title_42.expulsion", "third_country_transfer.guatemala",
    "third_country_transfer.honduras", "third_country_transfer.el_salvador",
    "screening.custody_pilot",
)  # fmt: skip
"""Programmes that count as open to a group if they are open in any sector (see encode)."""

DECIDES = (
    *ANYWHERE, "screening.elicitation", "screening.standard", "screening.review",
    "screening.counsel_window_hours", "screening.custody", "court.docket", "mpp.hearings",
    "mpp.wind_down", "court.administrative_closure", "affirmative.order_of_service",
)  # fmt: skip
"""What the kernel reads; any other parameter is told as the law of the step, without effect."""


@dataclass(frozen=True)
class Rule:
    """One rule of a step: the value, in words, the instrument and the citation."""

    parameter: str
    process: str
    value: str | int | float | None
    words: str
    instrument: str
    title: str
    cite: str
    read: bool
    since: date | None
    place: str
    decides: bool

    @property
    def authority(self) -> str:
        """The citation and the instrument, as a reader would look them up."""
        if not self.instrument and not self.cite:
            return "no instrument in force says otherwise"
        by = f" ({self.instrument})" if self.instrument else ""
        return f"{self.cite}{by}" + ("" if self.read else " [recalled]")


def standing(words: str, cite: str) -> Rule:
    """A rule that the model takes as given throughout, by its citation alone (recalled)."""
    return Rule("", "", None, words, "", "", cite, False, None, "", False)


class Authority:
    """The law of one scenario for one person."""

    def __init__(self, timeline: Timeline, name: Name) -> None:
        """Ask `timeline` about people like this one."""
        self.timeline, self.name = timeline, name

    def rule(self, parameter: str, process: str, day: date) -> Rule:
        """What the parameter was for the person on the day."""
        if parameter in ANYWHERE:
            return self._anywhere(parameter, process, day)
        who = self._who(process)
        if parameter not in DECIDES:
            who = replace(who, entered=self.name.arrived)  # the kernel's rules go by the day itself
        known = self.timeline.book.parameter(parameter)
        held = self.timeline.value(parameter, who if known.varies_by else None, day)
        return self._told(parameter, process, held, who.place if known.varies_by else "")

    def _who(self, process: str, place: str = "", citizenship: str = "") -> Who:
        traits, border = self.name.traits, self.name.is_from_border
        return Who(
            process=process,
            manner=traits.manner if border else "admitted",
            citizenship=citizenship or traits.citizenship,
            family_status=traits.family_status,
            place=place or (USUAL_PLACE if border else "interior"),
        )

    def _anywhere(self, parameter: str, process: str, day: date) -> Rule:
        """Where a programme is open to anyone of the group, or that it is open nowhere."""
        own = self.name.traits.citizenship
        wanted = IN_FORCE.get(parameter, "in_force")
        first: Rule | None = None
        for citizenship in OTHER_CITIZENSHIPS if own == "other" else (own,):
            for place in (USUAL_PLACE, *SOUTHWEST):
                held = self.timeline.value(parameter, self._who(process, place, citizenship), day)
                told = self._told(parameter, process, held, place)
                if held.value == wanted:
                    return told
                first = first or told
        assert first is not None
        return first

    def _told(self, parameter: str, process: str, held: Holding, place: str) -> Rule:
        book = self.timeline.book
        words = book.parameter(parameter).in_words(held.value)
        where = book.vocabulary.place.words(place) if place else ""
        return Rule(
            parameter, process, held.value, words, held.instrument,
            "" if held.rule is None else held.rule.title, held.cite, held.read_in_source,
            None if held.since == ALWAYS else held.since, where, parameter in DECIDES,
        )  # fmt: skip
