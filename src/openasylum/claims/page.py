"""The page `docs/claims.md`: every claim, what tests it, and the evidence on both sides."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from openasylum.claims.library import load_claims
from openasylum.claims.verdict import Verdict
from openasylum.records.claims import Cited, Claim

_HEAD = f"""# Public claims

Generated from `src/openasylum/facts/claims/` by `python -m openasylum.claims.page docs/claims.md`:
do not edit. `openasylum claims` runs them; verdicts are not written here, since they are computed.

Each claim is told in our own words. One on the process has a quantity that runs of the model can
give, and a number on one side of which it supports the claim, with the reason for that number. The
quantity is taken at the central values, and with each assumption named below it at the low and the
high end of its range, on the same people and with the same luck. The verdict is one of: {
    ", ".join(f"*{word}*" for word in Verdict)
}.

- One assumption is varied at a time. Beside the verdict stands whether it also holds with all of
  them at their worst ends together, which nobody believes, but which shows how firm it is.
- The stream of other new court cases is that of the central values throughout: the same people are
  there whatever is varied, and an assumption that sends more people to court adds to receipts.
- Where the answer depends on how many claims are well founded, it is shown over a range of base
  rates: no outcome reveals the true one.
- Arrivals do not answer to policy in these runs. No verdict speaks of deterrence.
- **Recalled** means that the source was not read for this project; everything else was read at the
  address, long reports and briefs often only in their opening pages.
"""


def page() -> str:
    """The whole page."""
    lines = [_HEAD]
    for name, claim in load_claims().items():
        lines += list(_claim(name, claim))
    return "\n".join(lines).rstrip() + "\n"


def _claim(name: str, claim: Claim) -> Iterator[str]:
    when = claim.said_on.isoformat() if claim.said_on else claim.said_when
    where = _linked(claim.said_in.source, claim.said_in.address, claim.said_in.read)
    yield from (f"## {claim.title}", "", f"`{name}`: {claim.speaker} ({claim.role}), {when}.", "")
    yield from (f"> {claim.paraphrase.strip()}", "", f"Said in: {where}.", "")
    if claim.quantity is not None:
        yield from (f"**Quantity** ({claim.quantity.unit}): {claim.quantity.words}.", "")
    if claim.supports is not None:
        bar = claim.supports
        yield from (f"Supports the claim {bar.when} {bar.threshold:g}. {bar.because}", "")
    else:
        yield from (f"Outside the model ({claim.kind.replace('_', ' ')}).", "")
    if claim.scenarios:
        yield f"Scenarios: {', '.join(f'`{one}`' for one in claim.scenarios)}."
        varied = [one.assumption for one in claim.varies]
        yield f"Varied: {', '.join(f'`{one}`' for one in varied)}{_rates(claim)}."
        yield ""
    for words, side in (("For", claim.evidence_for), ("Against", claim.evidence_against)):
        yield from (f"{words}:", "", *(f"- {_cited(one)}" for one in side), "")
    if claim.no_evidence_because:
        yield from (claim.no_evidence_because, "")
    yield from ("The model cannot say:", "", *(f"- {one}" for one in claim.cannot_say), "")


def _rates(claim: Claim) -> str:
    if not claim.base_rates:
        return ""
    return f", and the base rate from {claim.base_rates[0]:g} to {claim.base_rates[-1]:g}"


def _cited(one: Cited) -> str:
    return f"{one.says} {_linked(one.source, one.address, one.read)}"


def _linked(source: str, address: str, read: bool) -> str:
    shown = f"[{source}]({address})" if address else source
    return shown if read else f"{shown} (recalled)"


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="where to write it, such as docs/claims.md")
    parser.parse_args().file.write_text(page(), encoding="utf-8")
