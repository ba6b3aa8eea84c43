"""Lists in memory: searched, sorted as people expect, page by page; and CSV that harms nobody."""

from dataclasses import dataclass
from typing import Any

import pytest
from pydantic import ValidationError

from workspace_web import csv_file
from workspace_web.api.lists import Column, csv_of, list_query, listed


@dataclass(frozen=True)
class Thing:
    name: str
    size: int | None = None
    tags: tuple[str, ...] = ()


COLUMNS: tuple[Column[Thing], ...] = (
    Column("name", lambda thing: thing.name),
    Column("size", lambda thing: thing.size, searched=False),
    Column("tags", lambda thing: thing.tags),
)
QUERY: Any = list_query("ThingQuery", COLUMNS)
THINGS = [
    Thing("line 10", 3),
    Thing("Line 9", None, ("north", "old")),
    Thing("ärger", 20),
    Thing("Zebra", 100),
]


def names(**query: Any) -> list[str]:
    return [thing.name for thing in listed(THINGS, QUERY(**query), COLUMNS)[0]]


def test_texts_are_sorted_with_their_numbers_by_size_and_without_case() -> None:
    assert names() == ["Line 9", "line 10", "Zebra", "ärger"]
    assert names(order="desc") == ["ärger", "Zebra", "line 10", "Line 9"]


def test_what_has_no_value_comes_last_whichever_way() -> None:
    assert names(sort="size") == ["line 10", "ärger", "Zebra", "Line 9"]
    assert names(sort="size", order="desc") == ["Zebra", "ärger", "line 10", "Line 9"]


@pytest.mark.parametrize(
    ("q", "found"), [("LINE", 2), ("line north", 1), ("north OLD", 1), ("line zebra", 0), ("100", 0), ("", 4)]
)
def test_every_word_has_to_be_there_somewhere(q: str, found: int) -> None:
    assert len(names(q=q)) == found


def test_page_by_page() -> None:
    assert listed(THINGS, QUERY(size=3), COLUMNS)[1] == 4
    assert names(size=3, page=2) == ["ärger"]
    assert names(size=3, page=3) == []


@pytest.mark.parametrize("wrong", [{"sort": "colour"}, {"page": 0}, {"size": 201}, {"order": "up"}])
def test_what_is_no_query(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        QUERY(**wrong)


async def test_a_table_has_all_pages() -> None:
    table = csv_of(THINGS, QUERY(size=1, sort="size"), COLUMNS, "things")
    assert (table.name, table.columns) == ("things", ("name", "size", "tags"))
    assert [row async for row in table.rows][-1] == ["Line 9", None, "north old"]


@pytest.mark.parametrize(
    ("cells", "line"),
    [
        (["a", 1, None], "a,1,\r\n"),
        (["a,b", 'say "hi"', "two\nlines"], '"a,b","say ""hi""","two\nlines"\r\n'),
        (["=1+1", "@SUM(A1)", "-2+3", "\tx"], "'=1+1,'@SUM(A1),'-2+3,'\tx\r\n"),
        (["+491234", -5, True, False], "+491234,-5,yes,no\r\n"),
        (["+1+cmd"], "'+1+cmd\r\n"),
    ],
)
def test_a_line_is_harmless_and_as_spreadsheets_read_it(cells: list[Any], line: str) -> None:
    assert csv_file.line(cells) == line
