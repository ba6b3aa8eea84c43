"""CSV that people send: as this program writes it (`csv_file.py`), and as spreadsheets save it, with semicolons where a
comma is a decimal sign."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from workspace_web.csv_file import FORMULA

SEPARATORS = ",;\t"


@dataclass(frozen=True, slots=True)
class Record:
    """`line`: the one it begins on, the first of the file being 1. `cells` by the name of their column."""

    line: int
    cells: Mapping[str, str]


class UnreadableCsv(Exception):
    """Says what is wrong and what to do. `line`: where, 0: with all of it."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def read(content: bytes, needed: Sequence[str], others: Sequence[str], most: int) -> list[Record]:
    """The records below the line that names the columns: all of `needed`, any of `others`, in any order. Raises
    UnreadableCsv."""
    text = _decoded(content)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text), strict=True)
    names: list[str] | None = None
    records: list[Record] = []
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if names is None:
                    names = _columns(cells, line, needed, others)
                elif len(cells) != len(names):
                    raise UnreadableCsv(
                        line, f"It has {len(cells)} cells, and there are {len(names)} columns."
                    )
                elif len(records) == most:
                    raise UnreadableCsv(line, f"At most {most} at once: send the others in another file.")
                else:
                    records.append(Record(line, dict(zip(names, map(_own, cells), strict=True))))
            line = reader.line_num + 1
    except csv.Error as error:
        raise UnreadableCsv(line, f"It is no CSV from here on: {error}.") from error
    if names is None or not records:
        raise UnreadableCsv(0, "There is nothing in the file but, at most, the names of the columns.")
    return records


def _decoded(content: bytes) -> str:
    try:
        text = content.decode("utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableCsv(0, "The file is not in UTF-8: save it as “CSV UTF-8”.") from error
    if "\0" in text:
        raise UnreadableCsv(0, "The file is no text: save the table as CSV first.")
    return text


def _separator(text: str) -> str:
    """What stands between the names of the columns."""
    head = text.lstrip().partition("\n")[0]
    return max(SEPARATORS, key=head.count)


def _columns(cells: Sequence[str], line: int, needed: Sequence[str], others: Sequence[str]) -> list[str]:
    names = [cell.strip().casefold() for cell in cells]
    known = (*needed, *others)
    if strange := [name for name in names if name not in known]:
        raise UnreadableCsv(line, f"There is no column {strange[0]!r}: there are {', '.join(known)}.")
    if missing := [name for name in needed if name not in names]:
        raise UnreadableCsv(line, f"The column {missing[0]!r} is missing.")
    if twice := [name for name in names if names.count(name) > 1]:
        raise UnreadableCsv(line, f"The column {twice[0]!r} stands there twice.")
    return names


def _own(cell: str) -> str:
    """With line breaks as ours, and without the apostrophe that keeps a spreadsheet from taking it for a formula."""
    cell = cell.replace("\r\n", "\n")
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell
