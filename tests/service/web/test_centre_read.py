"""What supervisors and programs read: agents, queues, interactions, recordings, messages."""

import sqlite3
import wave
from contextlib import closing
from pathlib import Path

from ari_app.acd import events as routed
from ari_app.acd.model import Capacity, MediaType, Work
from ari_app.storage import recordings
from ari_app.storage.rows.spine import RecordingRow, VoicemailRow
from tests.service.web.conftest import SUPPORT, House
from workspace_web.api.interactions import obstacle_card


async def test_all_agents_and_one(house: House) -> None:
    await house.available("a2")
    agents = (await house.ask("GET", "/agents")).body["items"]
    assert [(agent["id"], agent["state"]) for agent in agents] == [("a1", "signed_out"), ("a2", "available")]
    assert agents[1]["skills"] == {"english": 5}

    one = await house.ask("GET", "/agents/a2")
    assert one.body == agents[1]
    assert (await house.ask("GET", "/agents/nobody")).status == 404


async def test_a_queue_says_who_waits_how_long_and_who_is_there(house: House) -> None:
    arrived = house.clock.now()
    house.lines.call_arrives(SUPPORT)
    house.clock.advance(5)
    house.lines.call_arrives(SUPPORT)
    queue = (await house.ask("GET", "/queues/support")).body
    assert (queue["waiting"], queue["waiting_since"], queue["available"]) == (2, arrived, 0)

    await house.available("a1", "a2")
    queue = (await house.ask("GET", "/queues/support")).body
    assert (queue["waiting"], queue["working"], queue["signed_in"]) == (0, 2, 2)

    assert [queue["id"] for queue in (await house.ask("GET", "/queues")).body["items"]] == [
        "sales",
        "support",
    ]
    assert (await house.ask("GET", "/queues/none")).status == 404


async def test_what_is_told_live_can_be_read_before_it_is_written(house: House, tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "centre.db")) as other:
        other.execute("BEGIN IMMEDIATE")
        house.lines.call_arrives(SUPPORT)
        read = await house.ask("GET", "/interactions/i1")
        assert (read.status, read.body["queue"], read.body["state"]) == (200, "support", "queued")
        assert (await house.ask("GET", "/interactions/i1/events")).body["items"] == []
        assert (await house.ask("GET", "/interactions/i2")).status == 404
        other.rollback()
    await house.durable()
    assert (await house.ask("GET", "/interactions/i1/events")).body["items"] != []


async def test_interactions_page_by_page_with_nothing_twice_and_nothing_lost(house: House) -> None:
    for _ in range(5):
        house.lines.call_arrives(SUPPORT)
        house.clock.advance(1)
    await house.durable()

    first = (await house.ask("GET", "/interactions?limit=2")).body
    assert [item["id"] for item in first["items"]] == ["i5", "i4"]
    house.lines.call_arrives(SUPPORT)
    await house.durable()
    second = (await house.ask("GET", f"/interactions?limit=2&cursor={first['next']}")).body
    third = (await house.ask("GET", f"/interactions?limit=2&cursor={second['next']}")).body
    assert [item["id"] for item in second["items"] + third["items"]] == ["i3", "i2", "i1"]
    assert third["next"] is None

    oldest = (await house.ask("GET", "/interactions?descending=false&limit=1")).body
    assert oldest["items"][0]["id"] == "i1"


async def test_interactions_are_narrowed_by_what_is_asked(house: House) -> None:
    talking = await house.connected("a1")
    house.lines.call_arrives(SUPPORT, caller="+15559007")
    gone = house.lines.call_arrives("+19990000")
    house.lines.caller_hangs_up(gone)
    await house.durable()

    async def found(query: str) -> list[str]:
        return [item["id"] for item in (await house.ask("GET", f"/interactions?{query}")).body["items"]]

    assert await found("agent=a1") == [talking]
    assert await found("state=queued") == ["i2"]
    assert sorted(await found("state=queued&state=connected")) == ["i1", "i2"]
    assert await found("caller=%2B15559007") == ["i2"]
    assert await found("called=%2B19990000") == ["i3"]
    assert await found("queue=sales") == []
    assert await found(f"start={house.clock.now() + 1}") == []
    assert await found("sort=ended_at") == ["i3"]


async def test_an_interaction_its_events_and_its_end(house: House) -> None:
    interaction = await house.connected("a1")
    card = (await house.ask("GET", f"/interactions/{interaction}")).body
    assert (card["state"], card["agent"], card["queue"], card["ended_at"]) == (
        "connected",
        "a1",
        "support",
        None,
    )
    await house.ask("POST", f"/interactions/{interaction}/end", "a1")
    await house.durable()

    card = (await house.ask("GET", f"/interactions/{interaction}")).body
    assert (card["state"], card["ended_at"]) == ("handled", house.clock.now())
    events = (await house.ask("GET", f"/interactions/{interaction}/events")).body["items"]
    kinds = [event["kind"] for event in events]
    assert kinds[0] == "interaction_arrived"
    assert [kind for kind in kinds if kind.startswith("interaction_")][-1] == "interaction_ended"
    assert [event["seq"] for event in events] == sorted(event["seq"] for event in events)


async def test_an_interaction_that_is_not_there(house: House) -> None:
    for path in ("", "/events", "/recordings", "/explanation"):
        answer = await house.ask("GET", f"/interactions/none{path}")
        assert (answer.status, answer.detail) == (404, "There is no interaction 'none'.")


async def test_why_it_waits(house: House) -> None:
    house.lines.call_arrives(SUPPORT)
    house.lines.call_arrives(SUPPORT)
    house.clock.advance(7)
    await house.durable()

    why = (await house.ask("GET", "/interactions/i2/explanation")).body
    assert (why["why"], why["waited"], why["ahead"], why["queue"]) == ("nobody_here", 7, ["i1"], "support")
    assert [candidate["agent"] for candidate in why["candidates"]] == ["a1", "a2"]


async def test_what_an_agent_has_in_hand_is_shown_and_is_in_the_way(house: House) -> None:
    interaction = await house.connected("a1")
    router, now = house.centre.router, house.clock.now()
    router.apply(routed.CapacityConfigured(Capacity(label_caps={"vip": 0})), now)
    router.apply(routed.AgentEngaged("a1", "chat", "support", MediaType.CHAT), now)
    for number, media_type in enumerate(MediaType):
        work = Work(
            f"w{number}", "support", {}, 0, now, number, 0, "a1", None, media_type, frozenset({"vip"})
        )
        router.apply(routed.WorkQueued(work), now)
    card = (await house.ask("GET", "/agents/a1")).body
    assert [(hold["interaction"], hold["media_type"], hold["state"]) for hold in card["holds"]] == [
        (interaction, "call", "active"),
        ("chat", "chat", "active"),
    ]
    assert (card["units"], card["capacity"], card["interaction"]) == (125, 100, interaction)
    found = {number: why_not(house, f"w{number}") for number in range(4)}
    full = {"kind": "full", "units": 125, "total": 100, "has": 1, "most": 4, "media_type": "chat"}
    at_cap = {"kind": "at_cap", "label": "vip", "has": 0, "most": 0}
    assert found[0][0] == {"kind": "in_call"}
    assert found[1] == [full, at_cap]
    assert found[3][0] == {"kind": "set_aside", "media_type": "call"}


def why_not(house: House, interaction: str) -> list[dict[str, object]]:
    """What is in the way of the one agent it is for."""
    found = house.centre.router.explain(interaction, house.clock.now())
    assert found is not None
    (candidate,) = found.candidates
    cards = map(obstacle_card, candidate.obstacles)
    return [
        {name: value for name, value in card.model_dump(mode="json").items() if value is not None}
        for card in cards
    ]


async def test_what_does_not_wait_has_no_explanation(house: House) -> None:
    interaction = await house.connected("a1")
    answer = await house.ask("GET", f"/interactions/{interaction}/explanation")
    assert (answer.status, answer.body["type"]) == (409, "/api/v1/problems/conflict")


async def test_a_recording_is_listed_and_heard_also_in_parts(house: House) -> None:
    interaction = await house.connected("a1")
    sound = silence(house.recordings / "talk.wav", seconds=1)
    row = RecordingRow("talk", interaction, "talk", house.clock.now(), 1.0, 2)
    await house.database.writer.commit([recordings.kept(row)])

    (card,) = (await house.ask("GET", f"/interactions/{interaction}/recordings")).body["items"]
    assert card == (await house.ask("GET", "/recordings/talk")).body
    assert "file" not in card

    whole = await house.ask("GET", "/recordings/talk/audio")
    assert (whole.status, whole.headers["Content-Type"], whole.headers["Content-Length"]) == (
        200,
        "audio/wav",
        str(len(sound)),
    )
    part = await house.ask("GET", "/recordings/talk/audio", headers={"Range": "bytes=0-43"})
    assert (part.status, part.headers["Content-Length"]) == (206, "44")


async def test_a_recording_whose_file_is_gone_or_elsewhere(house: House) -> None:
    silence(house.recordings.parent / "outside.wav", seconds=1)
    for id, file in (("gone", "gone.wav"), ("outside", "../outside.wav"), ("system", "/etc/passwd")):
        await house.database.writer.commit([recordings.kept(RecordingRow(id, "i1", file, 0.0, 1.0, 2))])
        answer = await house.ask("GET", f"/recordings/{id}/audio")
        assert answer.status == 404
        assert "not there any more" in answer.detail
    assert (await house.ask("GET", "/recordings/none/audio")).status == 404


async def test_messages_of_a_mailbox_and_their_sound(house: House) -> None:
    silence(house.recordings / "message.wav", seconds=2)
    row = VoicemailRow("m1", await house.connected(), "support", "message", 2.0, house.clock.now())
    await house.database.writer.commit([recordings.voicemail_left(row)])

    (card,) = (await house.ask("GET", "/voicemails?mailbox=support")).body["items"]
    assert (card["id"], card["seconds"], card["heard_at"]) == ("m1", 2.0, None)
    assert (await house.ask("GET", "/voicemails?mailbox=sales")).body["items"] == []
    assert (await house.ask("GET", "/voicemails/m1/audio")).status == 200
    assert (await house.ask("GET", "/voicemails/m2/audio")).status == 404


def silence(path: Path, seconds: int) -> bytes:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(16000 * seconds))
    return path.read_bytes()
