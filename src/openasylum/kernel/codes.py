"""Every code of the kernel. Appended, never renumbered: saved results hold these numbers."""

from enum import IntEnum


class Stream(IntEnum):
    """Where a person comes from."""

    BORDER = 0
    AFFIRMATIVE = 1
    OTHER_DETAINED = 2
    OTHER_RELEASED = 3
    STOCK_COURT = 4
    STOCK_INACTIVE = 5
    STOCK_AFFIRMATIVE = 6


class Family(IntEnum):
    """Family status, as border statistics count it."""

    SINGLE_ADULT = 0
    FAMILY_UNIT = 1
    UNACCOMPANIED_CHILD = 2


MEXICO = 0  # citizenship code: Mexicans are removed, and never returned to Mexico to wait


class Pathway(IntEnum):
    """What Customs and Border Protection did with a person; the discretionary programmes first."""

    TITLE_42_EXPULSION = 0
    MPP = 1
    THIRD_COUNTRY = 2
    TITLE_8_REPATRIATION = 3
    TRANSFER_TO_ICE = 4
    TRANSFER_TO_HHS = 5
    USBP_RELEASE = 6
    OFO_PAROLE = 7
    OTHER = 8


PATHWAYS = 9
DISCRETIONARY = 3  # the first three pathways exist only while an instrument is in force


class State(IntEnum):
    """The one stage, or outcome, that a person is in."""

    NOT_ARRIVED = 0
    AWAITING_FEAR_INTERVIEW = 1
    AWAITING_JUDGE_REVIEW = 2
    AWAITING_MPP_FEAR_INTERVIEW = 3
    IN_HHS_CARE = 4
    AWAITING_NOTICE = 5  # released; the notice to appear has not reached the court
    AWAITING_FIRST_HEARING = 6
    BETWEEN_HEARINGS = 7
    AWAITING_INDIVIDUAL_HEARING = 8
    ADMINISTRATIVELY_CLOSED = 9
    AWAITING_APPEAL = 10
    AWAITING_ASYLUM_INTERVIEW = 11
    AWAITING_REMOVAL = 12  # detained, to be repatriated
    IN_ICE_CUSTODY = 13  # held until release, with a notice to appear to follow
    REPATRIATED = 16
    EXPELLED = 17
    TRANSFERRED_TO_THIRD_COUNTRY = 18
    ASYLUM_GRANTED = 19
    OTHER_RELIEF = 20
    TERMINATED_OR_CLOSED = 21
    VOLUNTARY_DEPARTURE = 22
    ORDERED_REMOVED = 23
    ORDERED_REMOVED_IN_ABSENTIA = 24
    GAVE_UP_WAITING = 25
    REMOVED_AFTER_ORDER = 26
    NO_CASE_FILED = 27  # released, and no notice to appear ever reaches the court
    OTHER_DISPOSITION = 28
    ASYLUM_DENIED_IN_STATUS = 29  # affirmative: denied or closed without referral to court


STATES = 32
FIRST_OUTCOME = 16


class Mark(IntEnum):
    """What has happened to a person, one bit each; the first ten are kept with the outcome."""

    EVER_MPP = 1
    IN_MEXICO = 2
    VOICED_FEAR = 4
    FEAR_POSITIVE = 8
    APPLIED = 16
    MISSED_HEARING = 32
    REPRESENTED = 64
    HARMED_IN_MEXICO = 128
    APPEALED = 256
    REOPENED = 512
    DETAINED = 1024
    NO_APPLICATION = 2048
    PRIORITY = 4096
    REFERRED_BY_USCIS = 8192
    IN_CUSTODY_OF_CBP = 16384
    WILL_REOPEN = 32768
    THIRD_COUNTRY = 65536  # to be transferred there unless fear of it is found
    ASYLUM_BARRED = 131072  # by how and when the person came: only other protection is left


class Queue(IntEnum):
    """Where people wait for an office with limited capacity."""

    FEAR_INTERVIEW = 0
    MPP_FEAR_INTERVIEW = 1
    JUDGE_REVIEW = 2
    DETAINED_FIRST = 3
    DETAINED_INDIVIDUAL = 4
    MPP_FIRST = 5
    MPP_INDIVIDUAL = 6
    PRIORITY_FIRST = 7
    PRIORITY_INDIVIDUAL = 8
    ORDINARY_FIRST = 9
    ORDINARY_SHORT = 10
    ORDINARY_INDIVIDUAL = 11
    APPEAL = 12
    ASYLUM_INTERVIEW = 13
    DETAINED_APPEAL = 14


QUEUES = 15


class Decision(IntEnum):
    """What a draw decides; with the person and the occasion it is the whole key of their luck."""

    PATHWAY = 0
    STRENGTH = 1
    BORDER = 2
    NOTICE = 3
    FEAR_INTERVIEW = 4
    AFTER_FEAR = 5
    JUDGE_REVIEW = 6
    MPP_ENROLMENT = 7
    MPP_FEAR_INTERVIEW = 8
    IN_MEXICO = 9
    COURT_LIFE = 10
    FIRST_HEARING = 11
    INDIVIDUAL_HEARING = 12
    MERITS = 13
    AFTER_ORDER = 14
    APPEAL = 15
    ASYLUM_INTERVIEW = 16
    DETENTION = 17
    STOCK = 18
    MPP_HEARING = 19
    JUDGE = 20
    THINNING = 21
    LAWYER = 22
    INTERVIEWER = 23
    THIRD_COUNTRY_FEAR = 24
    ELIGIBILITY = 25


class Flow(IntEnum):
    """What is counted month by month; each is also an event of a person's history."""

    ENCOUNTERED = 0
    EXPELLED = 1
    ENROLLED_IN_MPP = 2
    TRANSFERRED_TO_THIRD_COUNTRY = 3
    REPATRIATED_AT_BORDER = 4
    TRANSFERRED_TO_ICE = 5
    TRANSFERRED_TO_HHS = 6
    RELEASED = 7
    PAROLED = 8
    OTHER_DISPOSITION = 9
    FEAR_REFERRED = 10
    FEAR_POSITIVE = 11
    FEAR_NEGATIVE = 12
    FEAR_CLOSED = 13
    REVIEW_REQUESTED = 14
    REVIEW_VACATED = 15
    REVIEW_AFFIRMED = 16
    MPP_FEAR_REFERRED = 17
    MPP_FEAR_POSITIVE = 18
    MPP_FEAR_NEGATIVE = 19
    COURT_RECEIPT = 20
    REOPENED = 21
    FIRST_HEARING_HELD = 22
    HEARING_MISSED = 23
    APPLIED_FOR_ASYLUM = 24
    GRANTED_ASYLUM = 25
    GRANTED_OTHER_RELIEF = 26
    ORDERED_REMOVED = 27
    ORDERED_REMOVED_IN_ABSENTIA = 28
    VOLUNTARY_DEPARTURE = 29
    TERMINATED = 30
    ADMINISTRATIVELY_CLOSED = 31
    RECALENDARED = 32
    APPEALED = 33
    APPEAL_DECIDED = 34
    REMANDED = 35
    REPATRIATED_FROM_CUSTODY = 36
    REMOVED_AFTER_ORDER = 37
    NO_CASE_FILED = 38
    MPP_CLOSED = 39
    MPP_RELIEF = 40
    MPP_IN_ABSENTIA = 41
    MPP_TAKEN_OUT = 42
    MPP_LEFT_MEXICO_WAIT = 43
    MPP_HARMED = 44
    MPP_WOUND_DOWN = 45
    AFFIRMATIVE_FILED = 46
    AFFIRMATIVE_GRANTED = 47
    AFFIRMATIVE_REFERRED = 48
    AFFIRMATIVE_CLOSED = 49
    DETAINED = 50
    LEFT_DETENTION = 51
    DENIED_ASYLUM = 52
    LAWYER_FOUND = 53
    LAWYER_SOUGHT_IN_VAIN = 54
    MPP_FEAR_CLOSED = 55
    MPP_REAPPREHENDED = 56
    MPP_RELEASED_AT_ENROLMENT = 57
    REPRESENTED_AT_DECISION = 58
    HEARING_HELD = 59
    THIRD_COUNTRY_FEAR_REFERRED = 60
    THIRD_COUNTRY_FEAR_POSITIVE = 61
    THIRD_COUNTRY_FEAR_NEGATIVE = 62
    MPP_RETURNED = 63


FLOWS = 64


class Officer(IntEnum):
    """What asylum officers' hours are spent on."""

    FEAR_INTERVIEW = 0
    MPP_FEAR_INTERVIEW = 1
    ASYLUM_INTERVIEW = 2
    UNUSED = 3


class Judge(IntEnum):
    """What immigration judges' hours are spent on."""

    FEAR_REVIEW = 0
    DETAINED = 1
    MPP = 2
    PRIORITY = 3
    ORDINARY_FIRST = 4
    ORDINARY_INDIVIDUAL = 5
    UNUSED = 6


PURPOSES = 8


class Place(IntEnum):
    """Where someone waits, as it bears on finding a lawyer."""

    UNITED_STATES = 0
    DETAINED = 1
    MEXICO = 2
    OUT = 3  # the case is over: nobody is looked for any more


class Elicitation(IntEnum):
    """Who is asked about fear, in order of how many then voice it."""

    NONE = 0
    UNPROMPTED = 1
    MANIFEST = 2
    ASKED_OF_ALL = 3


class Standard(IntEnum):
    """The standard of proof of a screening, from the lowest to the highest."""

    SIGNIFICANT_POSSIBILITY = 0
    REASONABLE_POSSIBILITY = 1
    REASONABLE_PROBABILITY = 2
    MORE_LIKELY_THAN_NOT = 3


class Review(IntEnum):
    """Who reviews a negative screening."""

    NONE = 0
    SUPERVISOR = 1
    JUDGE_DE_NOVO = 2


class Eligibility(IntEnum):
    """Whether asylum may be granted, apart from the merits of the claim."""

    ELIGIBLE = 0
    PRESUMED_INELIGIBLE = 1
    BARRED = 2


class Interviewer(IntEnum):
    """Who may hold a fear interview."""

    ASYLUM_OFFICER = 0
    EITHER = 1  # asylum officers, or agents of Customs and Border Protection


class Service(IntEnum):
    """The order in which a queue is served."""

    FIRST_IN_FIRST_OUT = 0
    LAST_IN_FIRST_OUT = 1
    TWO_TRACKS = 2
