"""Write docs/projections.md from the facts. A test fails when it is stale."""

from pathlib import Path

from openasylum.projections.page import page

if __name__ == "__main__":
    target = Path(__file__).resolve().parents[1] / "docs" / "projections.md"
    target.write_text(page(), encoding="utf-8")
    print(f"{target.name} written.")
