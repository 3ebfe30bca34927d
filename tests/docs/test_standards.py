"""The model's description keeps the order of ODD and answers every item of STRESS-DES."""

import re
from pathlib import Path

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"
MODEL = (DOCS / "model.md").read_text(encoding="utf-8")
CHECKLIST = (DOCS / "stress_des.md").read_text(encoding="utf-8")
# Grimm and others 2020, JASSS 23(2) 7: the seven elements, and the eleven design concepts
ELEMENTS = (
    "Purpose and patterns", "Entities, state", "Process overview", "Design concepts",
    "Initialisation", "Input data", "Submodels",
)  # fmt: skip
CONCEPTS = (
    "Basic principles", "Emergence", "Adaptation", "Objectives", "Learning", "Prediction",
    "Sensing", "Interaction", "Stochasticity", "Collectives", "Observation",
)  # fmt: skip
# Monks and others 2019, doi:10.1080/17477778.2018.1442155
ITEMS = (
    "1.1 Purpose of the model", "1.2 Model outputs", "1.3 Experimentation aims",
    "2.1 Base model overview diagram", "2.2 Base model logic", "2.3 Scenario logic",
    "2.4 Algorithms", "2.5.1 Components: entities", "2.5.2 Components: activities",
    "2.5.3 Components: resources", "2.5.4 Components: queues",
    "2.5.5 Components: entry/exit points", "3.1 Data sources", "3.2 Pre-processing",
    "3.3 Input parameters", "3.4 Assumptions", "4.1 Initialisation", "4.2 Run length",
    "4.3 Estimation approach", "5.1 Software or programming language", "5.2 Random sampling",
    "5.3 Model execution", "5.4 System specification", "6.1 Computer model sharing statement",
)  # fmt: skip


def test_sections_are_the_elements_of_odd_in_their_order():
    heads = re.findall(r"^## (\d+)\. (.+)$", MODEL, re.MULTILINE)
    assert [int(number) for number, _ in heads] == list(range(1, len(heads) + 1))
    for (_, head), element in zip(heads, ELEMENTS, strict=False):
        assert head.startswith(element)


def test_design_concepts_are_all_there_in_their_order():
    part = MODEL.split("### 4.1 ")[1].split("\n## ")[0]
    rows = re.findall(r"^\| ([A-Z][a-z ]+) \| (\S.*) \|$", part, re.MULTILINE)
    assert [name for name, _ in rows if name != "Concept"] == list(CONCEPTS)


def test_checklist_has_every_item_in_order_with_an_answer():
    rows = re.findall(r"^\| (\d[^|]+) \| ([^|]+) \| ([^|]+) \|$", CHECKLIST, re.MULTILINE)
    assert tuple(item for item, _, _ in rows) == ITEMS


@pytest.mark.parametrize("item", ITEMS)
def test_an_answer_points_to_where_it_is(item):
    line = next(line for line in CHECKLIST.splitlines() if line.startswith(f"| {item} |"))
    answer = line.split("|")[3]
    assert re.search(r"\]\([^)]+\)|`src/|`constraints.txt`", answer), answer
    assert not re.search(r"(?i)to be (written|done|added)", answer)


def test_the_readme_or_the_model_leads_to_the_checklist():
    assert "](stress_des.md)" in MODEL
