"""Accounts of channels: our addresses at providers. Those that were archived stay, for what was written over them."""

from operator import attrgetter

from sqlalchemy import bindparam, select, update

from ari_app.storage.reader import Reader
from ari_app.storage.rows.channels import ChannelAccountRow
from ari_app.storage.statement import Statement, Write, upserting
from ari_app.storage.tables.channels import channel_account

_UPSERT = upserting(channel_account)
_row = attrgetter(*_UPSERT.names)
_SECRETS = Statement(
    "account secrets",
    update(channel_account)
    .where(channel_account.c.id == bindparam("this"), channel_account.c.secrets == bindparam("before"))
    .values(secrets=bindparam("sealed")),
)


def known(row: ChannelAccountRow) -> Write:
    """A new account, or a known one as it is from now on."""
    return _UPSERT.write(_row(row))


def secrets_changed(id: str, before: str, sealed: str) -> Write:
    """By a provider; refused when somebody else changed them meanwhile."""
    return _SECRETS.write_named(1, this=id, before=before, sealed=sealed)


async def every(reader: Reader) -> list[ChannelAccountRow]:
    """Those that are not archived, by name."""
    query = select(channel_account).where(channel_account.c.archived_at.is_(None))
    return await reader.all(query.order_by(channel_account.c.name, channel_account.c.id), ChannelAccountRow)


async def one(reader: Reader, id: str) -> ChannelAccountRow | None:
    """An archived one too."""
    return await reader.first(select(channel_account).where(channel_account.c.id == id), ChannelAccountRow)
