"""What the model says is said in every language, and nothing that is said no longer is kept."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from openasylum.app.settings import HERE
from openasylum.app.words import LANGUAGES, Spoken, Words, catalogue, spoken
from openasylum.law import load_book, load_instruments
from openasylum.records.library import FACTS
from openasylum.records.reader import read
from openasylum.stories import parting, plain_words, words
from openasylum.stories.like import sought

OTHERS = [language for language in LANGUAGES if language != "en"]
PACKAGE = HERE.parent
STORIES = PACKAGE / "stories"
TEMPLATES = ("assumptions", "validation", "published")
OWN = re.compile(r'_\("((?:[^"\\]|\\.)*)"')
TELLS = {"say", "happens", "exceeds", "lasts", "exponential_days", "cite", "Decision"}
CITED = re.compile(r"\d+ (USC|CFR) ")


def lacking(language: str, english: set[str]) -> set[str]:
    find = spoken(language).find
    return {each for each in english if any(map(str.islower, each)) and find(each) is None}


def places_filled(says: str) -> str:
    return says.format(value=7)


@pytest.mark.parametrize("language", OTHERS)
def test_law_is_said(language: str) -> None:
    book = load_book()
    said = {each.meaning for each in book.parameters.values()}
    said |= {text for each in book.parameters.values() for text in each.choices.values()}
    said |= {places_filled(each.says) for each in book.parameters.values() if each.says}
    for name in ("process", "manner", "citizenship", "family_status", "place", "party"):
        dimension = book.vocabulary.dimension(name)
        said |= {*dimension.values.values(), *(each.words for each in dimension.classes.values())}
    vocabulary = book.vocabulary
    said |= {*vocabulary.kinds.values(), *(path.words for path in vocabulary.paths.values())}
    said |= {f"4 May 2019: it {what}" for what in vocabulary.events.values()}
    said |= {f"4 May 2019: it {what}, which changed nothing" for what in vocabulary.events.values()}
    said |= {"from 4 May 2019", "4 May 2019 to 5 May 2020", "everyone"}
    for each in load_instruments().values():
        said |= {each.title, " ".join(each.summary.split())}
    assert lacking(language, said) == set()


@pytest.mark.parametrize("language", OTHERS)
def test_evidence_is_said(language: str) -> None:
    from openasylum.claims.library import load_claims
    from openasylum.projections.ledger import ledger
    from openasylum.projections.words import COLUMNS
    from openasylum.report.assumptions import HOW
    from openasylum.report.published_facts import load_published
    from openasylum.report.published_words import BAND_WORDS
    from openasylum.report.validation import load_checks
    from openasylum.simulation.assumed import DEFAULT_SET, load_assumptions
    from openasylum.statistics import catalog

    assumed = load_assumptions(DEFAULT_SET).values.values()
    said = {*HOW.values(), *filter(None, BAND_WORDS.values()), *COLUMNS[1:]}
    said |= {each.meaning for each in assumed} | {each.unit for each in assumed}
    said |= {one.words for shown in load_checks().shown.values() for one in shown}
    said |= {catalog.record(name).title for name in catalog.names()}
    said |= {catalog.record(name).counts for name in catalog.names()}
    for one in load_published():
        said |= {one.title, *(figure.words for figure in one.figures)}
    for entry in ledger():
        said |= {entry.projection.title, entry.execution.reproduced}
    for claim in load_claims().values():
        said |= {claim.title, claim.paraphrase.strip()}
        if claim.quantity is not None:
            said |= {claim.quantity.words, claim.quantity.unit}
        if claim.supports is not None:
            said.add(claim.supports.because)
    assert lacking(language, said) == set()


def told_in(source: Path) -> set[str]:
    """Every whole sentence that a teller of stories gives to what tells it."""
    found = set()
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in TELLS:
                for each in ast.walk(node):
                    if isinstance(each, ast.Constant) and isinstance(each.value, str):
                        found.add(each.value)
    return {
        each
        for each in found
        if not re.fullmatch(r"[a-z_0-9.]*", each) and not CITED.match(each) and each == each.strip()
    }


@pytest.mark.parametrize("language", OTHERS)
def test_stories_are_said(language: str) -> None:
    tables = {*words.EVENT.values(), *words.PATHWAY.values(), *words.OFFICE.values()}
    said = {each for file in STORIES.glob("*.py") for each in told_in(file)}
    assert len(said) > 100
    whole = {each for each in said | tables if len(each) > 3 and "{" not in each}
    whole |= {plain_words.SYNTHETIC, plain_words.LATENT}
    parts = {" standard deviations (above 0: towards granting)", ".4f", "+.2f"}
    open_ended = {
        "The judge drawn leans", "The person had", "before this hearing", "share:",
        "Taken on by a lawyer,",
        "into the case", "Would have met", ", which is not open to people like this", "after",
        ", among the ordinary pathways", "standard deviations (above 0: towards granting)",
        "an assumption: third_country_transfer_share", "never",
    }  # fmt: skip
    assert lacking(language, whole) - parts <= open_ended


def test_places_within_sentences_are_said_as_the_language_does() -> None:
    say = Words("es").label
    assert say("In ICE custody (still pending)") == "En custodia de ICE (aún pendiente)"
    line = (
        "Whether the person voices fear: readiness +0.31, needed above \u22120.20 \u2192 voices"
        " none. Chance of yes: 57.9% of people of the group. [mpp_a 0.5 (0 to 0.8, judged);"
        " readiness needed when asked -0.2, from official counts]"
    )
    assert say(line) == (
        "Si la persona dice temer: disposición +0.31, se exige más de \u22120.20 \u2192 no lo dice."
        " Probabilidad de sí: 57.9% de las personas del grupo. [mpp_a 0.5 (0 a 0.8, juzgado);"
        " disposición necesaria cuando se pregunta -0.2, de conteos oficiales]"
    )
    who = "a single adult from Cuba who came to a port of entry with an appointment on 4 May 2023"
    assert (
        say(who)
        == "un adulto solo de Cuba que llegó a un puerto de entrada con cita el 4 de mayo de 2023"
    )
    assert say("No agreement with Honduras: no instrument in force says otherwise") == (
        "Ningún acuerdo con Honduras: ningún instrumento en vigor dice otra cosa"
    )
    assert say("Nobody ever wrote this") == "Nobody ever wrote this"
    assert Words("es").marked("a rule of Nowhere <b>") == (
        '<span lang="en">a rule of Nowhere &lt;b&gt;</span>'
    )
    assert Words("es").marked("1,234") == "1,234"


def test_reasons_why_stories_part_are_said() -> None:
    text = Path(parting.__file__).read_text(encoding="utf-8")
    assert text.count("found.append") + text.count("found +=") == 9  # each has a pattern below
    rule = "nobody is asked, and only a person who says or shows fear is referred"
    for line in (
        f"As enacted: {rule}, by 8 CFR 235.3 (x). Other: everyone is asked about fear, by X (y).",
        f"As enacted: {rule}, by 8 CFR 235.3 (x). Other: {rule}, "
        "no instrument in force says otherwise.",
        "Whether the person voices fear: voices none under \u201cAs enacted\u201d, voices fear of"
        " return under \u201cX\u201d.",
        "mpp_days is 3 in one and 4.5 in the other.",
        "The lawyer asked had room under one and none under the other.",
        "people whose MPP cases are pending are let in: DHS memorandum (mpp).",
        "As enacted: reached by the Board of Immigration Appeals on 4 May 2019.",
        "As enacted: still waiting on 4 May 2019.",
    ):
        assert spoken("es").find(line) is not None, line


@pytest.mark.parametrize("language", OTHERS)
def test_templates_of_the_report_are_said_and_nothing_else_is_kept(language: str) -> None:
    files = [PACKAGE / "report" / "templates" / f"{name}.html" for name in TEMPLATES]
    used = {text for file in files for text in OWN.findall(file.read_text(encoding="utf-8"))}
    path = HERE / "catalogues" / f"{language}_report.yaml"
    assert set(read(path, Spoken).phrases) == used


@cache
def everything() -> str:
    """All facts and code, one space between words and no quotes that lines are broken by."""
    files = [*FACTS.rglob("*.yaml"), *PACKAGE.rglob("*.py")]
    text = " ".join(file.read_text(encoding="utf-8") for file in files)
    joined = re.sub(r'"\s*\n\s*f?"', "", text)
    joined = joined.replace("\\u201c", "\u201c").replace("\\u201d", "\u201d")
    return re.sub(r"\s+", " ", joined).lower()


@pytest.mark.parametrize("name", ["law", "stories", "evidence"])
@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_still_said_by_something(language: str, name: str) -> None:
    path = HERE / "catalogues" / f"{language}_{name}.yaml"
    dead = []
    for english in read(path, Spoken).phrases:
        parts = re.split(r"\{[a-z]_[a-z]+\}", english)
        longest = max(parts, key=len).strip(" .;:,()[]")
        words_of = re.sub(r"\s+", " ", longest)
        if words_of.lower() not in everything():
            dead.append(english)
    assert [each for each in dead if not _is_made(each)] == []


def _is_made(english: str) -> bool:
    """Sentences whose words are made of pieces at run time."""
    begins = (
        "immigration judges (",
        "asylum officers (",
        "{t_all} Chance of",
        "1 day for",
        "{t_about}: {t_met}",
    )
    return english.startswith(begins) or "among the ordinary" in english or "compared:" in english


def test_descriptions_of_people_are_understood_in_each_language() -> None:
    for language in LANGUAGES:
        for name in ("months", "differs", "child", "port", "granted"):
            own = Words(language).say(f"people.examples.{name}")
            english = Words("en").say(f"people.examples.{name}")
            assert sought(Words(language).in_english(own)) == sought(english)


@pytest.mark.parametrize("language", OTHERS)
def test_every_word_for_people_is_one_the_model_understands(language: str) -> None:
    months = {"January", "February", "March", "April", "May", "June", "July", "August", "September",
              "October", "November", "December"}  # fmt: skip
    for english in catalogue(language).like.values():
        assert english in months or sought(english)
