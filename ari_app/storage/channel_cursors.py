"""How far each account that we ask was read."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from ari_app.storage.reader import Reader
from ari_app.storage.rows.channels import ChannelCursorRow
from ari_app.storage.statement import Write, upserting
from ari_app.storage.tables.channels import channel_cursor

_UPSERT = upserting(channel_cursor)


def reached(account: str, value: Mapping[str, Any]) -> Write:
    return _UPSERT.write_named(account=account, value=value)


async def of(reader: Reader, account: str) -> Mapping[str, Any]:
    """Empty for one that was never read."""
    row = await reader.first(
        select(channel_cursor).where(channel_cursor.c.account == account), ChannelCursorRow
    )
    return {} if row is None else row.value
