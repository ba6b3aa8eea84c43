"""Requests to providers: what was sent is never taken for unsent, and nothing of our own network can be asked."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer, unused_port

from ari_app.channels.errors import Misconfigured, OutcomeUnknown, Unreachable
from ari_app.channels.http import AiohttpHttp, is_public

Serve = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def provider(serve: Serve, limit: float = 15.0) -> AsyncIterator[tuple[AiohttpHttp, str]]:
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", serve)
    async with TestServer(app) as server, AiohttpHttp({f"127.0.0.1:{server.port}"}, limit) as http:
        yield http, f"http://127.0.0.1:{server.port}"


async def test_it_asks_and_reads_no_more_than_it_should() -> None:
    seen: list[tuple[str, object]] = []

    async def serve(request: web.Request) -> web.Response:
        seen.append((request.method, await request.json()))
        return web.Response(status=201, body=b"x" * 5000, headers={"X-Odd": "1"})

    async with provider(serve) as (http, url):
        answer = await http.request("POST", url, json={"a": 1}, limit=1000)
    assert (answer.status, len(answer.body), answer.headers["x-odd"]) == (201, 1000, "1")
    assert seen == [("POST", {"a": 1})]


async def test_it_follows_nobody_elsewhere() -> None:
    async def serve(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": "http://127.0.0.1:1/"})

    async with provider(serve) as (http, url):
        assert (await http.request("GET", url)).status == 302


async def test_nobody_there_is_unreachable() -> None:
    port = unused_port()
    async with AiohttpHttp({f"127.0.0.1:{port}"}) as http:
        with pytest.raises(Unreachable):
            await http.request("POST", f"http://127.0.0.1:{port}/", json={})


async def test_a_name_that_there_is_not_is_unreachable() -> None:
    async with AiohttpHttp() as http:
        with pytest.raises(Unreachable, match="no such name"):
            await http.request("GET", "http://nowhere.invalid/")


async def test_a_connection_that_is_closed_without_an_answer_may_have_been_taken() -> None:
    async def serve(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async with provider(serve) as (http, url):
        with pytest.raises(OutcomeUnknown):
            await http.request("POST", url, json={})


async def test_an_answer_that_breaks_off_may_have_been_taken() -> None:
    async def serve(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(request)
        await response.write(b"half")
        assert request.transport is not None
        request.transport.close()
        return response

    async with provider(serve) as (http, url):
        with pytest.raises(OutcomeUnknown):
            await http.request("POST", url, json={})


async def test_whoever_does_not_answer_in_time_may_have_taken_it() -> None:
    over = asyncio.Event()

    async def serve(request: web.Request) -> web.Response:
        await over.wait()
        return web.Response()

    async with provider(serve, limit=0.1) as (http, url):
        with pytest.raises(OutcomeUnknown):
            await http.request("POST", url, json={})
        over.set()


INSIDE = [
    "http://127.0.0.1:{port}/",
    "http://localhost:{port}/",
    "http://[::1]:{port}/",
    "http://[::ffff:127.0.0.1]:{port}/",
    "http://0.0.0.0:{port}/",
    "http://2130706433:{port}/",
    "http://10.0.0.1:{port}/",
    "http://169.254.169.254/latest/meta-data/",
]


@pytest.mark.parametrize("url", INSIDE)
async def test_our_own_network_is_not_asked(url: str) -> None:
    """ASVS 1.3.6: whatever way it is written, and although somebody listens there."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        listening.setblocking(False)
        async with AiohttpHttp({"127.0.0.2"}) as http:
            with pytest.raises((Misconfigured, Unreachable)):
                await http.request("GET", url.format(port=listening.getsockname()[1]))
        with pytest.raises(BlockingIOError):
            listening.accept()


@pytest.mark.parametrize(
    "url", ["", "example.org", "ftp://example.org/", "http://", "http://[", "file:///etc/passwd"]
)
async def test_what_is_no_address_is_told(url: str) -> None:
    async with AiohttpHttp() as http:
        with pytest.raises(Misconfigured):
            await http.request("GET", url)


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("8.8.8.8", True),
        ("2606:4700::1111", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fc00::1", False),
        ("::ffff:10.0.0.1", False),
        ("::ffff:8.8.8.8", True),
        ("64:ff9b::10.0.0.1", False),
        ("2002:0a00:0001::1", False),
        ("nonsense", False),
    ],
)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public
