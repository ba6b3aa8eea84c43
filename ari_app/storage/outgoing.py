"""The life of a message that goes out, as the sender moves it: queued, being sent, and what became of it.

Every step is guarded: a message never goes back from what is known of it, except from being sent to queued when nothing
was left with the provider. As long as there is something to do, it is due at some time.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    Double,
    Select,
    Text,
    bindparam,
    case,
    func,
    literal_column,
    null,
    or_,
    select,
    update,
)

from ari_app.storage.choices import Direction, Failure, MessageState
from ari_app.storage.reader import Reader
from ari_app.storage.rows.channels import MessageRow
from ari_app.storage.statement import Statement, Write
from ari_app.storage.tables.channels import message, thread

_BEFORE = (
    MessageState.QUEUED,
    MessageState.SENDING,
    MessageState.UNKNOWN,
    MessageState.SENT,
    MessageState.DELIVERED,
)
"""From which a message may still go on. (What was sent does not fail by us any more, only by a receipt.)"""
_FINAL = (
    MessageState.UNKNOWN,
    MessageState.SENT,
    MessageState.DELIVERED,
    MessageState.READ,
    MessageState.FAILED,
)


@dataclass(frozen=True, slots=True)
class Due:
    """A message, and whose thread it is in: everything that its channel has to know."""

    message: MessageRow
    account: str
    address: str
    topic: str
    name: str
    subject: str


def _is(*states: MessageState) -> ColumnElement[bool]:
    """Written into the statement: a prebuilt one takes values from outside only."""
    return or_(*(message.c.state == _word(state) for state in states))


def _word(state: MessageState) -> ColumnClause[Any]:
    return literal_column(f"'{state.value}'", Text())


_SENDING = Statement(
    "message sending",
    update(message)
    .where(message.c.id == bindparam("this"), _is(MessageState.QUEUED))
    .values(
        state=_word(MessageState.SENDING),
        state_at=bindparam("at"),
        attempts=message.c.attempts + literal_column("1"),
    ),
)
_LATER = Statement(
    "message later",
    update(message)
    .where(message.c.id == bindparam("this"), _is(MessageState.SENDING))
    .values(
        state=_word(MessageState.QUEUED),
        state_at=bindparam("at"),
        due_at=bindparam("again_at"),
        reason=bindparam("why"),
    ),
)


def _settling(state: MessageState) -> Statement:
    """A receipt may have come before the answer: then only what the provider calls it is new."""
    before = _is(*(each for each in _BEFORE if each.rank < state.rank))
    return Statement(
        f"message {state.value}",
        update(message)
        .where(message.c.id == bindparam("this"))
        .values(
            due_at=null(),
            provider_id=func.coalesce(bindparam("named", type_=Text), message.c.provider_id),
            state=case((before, _word(state)), else_=message.c.state),
            reason=case((before, bindparam("why", type_=Text)), else_=message.c.reason),
            failure=case((before, bindparam("failure", type_=Text)), else_=message.c.failure),
            state_at=case((before, bindparam("at", type_=Double)), else_=message.c.state_at),
        ),
    )


_SETTLED = {state: _settling(state) for state in _FINAL}


def sending(id: str, at: float) -> Write:
    """From queued; refused when it is not (any more)."""
    return _SENDING.write_named(1, this=id, at=at)


def put_back(id: str, again_at: float, why: str, at: float) -> Write:
    """Nothing was left with the provider: queued again, until then."""
    return _LATER.write_named(1, this=id, at=at, again_at=again_at, why=why)


def settled(
    id: str,
    state: MessageState,
    at: float,
    *,
    provider_id: str | None = None,
    why: str = "",
    failure: Failure | None = None,
) -> Write:
    """There is nothing left to do."""
    return _SETTLED[state].write_named(this=id, named=provider_id, why=why, failure=failure, at=at)


_queued = (message.c.state == MessageState.QUEUED) & message.c.due_at.is_not(None)


_THREAD = (thread.c.account, thread.c.address, thread.c.topic, thread.c.name, thread.c.subject)
_WIDTH = len(message.columns)


def _with_thread() -> Select[Any]:
    return select(message, *_THREAD).join(thread, thread.c.id == message.c.thread)


def _made(*columns: Any) -> Due:
    return Due(MessageRow(*columns[:_WIDTH]), *columns[_WIDTH:])


async def due(reader: Reader, now: float, limit: int, *, without: Collection[str] = ()) -> list[Due]:
    """The first of each thread that may be sent now: what was written before it is not under way, nor to be tried again.
    Oldest first; those of the accounts `without` are left out. What was put there later than now is of before the clock was
    set back, and does not wait until that time comes once more."""
    earlier = message.alias()
    blocked = (
        select(1)
        .where(
            earlier.c.thread == message.c.thread, earlier.c.seq < message.c.seq, earlier.c.due_at.is_not(None)
        )
        .exists()
    )
    query = (
        _with_thread()
        .where(_queued, or_(message.c.due_at <= now, message.c.state_at > now), ~blocked)
        .order_by(message.c.due_at, message.c.seq)
        .limit(limit)
    )
    if without:
        query = query.where(thread.c.account.not_in(without))
    return await reader.all(query, _made)


async def next_due(reader: Reader, after: float) -> float | None:
    """When the next one falls due that is not yet."""
    found = await reader.value(select(func.min(message.c.due_at)).where(_queued, message.c.due_at > after))
    return None if found is None else float(found)


async def under_way(reader: Reader) -> list[Due]:
    """Those that were being sent when the program ended: nobody knows what became of them."""
    return await reader.all(
        _with_thread().where(message.c.state == MessageState.SENDING, message.c.due_at.is_not(None)), _made
    )


async def references(reader: Reader, thread: str, before: int, limit: int) -> list[str]:
    """What the provider called the messages before this one of the thread, oldest first."""
    query = (
        select(message.c.provider_id)
        .where(message.c.thread == thread, message.c.seq < before, message.c.provider_id.is_not(None))
        .order_by(message.c.seq.desc())
        .limit(limit)
    )
    return (await reader.all(query, str))[::-1]


async def answer_to(reader: Reader, thread: str, before: int) -> list[str]:
    """Whom the customer's last message of the thread before this one asks to answer instead of them (`reply_to`)."""
    query = (
        select(message.c.extra)
        .where(message.c.thread == thread, message.c.seq < before, message.c.direction == Direction.IN)
        .order_by(message.c.seq.desc())
        .limit(1)
    )
    extra = await reader.value(query)
    return [str(one) for one in (extra or {}).get("reply_to", [])]
