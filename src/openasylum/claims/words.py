"""Findings in words: the ledger as a table, one claim as a card, and both for programs."""

from collections.abc import Iterable, Iterator
from typing import Any

from openasylum.claims.ledger import Band, Finding
from openasylum.claims.verdict import Turn
from openasylum.records.claims import Cited, Claim

THOUSAND = 1000


def number(value: float) -> str:
    """A number as people read it: whole above a thousand, else three figures."""
    if abs(value) >= THOUSAND:
        return f"{value:,.0f}"
    return f"{value:.3g}" if abs(value) >= 1 else f"{value:.2g}"


def interval(band: Band) -> str:
    """The central value, and the range it takes over all that was varied."""
    if band.low == band.central == band.high:
        return f"{number(band.central)} {band.unit}"
    return f"{number(band.central)} ({number(band.low)} to {number(band.high)}) {band.unit}"


def turns_on(finding: Finding) -> str:
    """What the verdict turns on, in a few words; empty if on nothing that was varied."""
    if finding.chance:
        return "chance: the seeds disagree"
    if not finding.turns:
        return ""
    others = len(finding.turns) - 1
    return _turn(finding.turns[0]) + (f" (and {others} more)" if others else "")


def _turn(turn: Turn) -> str:
    return f"{turn.assumption} at {number(turn.at)}" if turn.at is not None else turn.assumption


def verdict_words(finding: Finding) -> str:
    """The verdict, or that there is none because only central values were run."""
    return str(finding.verdict) if finding.verdict is not None else "not tested (--quick)"


def rows(findings: Iterable[Finding]) -> list[tuple[str, ...]]:
    """The ledger as a table: claim, speaker, quantity, verdict, what it turns on."""
    return [
        (
            finding.name,
            finding.claim.role,
            interval(finding.quantity) if finding.quantity else "",
            verdict_words(finding) + ("*" if finding.holds_together is False else ""),
            turns_on(finding),
        )
        for finding in findings
    ]


def foot(scale: float, seeds: int) -> str:
    """What the table's numbers are."""
    return (
        f"Quantity: at the central values, and in brackets over the range of each assumption alone "
        f"and over {seeds} seed{'s' * (seeds > 1)}, at scale {scale:g}.\n"
        f"* not with all assumptions at their ends together.\n"
        f"'openasylum claims NAME' shows the evidence on both sides, and what the model cannot say."
    )


def card(finding: Finding) -> str:
    """One claim in full: words, quantity, what moves it, evidence on both sides, what is left."""
    claim = finding.claim
    lines = [*heading(claim), "", f"verdict: {verdict_words(finding)}"]
    if finding.quantity is not None:
        lines += [f"quantity: {finding.quantity.words}", f"  {interval(finding.quantity)}"]
    lines += list(_tests(finding))
    lines += [f"beside: {band.words}\n  {interval(band)}" for band in finding.beside]
    lines += [f"note: {note}" for note in finding.notes]
    for words, side in (("for", claim.evidence_for), ("against", claim.evidence_against)):
        lines += ["", f"evidence {words}:", *(f"  - {cited(one)}" for one in side)]
    lines += [claim.no_evidence_because] if claim.no_evidence_because else []
    return "\n".join([*lines, "", "cannot say:", *(f"  - {one}" for one in claim.cannot_say)])


def heading(claim: Claim) -> list[str]:
    """Title, who said it and when, and the claim in our words."""
    when = claim.said_on.isoformat() if claim.said_on else claim.said_when
    return [claim.title, f"{claim.speaker} ({claim.role}), {when}", "", claim.paraphrase.strip()]


def cited(one: Cited) -> str:
    """A piece of evidence with its source."""
    recalled = "" if one.read else " [recalled, not read]"
    return f"{one.says} ({one.source}{', ' + one.address if one.address else ''}){recalled}"


def _tests(finding: Finding) -> Iterator[str]:
    bar = finding.claim.supports
    if bar is not None:
        yield f"supports the claim {bar.when} {number(bar.threshold)}: {bar.because}"
    if finding.effects:
        yield "each assumption alone, at the low and the high end of its range:"
    for effect in finding.effects:
        ends = [
            f"{number(at)}: {'not possible' if value is None else number(value)}"
            for at, value in ((effect.low, effect.at_low), (effect.high, effect.at_high))
        ]
        yield f"  {effect.assumption:<34} {', '.join(ends)}"
    if finding.together is not None:
        low, high = finding.together
        yield f"all at their ends together: {number(low)} to {number(high)}"
    for turn in finding.turns:
        central = "" if turn.central is None else f" (central {number(turn.central)})"
        yield f"turns on {_turn(turn)}{central}"
    if finding.chance:
        yield f"turns on {turns_on(finding)}"


def as_json(finding: Finding) -> dict[str, Any]:
    """A finding for programs."""
    claim, band = finding.claim, finding.quantity
    return {
        "id": finding.name,
        "title": claim.title,
        "speaker": claim.speaker,
        "role": claim.role,
        "kind": claim.kind,
        "verdict": None if finding.verdict is None else str(finding.verdict),
        "quantity": band.words if band else None,
        "unit": band.unit if band else None,
        "low": band.low if band else None,
        "central": band.central if band else None,
        "high": band.high if band else None,
        "supports": claim.supports.model_dump() if claim.supports else None,
        "turns_on": _turn_json(finding),
        "also_turns_on": [vars(turn) for turn in finding.turns[1:]],
        "together": finding.together,
        "holds_together": finding.holds_together,
        "effects": [vars(effect) for effect in finding.effects],
        "beside": [vars(other) for other in finding.beside],
        "notes": list(finding.notes),
        "evidence_for": [one.model_dump() for one in claim.evidence_for],
        "evidence_against": [one.model_dump() for one in claim.evidence_against],
        "cannot_say": list(claim.cannot_say),
    }


def _turn_json(finding: Finding) -> dict[str, Any] | None:
    if finding.chance:
        return {"assumption": "chance", "at": None}
    return dict(vars(finding.turns[0])) if finding.turns else None
