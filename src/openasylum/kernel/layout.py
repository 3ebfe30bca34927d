"""Layouts of the kernel's arrays; only `encode` and `inputs` know both names and columns."""

from typing import NamedTuple

import numpy as np

GROUP = np.dtype(
    [
        ("stream", "i1"),
        ("citizenship", "i1"),
        ("family", "i1"),
        ("manner", "i1"),
        ("strength_shift", "f8"),
    ]
)
"""One row a group: who its people are."""

RULES = np.dtype(
    [
        ("mpp_open", "i1"),
        ("title_42_in_force", "i1"),
        ("third_country_in_force", "i1"),
        ("elicitation", "i1"),
        ("standard", "i1"),
        ("review", "i1"),
        ("cbp_custody", "i1"),  # 0: none, 1: everyone, 2: a pilot takes some
        ("counsel_hours", "f8"),
        ("mpp_elicitation", "i1"),
        ("mpp_standard", "i1"),
        ("mpp_counsel_hours", "f8"),
        ("priority_docket", "i1"),
        ("interviewer", "i1"),
        ("counsel_at_interview", "i1"),
        ("mpp_counsel_at_interview", "i1"),
        ("eligibility", "i1"),
        ("third_country_elicitation", "i1"),
        ("third_country_standard", "i1"),
        ("third_country_counsel_hours", "f8"),
    ]
)
"""The law in force: one row a regime (a span of days without change), one column a group."""

TODAY = np.dtype(
    [
        ("month", "i8"),
        ("regime", "i8"),
        ("absolute", "i8"),  # days since 2000-01-01
        ("working", "i1"),
        ("affirmative_service", "i1"),
        ("administrative_closure", "i1"),
        ("mpp_hearings", "i1"),
        ("mpp_wind_down", "i1"),
        ("officer_hours", "f8"),
        ("judge_hours", "f8"),
        ("mpp_judge_hours", "f8"),
        ("board_decisions", "f8"),
        ("beds", "f8"),
        ("lawyers", "f8"),  # new cases that lawyers can take on
        ("lawyer_chance", "f8"),  # written by the kernel: of those who ask on the day
        ("reference_wait", "f8"),  # days to an asylum interview at which filings are as counted
        ("interview_wait", "f8"),  # written by the kernel: days, as filers see it by then
    ]
)
"""One row a day: month, regime, and the capacity of each office. Days have 64 bits because packing
them into a person's state would overflow a narrower integer in plain Python."""

ASSUMED = (
    # voicing fear and screening (standard deviations of the latent strength of claim)
    "strength_correlation_mexico",
    "strength_correlation_third_country",
    "voice_strength_correlation",
    "voice_shift_manifest",
    "voice_shift_unprompted",
    "mpp_voice_threshold_asked",
    "mpp_voice_shift_at_hearing",
    "threshold_significant_possibility",
    "threshold_reasonable_possibility",
    "threshold_reasonable_probability",
    "threshold_more_likely_than_not",
    "mexico_threshold_shift",
    "mpp_fear_closed_share",
    "third_country_voice_threshold_asked",
    "third_country_threshold_shift",
    "interview_noise",
    "counsel_noise_reduction_per_day",
    "counsel_at_interview_share",
    "mpp_counsel_at_interview_share",
    "counsel_at_interview_noise_reduction",
    "cbp_interviewer_share",
    "cbp_interviewer_noise_factor",
    "cbp_interviewer_threshold_shift",
    "cbp_custody_threshold_shift",
    "custody_pilot_share",
    "fear_released_first_share",
    "fear_closed_share",
    "fear_closed_removed_share",
    "review_requested_share",
    "review_threshold_shift",
    "review_noise",
    # officers
    "hours_per_fear_interview",
    "hours_per_mpp_fear_interview",
    "hours_per_asylum_interview",
    "fear_interview_delay_days",
    "mpp_fear_delay_days",
    # custody
    "ice_removed_share",
    "ice_removed_share_mexico",
    "ice_removed_share_family",
    "ice_detained_share",
    "ice_removal_days",
    "detained_release_share",
    "detained_release_days",
    "family_release_days",
    "custody_notice_days",
    "fear_positive_release_share",
    "fear_positive_release_days",
    # notices to appear
    "notice_prompt_share",
    "notice_prompt_days",
    "notice_slow_days",
    "notice_never_share",
    "custody_notice_never_share",
    "hhs_care_days",
    # hearings
    "first_hearing_least_days",
    "first_hearing_hours",
    "short_hearing_hours",
    "merits_hearing_hours",
    "in_absentia_hours",
    "dismissal_hours",
    "detained_hearing_hours",
    "review_hours",
    "first_hearing_share_of_hours",
    "priority_share_of_hours",
    "priority_docket_share",
    "preparation_days",
    "short_matter_days",
    "detained_first_days",
    "detained_preparation_days",
    "miss_first_unrepresented",
    "miss_first_represented",
    "miss_later_unrepresented",
    "miss_later_represented",
    "miss_log_odds_per_year",
    "in_absentia_order_share",
    "dismissed_at_first_share",
    "dismissed_at_individual_share",
    "closed_at_first_share",
    "closed_at_individual_share",
    "recalendared_days",
    "recalendared_share",
    "application_threshold_fear_positive",
    "application_threshold_other",
    "application_shift_represented",
    "application_strength_correlation",
    "no_application_relief_share",
    "no_application_voluntary_departure_share",
    "no_application_terminated_share",
    "grant_threshold",
    "grant_shift_represented",
    "grant_noise",
    "judge_spread",
    "other_relief_band",
    "asylum_bar_excepted_share",
    "presumption_rebutted_share",
    "withholding_threshold_shift",
    "denied_voluntary_departure_share",
    "lawyer_days_united_states",
    "lawyer_days_detained",
    "lawyer_days_mexico",
    "lawyer_never_share_united_states",
    "lawyer_never_share_detained",
    "lawyer_never_share_mexico",
    "lawyer_retry_factor",
    # after an order
    "appeal_share_of_denials",
    "appeal_filing_days",
    "appeal_remanded_share",
    "in_absentia_reopened_share",
    "in_absentia_reopened_days",
    "other_reopened_share",
    "other_reopened_days",
    "removal_after_order_share_released",
    "removal_after_order_days_released",
    "removal_after_order_days_detained",
    # waiting in Mexico
    "mpp_first_hearing_days",
    "mpp_next_hearing_days",
    "mpp_give_up_days",
    "mpp_harm_days",
    "mpp_reentry_days",
    "mpp_miss_present",
    "mpp_order_if_absent_share",
    "mpp_terminated_at_first_share",
    "mpp_wound_down_per_day",
    "mpp2_released_at_enrolment_share",
    # affirmative cases
    "affirmative_least_days",
    "affirmative_granted_threshold",
    "affirmative_referred_share_of_rest",
    "affirmative_referral_days",
    "affirmative_old_track_share",
    "filing_response_per_year",
    "stock_first_hearing_share",
    "stock_short_share",
)

ASSUMPTIONS = np.dtype([(name, "f8") for name in ASSUMED])
"""One row a month: every assumption that the kernel reads, in the units of the assumption files."""

DRAWS_AHEAD = 64
"""Room for so many draws made ahead."""

LUCK = np.dtype(
    [
        ("seed", "i8"),
        ("at", "i8"),  # where the draws stand that are foreseen for the person whose turn it is
        ("made", "i8"),  # so many of those below were made ahead
        ("ahead", "i8"),  # whether draws are made ahead at all; eight bytes keep all below aligned
        ("whose", "i8", DRAWS_AHEAD + 4),  # a person's id
        ("what", "i8", DRAWS_AHEAD + 4),  # decision and occasion, as `luck.foresee` packs them
        ("uniforms", "f8", (4, DRAWS_AHEAD + 4)),
        ("first", "i8", DRAWS_AHEAD),  # where the draws of each person of a block begin
        ("person", "i8", DRAWS_AHEAD),
        ("word", "i8", DRAWS_AHEAD),
        ("pathway", "i8", DRAWS_AHEAD),
        ("day", "i8", DRAWS_AHEAD),  # of the run
        ("deviate", "f8", DRAWS_AHEAD),  # standard normal, of the first uniforms
    ]
)
"""The seed, and draws made ahead (see `luck`). Any draw may be missing here."""

WORLD = np.dtype(
    [
        ("day", "i8"),
        ("first_absolute", "i8"),  # the run's first day, in days since 2000-01-01
        ("first_offset_day", "i8"),  # the day of the first row of the offsets
        ("days", "i8"),
        ("groups", "i8"),
        ("luck", LUCK),
        ("scale", "f8"),
        ("row_shift", "i8"),  # so many binary digits of a serial do not tell rows apart
        ("detained", "i8"),
        ("officer_credit", "f8"),
        ("old_track_credit", "f8"),
        ("judge_credit", "f8"),
        ("first_credit", "f8"),
        ("priority_credit", "f8"),
        ("mpp_credit", "f8"),
        ("board_credit", "f8"),
        ("lawyer_credit", "f8"),
        ("interview_wait", "f8"),  # days, of those interviewed in the last month with interviews
        ("waits_summed", "f8"),
        ("waits_counted", "f8"),
        ("filing_overflow", "i8"),  # how often more would have filed than there is room for
        ("lawyer_lists", "i8"),  # the number of the list of those who ask a lawyer on day 0
        ("wind_down_credit", "f8"),
        ("events", "i8"),
        ("logging", "i8"),  # 0: no history, 1: everyone's, 2: of the watched person alone
        ("watched", "i8"),  # that person's id
        ("logged", "i8"),
        ("unbalanced_day", "i8"),
        ("track", "i8"),
    ]
)
"""The mutable scalars of one run."""

EVENT = np.dtype([("person", "i8"), ("day", "i4"), ("flow", "i2"), ("detail", "f4")])
"""One event of one person's history."""

TOKEN = np.dtype([("row", "u4"), ("word", "i8")])
"""One person in a list: the number of their row, and their state (`person.make_state`)."""

CELL = np.dtype([("first", "i8"), ("id", "i8")])
"""One row a group's people of one day, in the order of the people's rows: the first of their rows
and the id of their first serial. A last one begins where the rows end."""

OUTCOME = np.dtype([("word", "i4"), ("received", "u2"), ("lawyer", "u2")])
"""One row a person, written once: state, since and marks of someone who is out (or where they wait
as the run ends), and the days (since 2000-01-01; 0 for never) on which the court received the case
and a lawyer took it on."""


class Lists(NamedTuple):
    """All lists of people (see `lists`)."""

    tokens: np.ndarray  # `TOKEN`s, 64 a chunk: who waits for a day or in a queue
    links: np.ndarray  # chunks x 2
    ends: np.ndarray  # lists x 5
    asking: np.ndarray  # u4, 64 a chunk: who asks a lawyer on a day (`counsel.ask_on`)
    asking_links: np.ndarray  # chunks x 2
    closed: np.ndarray  # i4: from each day, so many days to the next working day (0 on one)


class People(NamedTuple):
    """What is kept of each person apart from the lists, by the number of their row."""

    offsets: np.ndarray  # days x groups + 1: where the rows of each day's and group's people begin
    cells: np.ndarray  # `CELL`s
    directory: np.ndarray  # i4: the cell of every 64th row
    ids: np.ndarray  # i8, a row each in a thinned run (it has few rows); no rows otherwise
    searches: np.ndarray  # u2, a row each: the search for a lawyer (see `counsel`)
    outcomes: np.ndarray  # `OUTCOME`s


DIRECTORY_SHIFT = 6
"""The directory names the cell of one row in so many, as a power of two."""

FILING_RESERVE = 4
"""Where filings respond to the wait, serials are kept for so many times those counted."""

WAIT_IF_GRANTED, WAIT_IF_DENIED = 0, 2
WAIT_KINDS, WAIT_BINS, WAIT_DAYS = 4, 300, 15
"""Waits from receipt to a decision on asylum, in bins of fifteen days; the last holds all longer
ones. Kinds: granted or denied (0, 2), without a lawyer or with one (0, 1)."""

STRENGTH_BINS = 80  # of a tenth of a standard deviation, from -4 to 4
ENDS = 4  # protected, returned or refused, unresolved, other
