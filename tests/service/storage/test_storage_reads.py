"""What is read: configuration, endpoints, recordings, pages; for SQLite and PostgreSQL alike."""

from dataclasses import replace

import pytest

from ari_app.acd.model import AgentState, InteractionState
from ari_app.storage import agents, configuration, endpoints, events, interactions, pages, recordings
from ari_app.storage.choices import EndpointKind
from ari_app.storage.configuration import ConfiguredAgent
from ari_app.storage.database import Database
from ari_app.storage.errors import DatabaseUnavailable, WriteRefused
from ari_app.storage.pages import Order, Sort, Wanted
from ari_app.storage.rows.setup import AgentRow, EndpointRow, FlowRow, NumberRow, QueueRow, SkillRow
from ari_app.storage.rows.spine import AgentStateRow, RecordingRow, VoicemailRow
from tests.service.storage.examples import NOW, call

SUPPORT = QueueRow("support", "Support", {"english": 3}, 20.0, 30.0, None, True)
SALES = QueueRow("sales", "Sales", {}, 15.5, 0.0, 45.0, False, max_waiting=50)
ANN = AgentRow("agent1", "Ann", "phone1")
FRENCH, ENGLISH = SkillRow("french", "French"), SkillRow("english", "English")


async def set_up(database: Database) -> None:
    await database.writer.commit(
        [
            configuration.queue_set(SUPPORT),
            configuration.queue_set(SALES),
            configuration.skill_set(FRENCH),
            configuration.skill_set(ENGLISH),
            *configuration.agent_set(ANN, {"english": 7, "french": 2}, ["support", "sales"]),
            configuration.number_set(NumberRow("+15550100", "menu")),
        ]
    )


async def test_the_configuration_comes_back(database: Database) -> None:
    await set_up(database)
    found = await configuration.read(database.reader)
    assert found.queues == (SALES, SUPPORT)
    assert found.skills == (ENGLISH, FRENCH)
    assert found.agents == (
        ConfiguredAgent(ANN, {"english": 7, "french": 2}, frozenset({"support", "sales"})),
    )
    assert found.numbers == {"+15550100": "menu"}
    assert found.flows == ()


async def test_setting_an_agent_again_replaces_skills_and_queues(database: Database) -> None:
    await set_up(database)
    renamed = replace(ANN, name="Anne")
    await database.writer.commit(configuration.agent_set(renamed, {"french": 9}, ["support"]))
    [agent] = (await configuration.read(database.reader)).agents
    assert agent == ConfiguredAgent(renamed, {"french": 9}, frozenset({"support"}))


async def test_what_refers_to_nothing_is_refused(database: Database) -> None:
    await set_up(database)
    with pytest.raises(WriteRefused):
        await database.writer.commit(configuration.agent_set(ANN, {"klingon": 9}, ["support"]))
    with pytest.raises(WriteRefused):
        await database.writer.commit(configuration.agent_removed("nobody"))
    [agent] = (await configuration.read(database.reader)).agents
    assert agent.skills == {"english": 7, "french": 2}


async def test_what_is_removed_takes_with_it_what_only_it_had(database: Database) -> None:
    await set_up(database)
    await database.writer.commit([agents.stands(AgentStateRow("agent1", AgentState.AWAY, "lunch", NOW))])
    await database.writer.commit(
        [configuration.queue_removed("sales"), configuration.skill_removed("french")]
    )
    [agent] = (await configuration.read(database.reader)).agents
    assert (agent.skills, agent.queues) == ({"english": 7}, frozenset({"support"}))
    await database.writer.commit(
        [*configuration.agent_removed("agent1"), configuration.number_removed("+15550100")]
    )
    found = await configuration.read(database.reader)
    assert (found.agents, found.numbers) == ((), {})
    assert await agents.states(database.reader) == []


async def test_an_agents_state_is_the_last_one(database: Database) -> None:
    away = AgentStateRow("agent1", AgentState.AWAY, "lunch", NOW)
    busy = AgentStateRow(
        "agent1", AgentState.BUSY, "", NOW + 1, None, "call-1", AgentState.SIGNED_OUT, "home"
    )
    await database.writer.commit([agents.stands(away)])
    await database.writer.commit([agents.stands(busy)])
    assert await agents.states(database.reader) == [busy]


async def test_the_version_published_last_answers(database: Database) -> None:
    drafts = [FlowRow("menu", version, {"start": version}) for version in ("aa", "bb", "cc")]
    await database.writer.commit([configuration.flow_added(row) for row in drafts])
    assert await configuration.published_flows(database.reader) == []
    for at, version in ((1.0, "bb"), (2.0, "cc"), (3.0, "aa")):
        await database.writer.commit([configuration.flow_published("menu", version, NOW + at)])
        [answering] = await configuration.published_flows(database.reader)
        assert (answering.version, answering.body) == (version, {"start": version})
    changed = FlowRow("menu", "aa", {"start": "elsewhere"})
    await database.writer.commit([configuration.flow_added(changed)])
    [answering] = await configuration.published_flows(database.reader)
    assert answering.body == {"start": "aa"}, "a version never changes"
    assert [row.version for row in await configuration.versions(database.reader, "menu")] == [
        "aa",
        "cc",
        "bb",
    ]
    with pytest.raises(WriteRefused):
        await database.writer.commit([configuration.flow_published("menu", "dd", NOW)])


async def test_endpoints_come_back_and_keep_their_secret_out_of_logs(database: Database) -> None:
    phone = EndpointRow(
        "phone1",
        EndpointKind.REGISTERED,
        "agent1",
        "phone1",
        "0123abcd",
        codecs=["opus", "ulaw"],
        webrtc=True,
    )
    trunk = EndpointRow(
        "carrier",
        EndpointKind.TRUNK_REGISTERING,
        server_uri="sip:carrier.example",
        username="us",
        secret="hush",
        codecs=["alaw"],
        transport="tls",
    )
    await database.writer.commit([endpoints.known(phone), endpoints.known(trunk)])
    assert await endpoints.every(database.reader) == [trunk, phone]
    assert "hush" not in repr(trunk)
    assert "0123abcd" not in f"{[phone]}"
    await database.writer.commit(
        [endpoints.known(replace(phone, transport="wss")), endpoints.removed("carrier")]
    )
    assert await endpoints.every(database.reader) == [replace(phone, transport="wss")]


async def test_recordings_and_messages(database: Database) -> None:
    recording = RecordingRow("r1", "call-1", "r1.wav", NOW, 12.5, 2)
    message = VoicemailRow("v1", "call-1", "support", "v1.wav", 3.25, NOW)
    await database.writer.commit([recordings.kept(recording), recordings.voicemail_left(message)])
    await database.writer.commit([recordings.voicemail_heard("v1", NOW + 60)])
    assert await recordings.of_interaction(database.reader, "call-1") == [recording]
    assert await recordings.one(database.reader, "r1") == recording
    assert await recordings.voicemail_one(database.reader, "v1") == replace(message, heard_at=NOW + 60)
    assert await recordings.voicemail_one(database.reader, "nothing") is None


async def test_pages_follow_each_other_without_gap_or_repetition(database: Database) -> None:
    rows = [
        call(f"c{number:02}", created_at=NOW + number // 3) for number in range(20)
    ]  # three at each instant
    await database.writer.commit([interactions.added(row) for row in rows])
    for descending in (True, False):
        seen: list[str] = []
        after = None
        while found := await pages.page(
            database.reader, Wanted(), Order(Sort.CREATED_AT, descending, after), limit=7
        ):
            seen += [row.id for row in found]
            after = (found[-1].created_at, found[-1].id)
        ids = [row.id for row in rows]
        assert seen == (ids[::-1] if descending else ids)


async def test_pages_show_what_is_wanted(database: Database) -> None:
    rows = [
        call("handled", state=InteractionState.HANDLED, queue="support", agent="agent1", ended_at=NOW + 9),
        call("waiting", state=InteractionState.QUEUED, queue="support", queued_at=NOW + 2),
        call("other", state=InteractionState.QUEUED, queue="sales", queued_at=NOW + 3, created_at=NOW + 3),
    ]
    await database.writer.commit([interactions.added(row) for row in rows])

    async def shown(wanted: Wanted, sort: Sort = Sort.CREATED_AT) -> list[str]:
        return [row.id for row in await pages.page(database.reader, wanted, Order(sort, descending=False))]

    assert await shown(Wanted()) == ["handled", "waiting", "other"]
    assert await shown(Wanted(states=[InteractionState.QUEUED])) == ["waiting", "other"]
    assert await shown(Wanted(queue="support")) == ["handled", "waiting"]
    assert await shown(Wanted(agent="agent1", caller="+15551234", channel="trunk")) == ["handled"]
    assert await shown(Wanted(called="+19999999")) == []
    assert await shown(Wanted(start=NOW + 1, end=NOW + 4)) == ["other"]
    assert await shown(Wanted(), Sort.QUEUED_AT) == ["waiting", "other"]
    assert await shown(Wanted(), Sort.ENDED_AT) == ["handled"]


async def test_events_by_interaction_number_and_time(database: Database) -> None:
    for number in range(4):
        at, whose = NOW + number, f"call-{number % 2}"
        await database.writer.commit(
            [
                events.appended(
                    at, "stepped", {"n": number}, interaction=whose, agent="agent1", queue="support"
                )
            ]
        )
    assert [row.data["n"] for row in await events.of_interaction(database.reader, "call-1")] == [1, 3]
    first, second = await events.since(database.reader, 0, limit=2)
    assert [row.data["n"] for row in await events.since(database.reader, second.seq)] == [2, 3]
    assert [row.data["n"] for row in await events.between(database.reader, NOW + 1, NOW + 3)] == [1, 2]
    assert (first.kind, first.agent, first.queue) == ("stepped", "agent1", "support")


async def test_a_failing_read_says_that_it_may_work_later(database: Database) -> None:
    await database.downgrade("base")
    with pytest.raises(DatabaseUnavailable):
        await configuration.read(database.reader)
