"""The day someone arrives: a pathway at the border, fear voiced or not, or a filing elsewhere."""

from openasylum.kernel.border import choose_pathway
from openasylum.kernel.codes import (
    Decision,
    Eligibility,
    Flow,
    Mark,
    Pathway,
    Queue,
    State,
    Stream,
)
from openasylum.kernel.jit import inlined, inner, kernel
from openasylum.kernel.luck import (
    CLAIM,
    OWN,
    SECOND,
    THIRD,
    drawn,
    draws,
    even_draw,
    exponential,
    foresee,
)
from openasylum.kernel.mexico import enrol
from openasylum.kernel.notices import release_with_notice, transfer_to_ice
from openasylum.kernel.person import make_state, marks_of, serial_of
from openasylum.kernel.screening import voices_fear
from openasylum.kernel.tally import RECEIVED, tell
from openasylum.kernel.third_country import chosen_for_transfer


@kernel
def pathway_of(person, day, start, shares, law):
    """The pathway CBP chooses for a person; `start` is the uniform of the group's even draws."""
    return choose_pathway(even_draw(start, day, serial_of(person)), shares, law)


@kernel
def encounter(person, day, pathway, who, law, asked, beds_free, a, luck, tally):
    """A border encounter: returns (word, where) after processing by CBP along a pathway.

    `asked` is the readiness to voice fear that is needed when everyone is asked, for those
    transferred to ICE and those repatriated by CBP.
    """
    tell(tally, Flow.ENCOUNTERED, day)
    word = make_state(State.NOT_ARRIVED, day, 0, 0, marks_at_entry(person, law, a, luck))
    if pathway == Pathway.TITLE_42_EXPULSION:
        tell(tally, Flow.EXPELLED, day)
        return make_state(State.EXPELLED, day, 0, 0, 0), 0
    if pathway == Pathway.MPP:
        tell(tally, Flow.ENROLLED_IN_MPP, day)
        return enrol(person, word, day, law, a, luck, tally)
    if pathway == Pathway.THIRD_COUNTRY:
        return chosen_for_transfer(person, word, day, law, a, luck, tally)
    if pathway == Pathway.OTHER:
        tell(tally, Flow.OTHER_DISPOSITION, day)
        return make_state(State.OTHER_DISPOSITION, day, 0, 0, 0), 0
    return process(person, word, day, pathway, who, law, asked, beds_free, a, luck, tally)


@inlined
def foresee_encounter(person, pathway, law, luck, n):
    """Write down the draws that `encounter` will want; returns how many there are."""
    wanted = 0
    if pathway == Pathway.USBP_RELEASE or pathway == Pathway.OFO_PAROLE:
        foresee(luck, n + OWN, person, Decision.NOTICE, 0)
        wanted = 1
    elif pathway == Pathway.TRANSFER_TO_ICE or pathway == Pathway.TITLE_8_REPATRIATION:
        foresee(luck, n + OWN, person, Decision.BORDER, 0)
        foresee(luck, n + CLAIM, person, Decision.STRENGTH, 0)
        wanted = 2
    elif pathway == Pathway.TRANSFER_TO_HHS:
        foresee(luck, n + OWN, person, Decision.BORDER, 1)
        wanted = 1
    if law.eligibility != Eligibility.ELIGIBLE:
        foresee(luck, n + THIRD, person, Decision.ELIGIBILITY, 0)
        wanted = THIRD + 1
    return n + wanted


@inlined
def foresee_elsewhere(person, luck, n):
    """The same for `arrive_elsewhere`, and for the search for a lawyer that follows."""
    foresee(luck, n + OWN, person, Decision.STOCK, 0)
    foresee(luck, n + SECOND, person, Decision.COURT_LIFE, 0)
    return n + 3


@kernel
def marks_at_entry(person, law, a, luck):
    """Barred from asylum or not, by the law of the day of entry; some are excepted."""
    if law.eligibility == Eligibility.ELIGIBLE:
        return 0
    u = drawn(luck, THIRD, person, Decision.ELIGIBILITY, 0)[0]
    barred = law.eligibility == Eligibility.BARRED
    excepted = a.asylum_bar_excepted_share if barred else a.presumption_rebutted_share
    return 0 if u < excepted else Mark.ASYLUM_BARRED + 0


@inner
def process(person, word, day, pathway, who, law, asked, beds_free, a, luck, tally):
    """The ordinary pathways: repatriation, ICE, HHS care, release, parole.

    Returns (word, where).
    """
    if pathway == Pathway.TRANSFER_TO_HHS:
        tell(tally, Flow.TRANSFERRED_TO_HHS, day)
        u = drawn(luck, OWN, person, Decision.BORDER, 1)[0]
        word = make_state(State.IN_HHS_CARE, day, 0, 0, marks_of(word))
        return word, 1 + int(exponential(u, a.hhs_care_days))
    if pathway == Pathway.USBP_RELEASE:
        tell(tally, Flow.RELEASED, day)
        return release_with_notice(person, word, day, a.notice_never_share, a, luck, tally)
    if pathway == Pathway.OFO_PAROLE:
        tell(tally, Flow.PAROLED, day)
        return release_with_notice(person, word, day, a.notice_never_share, a, luck, tally)
    to_ice = pathway == Pathway.TRANSFER_TO_ICE
    tell(tally, Flow.TRANSFERRED_TO_ICE if to_ice else Flow.REPATRIATED_AT_BORDER, day)
    if voices_fear(person, asked[0] if to_ice else asked[1], law.elicitation, a, luck):
        return refer_to_fear_interview(person, word, day, to_ice, law, a, luck, tally)
    if to_ice:
        return transfer_to_ice(person, word, day, who, beds_free, a, luck, tally)
    return make_state(State.REPATRIATED, day, 0, 0, marks_of(word)), 0


@inner
def refer_to_fear_interview(person, word, day, to_ice, law, a, luck, tally):
    """Fear voiced: mandatory referral to an asylum officer, in custody (8 CFR 235.3(b)(4))."""
    tell(tally, Flow.FEAR_REFERRED, day)
    u = draws(luck.seed, person, Decision.BORDER, 2)
    with_cbp = law.cbp_custody == 1 or (law.cbp_custody == 2 and u[2] < a.custody_pilot_share)
    in_ice = to_ice and not with_cbp
    held = Mark.DETAINED if in_ice else Mark.IN_CUSTODY_OF_CBP
    marks = marks_of(word) | Mark.VOICED_FEAR | held
    word = make_state(State.AWAITING_FEAR_INTERVIEW, day, 0, 0, marks)
    if u[1] < a.fear_released_first_share:
        never = a.custody_notice_never_share
        return release_with_notice(person, word, day, never, a, luck, tally)
    return word, 1 + int(exponential(u[0], a.fear_interview_delay_days))


@kernel
def arrive_elsewhere(person, day, who, a, luck, tally):
    """Everyone who does not come over the border: filings, other new cases, the first day's stock.

    Returns (word, where).
    """
    if who.stream == Stream.AFFIRMATIVE:
        tell(tally, Flow.AFFIRMATIVE_FILED, day)
        word = make_state(State.AWAITING_ASYLUM_INTERVIEW, day, day, 0, 0)
        return word, 1 + int(a.affirmative_least_days)
    if who.stream == Stream.STOCK_AFFIRMATIVE:
        word = make_state(State.AWAITING_ASYLUM_INTERVIEW, day, day, 0, 0)
        return word, -1 - Queue.ASYLUM_INTERVIEW
    u = drawn(luck, OWN, person, Decision.STOCK, 0)
    if who.stream == Stream.OTHER_DETAINED or who.stream == Stream.OTHER_RELEASED:
        tell(tally, Flow.COURT_RECEIPT, day)
        tally[RECEIVED] = 1
        held = who.stream == Stream.OTHER_DETAINED
        least = a.detained_first_days if held else a.first_hearing_least_days
        marks = Mark.DETAINED + 0 if held else 0
        word = make_state(State.AWAITING_FIRST_HEARING, day, day, 0, marks)
        return word, 1 + int(least * (0.5 + u[0]))
    return place_stock(person, day, who, u, a)


@kernel
def place_stock(person, day, who, u, a):
    """A case already pending on the first day: waiting for either hearing, or closed."""
    if who.stream == Stream.STOCK_INACTIVE:
        word = make_state(State.ADMINISTRATIVELY_CLOSED, day, day, 2, Mark.APPLIED + 0)
        if u[0] < a.recalendared_share:
            return word, 1 + int(exponential(u[1], a.recalendared_days))
        return word, 1 << 20
    if u[0] < a.stock_first_hearing_share:
        return make_state(State.AWAITING_FIRST_HEARING, day, day, 0, 0), -1 - Queue.ORDINARY_FIRST
    state = State.AWAITING_INDIVIDUAL_HEARING
    if u[0] < a.stock_first_hearing_share + a.stock_short_share:
        return make_state(state, day, day, 1, Mark.NO_APPLICATION + 0), -1 - Queue.ORDINARY_SHORT
    return make_state(state, day, day, 1, Mark.APPLIED + 0), -1 - Queue.ORDINARY_INDIVIDUAL
