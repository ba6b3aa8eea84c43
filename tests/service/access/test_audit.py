"""The audit log: in order, on disk, appended to by several, changed by nobody unseen. ASVS 5.0: 16.2.1, 16.4.2."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from ari_app.access.audit import Act, Audit
from ari_app.clock import HandClock
from ari_app.storage import audit as stored
from ari_app.storage.database import Database

KEY = b"k" * 32


def act(n: int, **more: Any) -> Act:
    return Act("ann", "looked", f"thing {n}", "192.0.2.1", "u1", more)


@pytest.fixture
def audit(database: Database, clock: HandClock) -> Audit:
    return Audit(database, clock.now, KEY)


async def done_to(database_url: str, *statements: str) -> None:
    """By somebody with the database in their hands."""
    scheme, rest = database_url.split(":", 1)
    driver = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}[scheme]
    engine = create_async_engine(f"{driver}:{rest}")
    try:
        async with engine.begin() as connection:
            for statement in statements:
                await connection.execute(text(statement))
    finally:
        await engine.dispose()


async def test_v16_2_1_a_row_says_who_did_what_to_what_when_and_from_where(
    audit: Audit, database: Database, clock: HandClock
) -> None:
    await audit.note(act(1, way="password", weird="\0 \ud800 ü"))
    (row,) = await stored.after(database.reader, 0)
    assert (row.seq, row.at, row.user, row.name) == (1, clock.now(), "u1", "ann")
    assert (row.action, row.target, row.address) == ("looked", "thing 1", "192.0.2.1")
    assert (await audit.verify()).ok


async def test_many_at_once_stand_in_the_order_they_came_in(audit: Audit, database: Database) -> None:
    await asyncio.gather(*(audit.note(act(n)) for n in range(450)))
    rows = await stored.after(database.reader, 0)
    assert [row.target for row in rows] == [f"thing {n}" for n in range(450)]
    verdict = await audit.verify()
    assert (verdict.ok, verdict.rows, verdict.head) == (True, 450, rows[-1].seal)


async def test_two_processes_append_to_one_chain(audit: Audit, database: Database, clock: HandClock) -> None:
    other = Audit(database, clock.now, KEY)
    for n in range(4):
        await asyncio.gather(audit.note(act(n)), other.note(act(10 + n)))
    verdict = await audit.verify()
    assert (verdict.ok, verdict.rows) == (True, 8)


async def test_an_empty_log_is_whole(audit: Audit) -> None:
    verdict = await audit.verify()
    assert (verdict.ok, verdict.rows, verdict.head) == (True, 0, "")
    await audit.close()


async def test_names_that_somebody_made_up_are_cut_and_kept(audit: Audit, database: Database) -> None:
    await audit.note(Act("x" * 100_000, "sign_in_failed", address="\ud800"))
    (row,) = await stored.after(database.reader, 0)
    assert len(row.name) == 500
    assert (await audit.verify()).ok


@pytest.mark.parametrize("change", ["UPDATE audit SET name = 'bob'", "DELETE FROM audit WHERE seq = 2"])
async def test_v16_4_2_the_database_lets_nobody_change_it(
    audit: Audit, database_url: str, change: str
) -> None:
    for n in range(3):
        await audit.note(act(n))
    with pytest.raises(Exception, match="append-only"):
        await done_to(database_url, change)
    assert (await audit.verify()).ok


@pytest.mark.parametrize(
    ("change", "broken"),
    [
        ("UPDATE audit SET detail = '{}' WHERE seq = 1200", 1200),
        ("UPDATE audit SET at = at + 1 WHERE seq = 3", 3),
        ("DELETE FROM audit WHERE seq = 1001", 1001),
        ("UPDATE audit SET name = 'bob', seal = '00' WHERE seq = 1", 1),
    ],
)
async def test_v16_4_2_whoever_changes_it_all_the_same_is_found_out(
    audit: Audit, database: Database, database_url: str, change: str, broken: int
) -> None:
    await asyncio.gather(*(audit.note(act(n, what="a detail")) for n in range(1300)))
    if database_url.startswith("sqlite"):
        drop = ["DROP TRIGGER audit_refuses_update", "DROP TRIGGER audit_refuses_delete"]
    else:
        drop = ["DROP TRIGGER audit_refuses_change ON audit"]
    await done_to(database_url, *drop, change)
    verdict = await audit.verify()
    assert (verdict.ok, verdict.first_broken) == (False, broken)
    before = await stored.after(database.reader, broken - 2, 1) if broken > 1 else []
    assert verdict.head == (before[0].seal if before else "")


async def test_it_is_searched_and_narrowed(audit: Audit, database: Database, clock: HandClock) -> None:
    await audit.note(act(1, colour="green"))
    clock.advance(100)
    await audit.note(Act("bob", "signed_in", "session 7", "192.0.2.9", "u2"))
    await audit.note(Act("100%_sure", "signed_in"))

    async def found(**wanted: Any) -> list[str]:
        narrowed = stored.Wanted(**wanted)
        rows = await stored.find(database.reader, narrowed)
        assert await stored.count(database.reader, narrowed) == len(rows)
        return [row.name for row in rows]

    assert await found() == ["100%_sure", "bob", "ann"]
    assert await found(words="GREEN thing") == ["ann"]
    assert await found(words="green bob") == []
    assert await found(words="100%_") == ["100%_sure"]
    assert await found(words="%") == ["100%_sure"]
    assert await found(user="u2") == ["bob"]
    assert await found(action="signed_in") == ["100%_sure", "bob"]
    assert await found(end=clock.now()) == ["ann"]
    assert await found(start=clock.now()) == ["100%_sure", "bob"]
    assert await stored.actions(database.reader) == ["looked", "signed_in"]
