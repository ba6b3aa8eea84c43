"""What is written, over the live socket: who is told, at once, and nobody else."""

import pytest
from aiohttp import ClientWebSocketResponse

from tests.service.web.conftest import House
from tests.service.web.written import Written, heard, silent
from workspace_web.text_live import KEPT, Seat


@pytest.fixture
async def written(house: House) -> Written:
    return Written(house)


async def opened(written: Written, who: str, thread: str) -> ClientWebSocketResponse:
    """A live connection that has the thread before it, and the colleagues know."""
    socket = await written.house.live(who)
    await heard(socket, "snapshot")
    await socket.send_json({"type": "open", "thread": thread})
    await socket.send_json({"type": "looking", "thread": thread})
    return socket


async def test_the_agent_hears_what_the_customer_writes_and_others_do_not(written: Written) -> None:
    interaction, thread = await written.talk()
    mine, other = await written.house.live("a1"), await written.house.live("a2")
    await heard(mine, "snapshot")
    await heard(other, "snapshot")
    await written.comes("One more thing")
    told = await heard(mine, "text")
    assert (told["thread"], told["interaction"], told["message"]["text"]) == (
        thread,
        interaction,
        "One more thing",
    )
    assert (
        told["message"] in (await written.house.ask("GET", f"/threads/{thread}/messages", "a1")).body["items"]
    )
    await silent(other, "text")


async def test_who_has_it_open_hears_it_and_sees_who_else_looks(written: Written) -> None:
    interaction, thread = await written.talk()
    mine = await opened(written, "a1", thread)
    assert [agent["agent"] for agent in (await heard(mine, "looking"))["agents"]] == ["a1"]
    other = await opened(written, "a2", thread)
    told = await heard(mine, "looking")
    assert [(agent["agent"], agent["writing"]) for agent in told["agents"]] == [("a1", False), ("a2", False)]

    await other.send_json({"type": "looking", "thread": thread, "writing": True})
    told = await heard(mine, "looking")
    assert {agent["name"]: agent["writing"] for agent in told["agents"]} == {
        "Agent 1": False,
        "Agent 2": True,
    }

    await written.says(interaction, "Hello Mia")
    assert (await heard(other, "text"))["message"]["text"] == "Hello Mia"

    await other.close()
    while [agent["agent"] for agent in (await heard(mine, "looking"))["agents"]] != ["a1"]:
        pass


async def test_an_observer_is_not_among_those_who_look(written: Written) -> None:
    _, thread = await written.talk()
    boss = await written.house.live("supervisor")
    await heard(boss, "snapshot")
    await boss.send_json({"type": "open", "thread": thread})
    mine = await opened(written, "a1", thread)
    assert [agent["agent"] for agent in (await heard(mine, "looking"))["agents"]] == ["a1"]
    await written.comes("Hm")
    assert (await heard(boss, "text"))["message"]["text"] == "Hm"


async def test_a_whisper_does_not_reach_a_colleague_who_only_looks(written: Written) -> None:
    interaction, thread = await written.talk()
    mine, other = await opened(written, "a1", thread), await opened(written, "a2", thread)
    await heard(other, "looking")
    body = {"client_id": "w", "text": "Offer a refund"}
    await written.house.ask("POST", f"/interactions/{interaction}/whispers", "supervisor", body=body)
    assert (await heard(mine, "text"))["message"]["internal"] == "whisper"
    await written.says(interaction, "Shall we refund it?")
    assert (await heard(other, "text"))["message"]["text"] == "Shall we refund it?", "and nothing before"


async def test_nobody_opens_what_they_may_not_read(written: Written) -> None:
    _, thread = await written.talk()
    program = await opened(written, "service", thread)
    await written.comes("Secret")
    await silent(program, "text")


async def test_the_customer_is_seen_to_type(written: Written) -> None:
    _, thread = await written.talk()
    mine = await opened(written, "a1", thread)
    await heard(mine, "looking")
    written.house.web.customer_types(thread, True)
    told = await heard(mine, "typing")
    assert (told["who"], told["until"] > written.house.clock.now()) == ("customer", True)


async def test_the_customer_sees_the_agent_type_but_not_a_note(written: Written) -> None:
    _, thread = await written.talk()
    seen: list[tuple[str, bool]] = []
    written.house.services.text.agent_typing = lambda thread, agent, on: seen.append((agent, on))
    mine = await opened(written, "a1", thread)
    await heard(mine, "looking")
    for said in ({"writing": True, "private": True}, {"writing": True}, {"writing": False}):
        await mine.send_json({"type": "looking", "thread": thread, **said})
    while (await heard(mine, "looking"))["agents"][0]["writing"]:
        pass
    assert seen == [("a1", True), ("a1", False)]


async def test_what_is_no_message_is_ignored(written: Written) -> None:
    _, thread = await written.talk()
    mine = await written.house.live("a1")
    await heard(mine, "snapshot")
    for said in ("{", '{"type":"dance"}', '{"type":"open"}', '{"type":"close","thread":"t"}'):
        await mine.send_str(said)
    await mine.send_json({"type": "open", "thread": thread})
    await mine.send_json({"type": "looking", "thread": thread})
    assert (await heard(mine, "looking"))["thread"] == thread


def test_a_connection_that_is_far_behind_is_told_to_read_anew() -> None:
    seat = Seat("a1", "Agent 1", False, lambda: None)
    for n in range(KEPT + 1):
        seat.put(b"%d" % n)
    assert list(seat.waiting) == [b'{"type":"behind"}']
