"""Reading what a provider sent, of which nothing is certain: what is missing or of another kind reads as empty, so that one
odd field never costs the rest of a batch. Pure.

Text comes out fit for a database: without NUL, which PostgreSQL refuses, and without halves of surrogate pairs, which UTF-8
cannot say.
"""

import json
import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qsl

from ari_app.channels.errors import Malformed
from ari_app.customers.rules import NATIONAL, phone_number

Row = Mapping[str, Any]

FIELDS = 1000  # of a form; no provider sends a tenth of that
LATEST = 4_102_444_800.0  # the year 2100: what is later is not a time
_UNFIT = re.compile("[\ud800-\udfff]")


def document(body: bytes) -> Row:
    """The JSON object of a body. Raises `Malformed`."""
    found = value_of(body)
    if not isinstance(found, dict):
        raise Malformed("The body is not a JSON object.")
    return found


def value_of(body: bytes) -> object:
    """Any JSON. Raises `Malformed`."""
    try:
        return json.loads(body)
    except (ValueError, RecursionError):
        raise Malformed("The body is not JSON.") from None


def form(body: bytes) -> list[tuple[str, str]]:
    """The fields of a form as they stand there, for they are signed. Raises `Malformed`."""
    try:
        return parse_qsl(
            body.decode(), keep_blank_values=True, strict_parsing=bool(body), max_num_fields=FIELDS
        )
    except ValueError:
        raise Malformed("The body is not a form.") from None


def row(of: Row, key: str) -> Row:
    found = of.get(key)
    return found if isinstance(found, dict) else {}


def rows(of: Row, key: str) -> Sequence[Row]:
    found = of.get(key)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def text(of: Row, key: str) -> str:
    """A number reads as its digits: providers write ids either way."""
    match of.get(key):
        case str(found):
            return fit(found)
        case bool():
            return ""
        case int(found):
            return str(found)
    return ""


def needed(of: Row, key: str) -> str:
    """Raises `Malformed` when it is not there."""
    if found := text(of, key):
        return found
    raise Malformed(f"`{key}` is missing.")


def number(of: Row, key: str) -> float | None:
    match of.get(key):
        case bool():
            return None
        case int(found) | float(found):
            pass
        case str(found):
            pass
        case _:
            return None
    try:
        read = float(found)
    except (ValueError, OverflowError):
        return None
    return read if math.isfinite(read) else None


def moment(of: Row, key: str, otherwise: float, *, per_second: float = 1.0) -> float:
    """Seconds since the epoch, of a count of them (or of thousandths: `per_second` 1000) or an ISO 8601 text."""
    counted = number(of, key)
    if counted is not None:
        at = counted / per_second
    else:
        try:
            read = datetime.fromisoformat(text(of, key))
            at = (read if read.tzinfo else read.replace(tzinfo=UTC)).timestamp()
        except (ValueError, OverflowError):
            return otherwise
    return at if 0 < at < LATEST else otherwise


def fit(written: str) -> str:
    return _UNFIT.sub("\ufffd", written.replace("\0", ""))


def phone(written: str) -> str:
    """A number as threads know it. Some providers leave out the `+`; a short code and a sender's name stay as they are."""
    bare = phone_number(written.strip()) or written.strip()
    if bare.isdecimal() and len(bare) > NATIONAL:
        return phone_number(f"+{bare}") or bare
    return bare
