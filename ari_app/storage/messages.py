"""Messages of a thread: rows that are added, and whose state only goes forward. How they are sent is in `outgoing.py`."""

from collections.abc import Collection
from operator import attrgetter

from sqlalchemy import Integer, Text, bindparam, case, cast, func, literal_column, null, or_, select, update

from ari_app.storage.choices import Direction, MessageState
from ari_app.storage.reader import Reader
from ari_app.storage.rows.channels import MessageRow
from ari_app.storage.statement import Statement, Write, adding, inserting
from ari_app.storage.tables.channels import message, thread

NAMES_AT_ONCE = 1000  # of one query
_INSERT = inserting(message)
_ADD = adding(message)
_row = attrgetter(*_INSERT.names)
_added_row = attrgetter(*_ADD.names)


def added(row: MessageRow) -> Write:
    """A new message; refused when there is one of its number, or of its writer's own name, in the thread."""
    return _INSERT.write(_row(row))


def added_once(row: MessageRow) -> Write:
    """The same, unless it is there: after a refusal."""
    return _ADD.write(_added_row(row))


_rank = case(
    *(
        (message.c.state == literal_column(f"'{state.value}'"), literal_column(str(state.rank)))
        for state in MessageState
    ),
    else_=literal_column("0"),
)
_MOVE = Statement(
    "move message",
    update(message)
    .where(message.c.id == bindparam("this"), _rank < bindparam("rank", type_=Integer))
    .values(
        state=bindparam("state"),
        reason=bindparam("reason"),
        failure=bindparam("failure"),
        state_at=bindparam("state_at"),
        due_at=null(),  # they have it: there is nothing left to try
        provider_id=func.coalesce(bindparam("provider_id", type_=Text), message.c.provider_id),
    ),
)
_CAN_BE_READ = (MessageState.RECEIVED, MessageState.SENT, MessageState.DELIVERED)
"""What has not gone out, or failed, nobody has read, whatever they have read until then."""
_READ = Statement(
    "messages read",
    update(message)
    .where(
        message.c.thread == bindparam("this"),
        message.c.direction == bindparam("direction"),
        message.c.at <= bindparam("until"),
        or_(*(message.c.state == literal_column(f"'{state.value}'") for state in _CAN_BE_READ)),
    )
    .values(state=bindparam("state"), state_at=bindparam("state_at")),
)


def moved(row: MessageRow) -> Write:
    """The message has come so far; one that is further already stays as it is."""
    return _MOVE.write_named(
        this=row.id,
        rank=row.state.rank,
        state=row.state,
        reason=row.reason,
        failure=row.failure,
        state_at=row.state_at,
        provider_id=row.provider_id,
    )


def read_until(thread: str, direction: Direction, until: float, at: float) -> Write:
    """All of one direction that were written until then are read."""
    return _READ.write_named(
        this=thread, direction=direction, until=until, state=MessageState.READ, state_at=at
    )


async def one(reader: Reader, id: str) -> MessageRow | None:
    return await reader.first(select(message).where(message.c.id == id), MessageRow)


async def of_account(reader: Reader, account: str, id: str) -> MessageRow | None:
    """If it is of one of the account's threads."""
    query = select(message).join(thread, thread.c.id == message.c.thread)
    return await reader.first(query.where(message.c.id == id, thread.c.account == account), MessageRow)


async def by_client_id(reader: Reader, thread: str, client_id: str) -> MessageRow | None:
    """What its writer's program calls so."""
    query = select(message).where(message.c.thread == thread, message.c.client_id == client_id)
    return await reader.first(query, MessageRow)


async def by_provider_id(reader: Reader, account: str, provider_id: str) -> MessageRow | None:
    """What the account's provider calls so; of several parts, the last."""
    query = (
        select(message)
        .join(thread, thread.c.id == message.c.thread)
        .where(message.c.provider_id == provider_id, thread.c.account == account)
        .order_by(message.c.seq.desc())
        .limit(1)
    )
    return await reader.first(query, MessageRow)


async def came_in(reader: Reader, named: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those accounts with what their provider calls a message of which the message is here."""
    found: set[tuple[str, str]] = set()
    all_names = list({name for _, name in named})
    for start in range(0, len(all_names), NAMES_AT_ONCE):
        names = all_names[start : start + NAMES_AT_ONCE]
        query = (
            select(thread.c.account, message.c.provider_id)
            .join(thread, thread.c.id == message.c.thread)
            .where(message.c.provider_id.in_(names), message.c.direction == Direction.IN)
        )
        found.update(await reader.all(query, lambda account, name: (account, name)))
    return found.intersection(named)


async def of_thread(
    reader: Reader, id: str, before: int | None, limit: int, interactions: Collection[str] | None = None
) -> list[MessageRow]:
    """Its last ones, or those before number `before`; oldest first. `interactions`: of these only; None: all."""
    conditions = [message.c.thread == id]
    if interactions is not None:
        conditions.append(message.c.interaction.in_(interactions))
    if before is not None:
        conditions.append(message.c.seq < before)
    rows = await reader.all(
        select(message).where(*conditions).order_by(message.c.seq.desc()).limit(limit), MessageRow
    )
    return rows[::-1]


async def with_file(reader: Reader, thread: str, file: str) -> list[MessageRow]:
    """Those of a thread that a file came along with."""
    among = cast(message.c.files, Text).contains(f'"{file}"', autoescape=True)
    return await reader.all(select(message).where(message.c.thread == thread, among), MessageRow)


async def unread(reader: Reader, thread: str, direction: Direction, until: float) -> list[MessageRow]:
    """Those of one direction, written until then, that can be read and were not; oldest first."""
    query = select(message).where(
        message.c.thread == thread,
        message.c.direction == direction,
        message.c.at <= until,
        message.c.state.in_(_CAN_BE_READ),
    )
    return await reader.all(query.order_by(message.c.seq).limit(200), MessageRow)
