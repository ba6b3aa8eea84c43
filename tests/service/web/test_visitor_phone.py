"""A call from a visitor's page: who gets a phone for it, and who gets through to Asterisk."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientWebSocketResponse, WSServerHandshakeError, web
from aiohttp.test_utils import TestServer

from ari_app.channels.visitor_calls import VisitorCalls
from ari_app.conversation import journal
from ari_app.conversation.line import CallArrived, LineGone, LiveLine, SwitchFound
from tests.service.web.conftest import House
from tests.service.web.visitors import ACCOUNT, APP, SITE, Shop, open_shop
from workspace_web.sip_proxy import Upstream

INVITE = "INVITE sip:call@trunkline SIP/2.0\r\nCall-ID: 1\r\n\r\n"


@pytest.fixture
async def shop(house: House) -> AsyncIterator[Shop]:
    async with open_shop(house) as opened:
        await opened.set(call="yes", calls_at_once="1")
        yield opened


async def connect(shop: Shop, path: str, origin: str | None = SITE) -> ClientWebSocketResponse:
    headers = {"Sec-WebSocket-Protocol": "sip", **({} if origin is None else {"Origin": origin})}
    return await shop.house.client.ws_connect(path, headers=headers)


async def test_a_visitor_gets_a_phone_for_one_call(shop: Shop) -> None:
    token = await shop.begin()
    status, phone, _ = await shop.ask("POST", "calls", {}, token=token)
    assert status == 201
    assert phone["uri"] == f"sip:{phone['username']}@trunkline"
    assert phone["target"] == "sip:call@trunkline"
    assert phone["ice_servers"] == [{"urls": "stun:stun.example"}]
    assert phone["expires_at"] == shop.house.clock.now() + 60
    other = await shop.begin()
    assert (await shop.ask("POST", "calls", {}, token=other))[0] == 409  # all lines of the account are busy
    arrived = shop.house.services.visitor_calls.arrived(
        CallArrived("line", "call", "", "", phone["username"])
    )
    assert arrived is not None and arrived.account == ACCOUNT


async def test_a_call_is_ended_in_its_time_by_who_comes_after_our_end(shop: Shop) -> None:
    """Nothing is left but what the database holds, and the line in Asterisk."""
    await shop.set(call_minutes="5")
    house, ended = shop.house, list[str]()
    _, phone, _ = await shop.ask("POST", "calls", {}, token=await shop.begin())
    calls = house.services.visitor_calls
    arrived = calls.arrived(CallArrived("line", "call", "", "", phone["username"]))
    assert arrived is not None
    house.centre.receive(arrived)
    began, reader = house.clock.now(), house.database.reader
    await house.database.writer.flush()

    after = VisitorCalls(reader, house.clock, calls._admit, calls._dismiss, ended.append)
    after.longest = calls.longest
    there = SwitchFound((LiveLine("line", "", True, None, None),), (), restarted=False)
    after.found(there, await journal.open_interactions(reader))
    house.clock.advance(began + 299 - house.clock.now())
    assert ended == []
    house.clock.advance(1)
    assert ended == ["line"]


async def test_nobody_else_gets_one(shop: Shop) -> None:
    assert (await shop.ask("POST", "calls", {}))[0] == 401
    token = await shop.begin()
    assert (await shop.ask("POST", "calls", {}, token=token, origin="https://evil.example"))[0] == 403
    await shop.set(call="no")
    assert (await shop.ask("POST", "calls", {}, token=token))[0] == 403


async def test_a_visitor_cannot_ask_for_phones_without_end(shop: Shop) -> None:
    token = await shop.begin()
    statuses = [(await shop.ask("POST", "calls", {}, token=token))[0] for _ in range(4)]
    assert statuses == [201, 201, 201, 429]


async def test_sip_passes_with_the_ticket_until_the_call_is_over(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workspace_web.visitor_phone.FAREWELL", 0.01)
    heard: list[str] = []

    async def asterisk(request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("sip",))
        await socket.prepare(request)
        async for message in socket:
            heard.append(message.data)
            await socket.send_str("SIP/2.0 200 OK\r\nCall-ID: 1\r\n\r\n")
        return socket

    app = web.Application()
    app.router.add_get("/ws", asterisk)
    async with TestServer(app) as server:
        monkeypatch.setattr(
            shop.house.web._sip, "_upstream", Upstream(str(server.make_url("/ws")), lambda: True)
        )
        token = await shop.begin()
        _, phone, _ = await shop.ask("POST", "calls", {}, token=token)
        for path, origin in (
            (f"/chat/{ACCOUNT}/sip?ticket=wrong", SITE),
            (f"/chat/{APP}/sip?{phone['websocket'].partition('?')[2]}", None),
            (phone["websocket"], None),
            (phone["websocket"], "https://evil.example"),
        ):
            with pytest.raises(WSServerHandshakeError) as refused:
                await connect(shop, path, origin)
            assert refused.value.status in (401, 403)
        line = await connect(shop, phone["websocket"])
        await line.send_str(INVITE)
        async with asyncio.timeout(60):
            assert (await line.receive_str()).startswith("SIP/2.0 200")
            assert heard == [INVITE]
            calls = shop.house.services.visitor_calls
            calls.arrived(CallArrived("line", "call", "", "", phone["username"]))
            calls.over(LineGone("line", 16))
            await line.receive()
        assert line.closed
        with pytest.raises(WSServerHandshakeError):
            await connect(shop, phone["websocket"])
