"""The types of the pages are those of the API."""

from tests.architecture.api_types import FILE, api_types


def test_the_types_are_the_ones_made_from_the_routes() -> None:
    assert FILE.read_text(encoding="utf-8") == api_types(), "run: python -m tests.architecture.api_types"
