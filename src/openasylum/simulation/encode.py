"""Law into the kernel's rules: the only place that knows both names of parameters and columns.

It refuses a value that has no column. A person's place is not a trait of the model's people: a
discretionary programme counts as open to a group if it is open in any sector of the southwest
border (the official counts say how many it took), and screening follows the law of the Rio Grande
Valley, the busiest sector of the years in question (Fifth Circuit). docs/model.md says what that
leaves out.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from enum import IntEnum
from typing import Any

import numpy as np

from openasylum.errors import RecordError
from openasylum.kernel.codes import (
    Elicitation,
    Eligibility,
    Interviewer,
    Review,
    Service,
    Standard,
    Stream,
)
from openasylum.kernel.layout import RULES
from openasylum.law import Timeline, Who
from openasylum.simulation.calendar import FIRST_DAY
from openasylum.simulation.groups import GROUPS, Group

SOUTHWEST = (
    "san_diego", "el_centro", "yuma", "tucson", "el_paso", "el_paso_new_mexico", "big_bend",
    "del_rio", "laredo", "rio_grande_valley",
)  # fmt: skip
USUAL_PLACE = "rio_grande_valley"
OTHER_CITIZENSHIPS = ("nicaragua", "peru", "brazil", "india", "other_spanish_speaking", "other")
"""What stands behind the tables' "other"; a programme open to any of them is open to the group."""

_ELICITATION = {
    None: Elicitation.NONE,
    "none": Elicitation.NONE,
    "unprompted": Elicitation.UNPROMPTED,
    "manifest": Elicitation.MANIFEST,
    "asked_of_all": Elicitation.ASKED_OF_ALL,
}
_STANDARD = {
    None: Standard.MORE_LIKELY_THAN_NOT,  # read only where elicitation is not none
    "significant_possibility": Standard.SIGNIFICANT_POSSIBILITY,
    "reasonable_possibility": Standard.REASONABLE_POSSIBILITY,
    "reasonable_probability": Standard.REASONABLE_PROBABILITY,
    "more_likely_than_not": Standard.MORE_LIKELY_THAN_NOT,
}
_REVIEW = {
    None: Review.NONE,
    "none": Review.NONE,
    "supervisor": Review.SUPERVISOR,
    "judge_de_novo": Review.JUDGE_DE_NOVO,
}
SERVICE = {
    "first_in_first_out": Service.FIRST_IN_FIRST_OUT,
    "last_in_first_out": Service.LAST_IN_FIRST_OUT,
    "two_tracks": Service.TWO_TRACKS,
}
_ELIGIBILITY = {
    "eligible": Eligibility.ELIGIBLE,
    "presumed_ineligible": Eligibility.PRESUMED_INELIGIBLE,
    "barred": Eligibility.BARRED,
}
_INTERVIEWER = {
    None: Interviewer.ASYLUM_OFFICER,  # read only where elicitation is not none
    "asylum_officer": Interviewer.ASYLUM_OFFICER,
    "either": Interviewer.EITHER,
}
Spans = tuple[tuple[date, object], ...]
_THIRD_COUNTRIES = ("guatemala", "honduras", "el_salvador")


def encode_rules(law: Timeline, until: date) -> tuple[np.ndarray, np.ndarray]:
    """Rules by regime and group, and the regime of each day.

    A regime is a span of days on which nothing changes for anyone at the border.

    Returns:
        (regimes x groups) of `RULES`, and the number of the regime on each day.
    """
    starts = [FIRST_DAY]
    starts += [day for day in law.change_days(FIRST_DAY, until) if FIRST_DAY < day < until]
    starts = sorted(set(starts))
    regime_of_day = np.zeros((until - FIRST_DAY).days, np.int32)
    for number, start in enumerate(starts):
        regime_of_day[(start - FIRST_DAY).days :] = number
    rules = np.zeros((len(starts), len(GROUPS)), RULES)
    kinds: dict[tuple[str, str, str], np.ndarray] = {}
    for number, group in enumerate(GROUPS):
        if group.stream is not Stream.BORDER:
            continue
        key = (group.citizenship, group.family_status, group.manner)
        if key not in kinds:
            kinds[key] = _rules_of(law, group, starts)
        rules[:, number] = kinds[key]
    return rules, regime_of_day


def _rules_of(law: Timeline, group: Group, starts: list[date]) -> np.ndarray:
    rows = np.zeros(len(starts), RULES)
    where = _Reader(law, group, starts)
    rows["mpp_open"] = where.anywhere("mpp.enrolment", "mpp", "open")
    rows["title_42_in_force"] = where.anywhere("title_42.expulsion", "title_42", "in_force")
    transfers = [
        where.anywhere(f"third_country_transfer.{name}", "third_country_transfer", "in_force")
        for name in _THIRD_COUNTRIES
    ]
    rows["third_country_in_force"] = np.any(transfers, axis=0)
    fear = "expedited_removal"
    rows["elicitation"] = where.codes("screening.elicitation", fear, _ELICITATION)
    rows["standard"] = where.codes("screening.standard", fear, _STANDARD)
    rows["review"] = where.codes("screening.review", fear, _REVIEW)
    rows["counsel_hours"] = where.numbers("screening.counsel_window_hours", fear)
    custody = where.values("screening.custody", fear)
    pilot = where.anywhere("screening.custody_pilot", fear, "open")
    rows["cbp_custody"] = np.where([value == "cbp" for value in custody], 1, 2 * pilot)
    rows["mpp_elicitation"] = where.codes("screening.elicitation", "mpp", _ELICITATION)
    rows["mpp_standard"] = where.codes("screening.standard", "mpp", _STANDARD)
    rows["mpp_counsel_hours"] = where.numbers("screening.counsel_window_hours", "mpp")
    rows["interviewer"] = where.codes("screening.interviewer", fear, _INTERVIEWER)
    rows["eligibility"] = where.codes("asylum.eligibility", "section_240", _ELIGIBILITY)
    for column, process in (("counsel_at_interview", fear), ("mpp_counsel_at_interview", "mpp")):
        held = where.values("screening.counsel_at_interview", process)
        rows[column] = [value == "allowed" for value in held]
    elsewhere = "third_country_transfer"
    rows["third_country_elicitation"] = where.codes(
        "screening.elicitation", elsewhere, _ELICITATION
    )
    rows["third_country_standard"] = where.codes("screening.standard", elsewhere, _STANDARD)
    rows["third_country_counsel_hours"] = where.numbers("screening.counsel_window_hours", elsewhere)
    docket = where.values("court.docket", "section_240")
    rows["priority_docket"] = [value in ("priority", "dedicated") for value in docket]
    return rows


class _Reader:
    """Values of one group's law at the start of each regime."""

    def __init__(self, law: Timeline, group: Group, starts: list[date]) -> None:
        self.law, self.group, self.starts = law, group, starts

    def values(self, parameter: str, process: str) -> list[object]:
        return self._at_starts(self._spans(parameter, process, USUAL_PLACE, self.group.citizenship))

    def anywhere(self, parameter: str, process: str, wanted: str) -> np.ndarray:
        own = self.group.citizenship
        names = OTHER_CITIZENSHIPS if own == "other" else (own,)
        distinct = {
            self._spans(parameter, process, place, citizenship)
            for citizenship in names
            for place in SOUTHWEST
        }
        found = np.zeros(len(self.starts), bool)
        for spans in distinct:
            found |= np.array([value == wanted for value in self._at_starts(spans)])
        return found

    def _spans(self, parameter: str, process: str, place: str, citizenship: str) -> Spans:
        """The values in order, each with its first day."""
        who = Who(
            process=process,
            manner=self.group.manner,
            citizenship=citizenship,
            family_status=self.group.family_status,
            place=place,
        )
        held = self.law.spans(parameter, who, self.starts[0], self.starts[-1] + timedelta(days=1))
        return tuple((holding.since, holding.value) for holding in held)

    def _at_starts(self, spans: Spans) -> list[object]:
        values: list[object] = []
        at = 0
        for start in self.starts:
            while at + 1 < len(spans) and spans[at + 1][0] <= start:
                at += 1
            values.append(spans[at][1])
        return values

    def codes(self, parameter: str, process: str, table: Mapping[Any, IntEnum]) -> list[int]:
        values = self.values(parameter, process)
        for value in values:
            if value not in table:
                raise RecordError(
                    f"{parameter}: the kernel has no column for '{value}'. Add it to encode.py."
                )
        return [int(table[value]) for value in values]

    def numbers(self, parameter: str, process: str) -> list[float]:
        return [float(value or 0) for value in self.values(parameter, process)]  # type: ignore[arg-type]


def daily_codes(law: Timeline, parameter: str, table: Mapping[Any, int], until: date) -> np.ndarray:
    """The code of a parameter that is the same for everyone, on each day."""
    codes = np.zeros((until - FIRST_DAY).days, np.int8)
    for held in law.spans(parameter, None, FIRST_DAY, until):
        if held.value not in table:
            raise RecordError(
                f"{parameter}: the kernel has no column for '{held.value}'. Add it to encode.py."
            )
        codes[max(0, (held.since - FIRST_DAY).days) :] = int(table[held.value])
    return codes
