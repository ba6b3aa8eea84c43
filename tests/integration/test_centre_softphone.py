"""A browser's phone on the whole centre, as far as signalling goes: signed in, known to Asterisk at once, again after both
were started anew, and neither a flood nor garbage does any harm. With sound: test_telephony_browser.py, tests/browser."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
import pytest_asyncio

from tests.integration.running_centre import RunningCentre, running_centre
from tests.phone.digest import Credentials, answer, choose
from tests.phone.message import Request, Response, parse
from tests.phone.phone import Phone

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

COOKIE = "__Host-trunkline"
DOMAIN = "sip:trunkline"
GARBAGE = (
    "INVITE sip:x@trunkline SIP/2.0\r\n\r\n",
    "INVITE sip:x@trunkline SIP/2.0\r\nVia: SIP/2.0/WS x\r\nContent-Length: 99999999\r\n\r\n",
    "INVITE sip:x@trunkline SIP/2.0\r\nVia: SIP/2.0/WS x;branch=z9hG4bK1\r\nFrom: <sip:\r\nTo: >\r\nCSeq: -1 NOPE\r\n\r\n",
    "REGISTER sip:trunkline SIP/2.0\r\n" + "X: y\r\n" * 2000 + "\r\n",
    "OPTIONS sip:" + "%00" * 100 + " SIP/2.0\r\nVia: SIP/2.0/WS \x01\x02\r\n\r\n",
    "BYE sip:x@trunkline SIP/2.0\r\nVia: SIP/2.0/WS h;branch=" + "z" * 20000 + "\r\nCall-ID: \r\n\r\n",
    "SIP/2.0 200 OK\r\nCSeq: 1 INVITE\r\n\r\n",
)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def centre() -> AsyncIterator[RunningCentre]:
    async with running_centre() as running:
        yield running


@dataclass
class Page:
    """A browser's page of an agent, without the browser."""

    centre: RunningCentre
    http: aiohttp.ClientSession
    cookie: str = ""
    csrf: str = ""
    call_id: str = field(default_factory=lambda: secrets.token_hex(8))
    number: int = 0

    @property
    def own_origin(self) -> Mapping[str, str]:
        return {"Cookie": f"{COOKIE}={self.cookie}", "Origin": self.centre.web}

    async def sign_in(self, user: str, password: str) -> None:
        body = {"user": user, "password": password}
        url, headers = f"{self.centre.web}/api/v1/session", {"Origin": self.centre.web}
        async with self.http.post(url, json=body, headers=headers) as signed_in:
            assert signed_in.status == 201, await signed_in.text()
            self.csrf = (await signed_in.json())["csrf"]
            self.cookie = signed_in.cookies[COOKIE].value

    async def phone(self) -> dict[str, Any]:
        url, headers = f"{self.centre.web}/api/v1/me/phone", {**self.own_origin, "X-CSRF-Token": self.csrf}
        async with self.http.post(url, headers=headers) as made:
            assert made.status == 200, await made.text()
            phone: dict[str, Any] = await made.json()
            return phone

    @asynccontextmanager
    async def connected(self) -> AsyncIterator[aiohttp.ClientWebSocketResponse]:
        url = f"{self.centre.web}/sip"
        async with self.http.ws_connect(url, protocols=("sip",), headers=self.own_origin) as socket:
            yield socket

    async def register(self, socket: aiohttp.ClientWebSocketResponse, user: str, password: str) -> int:
        """The status that Asterisk gives to a registration."""
        challenged = await self._ask(socket, user)
        assert challenged.status == 401
        challenge = choose(challenged.all("www-authenticate"))
        assert challenge is not None
        proof = answer(challenge, Credentials(user, password), "REGISTER", DOMAIN, secrets.token_hex(8))
        return (await self._ask(socket, user, ("Authorization", proof))).status

    async def _ask(
        self, socket: aiohttp.ClientWebSocketResponse, user: str, *added: tuple[str, str]
    ) -> Response:
        self.number += 1
        host = f"{secrets.token_hex(6)}.invalid"  # a browser does not know its own (RFC 7118)
        headers = (
            ("Via", f"SIP/2.0/WS {host};branch=z9hG4bK{secrets.token_hex(8)}"),
            ("Max-Forwards", "70"),
            ("From", f"<sip:{user}@trunkline>;tag={secrets.token_hex(4)}"),
            ("To", f"<sip:{user}@trunkline>"),
            ("Call-ID", self.call_id),
            ("CSeq", f"{self.number} REGISTER"),
            ("Contact", f"<sip:{user}@{host};transport=ws>;expires=60"),
            *added,
        )
        await socket.send_str(Request(headers, b"", "REGISTER", DOMAIN).format().decode())
        async with asyncio.timeout(30):
            while True:
                message = parse((await socket.receive_str()).encode())
                if isinstance(message, Response) and message.cseq[0] == self.number and message.is_final:
                    return message


@asynccontextmanager
async def page_of(centre: RunningCentre, user: str) -> AsyncIterator[Page]:
    timeout = aiohttp.ClientTimeout(total=30)
    async with aiohttp.ClientSession(timeout=timeout, cookie_jar=aiohttp.DummyCookieJar()) as http:
        page = Page(centre, http)
        await page.sign_in(user, centre.web_passwords[user])
        yield page


async def test_a_page_becomes_the_phone_that_rings_and_the_page_before_it_none(centre: RunningCentre) -> None:
    async with page_of(centre, "agent1") as page, page.connected() as socket:
        first, second = await page.phone(), await page.phone()
        assert await page.register(socket, first["username"], first["password"]) == 401
        assert await page.register(socket, second["username"], second["password"]) == 200
        assert await page.register(socket, "agent2", second["password"]) == 401
        state = await page.http.get(f"{centre.web}/api/v1/me/device", headers=page.own_origin)
        assert (await state.json())["device"] == "browser"


async def test_the_phone_is_good_for_as_long_as_the_page_whatever_is_started_anew(
    centre: RunningCentre,
) -> None:
    async with page_of(centre, "agent1") as page:
        phone = await page.phone()
        await centre.restart_app()
        async with page.connected() as socket:
            assert await page.register(socket, phone["username"], phone["password"]) == 200
            centre.kill_asterisk()
            assert (await closed(socket)) in (1006, 1012)

        async def back() -> bool:
            try:
                async with page.connected() as socket:
                    return await page.register(socket, phone["username"], phone["password"]) == 200
            except (aiohttp.ClientError, AssertionError, TypeError):
                return False

        await centre.until(back, "the phone to be registered again")


async def test_garbage_and_a_flood_end_connections_and_harm_nobody_else(centre: RunningCentre) -> None:
    asterisk = centre.pid("asterisk.conf")
    async with page_of(centre, "agent1") as page, page_of(centre, "agent2") as other:
        phone = await other.phone()
        async with other.connected() as quiet:
            for text in GARBAGE:
                async with page.connected() as socket:
                    await socket.send_str(text)
                    await socket.send_str("OPTIONS sip:trunkline SIP/2.0\r\n\r\n")
            async with page.connected() as socket:
                for number in range(500):
                    try:
                        await socket.send_str(
                            f"OPTIONS sip:x{number}@trunkline SIP/2.0\r\nCall-ID: {number}\r\n\r\n"
                        )
                    except ConnectionError:
                        break
                assert await closed(socket) == 4429
            assert await other.register(quiet, phone["username"], phone["password"]) == 200
    assert centre.pid("asterisk.conf") == asterisk
    async with Phone(centre.sip, "caller") as caller:
        call = await caller.dial("+15550100")
        await call.answered()


async def test_another_sites_page_and_nobody_get_no_further_than_us(centre: RunningCentre) -> None:
    async with page_of(centre, "agent1") as page:
        for headers in (
            {**page.own_origin, "Origin": "https://elsewhere.example"},
            {"Origin": centre.web},
            {**page.own_origin, "Cookie": f"{COOKIE}=guessed"},
        ):
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await page.http.ws_connect(f"{centre.web}/sip", protocols=("sip",), headers=headers)
            assert refused.value.status in (401, 403)


async def closed(socket: aiohttp.ClientWebSocketResponse) -> int | None:
    async with asyncio.timeout(30):
        while (await socket.receive()).type is aiohttp.WSMsgType.TEXT:
            pass
    return socket.close_code
