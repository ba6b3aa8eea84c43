"""Offers of an interaction to an agent."""

from operator import attrgetter

from sqlalchemy import bindparam, select, update

from ari_app.acd.model import OfferState
from ari_app.storage.reader import Reader
from ari_app.storage.rows.spine import OfferRow
from ari_app.storage.statement import Statement, Write, inserting
from ari_app.storage.tables.spine import is_pending, offer

_INSERT = inserting(offer)
_CLOSE = Statement(
    "close offer",
    update(offer)
    .where(offer.c.id == bindparam("this"), is_pending)
    .values(state=bindparam("state"), reason=bindparam("reason"), closed_at=bindparam("closed_at")),
)
_row = attrgetter(*_INSERT.names)


def made(row: OfferRow) -> Write:
    """A new offer; refused when the agent has a pending one."""
    return _INSERT.write(_row(row))


def closed(offer: str, state: OfferState, reason: str, at: float) -> Write:
    """A pending offer is over. One that is over already stays as it is: nothing is refused."""
    return _CLOSE.write_named(state=state, reason=reason, closed_at=at, this=offer)


async def pending(reader: Reader) -> list[OfferRow]:
    return await reader.all(select(offer).where(is_pending).order_by(offer.c.offered_at), OfferRow)


async def of_interaction(reader: Reader, interaction: str) -> list[OfferRow]:
    return await reader.all(
        select(offer).where(offer.c.interaction == interaction).order_by(offer.c.epoch), OfferRow
    )
