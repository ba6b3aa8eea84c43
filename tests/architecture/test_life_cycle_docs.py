"""The life-cycle page says what the tables say."""

from pathlib import Path

from ari_app.acd.diagrams import life_cycles

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "life-cycles.md"


def test_the_page_is_the_one_made_from_the_tables() -> None:
    assert PAGE.read_text(encoding="utf-8") == life_cycles(), (
        "run: python -m ari_app.acd.diagrams > docs/reference/life-cycles.md"
    )
