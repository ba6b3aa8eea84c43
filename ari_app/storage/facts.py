"""Small facts by key: the identity of the switch, the next place in line."""

from typing import Any

from sqlalchemy import select

from ari_app.storage.reader import Reader
from ari_app.storage.statement import Value, Write, upserting
from ari_app.storage.tables.spine import state

_UPSERT = upserting(state)


def noted(key: str, value: Value) -> Write:
    return _UPSERT.write_named(key=key, value=value)


async def value(reader: Reader, key: str) -> Any:
    """None when it was never noted."""
    return await reader.value(select(state.c.value).where(state.c.key == key))
