"""How much agents take on at once, as it is stored; for SQLite and PostgreSQL alike."""

from ari_app.acd.model import Capacity, MediaType
from ari_app.catalogue_reader import read_catalogue
from ari_app.storage import capacity, configuration
from ari_app.storage.database import Database
from ari_app.storage.rows.setup import AgentRow, CapacityRuleRow, LabelCapRow

CHATS = CapacityRuleRow(MediaType.CHAT, 50, ["call"])
CALLS = CapacityRuleRow(MediaType.CALL, 80, ["call"])


async def test_what_is_measured_replaces_what_was(database: Database) -> None:
    await database.writer.commit(capacity.measured([CHATS, CALLS], [LabelCapRow("vip", 2)]))
    assert await capacity.rules(database.reader) == [CALLS, CHATS]
    await database.writer.commit(capacity.measured([CHATS], [LabelCapRow("late", 1)]))
    assert await capacity.rules(database.reader) == [CHATS]
    assert await capacity.label_caps(database.reader) == [LabelCapRow("late", 1)]


async def test_the_centre_goes_by_it_and_by_what_ships_where_nothing_is_said(database: Database) -> None:
    shipped = Capacity()
    assert (await read_catalogue(database.reader)).capacity == shipped
    await database.writer.commit(capacity.measured([CHATS, CALLS], [LabelCapRow("vip", 2)]))
    read = (await read_catalogue(database.reader)).capacity
    assert read.units == {**shipped.units, MediaType.CHAT: 50, MediaType.CALL: 80}
    assert read.interrupted_by[MediaType.CHAT] == {MediaType.CALL}
    assert not read.interrupted_by[MediaType.CALL], "nothing interrupts its own kind"
    assert read.interrupted_by[MediaType.EMAIL] == shipped.interrupted_by[MediaType.EMAIL]
    assert read.label_caps == {"vip": 2}


async def test_an_agent_s_own_costs_come_back(database: Database) -> None:
    newcomer = AgentRow("ann", "Ann", "phone1", units={"chat": 50})
    await database.writer.commit(configuration.agent_set(newcomer, {}, []))
    assert (await read_catalogue(database.reader)).agents["ann"].profile.units == {MediaType.CHAT: 50}
