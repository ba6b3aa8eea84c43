"""`/sip`: who gets through to Asterisk, what passes, and when a softphone is cut off."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field

import pytest
from aiohttp import ClientWebSocketResponse, WSCloseCode, WSMsgType, WSServerHandshakeError, web
from aiohttp.test_utils import TestClient, TestServer

from tests.phone.waiting import Changes
from tests.service.web.browser import with_password
from tests.service.web.conftest import House
from workspace_web import answering
from workspace_web.cookies import SESSION
from workspace_web.door import Door
from workspace_web.sip_proxy import ADDRESS, LARGEST_MESSAGE, Closed, Limits, SipProxy, Upstream

REGISTER = "REGISTER sip:trunkline SIP/2.0\r\nCall-ID: 1\r\n\r\n"
OK = "SIP/2.0 200 OK\r\nCall-ID: 1\r\n\r\n"


@dataclass
class Asterisk:
    """Takes SIP over WebSocket and says what a test says."""

    heard: list[str] = field(default_factory=list)
    sockets: list[web.WebSocketResponse] = field(default_factory=list)
    changes: Changes = field(default_factory=Changes)
    left: int = 0
    is_up: bool = True

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(protocols=("sip",))
        await socket.prepare(request)
        assert socket.ws_protocol == "sip"
        self.sockets.append(socket)
        self.changes.notify()
        async for message in socket:
            self.heard.append(message.data)
            self.changes.notify()
        self.left += 1
        self.changes.notify()
        return socket

    async def hears(self, *texts: str) -> None:
        await self.changes.until(lambda: self.heard == list(texts), 60, lambda: f"heard {self.heard}")


@dataclass
class Site:
    """Our own address, with `/sip` and a fake Asterisk behind it."""

    house: House
    client: TestClient[web.Request, web.Application]
    asterisk: Asterisk
    proxy: SipProxy

    async def connect(
        self, cookie: str | None, headers: Mapping[str, str | None] | None = None
    ) -> ClientWebSocketResponse:
        """As the softphone of our own page does it; a header of None is left out."""
        url = self.client.make_url("/")
        sent = {
            "Cookie": None if cookie is None else f"{SESSION}={cookie}",
            "Origin": f"{url.scheme}://{url.authority}",
            "Sec-WebSocket-Protocol": "sip",
            **(headers or {}),
        }
        kept = {name: value for name, value in sent.items() if value is not None}
        return await self.client.ws_connect(ADDRESS, headers=kept)

    async def refusal(self, cookie: str | None, headers: Mapping[str, str | None] | None = None) -> int:
        with pytest.raises(WSServerHandshakeError) as refused:
            await self.connect(cookie, headers)
        return refused.value.status


@pytest.fixture
async def site(house: House) -> AsyncIterator[Site]:
    asterisk = Asterisk()
    there = web.Application()
    there.router.add_get("/ws", asterisk.serve)
    async with TestServer(there) as server:
        proxy = SipProxy(
            Door(house.services.reception, house.clock.now),
            Upstream(str(server.make_url("/ws")), lambda: asterisk.is_up),
            Limits(each_second=0.01, at_once=20, connections=2, session=0.05),
        )
        here = web.Application(middlewares=[answering.answer])
        here[answering.PROBLEM_PAGE] = lambda request, problem, id: None
        here.cleanup_ctx.append(proxy.running)
        here.router.add_get(ADDRESS, proxy.serve)
        async with TestClient(TestServer(here)) as client:
            yield Site(house, client, asterisk, proxy)
            await proxy.close()


async def closed(socket: ClientWebSocketResponse) -> int | None:
    """The code that we close with, whatever comes before."""
    async with asyncio.timeout(60):
        while (await socket.receive()).type is WSMsgType.TEXT:
            pass
    return socket.close_code


async def test_what_both_say_passes_as_it_is(site: Site) -> None:
    phone = await site.connect((await with_password(site.house, "a1")).cookie)
    await phone.send_str(REGISTER)
    await phone.send_str("\r\n\r\n")  # a keep-alive, which ends here
    await phone.send_str(OK)
    await site.asterisk.hears(REGISTER, OK)
    await site.asterisk.sockets[0].send_str(OK)
    async with asyncio.timeout(60):
        assert await phone.receive_str() == OK
    assert site.proxy.count == 1
    await phone.close()
    await site.asterisk.changes.until(lambda: site.asterisk.left == 1, 60, lambda: "Asterisk still waits")


async def test_a_programme_comes_with_its_token(site: Site) -> None:
    bearer = {"Authorization": f"Bearer {site.house.tokens['a1']}", "Origin": None}
    phone = await site.connect(None, bearer)
    await phone.send_str(REGISTER)
    await site.asterisk.hears(REGISTER)


async def test_only_an_agent_who_is_signed_in_gets_through_and_only_from_our_own_page(site: Site) -> None:
    agent = await with_password(site.house, "a1")
    nobody = {"Authorization": "Bearer tl_wrong"}
    no_agent = {"Authorization": f"Bearer {site.house.tokens['supervisor']}"}
    no_phone = {"Authorization": f"Bearer {site.house.tokens['auditor']}"}
    assert await site.refusal(None) == 401
    assert await site.refusal(None, {"Origin": None}) == 403
    assert await site.refusal("guessed") == 401
    assert await site.refusal(None, nobody) == 401
    assert await site.refusal(None, no_agent) == 403
    assert await site.refusal(None, no_phone) == 403
    assert await site.refusal(agent.cookie, {"Origin": "https://elsewhere.example"}) == 403
    assert await site.refusal(agent.cookie, {"Origin": "null"}) == 403
    assert await site.refusal(agent.cookie, {"Origin": None}) == 403
    assert await site.refusal(agent.cookie, {"Sec-WebSocket-Protocol": "trunkline.v1"}) == 400
    assert site.asterisk.sockets == []


@pytest.mark.parametrize(
    "text",
    [
        "hello",
        "GET / HTTP/1.1\r\n\r\n",
        "MESSAGE sip:everybody SIP/2.0\r\n\r\n",
        "SUBSCRIBE sip:everybody SIP/2.0\r\n\r\n",
        "INVITE  SIP/2.0\r\n\r\n",
        f"INVITE sip:{'a' * 600} SIP/2.0\r\n\r\n",
        "SIP/2.0 999 No\r\n\r\n",
        "\x00\xff" * 100,
    ],
)
async def test_v17_3_2_what_is_no_sip_of_a_softphone_ends_the_connection_and_reaches_nobody(
    site: Site, text: str
) -> None:
    phone = await site.connect((await with_password(site.house, "a1")).cookie)
    await phone.send_str(text)
    assert await closed(phone) == WSCloseCode.UNSUPPORTED_DATA
    assert site.asterisk.heard == []


async def test_a_message_that_is_too_large_ends_the_connection(site: Site) -> None:
    phone = await site.connect((await with_password(site.house, "a1")).cookie)
    await phone.send_str(REGISTER + "x" * LARGEST_MESSAGE)
    assert await closed(phone) == WSCloseCode.MESSAGE_TOO_BIG
    assert site.asterisk.heard == []


async def test_v17_3_1_a_flood_ends_the_connection(site: Site) -> None:
    phone = await site.connect((await with_password(site.house, "a1")).cookie)
    for _ in range(30):
        await phone.send_str(REGISTER)
    assert await closed(phone) == Closed.FLOOD
    assert len(site.asterisk.heard) <= 21


async def test_who_is_not_signed_in_any_more_is_cut_off(site: Site) -> None:
    browser = await with_password(site.house, "a1")
    phone = await site.connect(browser.cookie)
    answer = await browser.ask("DELETE", "/session")
    assert answer.status == 204, answer.body
    assert await closed(phone) == Closed.SESSION


async def test_the_newest_pages_of_an_agent_are_their_phone(site: Site) -> None:
    cookie = (await with_password(site.house, "a1")).cookie
    other = await site.connect((await with_password(site.house, "a2")).cookie)
    phones = [await site.connect(cookie) for _ in range(3)]
    assert await closed(phones[0]) == Closed.ELSEWHERE
    await phones[1].send_str(REGISTER)
    await other.send_str(OK)
    await site.asterisk.changes.until(lambda: len(site.asterisk.heard) == 2, 60, lambda: "a phone is cut off")


async def test_when_asterisk_goes_the_softphone_is_told_to_come_back(site: Site) -> None:
    phone = await site.connect((await with_password(site.house, "a1")).cookie)
    await site.asterisk.changes.until(lambda: bool(site.asterisk.sockets), 60, lambda: "not connected")
    await site.asterisk.sockets[0].close()
    assert await closed(phone) == WSCloseCode.SERVICE_RESTART


async def test_an_asterisk_that_only_starts_is_not_asked(site: Site) -> None:
    site.asterisk.is_up = False
    assert await site.refusal((await with_password(site.house, "a1")).cookie) == 503
    assert site.asterisk.sockets == []


async def test_without_asterisk_there_is_no_connection(house: House) -> None:
    """The centre of these tests has none."""
    headers = {"Authorization": f"Bearer {house.tokens['a1']}", "Sec-WebSocket-Protocol": "sip"}
    with pytest.raises(WSServerHandshakeError) as refused:
        await house.client.ws_connect(ADDRESS, headers=headers)
    assert (refused.value.status, refused.value.headers["Retry-After"]) == (503, "2")  # type: ignore[index]  # they are there


async def test_when_we_stop_softphones_are_told_to_come_back(site: Site) -> None:
    phone = await site.connect((await with_password(site.house, "a1")).cookie)
    reading = asyncio.create_task(closed(phone))
    await site.proxy.close()
    assert await reading == WSCloseCode.GOING_AWAY
