"""Tiny worlds for the kernel: every array it wants, filled by hand."""

from dataclasses import dataclass, field

import numpy as np

from openasylum.kernel.codes import FLOWS, PATHWAYS, PURPOSES, STATES, Stream
from openasylum.kernel.counsel import PLACE_OF_SEARCH
from openasylum.kernel.jit import as_records, interpreted
from openasylum.kernel.layout import (
    ASSUMED,
    ASSUMPTIONS,
    ENDS,
    EVENT,
    GROUP,
    RULES,
    STRENGTH_BINS,
    TODAY,
    TOKEN,
    WAIT_BINS,
    WAIT_KINDS,
    WORLD,
)
from openasylum.kernel.lists import DIGITS
from openasylum.kernel.settle import LISTS_BESIDE_DAYS
from openasylum.kernel.tally import COUNT, ROOM
from openasylum.simulation.arrays import lists_for, people_for

FIRST = 5000  # the first day, in days since 2000-01-01
SHARES = (0.1, 0.1, 0.0, 0.2, 0.3, 0.05, 0.15, 0.05, 0.05)

ORDINARY = dict.fromkeys(ASSUMED, 0.1) | {
    "threshold_significant_possibility": -1.0,
    "threshold_reasonable_possibility": 0.0,
    "threshold_reasonable_probability": 0.5,
    "threshold_more_likely_than_not": 1.0,
    "grant_threshold": 1.0,
    "hours_per_fear_interview": 4.0,
    "hours_per_mpp_fear_interview": 4.0,
    "hours_per_asylum_interview": 5.0,
    "merits_hearing_hours": 3.0,
    "preparation_days": 60.0,
    "short_matter_days": 30.0,
    "first_hearing_least_days": 20.0,
    "notice_prompt_days": 20.0,
    "notice_slow_days": 90.0,
    "in_absentia_reopened_days": 60.0,
    "mpp_first_hearing_days": 30.0,
    "mpp_next_hearing_days": 20.0,
    "mpp_give_up_days": 60.0,
    "mpp_harm_days": 200.0,
    "lawyer_days_united_states": 60.0,
    "affirmative_granted_threshold": 0.5,
    "ice_detained_share": 0.8,
    "ice_removal_days": 10.0,
    "in_absentia_order_share": 0.8,
    "voice_shift_unprompted": 1.0,
    "voice_shift_manifest": 0.5,
    "mpp_voice_threshold_asked": -1.0,
    "first_hearing_share_of_hours": 0.4,
    "mpp_reentry_days": 500.0,
    "cbp_interviewer_noise_factor": 1.0,
    "lawyer_retry_factor": 1.0,
    "filing_response_per_year": 0.0,
}


@dataclass
class World:
    """A tiny world; change what a test is about, then `run` it."""

    days: int = 200
    per_day: int = 5
    seed: int = 7
    scale: float = 1.0
    rules: dict[str, float] = field(default_factory=dict)
    assumed: dict[str, float] = field(default_factory=dict)
    today: dict[str, float] = field(default_factory=dict)
    shares: tuple[float, ...] = SHARES
    asked: float = 0.3
    counts: np.ndarray | None = None
    logging: bool = False
    ahead: bool = field(default_factory=lambda: not interpreted())

    def __post_init__(self) -> None:
        """Fill the arrays."""
        self.months = (self.days + 29) // 30
        self.groups = np.zeros(4, GROUP)
        self.groups["citizenship"] = [0, 1, 2, 10]
        self.groups["family"] = [0, 1, 2, 0]
        self.groups["stream"][3] = Stream.AFFIRMATIVE
        self.table = np.zeros(self.months, ASSUMPTIONS)
        for name, value in (ORDINARY | self.assumed).items():
            self.table[name] = value
        self.law = np.zeros((1, 4), RULES)
        open_law = {"mpp_open": 1, "title_42_in_force": 1, "elicitation": 3, "review": 2}
        for name, value in (
            open_law | {"mpp_elicitation": 1, "mpp_standard": 3} | self.rules
        ).items():
            self.law[name] = value
        self.calendar = self._calendar()
        if self.counts is None:
            self.counts = np.full((self.days, 4), self.per_day, np.int64)
        self.share = np.tile(np.array(self.shares), (self.months, 4, 1))
        assert self.share.shape[2] == PATHWAYS
        self.ask = np.full((self.months, 4, 2), self.asked)
        self.ask[:, :, 1] = 3.0
        self._books()
        for name in ("groups", "law", "table", "calendar", "log", "state"):
            setattr(self, name, as_records(getattr(self, name)))

    def _calendar(self) -> np.ndarray:
        calendar = np.zeros(self.days, TODAY)
        number = np.arange(self.days)
        calendar["month"] = number // 30
        calendar["absolute"] = FIRST + number
        calendar["working"] = number % 7 < 5
        offices = {
            "officer_hours": 2.0, "judge_hours": 3.0, "mpp_judge_hours": 0.5,
            "board_decisions": 0.1, "beds": 40.0, "lawyers": 0.3,
        }  # fmt: skip
        for name, each in offices.items():
            calendar[name] = each * self.per_day * (calendar["working"] | (name == "beds"))
        calendar["mpp_hearings"] = 1
        for name, value in self.today.items():
            calendar[name] = value
        return calendar

    def _books(self) -> None:
        flat = np.concatenate([[0], np.cumsum(self.counts.ravel())])
        offsets = np.empty((self.days, 5), np.int64)
        offsets[:, :4] = flat[:-1].reshape(self.days, 4)
        offsets[:, 4] = flat[4::4]
        people = int(flat[-1])
        self.people = people_for(offsets, FIRST, self.scale)
        self.lists = lists_for(people, 2 * self.days + LISTS_BESIDE_DAYS)
        self.due = as_records(np.zeros(people + 1, TOKEN))
        self.keys, self.spare = np.zeros((2, people + 1), np.int64)
        self.digits = np.zeros(1 << DIGITS, np.int64)
        self.hours = np.zeros((self.months, 2, PURPOSES))
        self.stocks = np.zeros((STATES, 4), np.int64)
        self.month_end = np.zeros((self.months, STATES, 4), np.int64)
        self.tallies = np.zeros((self.months, 4, ROOM), COUNT)
        self.errors = np.zeros((self.months, ENDS, STRENGTH_BINS), np.int64)
        self.waits = np.zeros((self.months, WAIT_KINDS, WAIT_BINS), np.int64)
        self.log = np.zeros(60 * people + 10 if self.logging else 1, EVENT)
        self.state = np.zeros(1, WORLD)
        self.state["first_absolute"] = self.state["first_offset_day"] = FIRST
        self.state["days"], self.state["groups"] = self.days, 4
        self.state["luck"]["seed"], self.state["scale"] = self.seed, self.scale
        self.state["luck"]["ahead"] = self.ahead
        self.state["unbalanced_day"] = -1
        self.state["lawyer_lists"] = self.days + LISTS_BESIDE_DAYS
        self.state["logging"] = int(self.logging)

    def run(self) -> "World":
        """Simulate all days and flush."""
        self.go(0, self.days)
        return self.finish()

    def go(self, first: int, last: int) -> None:
        """Simulate the days from `first` to before `last`."""
        from openasylum.kernel.run import run_days

        self.law = as_records(self.law)  # a test may have changed it
        run_days(
            first, last, self.state[0], self.calendar, self.groups, self.law, self.table,
            self.share, self.ask, self.counts, self.due, self.keys, self.spare, self.digits,
            self.lists, self.people, self.hours, self.stocks, self.month_end,
            self.tallies, self.waits, self.log,
        )  # fmt: skip

    def finish(self) -> "World":
        """Write where everyone still waits."""
        from openasylum.kernel.ends import flush

        self.flushed = flush(
            self.state[0], self.calendar, self.groups, self.table, self.lists,
            self.people, self.stocks, self.tallies, self.errors, self.waits, self.log,
        )  # fmt: skip
        return self

    @property
    def flows(self) -> np.ndarray:
        """Months x flows x groups."""
        return self.tallies[:, :, :FLOWS].transpose(0, 2, 1).astype(np.int64)

    @property
    def out(self) -> np.ndarray:
        """Each person's packed outcome."""
        return self.people.outcomes["word"]

    @property
    def lawyer(self) -> np.ndarray:
        """The day a lawyer took each case on, or 0."""
        return self.people.outcomes["lawyer"]

    @property
    def received(self) -> np.ndarray:
        """The day the court received each case, or 0."""
        return self.people.outcomes["received"]

    @property
    def place(self) -> np.ndarray:
        """Where each person waits as it bears on a lawyer (`codes.Place`)."""
        return self.people.searches & PLACE_OF_SEARCH

    def total(self, flow: int) -> int:
        """How often a flow was counted."""
        return int(self.flows[:, flow].sum())

    def lives(self) -> dict[int, int]:
        """Each person's packed outcome by id."""
        found = {}
        for day in range(self.days):
            for group in range(4):
                start = self.people.offsets[day, group]
                for serial in range(int(self.counts[day, group])):
                    person = ((FIRST + day) << 34) | (group << 24) | serial
                    found[person] = int(self.out[start + serial])
        return found
