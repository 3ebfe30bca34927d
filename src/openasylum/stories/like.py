"""Words that describe people to be found: "Honduras, family, May 2019, enrolled in MPP"."""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from openasylum.errors import OpenasylumError, UnknownName
from openasylum.kernel.codes import FIRST_OUTCOME, Mark, State
from openasylum.report.words import outcome_label
from openasylum.simulation.groups import CITIZENSHIPS, ELSEWHERE, GROUPS, Group

_FAMILIES = {
    "single adult": "single_adult", "adult": "single_adult", "alone": "single_adult",
    "family": "family_unit", "family unit": "family_unit", "families": "family_unit",
    "unaccompanied child": "unaccompanied_child", "child": "unaccompanied_child",
    "children": "unaccompanied_child", "unaccompanied": "unaccompanied_child",
}  # fmt: skip
_MANNERS = {
    "between ports": "between_ports", "between ports of entry": "between_ports",
    "at port": "at_port", "at a port": "at_port", "port of entry": "at_port",
    "appointment": "appointment", "with an appointment": "appointment", "cbp one": "appointment",
    **{name.replace("_", " "): name for name, _ in ELSEWHERE}, "affirmative": "affirmative_filing",
}  # fmt: skip
_MARKS = {
    "enrolled in mpp": Mark.EVER_MPP, "in mpp": Mark.EVER_MPP, "mpp": Mark.EVER_MPP,
    "voiced fear": Mark.VOICED_FEAR, "credible fear found": Mark.FEAR_POSITIVE,
    "passed the fear interview": Mark.FEAR_POSITIVE, "applied for asylum": Mark.APPLIED,
    "missed a hearing": Mark.MISSED_HEARING, "had a lawyer": Mark.REPRESENTED,
    "represented": Mark.REPRESENTED, "harmed in mexico": Mark.HARMED_IN_MEXICO,
    "appealed": Mark.APPEALED, "reopened": Mark.REOPENED,
}  # fmt: skip
_WAITING = frozenset(state for state in State if 0 < state < FIRST_OUTCOME)
_ORDERED = frozenset({State.ORDERED_REMOVED, State.ORDERED_REMOVED_IN_ABSENTIA})
_STATES: dict[str, frozenset[State]] = {
    **{outcome_label(state.name.lower()).lower(): frozenset((state,)) for state in State if state},
    **{state.name.lower().replace("_", " "): frozenset((state,)) for state in State if state},
    "granted asylum": frozenset((State.ASYLUM_GRANTED,)),
    "expelled": frozenset((State.EXPELLED,)),
    "ordered removed": _ORDERED,
    "in absentia": frozenset((State.ORDERED_REMOVED_IN_ABSENTIA,)),
    "still waiting": _WAITING, "pending": _WAITING,
}  # fmt: skip
_DIFFERS = ("outcome differs", "outcomes differ", "different outcome")
_DATES = (("%Y-%m-%d", "day"), ("%d %B %Y", "day"), ("%Y-%m", "month"), ("%B %Y", "month"),
          ("%b %Y", "month"))  # fmt: skip
_SAMPLE = 'Write for example "Honduras, family, May 2019, enrolled in MPP".'


@dataclass(frozen=True)
class Sought:
    """People of these traits, days, outcomes and marks; what is empty or None is left open."""

    citizenship: str = ""
    family_status: str = ""
    manner: str = ""
    first: date | None = None
    after: date | None = None
    states: frozenset[State] = frozenset()
    marks: int = 0
    differs: bool = False

    def covers(self, group: Group) -> bool:
        """Whether people of the group are sought."""
        return (
            self.citizenship in ("", group.citizenship)
            and self.family_status in ("", group.family_status)
            and self.manner in ("", group.manner)
        )


def sought(text: str) -> Sought:
    """Understand a description.

    Raises:
        OpenasylumError: a part is not understood, contradicts another, or fits no group.
    """
    found = Sought()
    for part in (each.strip() for each in re.split("[,;]", text)):
        if part:
            found = _with(found, part)
    if found == Sought():
        raise OpenasylumError(f'--like "{text}": says nothing. {_SAMPLE}')
    if not any(found.covers(group) for group in GROUPS):
        raise OpenasylumError(f'--like "{text}": no group of the model has all these traits.')
    return found


def _with(found: Sought, part: str) -> Sought:
    words = " ".join(part.lower().replace("_", " ").split())
    countries = {name.replace("_", " "): name for name in CITIZENSHIPS}
    for trait, known in (
        ("citizenship", countries), ("family_status", _FAMILIES), ("manner", _MANNERS),
    ):  # fmt: skip
        if words in known:
            return _set(found, trait, known[words], part)
    if words in _MARKS:
        return replace(found, marks=found.marks | _MARKS[words])
    if words in _STATES:
        return replace(found, states=found.states | _STATES[words])
    if words in _DIFFERS:
        return replace(found, differs=True)
    days = _days(part)
    if days is None:
        known_words = {*countries, *_FAMILIES, *_MANNERS, *_MARKS, *_STATES, *_DIFFERS}
        raise UnknownName("word that --like understands", words, known_words, _SAMPLE)
    if found.first is not None:
        raise OpenasylumError(f"--like: '{part}' is a second time of arrival. Give one.")
    return replace(found, first=days[0], after=days[1])


def _set(found: Sought, trait: str, value: str, part: str) -> Sought:
    before = getattr(found, trait)
    if before not in ("", value):
        raise OpenasylumError(f"--like: '{part}' contradicts '{before}'. Give one of them.")
    if trait == "citizenship":
        return replace(found, citizenship=value)
    if trait == "family_status":
        return replace(found, family_status=value)
    return replace(found, manner=value)


def _days(part: str) -> tuple[date, date] | None:
    """The days that a month, a day or a year names: the first, and the first after them."""
    if re.fullmatch(r"\d{4}", part):
        return date(int(part), 1, 1), date(int(part) + 1, 1, 1)
    for form, what in _DATES:
        try:
            first = datetime.strptime(part, form).date()
        except ValueError:
            continue
        if what == "day":
            return first, first + timedelta(days=1)
        return first, (first + timedelta(days=31)).replace(day=1)
    return None
