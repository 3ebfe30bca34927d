"""The slow model's luck against the published answers, and against Python's own quantile."""

import re
from pathlib import Path
from statistics import NormalDist

import pytest

from openasylum.kernel.codes import Decision
from tests.oracle.luck import exponential, normal, philox4x32

ONES, PI = 0xFFFFFFFF, (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344)
KNOWN = (
    ((0, 0, 0, 0), (0, 0), (0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8)),
    ((ONES,) * 4, (ONES,) * 2, (0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD)),
    (PI, (0xA4093822, 0x299F31D0), (0xD16CFE09, 0x94FDCCEB, 0x5001E420, 0x24126EA1)),
)
"""The known answers of philox4x32-10 that the authors' Random123 library is tested by."""


@pytest.mark.parametrize(("counter", "key", "answer"), KNOWN)
def test_philox_gives_the_known_answers(counter, key, answer):
    assert philox4x32(counter, key) == answer


@pytest.mark.parametrize(
    "uniform", [1e-12, 1e-6, 0.01, 0.074, 0.076, 0.3, 0.5, 0.8, 0.999, 1 - 1e-9]
)
def test_the_normal_quantile_is_right_to_seven_digits(uniform):
    assert normal(uniform) == pytest.approx(NormalDist().inv_cdf(uniform), rel=5e-7, abs=1e-9)


def test_the_exponential_quantile_has_its_median():
    assert exponential(0.5, 10.0) == pytest.approx(6.931471805599453)


def test_the_document_says_what_every_draw_decides():
    page = Path(__file__).resolve().parents[2] / "docs" / "model.md"
    section = page.read_text(encoding="utf-8").split("### 12.1")[1].split("### 12.2")[0]
    told = set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE))
    assert told == {decision.name.lower() for decision in Decision}
