"""Voicing fear, of whichever country: the readiness that each way of eliciting it asks for."""

from openasylum.kernel.codes import Elicitation
from openasylum.stories.telling import Telling

STANDARDS = (
    "threshold_significant_possibility", "threshold_reasonable_possibility",
    "threshold_reasonable_probability", "threshold_more_likely_than_not",
)  # fmt: skip
_SHIFTS = {
    Elicitation.MANIFEST: "voice_shift_manifest",
    Elicitation.UNPROMPTED: "voice_shift_unprompted",
}
NOBODY = 1.0e9


def needed_to_voice(t: Telling, asked: float, elicitation: Elicitation) -> tuple[float, list[str]]:
    """The readiness needed to voice fear under this elicitation, and the assumptions in it."""
    if elicitation is Elicitation.NONE:
        return NOBODY, []
    if elicitation is Elicitation.ASKED_OF_ALL:
        return asked, []
    return asked + t.a[_SHIFTS[elicitation]], [_SHIFTS[elicitation]]
