"""Customers: their profiles, by what they are known, and which interactions were theirs."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, delete, func, or_, select, tuple_, update

from ari_app.storage.choices import Direction, IdentityKind
from ari_app.storage.interactions import Seen
from ari_app.storage.reader import Reader
from ari_app.storage.rows.customers import CallerRow, CustomerRow, IdentityRow
from ari_app.storage.rows.spine import InteractionRow
from ari_app.storage.statement import Statement, Write, adding, inserting, upserting
from ari_app.storage.tables.channels import message, thread
from ari_app.storage.tables.customers import caller, customer, identity
from ari_app.storage.tables.spine import interaction, is_open

_CUSTOMER = inserting(customer)
_CHANGE = Statement(
    "change customer",
    update(customer)
    .where(customer.c.id == bindparam("this"))
    .values({name: bindparam(name) for name in ("name", "organisation", "language", "changed_at")}),
)
_IDENTITY = inserting(identity)
_NO_IDENTITIES = Statement(
    "forget identities", delete(identity).where(identity.c.customer == bindparam("this"))
)
_MATCHED = adding(caller)
_SAID = upserting(caller)
_customer = attrgetter(*_CUSTOMER.names)
_identity = attrgetter(*_IDENTITY.names)
_caller = attrgetter(*_MATCHED.names)


_WRITERS: Select[Any] = select(
    thread.c.id, thread.c.account, thread.c.address, thread.c.name, thread.c.customer, thread.c.subject
)


def added(row: CustomerRow) -> Write:
    return _CUSTOMER.write(_customer(row))


def changed(row: CustomerRow) -> Write:
    """Refused when there is no such customer."""
    return _CHANGE.write_named(
        1,
        this=row.id,
        name=row.name,
        organisation=row.organisation,
        language=row.language,
        changed_at=row.changed_at,
    )


def known_by(row: IdentityRow) -> Write:
    """Refused when somebody is known by it already."""
    return _IDENTITY.write(_identity(row))


def known_by_only(id: str, rows: Sequence[IdentityRow]) -> list[Write]:
    """These, and no others."""
    return [_NO_IDENTITIES.write_named(this=id), *map(known_by, rows)]


def matched(row: CallerRow) -> Write:
    """Whose an interaction is, unless it is known already."""
    return _MATCHED.write(_caller(row))


def said(row: CallerRow) -> Write:
    """Whose an interaction is, because a person says so."""
    return _SAID.write(_caller(row))


async def one(reader: Reader, id: str) -> CustomerRow | None:
    return await reader.first(select(customer).where(customer.c.id == id), CustomerRow)


async def some(reader: Reader, ids: Collection[str]) -> list[CustomerRow]:
    return await reader.all(select(customer).where(customer.c.id.in_(ids)), CustomerRow)


async def search(
    reader: Reader, words: str, sort: str, *, descending: bool, offset: int, limit: int
) -> tuple[list[CustomerRow], int]:
    """Those whose name, organisation or identity has `words` in it, one stretch of them, and how many there are. Who
    has no value for what it is sorted by comes last."""
    found = _having(words)
    by: Any = customer.c[sort]
    order = [by.desc() if descending else by.asc(), customer.c.id]
    if sort in ("name", "organisation"):
        order = [by == "", func.lower(by).desc() if descending else func.lower(by).asc(), customer.c.id]
    rows = await reader.all(
        select(customer).where(*found).order_by(*order).offset(offset).limit(limit), CustomerRow
    )
    return rows, int(await reader.value(select(func.count()).select_from(customer).where(*found)))


def _having(words: str) -> list[ColumnElement[bool]]:
    if not words:
        return []
    known = select(identity.c.customer).where(identity.c.value.icontains(words, autoescape=True))
    return [
        or_(
            customer.c.name.icontains(words, autoescape=True),
            customer.c.organisation.icontains(words, autoescape=True),
            customer.c.id.in_(known),
        )
    ]


async def identities(reader: Reader, customers: Collection[str]) -> list[IdentityRow]:
    """By what they are known, oldest first."""
    return await reader.all(
        select(identity)
        .where(identity.c.customer.in_(customers))
        .order_by(identity.c.added_at, identity.c.value),
        IdentityRow,
    )


async def known(reader: Reader, wanted: Collection[tuple[IdentityKind, str]]) -> list[IdentityRow]:
    """Those of these identities that somebody is known by."""
    if not wanted:
        return []
    return await reader.all(
        select(identity).where(tuple_(identity.c.kind, identity.c.value).in_(list(wanted))), IdentityRow
    )


async def of_interactions(reader: Reader, ids: Collection[str]) -> dict[str, str]:
    """Whose each of these is, as far as is known."""
    rows = await reader.all(select(caller).where(caller.c.interaction.in_(ids)), CallerRow)
    return {row.interaction: row.customer for row in rows}


async def of_open_interactions(reader: Reader) -> list[CallerRow]:
    """Whose the interactions are that have not ended."""
    query = select(caller).join(interaction, interaction.c.id == caller.c.interaction).where(is_open)
    return await reader.all(query, CallerRow)


@dataclass(frozen=True, slots=True)
class Began:
    """An interaction, and who began it: by which trunk or account, from which number or address, in which thread."""

    interaction: str
    medium: str
    channel: str
    caller: str
    thread: str | None = None


async def unmatched(reader: Reader) -> list[Began]:
    """Interactions that have not ended and are nobody's yet."""
    query: Select[Any] = (
        select(
            interaction.c.id,
            interaction.c.medium,
            interaction.c.channel,
            interaction.c.caller,
            interaction.c.thread,
        )
        .outerjoin(caller, interaction.c.id == caller.c.interaction)
        .where(is_open, caller.c.interaction.is_(None))
    )
    return await reader.all(query, Began)


@dataclass(frozen=True, slots=True)
class Writer:
    """Who writes in a thread, as far as is known."""

    thread: str
    account: str
    address: str
    name: str
    customer: str | None
    subject: str = ""


async def writers(reader: Reader, threads: Collection[str]) -> dict[str, Writer]:
    """Of these threads, by their ids."""
    return {row.thread: row for row in await reader.all(_WRITERS.where(thread.c.id.in_(threads)), Writer)}


async def writers_since(reader: Reader, id: str, at: float) -> list[Writer]:
    """Of a customer's threads that began since `at`."""
    return await reader.all(_WRITERS.where(thread.c.customer == id, thread.c.created_at >= at), Writer)


async def last_words(reader: Reader, interactions: Collection[str]) -> dict[str, str]:
    """What was written last in each of these, but for what stays in the house."""
    last = (
        select(message.c.interaction, func.max(message.c.seq).label("seq"))
        .where(message.c.interaction.in_(interactions), message.c.direction != Direction.INTERNAL)
        .group_by(message.c.interaction)
        .subquery()
    )
    query: Select[Any] = select(message.c.interaction, message.c.text).join(
        last, (last.c.interaction == message.c.interaction) & (last.c.seq == message.c.seq)
    )
    return dict(await reader.all(query, lambda interaction, text: (interaction, text)))


async def timeline(
    reader: Reader, id: str, seen: Seen, before: tuple[float, str] | None, limit: int
) -> list[InteractionRow]:
    """Those of their interactions that are `seen`, newest first, from the one after `before` (its time and id)."""
    created = interaction.c.created_at
    conditions = [caller.c.customer == id, *seen.conditions]
    if before is not None:
        conditions.append(tuple_(created, interaction.c.id) < tuple_(*before))
    query = (
        select(interaction)
        .join(caller, caller.c.interaction == interaction.c.id)
        .where(*conditions)
        .order_by(created.desc(), interaction.c.id.desc())
        .limit(limit)
    )
    return await reader.all(query, InteractionRow)


async def counted(reader: Reader, id: str, seen: Seen) -> tuple[int, float | None]:
    """How many interactions they had that are `seen`, and when the last one began."""
    query = (
        select(func.count(), func.max(interaction.c.created_at))
        .select_from(caller)
        .join(interaction, interaction.c.id == caller.c.interaction)
        .where(caller.c.customer == id, *seen.conditions)
    )
    found = await reader.first(query, lambda count, last: (int(count), last))
    assert found is not None, "an aggregate has one row"
    return found
