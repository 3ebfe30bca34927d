"""`openasylum check` without a file reads every kind of fact, and says how many."""

import json
import re
from pathlib import Path

import pytest

from openasylum.claims import library
from openasylum.cli import main
from openasylum.errors import RecordError
from openasylum.records.library import FACTS, names_of

ROOT = Path(__file__).resolve().parents[2]


def test_check_reads_claims_published_figures_and_scenarios_and_counts_them(capsys):
    assert main(["check"]) == 0
    out = capsys.readouterr().out
    for folder in ("instruments", "second_reading", "scenarios", "claims", "published"):
        assert f"{len(names_of(folder))} in {folder}" in out


def test_a_broken_claim_and_a_broken_figure_are_found_together(capsys, monkeypatch):
    def broken(name: str) -> None:
        raise RecordError(f"claims/{name}.yaml:3: is broken.")

    monkeypatch.setattr(library, "load_claim", broken)
    monkeypatch.setattr("openasylum.report.published_facts.CITED", Path("nowhere"))
    assert main(["check", "--json"]) == 2
    rows = {row["file"]: row for row in json.loads(capsys.readouterr().out)}
    assert rows["claims/no_lawyers.yaml"]["problems"] == ["claims/no_lawyers.yaml:3: is broken."]
    figure = rows["published/c05_active_backlog.yaml"]["problems"][0]
    assert "is not in statistics/cited" in figure


@pytest.mark.parametrize("page", ["law", "statistics", "claims"])
def test_make_docs_writes_every_generated_page(page):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    docs = makefile.partition("\ndocs:")[2].partition("\n\n")[0]
    written = {"law": "build_law_docs", "statistics": "build_statistics.py --docs",
               "claims": r"openasylum\.claims\.page docs/claims\.md"}  # fmt: skip
    assert re.search(written[page], docs)


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("claims/no_lawyers.yaml", "role: union", "role: unions", "'role': input should be"),
        ("published/c08_in_absentia_orders.yaml", "id: C8", "id: 8", "'id': input should be"),
        ("published/c08_in_absentia_orders.yaml", "2022-10-01", "2022-10-02", "has no row from"),
    ],
)
def test_a_file_of_claims_or_figures_is_read_as_what_it_is(
    file, old, new, message, capsys, tmp_path
):
    text = (FACTS / file).read_text(encoding="utf-8")
    mine = tmp_path / "mine.yaml"
    mine.write_text(text, encoding="utf-8")
    assert main(["check", str(mine)]) == 0
    assert capsys.readouterr().out == f"{mine}: nothing wrong.\n"
    assert old in text
    mine.write_text(text.replace(old, new, 1), encoding="utf-8")
    assert main(["check", str(mine)]) == 2
    assert message in capsys.readouterr().out
