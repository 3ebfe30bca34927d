"""Write docs/law.md from the facts. A test fails when it is stale."""

from pathlib import Path

from openasylum.law.page import page

if __name__ == "__main__":
    target = Path(__file__).resolve().parents[1] / "docs" / "law.md"
    target.parent.mkdir(exist_ok=True)
    target.write_text(page(), encoding="utf-8")
    print(f"{target.name} written.")
