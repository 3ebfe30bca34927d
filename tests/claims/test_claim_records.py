"""Claims as facts: they load, name what exists, and show evidence on both sides."""

from pathlib import Path

import pytest

from openasylum.claims import claim_names, load_claim
from openasylum.claims.library import MARKS, known_names
from openasylum.claims.page import page
from openasylum.errors import RecordError, UnknownName
from openasylum.kernel.codes import Mark
from openasylum.records.claims import Claim
from openasylum.records.library import FACTS
from openasylum.records.reader import parse

DOCS = Path(__file__).resolve().parents[2] / "docs" / "claims.md"
NAME = "diverts_officers"
TEXT = (FACTS / "claims" / f"{NAME}.yaml").read_text(encoding="utf-8")


def read(text: str) -> Claim:
    return parse(text, Claim, "claims/mine.yaml", against=known_names())


@pytest.mark.parametrize("name", claim_names())
def test_claim_loads_with_evidence_on_both_sides_or_says_why_not(name):
    claim = load_claim(name)
    both = bool(claim.evidence_for) and bool(claim.evidence_against)
    assert both or claim.no_evidence_because
    assert claim.cannot_say
    for one in (*claim.evidence_for, *claim.evidence_against):
        assert one.says.endswith(".")
        assert not one.address or one.address.startswith("http")


def test_there_are_sixteen_claims_from_every_side():
    claims = [load_claim(name) for name in claim_names()]
    assert len(claims) == 16
    roles = {"union", "agency head", "former officials", "administration", "plaintiffs"}
    assert {claim.role for claim in claims} == roles


def test_claims_on_law_and_security_have_nothing_that_a_run_could_decide():
    for name in claim_names():
        claim = load_claim(name)
        assert (claim.supports is not None) == (claim.kind == "process")


def test_marks_are_those_of_the_kernel_in_the_order_of_their_bits():
    kept = sorted((mark for mark in Mark if mark < 1 << len(MARKS)), key=int)
    assert tuple(mark.name.lower() for mark in kept) == MARKS


def test_page_of_claims_is_not_stale():
    assert DOCS.read_text(encoding="utf-8") == page(), (
        "run 'python -m openasylum.claims.page docs/claims.md'"
    )


def test_unknown_claim_is_refused_with_a_hint():
    with pytest.raises(UnknownName, match="Did you mean 'diverts_officers'"):
        load_claim("diverts_oficers")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "series: officers.hours",
            "series: officers.hour",
            "'officers.hour' is not a known",
        ),
        ("scenario: without_mpp", "scenario: without_mp", "'without_mp' is not a known scenario"),
        ("group: asylum_interview,", "group: asylum_interviews,", "is not a known group"),
        ("- assumption: voice_shift_unprompted", "- assumption: voice_shift", "known assumption"),
        ("from: 2019-02-01", "from: 2019-02-02", "days must be the first of a month"),
        ("when: above", "when: over", "'supports.when'"),
        ("scenarios: [as_enacted, without_mpp]", "scenarios: [as_enacted]", "must be those the"),
        ("kind: process", "kind: law", "has no 'supports'"),
        ("said_on: 2019-06-26\n", "", "needs either 'said_on'"),
        ("evidence_against:", "evidence_again:", "Did you mean 'evidence_against'"),
        ("      total: {", "      totals: {", "'totals' is not a field of Expression"),
    ],
)
def test_a_mistake_in_a_claim_is_named(old, new, message):
    assert old in TEXT
    with pytest.raises(RecordError, match=r"claims/mine\.yaml:[0-9]+:") as refused:
        read(TEXT.replace(old, new))
    assert message in str(refused.value)


def test_a_range_outside_the_assumptions_own_is_refused_and_a_narrower_one_needs_a_reason():
    line = "  - assumption: hours_per_fear_interview\n"
    with pytest.raises(RecordError, match="must vary within the assumption's range"):
        read(TEXT.replace(line, line + "    high: 70\n    because: More.\n"))
    with pytest.raises(RecordError, match="Say 'because'"):
        read(TEXT.replace(line, line + "    high: 5\n"))


def test_an_expression_is_one_thing():
    both = TEXT.replace("      total: {", "      base_rate: true\n      total: {", 1)
    with pytest.raises(RecordError, match="needs exactly one of"):
        read(both)
