"""Every line of whole stories is said in every language."""

import pytest

from openasylum.app.words import LANGUAGES, spoken
from openasylum.simulation.study import Options
from openasylum.stories.find import find
from openasylum.stories.like import sought
from openasylum.stories.pair import prepare, run_both, tell_both
from openasylum.stories.parting import parting
from openasylum.stories.plain_words import details

pytestmark = pytest.mark.slow
LIKE = {
    "Guatemala, family, 2021": 4, "Honduras, 2019, enrolled in MPP, outcome differs": 3,
    "Venezuela, single adult, 2023": 3, "unaccompanied child, 2016": 2, "affirmative, 2016": 2,
    "other case detained, 2018": 1,
}  # fmt: skip


def test_lives_are_told_whole_in_every_language() -> None:
    options = Options(scale=0.002, seed=1, draws=1, measures=False)
    pair = prepare(("as_enacted", "without_mpp"), options)
    books = run_both(pair)
    told: set[str] = set()
    for like, most in LIKE.items():
        for person in find(books, sought(like), most).people:
            own, twin = tell_both(pair, person.name)
            for chapter in (*own.chapters, *(twin.chapters if twin else ())):
                told |= {chapter.title, *(line for _, line in details(chapter))}
            parted = parting(own, twin) if twin else None
            told |= set(parted.because if parted else ())
    assert len(told) > 200
    for language in LANGUAGES[1:]:
        assert {line for line in told if spoken(language).find(line) is None} == set()
