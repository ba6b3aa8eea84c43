"""CSV as people send it: read as it was meant, or refused with the line and what to do."""

import pytest

from workspace_web.csv_file import line
from workspace_web.csv_in import Record, UnreadableCsv, read

NEEDED, OTHERS = ("name", "text"), ("note",)


def records(content: str | bytes, most: int = 5) -> list[Record]:
    raw = content if isinstance(content, bytes) else content.encode()
    return read(raw, NEEDED, OTHERS, most)


@pytest.mark.parametrize(
    "content",
    [
        "name,text\nann,Hello\n",
        "name;text\r\nann;Hello\r\n",
        "Text\tName\nHello\tann",
        "\ufeffname,text\r\nann,Hello",
        'name,text\n"ann","Hello"\n\n,\n',
        "name,text\nann,Hello\n".encode("utf-16"),
    ],
    ids=["commas", "semicolons", "tabs and another order", "a mark before it", "empty lines", "UTF-16"],
)
def test_one_table_in_many_spellings(content: str | bytes) -> None:
    (found,) = records(content)
    assert (found.line, dict(found.cells)) == (2, {"name": "ann", "text": "Hello"})


def test_a_cell_of_several_lines_is_one_record_and_lines_are_those_of_the_file() -> None:
    found = records('name,text\nann,"Dear,\n\nyours"\nben,"He said ""no"""\n')
    assert [(each.line, each.cells["text"]) for each in found] == [(2, "Dear,\n\nyours"), (5, 'He said "no"')]


@pytest.mark.parametrize("cell", ["=1+1", "-5", "@ann", "+49 30", "plain", "it's", "'quoted'", "Zeile\nzwei"])
def test_what_we_write_comes_back_as_it_was(cell: str) -> None:
    (found,) = records(line(["name", "text"]) + line(["ann", cell]))
    assert found.cells["text"] == cell


@pytest.mark.parametrize(
    ("content", "at", "why"),
    [
        ("", 0, "nothing in the file"),
        ("name,text\n", 0, "nothing in the file"),
        ("name,note\nann,x", 1, "The column 'text' is missing."),
        ("name,text,colour\n", 1, "There is no column 'colour': there are name, text, note."),
        ("name,text,name\nx,y,z", 1, "The column 'name' stands there twice."),
        ("name,text\nann\n", 2, "It has 1 cells, and there are 2 columns."),
        ('name,text\nann,"Hello\n', 2, "It is no CSV from here on"),
        ('name,text\nann,"Hello" there\n', 2, "It is no CSV from here on"),
        ("name,text\n" + "a,b\n" * 6, 7, "At most 5 at once"),
        (b"name,text\nann,\xfc\n", 0, "save it as “CSV UTF-8”"),
        (b"PK\x03\x04\x00\x00", 0, "The file is no text"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(content: str | bytes, at: int, why: str) -> None:
    with pytest.raises(UnreadableCsv) as caught:
        records(content)
    assert caught.value.line == at
    assert why in str(caught.value)
