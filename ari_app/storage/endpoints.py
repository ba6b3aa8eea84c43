"""Phones and trunks, as they are pushed to Asterisk."""

from operator import attrgetter

from sqlalchemy import bindparam, delete, null, select, true, update

from ari_app.storage.reader import Reader
from ari_app.storage.rows.setup import EndpointRow
from ari_app.storage.statement import Statement, Write, upserting
from ari_app.storage.tables.setup import endpoint

_UPSERT = upserting(endpoint)
_REMOVE = Statement("remove endpoint", delete(endpoint).where(endpoint.c.id == bindparam("this")))
_REMOVE_SOFTPHONE = Statement(
    "remove softphone",
    delete(endpoint).where(endpoint.c.agent == bindparam("this"), endpoint.c.webrtc.is_(true())),
)
_DISOWN = Statement(
    "disown endpoints", update(endpoint).where(endpoint.c.agent == bindparam("this")).values(agent=null())
)
_row = attrgetter(*_UPSERT.names)


def known(row: EndpointRow) -> Write:
    """A new endpoint, or a known one as it is from now on."""
    return _UPSERT.write(_row(row))


def removed(id: str) -> Write:
    """Refused when there is no such endpoint."""
    return _REMOVE.write_named(1, this=id)


def disowned(agent: str) -> list[Write]:
    """Of an agent who goes, the softphone goes too; other phones are nobody's from now on."""
    return [_REMOVE_SOFTPHONE.write_named(this=agent), _DISOWN.write_named(this=agent)]


async def every(reader: Reader) -> list[EndpointRow]:
    return await reader.all(select(endpoint).order_by(endpoint.c.id), EndpointRow)


async def of_agent(reader: Reader, agent: str) -> list[EndpointRow]:
    return await reader.all(
        select(endpoint).where(endpoint.c.agent == agent).order_by(endpoint.c.id), EndpointRow
    )


async def one(reader: Reader, id: str) -> EndpointRow | None:
    return await reader.first(select(endpoint).where(endpoint.c.id == id), EndpointRow)
