"""The schema's history, on SQLite and PostgreSQL alike: up, down, and no different from what the code
says."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import create_async_engine

from ari_app.acd.model import AgentState
from ari_app.storage import agents, events, interactions, messages, offers, schema, supervision, threads
from ari_app.storage.choices import Author, Direction, MessageState, Recipients
from ari_app.storage.database import Database
from ari_app.storage.errors import DatabaseSettingError
from ari_app.storage.rows.channels import MessageRow, ThreadRow
from ari_app.storage.rows.spine import AgentStateRow
from ari_app.storage.rows.supervision import BroadcastRow
from ari_app.storage.tables.everything import metadata
from tests.service.storage.examples import CALL, NOW, OFFER


@pytest.fixture
async def empty(bare_url: str) -> AsyncIterator[Database]:
    database = await Database.open(bare_url)
    yield database
    await database.close()


async def inspected(bare_url: str, look: Any) -> Any:
    """What `look` finds with a plain connection."""
    driver = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
    scheme, rest = bare_url.split(":", 1)
    engine = create_async_engine(f"{driver[scheme]}:{rest}")
    async with engine.connect() as connection:
        found = await connection.run_sync(look)
    await engine.dispose()
    return found


def differences(connection: Connection) -> list[Any]:
    return list(
        compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)
    )


def index_conditions(connection: Connection) -> dict[str, bool]:
    """Which indexes are partial; Alembic does not compare that."""
    found = {}
    for table in metadata.tables:
        for index in inspect(connection).get_indexes(table):
            options = index.get("dialect_options", {})
            found[str(index["name"])] = any(key.endswith("_where") for key in options)
    return found


async def test_the_migrations_make_the_tables_of_the_code(empty: Database, bare_url: str) -> None:
    await empty.upgrade()
    assert await inspected(bare_url, differences) == []
    partial = await inspected(bare_url, index_conditions)
    for table in metadata.tables.values():
        for index in table.indexes:
            assert partial[str(index.name)] == bool(index.dialect_options["sqlite"]["where"] is not None), (
                index.name
            )


async def test_up_twice_changes_nothing_and_down_leaves_nothing(empty: Database, bare_url: str) -> None:
    await empty.upgrade()
    write = [interactions.added(CALL), events.appended(NOW, "arrived", {}, interaction=CALL.id)]
    await empty.writer.commit(write)
    await empty.upgrade()
    assert await interactions.one(empty.reader, CALL.id) == CALL

    await empty.downgrade("base")
    tables = await inspected(bare_url, lambda connection: inspect(connection).get_table_names())
    assert tables == ["alembic_version"]

    await empty.upgrade()
    await empty.writer.commit(write)
    assert len(await events.of_interaction(empty.reader, CALL.id)) == 1


async def test_what_there_was_before_channels_outlives_their_going_and_coming(
    empty: Database, bare_url: str
) -> None:
    """0008 gave the name `message` to what is written with customers: broadcasts were called so before."""
    await empty.upgrade()
    sent = BroadcastRow("b1", "boss", "Boss", Recipients.QUEUE, "support", "Hurry!", NOW)
    thread = ThreadRow("t1", "sms", CALL.caller, "", "Ann", "", "", None, None, None, None, NOW)
    written = MessageRow(
        "m1", "t1", None, 1, NOW, Direction.IN, Author.CUSTOMER, None, "Hello", None, [], {}, None, None,
        MessageState.RECEIVED, "", NOW,
    )  # fmt: skip
    agent = AgentStateRow("a1", AgentState.AVAILABLE, "", NOW)
    await empty.writer.commit(
        [
            *supervision.broadcast_sent(sent, ["a1", "a2"]),
            supervision.broadcast_read("b1", "a2", NOW + 1),
            interactions.added(CALL),
            offers.made(OFFER),
            agents.stands(replace(agent, holds=[{"interaction": CALL.id}])),
            threads.added(thread),
            messages.added(written),
        ]
    )

    def old_rows(connection: Connection) -> list[list[tuple[Any, ...]]]:
        queries = "SELECT * FROM message", "SELECT * FROM delivery ORDER BY agent"
        return [[tuple(row) for row in connection.execute(text(query))] for query in queries]

    await empty.downgrade("0007")
    assert await inspected(bare_url, old_rows) == [
        [("b1", "boss", "Boss", "queue", "support", "Hurry!", NOW)],
        [("b1", "a1", None), ("b1", "a2", NOW + 1)],
    ]

    await empty.upgrade()
    assert await inspected(bare_url, differences) == []
    assert await supervision.last_broadcasts(empty.reader, 10) == [sent]
    assert {row.agent: row.read_at for row in await supervision.deliveries(empty.reader, ["b1"])} == {
        "a1": None, "a2": NOW + 1,
    }  # fmt: skip
    assert await interactions.one(empty.reader, CALL.id) == CALL
    assert await offers.of_interaction(empty.reader, CALL.id) == [OFFER]
    assert await agents.states(empty.reader) == [agent]
    assert await messages.of_thread(empty.reader, "t1", None, 10) == []


async def test_a_migration_that_fails_half_way_leaves_the_database_as_it_was(
    empty: Database, bare_url: str
) -> None:
    def in_the_way(connection: Connection) -> None:
        connection.execute(text('CREATE TABLE "user" (id TEXT)'))
        connection.commit()

    await inspected(bare_url, in_the_way)
    with pytest.raises(Exception, match="already exists"):
        await empty.upgrade()
    tables = await inspected(bare_url, lambda connection: inspect(connection).get_table_names())
    assert tables == ["user"]


async def test_an_old_schema_stops_the_start(empty: Database) -> None:
    with pytest.raises(DatabaseSettingError, match="trunkline db upgrade"):
        await empty.check_schema()
    await empty.upgrade()
    await empty.check_schema()
    head = await asyncio.to_thread(schema.head)
    assert head is not None
