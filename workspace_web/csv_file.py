"""CSV as spreadsheets read it (RFC 4180), and harmless in them."""

import csv
import io
import re
from collections.abc import Sequence

from aiohttp import hdrs, web

from workspace_web.route import Cell, Table

MEDIA_TYPE = "text/csv"
AT_ONCE = 64 * 1024  # characters sent together
BYTE_ORDER_MARK = "\ufeff"  # else Excel reads UTF-8 as something else

FORMULA = tuple("=+-@\t\r")
_NUMBER_CALLED = re.compile(r"\+\d+")


def line(cells: Sequence[Cell]) -> str:
    """One record, with its line break."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([harmless(cell) for cell in cells])
    return text.getvalue()


def harmless(cell: Cell) -> str | int | float:
    """What a spreadsheet does not take for a formula: text that begins like one gets an apostrophe before it. A
    telephone number begins with a plus, and cannot do harm."""
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case str() if cell.startswith(FORMULA) and not _NUMBER_CALLED.fullmatch(cell):
            return f"'{cell}"
        case _:
            return cell


async def send(request: web.Request, table: Table) -> web.StreamResponse:
    """Row by row, so that a long list needs no memory."""
    response = web.StreamResponse(
        headers={
            hdrs.CONTENT_TYPE: f"{MEDIA_TYPE}; charset=utf-8; header=present",
            hdrs.CONTENT_DISPOSITION: f'attachment; filename="{table.name}.csv"',
        }
    )
    await response.prepare(request)
    waiting = BYTE_ORDER_MARK + line(table.columns)
    async for row in table.rows:
        waiting += line(row)
        if len(waiting) >= AT_ONCE:
            await response.write(waiting.encode())
            waiting = ""
    await response.write(waiting.encode())
    await response.write_eof()
    return response
