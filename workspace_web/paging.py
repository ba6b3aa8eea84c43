"""Cursors: where a page ended, as a word that means nothing to the client."""

import binascii
import math
from base64 import urlsafe_b64decode, urlsafe_b64encode

import orjson

from workspace_web.problems import INVALID, Fault, Part, Problem


def cursor_of(time: float, id: str) -> str:
    """The cursor after the row of this time and id."""
    return urlsafe_b64encode(orjson.dumps([time, id])).decode().rstrip("=")


def after_of(cursor: str | None) -> tuple[float, str] | None:
    """The time and id that a cursor was made of. Raises a problem for what is not a cursor of ours."""
    if cursor is None:
        return None
    try:
        match orjson.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))):
            case [float() | int() as time, str() as id] if math.isfinite(time) and "\0" not in id:
                return float(time), id
    except (binascii.Error, ValueError):
        pass
    fault = Fault(
        part=Part.QUERY, pointer="/cursor", detail="Not a cursor of this API: use `next` of the page before."
    )
    raise Problem(INVALID, errors=[fault])
