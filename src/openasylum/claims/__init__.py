"""Public claims as testable propositions: what runs say of them, and on what the answer turns."""

from openasylum.claims.ledger import Finding, judge, run_ledger
from openasylum.claims.library import claim_names, load_claim, load_claims
from openasylum.claims.verdict import Verdict, verdict_of

__all__ = [
    "Finding",
    "Verdict",
    "claim_names",
    "judge",
    "load_claim",
    "load_claims",
    "run_ledger",
    "verdict_of",
]
