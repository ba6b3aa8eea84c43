"""Accounts of channels: our addresses at providers. Those that were archived stay, for what was written over them."""

from operator import attrgetter

from sqlalchemy import select

from ari_app.storage.reader import Reader
from ari_app.storage.rows.channels import ChannelAccountRow
from ari_app.storage.statement import Write, upserting
from ari_app.storage.tables.channels import channel_account

_UPSERT = upserting(channel_account)
_row = attrgetter(*_UPSERT.names)


def known(row: ChannelAccountRow) -> Write:
    """A new account, or a known one as it is from now on."""
    return _UPSERT.write(_row(row))


async def every(reader: Reader) -> list[ChannelAccountRow]:
    """Those that are not archived, by name."""
    query = select(channel_account).where(channel_account.c.archived_at.is_(None))
    return await reader.all(query.order_by(channel_account.c.name, channel_account.c.id), ChannelAccountRow)


async def one(reader: Reader, id: str) -> ChannelAccountRow | None:
    """An archived one too."""
    return await reader.first(select(channel_account).where(channel_account.c.id == id), ChannelAccountRow)
