"""What goes through the accounts of channels, for those who set them up: when something came last, what failed."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from ari_app.storage.choices import Direction, MessageState
from ari_app.storage.reader import Reader
from ari_app.storage.tables.channels import inbound, message, thread


@dataclass(frozen=True, slots=True)
class Failure:
    """A message that was not delivered."""

    account: str
    at: float
    reason: str


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent last, and how many messages are still to be sent."""

    last_at: float | None = None
    due: int = 0


async def last_received(reader: Reader) -> dict[str, float]:
    """By account."""
    query: Select[Any] = select(inbound.c.account, func.max(inbound.c.received_at)).group_by(
        inbound.c.account
    )
    return dict(await reader.all(query, lambda account, at: (account, at)))


async def sent(reader: Reader) -> dict[str, Sent]:
    """By account."""
    query: Select[Any] = (
        select(thread.c.account, func.max(message.c.state_at), func.count(message.c.due_at))
        .join(thread, thread.c.id == message.c.thread)
        .where(message.c.direction == Direction.OUT)
        .group_by(thread.c.account)
    )
    return dict(await reader.all(query, lambda account, at, due: (account, Sent(at, due))))


async def last_failures(reader: Reader, since: float) -> dict[str, Failure]:
    """The last one of each account."""
    query: Select[Any] = (
        select(thread.c.account, message.c.state_at, message.c.reason)
        .join(thread, thread.c.id == message.c.thread)
        .where(message.c.state.in_([MessageState.FAILED, MessageState.UNKNOWN]), message.c.state_at >= since)
        .order_by(message.c.state_at)
    )
    return {failure.account: failure for failure in await reader.all(query, Failure)}
