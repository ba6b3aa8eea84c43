"""The live stream over a real WebSocket: who gets in, what they are sent, how they come back, when they are cut."""

import asyncio

import pytest
from aiohttp import ClientWebSocketResponse, WSCloseCode, WSMsgType, WSServerHandshakeError

from tests.service.web.conftest import NOBODY, SUPPORT, House
from tests.service.web.live_client import Picture
from workspace_web.app import PREFIX
from workspace_web.audience import KEPT
from workspace_web.feed import Key, Kind
from workspace_web.text_socket import Ear
from workspace_web.view import Wide

LIVE = f"{PREFIX}/live"
HELD = 32 * 1024 * 1024  # bytes: more than any socket buffers


async def take(socket: ClientWebSocketResponse, picture: Picture) -> Picture:
    """The next message that is no beat."""
    async with asyncio.timeout(60):
        while True:
            message = await socket.receive_json()
            picture.take(message)
            if message["type"] != "beat":
                return picture


async def closed(socket: ClientWebSocketResponse) -> int | None:
    """The code that the server closes with, whatever it says before."""
    async with asyncio.timeout(60):
        while (await socket.receive()).type is WSMsgType.TEXT:
            pass
    return socket.close_code


async def test_a_supervisor_gets_a_snapshot_then_each_change_as_a_numbered_delta(house: House) -> None:
    socket = await house.live("supervisor")
    picture = await take(socket, Picture())
    assert sorted(picture.cards) == [
        ("agent", "a1"),
        ("agent", "a2"),
        ("queue", "sales"),
        ("queue", "support"),
    ]

    house.lines.call_arrives(SUPPORT)
    await take(socket, picture)
    assert picture.cards["interaction", "i1"]["state"] == "queued"
    assert picture.cards["queue", "support"]["waiting"] == 1
    while (
        picture.cards["interaction", "i1"]["customer"] is None
    ):  # recognised a moment later, which is a delta, too
        await take(socket, picture)

    await house.available("a1")
    while picture.cards["interaction", "i1"]["state"] != "offered":  # recognised in between, or not
        await take(socket, picture)
    assert picture.cards["agent", "a1"]["offer"] == picture.cards["interaction", "i1"]["offer"]
    assert picture.cards["queue", "support"]["waiting"] == 0


async def test_the_cards_are_those_of_the_api(house: House) -> None:
    await house.connected("a1")
    socket = await house.live("supervisor")
    picture = await take(socket, Picture())
    assert picture.cards["agent", "a1"] == (await house.ask("GET", "/agents/a1")).body
    assert picture.cards["queue", "support"] == (await house.ask("GET", "/queues/support")).body
    while picture.cards["interaction", "i1"]["customer"] is None:  # recognised a moment later
        await take(socket, picture)
    assert picture.cards["interaction", "i1"] == (await house.ask("GET", "/interactions/i1")).body


async def test_an_agent_sees_their_own_things_only(house: House) -> None:
    mine, other = await house.live("a1"), await house.live("a2")
    picture, others = await take(mine, Picture()), await take(other, Picture())
    assert list(picture.cards) == [("agent", "a1"), ("queue", "support")]

    await house.connected("a1")
    while picture.cards["agent", "a1"]["state"] != "busy":
        await take(mine, picture)
    assert sorted(picture.cards) == [("agent", "a1"), ("interaction", "i1"), ("queue", "support")]

    await house.available("a2")
    await take(other, others)
    while others.cards["agent", "a2"]["state"] != "available":
        await take(other, others)
    assert sorted(others.cards) == [("agent", "a2"), ("queue", "support")], "nothing of a1"

    await house.ask("POST", "/interactions/i1/end", "a1")
    while picture.cards["agent", "a1"]["state"] != "wrap_up":
        await take(mine, picture)
    assert sorted(picture.cards) == [("agent", "a1"), ("queue", "support")]


async def test_the_line_shows_that_it_is_alive_and_what_time_it_is(house: House) -> None:
    socket, picture = await house.live("supervisor"), Picture()
    async with asyncio.timeout(60):
        while picture.server_time != house.clock.now():
            picture.take(await socket.receive_json())


async def test_who_comes_back_gets_what_they_missed(house: House) -> None:
    first = await house.live("supervisor")
    picture = await take(first, Picture())
    await first.close()
    house.lines.call_arrives(SUPPORT)
    await house.available("a1")

    again = await house.live("supervisor", f"?stream={picture.stream}&n={picture.n}")
    await take(again, picture)
    whole = await take(await house.live("supervisor"), Picture())
    while picture.n < whole.n:  # it goes on: whose call it is is recognised a moment later
        await take(again, picture)
    assert picture.cards == whole.cards


@pytest.mark.parametrize(
    "query", ["?stream=another&n=0", "?stream=stream-1&n=99", "?n=0", "?stream=stream-1"]
)
async def test_who_comes_back_from_elsewhere_gets_a_snapshot(house: House, query: str) -> None:
    socket = await house.live("supervisor", query)
    assert (await take(socket, Picture())).stream == "stream-1"


async def test_a_browser_says_who_it_is_by_subprotocol(house: House) -> None:
    socket = await house.client.ws_connect(
        LIVE, protocols=("trunkline.v1", f"bearer.{house.tokens['a1']}"), origin="https://workspace.example"
    )
    assert socket.protocol == "trunkline.v1"
    assert list((await take(socket, Picture())).cards) == [("agent", "a1"), ("queue", "support")]


async def test_or_by_the_first_message(house: House) -> None:
    socket = await house.client.ws_connect(LIVE)
    await socket.send_json({"type": "hello", "token": house.tokens["a1"]})
    picture = await take(socket, Picture())
    await socket.close()

    again = await house.client.ws_connect(LIVE)
    await again.send_json(
        {"type": "hello", "token": house.tokens["a1"], "stream": picture.stream, "n": picture.n}
    )
    await take(again, picture)


@pytest.mark.parametrize(
    ("hello", "code"),
    [
        ('{"type": "hello", "token": "tl_wrong"}', 4401),
        ('{"type": "hello"}', 4408),
        ("hello", 4408),
        (None, 4408),
    ],
)
async def test_a_first_message_that_does_not_do(house: House, hello: str | None, code: int) -> None:
    socket = await house.client.ws_connect(LIVE)
    if hello is not None:
        await socket.send_str(hello)
    assert await closed(socket) == code


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": "Bearer tl_wrong"}, 401),
        ({"Sec-WebSocket-Protocol": "trunkline.v1, bearer.tl_wrong"}, 401),
        ({"Sec-WebSocket-Protocol": "bearer.tl_wrong"}, 400),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
async def test_who_is_refused_before_anything_is_sent(
    house: House, headers: dict[str, str], status: int
) -> None:
    with pytest.raises(WSServerHandshakeError) as refused:
        await house.client.ws_connect(LIVE, headers=headers)
    assert refused.value.status == status


async def test_a_plain_request_is_told_what_this_address_is(house: House) -> None:
    answer = await house.ask("GET", "/live", NOBODY)
    assert answer.status == 400
    assert "WebSocket" in answer.detail


async def test_a_token_that_is_revoked_ends_its_connection(house: House) -> None:
    socket = await house.live("supervisor")
    await take(socket, Picture())
    (user,) = [user for user in await house.access.users() if user.name == "supervisor"]
    (token,) = await house.access.tokens_of(user.id)
    await house.access.revoke_token(token.id)
    assert await closed(socket) == 4401


async def test_who_reads_too_slowly_is_cut_and_told_so(house: House) -> None:
    socket = await house.client.ws_connect(
        LIVE, headers={"Authorization": f"Bearer {house.tokens['supervisor']}"}, max_msg_size=0
    )
    await take(socket, Picture())
    feed = house.web._live.feed(Wide())
    feed.put(Key(Kind.AGENT, "held"), b'"' + b"x" * HELD + b'"')
    feed.publish()
    await asyncio.sleep(0)  # the sender has begun with what the client does not read
    for n in range(KEPT + 1):
        feed.put(Key(Kind.AGENT, "fast"), b"%d" % n)
        feed.publish()
    assert await closed(socket) == 4413


async def test_when_the_app_goes_everyone_is_told_to_come_back(house: House) -> None:
    socket = await house.live("supervisor")
    await take(socket, Picture())
    await house.web.app.shutdown()
    assert await closed(socket) == 1001


async def test_what_a_client_says_after_its_hello_is_ignored(house: House) -> None:
    socket = await house.live("supervisor")
    picture = await take(socket, Picture())
    await socket.send_str("how are you?")
    house.lines.call_arrives(SUPPORT)
    await take(socket, picture)


async def test_a_client_that_nobody_hears_any_more_has_to_come_back(
    house: House, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A mistake of ours in what it said: it would see everything, and nothing that it does would be noticed."""

    async def broken(ear: Ear, message: str) -> None:
        raise KeyError("a mistake")

    monkeypatch.setattr(Ear, "hear", broken)
    socket = await house.live("supervisor")
    await take(socket, Picture())
    await socket.send_json({"type": "open", "thread": "t1"})
    assert await closed(socket) == WSCloseCode.INTERNAL_ERROR
    assert "A live connection failed" in caplog.text
