"""Two customers who are one: what of the one became the other's, and how it goes back."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, Update, bindparam, delete, func, literal_column, or_, select, update
from sqlalchemy.sql.schema import Column

from ari_app.storage.choices import IdentityKind
from ari_app.storage.reader import Reader
from ari_app.storage.rows.channels import CustomerMergeRow
from ari_app.storage.statement import Statement, Write, inserting
from ari_app.storage.tables.channels import customer_merge, thread
from ari_app.storage.tables.customers import caller, customer, identity, note
from ari_app.storage.tables.spine import interaction

PROFILE = ("name", "organisation", "language")


def _all_of(whose: Column[Any]) -> Update:
    return update(whose.table).where(whose == bindparam("giver")).values({whose: bindparam("taker")})


def _one_of(whose: Column[Any], id: Column[Any]) -> Update:
    """Goes back if it is still with the one who got it."""
    return (
        update(whose.table)
        .where(id == bindparam("this"), whose == bindparam("taker"))
        .values({whose: bindparam("giver")})
    )


_MERGE = inserting(customer_merge)
_IDENTITIES = Statement("merge identities", _all_of(identity.c.customer))
_CALLERS = Statement("merge callers", _all_of(caller.c.customer))
_NOTES = Statement("merge notes", _all_of(note.c.customer))
_THREADS = Statement("merge threads", _all_of(thread.c.customer))
_MERGES = Statement("merge merges", _all_of(customer_merge.c.kept))
_CALLER_BACK = Statement("caller goes back", _one_of(caller.c.customer, caller.c.interaction))
_NOTE_BACK = Statement("note goes back", _one_of(note.c.customer, note.c.id))
_THREAD_BACK = Statement("thread goes back", _one_of(thread.c.customer, thread.c.id))
_MERGE_BACK = Statement("merge goes back", _one_of(customer_merge.c.kept, customer_merge.c.id))
_IDENTITY_BACK = Statement(
    "identity goes back",
    _one_of(identity.c.customer, identity.c.value).where(identity.c.kind == bindparam("sort")),
)
_GONE = Statement("remove merged customer", delete(customer).where(customer.c.id == bindparam("this")))
_UNDONE = Statement(
    "undo merge",
    update(customer_merge)
    .where(customer_merge.c.id == bindparam("this"), customer_merge.c.undone_at.is_(None))
    .values(undone_at=bindparam("undone_at")),
)
_EMPTY_AGAIN = {
    name: Statement(
        f"empty {name}",
        update(customer)
        .where(customer.c.id == bindparam("this"), customer.c[name] == bindparam("filled"))
        .values({customer.c[name]: literal_column("''")}),
    )
    for name in PROFILE
}
_merge = attrgetter(*_MERGE.names)


@dataclass(frozen=True, slots=True)
class Belongings:
    """What is a customer's: identities (kind, value), interactions, notes, threads, and those merged into them."""

    identities: tuple[tuple[IdentityKind, str], ...] = ()
    callers: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    threads: tuple[str, ...] = ()
    merges: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Since:
    """An interaction that became a customer's by its caller, not because somebody said so."""

    interaction: str
    channel: str
    medium: str
    caller: str
    thread: str | None


def merged(row: CustomerMergeRow, belongings: Belongings) -> list[Write]:
    """All that is `row.merged`'s becomes `row.kept`'s, and they are no more. Refused when they have not, by now, just what
    `belongings` says."""
    both = {"taker": row.kept, "giver": row.merged}
    return [
        _MERGE.write(_merge(row)),
        _IDENTITIES.write_named(len(belongings.identities), **both),
        _CALLERS.write_named(len(belongings.callers), **both),
        _NOTES.write_named(len(belongings.notes), **both),
        _THREADS.write_named(len(belongings.threads), **both),
        _MERGES.write_named(len(belongings.merges), **both),
        _GONE.write_named(1, this=row.merged),
    ]


def undone(
    row: CustomerMergeRow, belongings: Belongings, filled: Mapping[str, str], at: float
) -> list[Write]:
    """Those of `belongings` that are still `row.kept`'s go back to `row.merged`, whom the caller has added again before.
    What of the profile was `filled` in is emptied, unless somebody changed it since. Refused when it was undone before."""
    both = {"taker": row.kept, "giver": row.merged}
    return [
        _UNDONE.write_named(1, this=row.id, undone_at=at),
        *(
            _IDENTITY_BACK.write_named(sort=kind.value, this=value, **both)
            for kind, value in belongings.identities
        ),
        *_each(_CALLER_BACK, belongings.callers, both),
        *_each(_NOTE_BACK, belongings.notes, both),
        *_each(_THREAD_BACK, belongings.threads, both),
        *_each(_MERGE_BACK, belongings.merges, both),
        *(_EMPTY_AGAIN[name].write_named(this=row.kept, filled=text) for name, text in filled.items()),
    ]


def _each(back: Statement, ids: Iterable[str], both: Mapping[str, str]) -> Iterable[Write]:
    return (back.write_named(this=id, **both) for id in ids)


async def belongings(reader: Reader, id: str) -> Belongings:
    """All that is theirs now."""

    async def ids(which: Select[Any]) -> tuple[str, ...]:
        return tuple(await reader.all(which, str))

    kinds: Select[Any] = select(identity.c.kind, identity.c.value).where(identity.c.customer == id)
    return Belongings(
        tuple(await reader.all(kinds, lambda kind, value: (kind, value))),
        await ids(select(caller.c.interaction).where(caller.c.customer == id)),
        await ids(select(note.c.id).where(note.c.customer == id)),
        await ids(select(thread.c.id).where(thread.c.customer == id)),
        await ids(select(customer_merge.c.id).where(customer_merge.c.kept == id)),
    )


async def one(reader: Reader, id: str) -> CustomerMergeRow | None:
    return await reader.first(select(customer_merge).where(customer_merge.c.id == id), CustomerMergeRow)


async def of_customer(reader: Reader, id: str) -> list[CustomerMergeRow]:
    """Those merged into them, undone ones too, newest first."""
    query = select(customer_merge).where(customer_merge.c.kept == id)
    return await reader.all(query.order_by(customer_merge.c.at.desc(), customer_merge.c.id), CustomerMergeRow)


async def into(reader: Reader, merged: str) -> CustomerMergeRow | None:
    """The merge that stands by which they became somebody else."""
    query = select(customer_merge).where(
        customer_merge.c.merged == merged, customer_merge.c.undone_at.is_(None)
    )
    return await reader.first(query.order_by(customer_merge.c.at.desc()).limit(1), CustomerMergeRow)


async def since(reader: Reader, id: str, at: float) -> list[Since]:
    """What has become theirs by its caller or thread since `at`."""
    query: Select[Any] = (
        select(
            interaction.c.id,
            interaction.c.channel,
            interaction.c.medium,
            interaction.c.caller,
            interaction.c.thread,
        )
        .join(caller, caller.c.interaction == interaction.c.id)
        .where(caller.c.customer == id, caller.c.by == "", caller.c.at >= at)
    )
    return await reader.all(query, Since)


async def alike(
    reader: Reader, id: str, name: str, endings: Collection[str], limit: int
) -> list[tuple[str, bool]]:
    """Other customers of the same name (whatever the case), or known by a number that ends like one of `endings`; with
    whether it is the name."""
    same_name = func.lower(customer.c.name) == name.lower()
    conditions = [same_name] if name else []
    if endings:
        ends = or_(*(identity.c.value.endswith(ending, autoescape=True) for ending in endings))
        numbers = select(identity.c.customer).where(identity.c.kind == IdentityKind.PHONE, ends)
        conditions.append(customer.c.id.in_(numbers))
    if not conditions:
        return []
    query: Select[Any] = (
        select(customer.c.id, same_name)
        .where(customer.c.id != id, or_(*conditions))
        .order_by(customer.c.changed_at.desc(), customer.c.id)
        .limit(limit)
    )
    return await reader.all(query, lambda id, by_name: (id, bool(name) and bool(by_name)))
