"""The examples of docs/howto/connect-anything.md, as they stand there: a shell and two Python programs."""

import asyncio
import base64
import os
import re
import sys
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web

from ari_app.channels.contract import Account, Outgoing, Request, Sent
from ari_app.channels.errors import Forged, SendFailed
from ari_app.channels.http import AiohttpHttp
from ari_app.channels.webhook import CHANNEL
from ari_app.conversation.text import MessageArrived, RatingGiven, TextEvent
from tests.local_server import serving
from tests.ports import free_port

PAGE = Path(__file__).resolve().parents[2] / "docs/howto/connect-anything.md"
SECRET = "whsec_" + base64.b64encode(b"32 bytes that nobody else knows.").decode()
LIMIT = 60.0


def examples(language: str) -> list[str]:
    return re.findall(
        rf"^```{language}\n(.*?)^```", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL
    )


def account(url: str = "http://127.0.0.1:1/", secret: str = SECRET) -> Account:
    return Account("wh", "webhook", "Ours", "orders", {"url": url, "secret": secret}, "")


class Trunkline:
    """The part of it that is called: what is signed is kept, what is forged refused."""

    def __init__(self) -> None:
        self.events: list[TextEvent] = []
        self.unread: list[str] = []

    async def receive(self, request: web.Request) -> web.Response:
        came = Request(
            request.method,
            str(request.url),
            {name.lower(): value for name, value in request.headers.items()},
            dict(request.query),
            await request.read(),
            datetime.now(UTC).timestamp(),
        )
        try:
            CHANNEL.verify(account(), came)
        except Forged as forged:
            raise web.HTTPForbidden(text=str(forged)) from forged
        parsed = CHANNEL.parse(account(), came)
        self.events += parsed.events
        self.unread += parsed.unread
        return web.Response()


@pytest.fixture
async def called() -> AsyncIterator[tuple[Trunkline, str]]:
    trunkline = Trunkline()
    app = web.Application()
    app.router.add_post("/in/wh", trunkline.receive)
    async with serving(app) as url:
        yield trunkline, f"{url}/in/wh"


async def run(*command: str, **environment: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        *command,
        env={**os.environ, "no_proxy": "*", **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    async with asyncio.timeout(LIMIT):
        said, _ = await process.communicate()
    return process.returncode or 0, said.decode()


async def test_the_shell_tells_us(called: tuple[Trunkline, str]) -> None:
    trunkline, address = called
    (script,) = examples("sh")
    assert await run("bash", "-euc", script, ADDRESS=address, SECRET=SECRET) == (0, "")
    (event,) = trunkline.events
    assert isinstance(event, MessageArrived)
    assert (event.whom.address, event.whom.name) == ("ann-7", "Ann")
    assert (event.text, event.context) == ("Where is my order? 👋", {"order": "4711"})


async def test_a_wrong_secret_is_said(called: tuple[Trunkline, str]) -> None:
    trunkline, address = called
    (script,) = examples("sh")
    wrong = "whsec_" + base64.b64encode(b"x" * 32).decode()
    code, said = await run("bash", "-euc", script, ADDRESS=address, SECRET=wrong)
    assert (code, trunkline.events) == (22, [])
    assert "The signature is not that of the account's secret." in said


async def test_python_tells_us(called: tuple[Trunkline, str]) -> None:
    trunkline, address = called
    sender, _ = examples("python")
    assert await run(sys.executable, "-W", "error", "-c", sender, ADDRESS=address, SECRET=SECRET) == (0, "")
    message, rating = trunkline.events
    assert isinstance(message, MessageArrived)
    assert isinstance(rating, RatingGiven)
    assert (message.provider_id, message.text) == ("post-1", "It came. Thank you!")
    assert (rating.provider_id, rating.score) == ("stars-1", 5)


async def test_python_takes_what_we_write() -> None:
    _, receiver = examples("python")
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        receiver,
        env={**os.environ, "SECRET": SECRET, "PORT": str(free_port())},
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout
    try:
        async with asyncio.timeout(LIMIT), AiohttpHttp(inside=["127.0.0.1"]) as http:
            port = (await process.stdout.readline()).decode().split()[-1]
            there = account(f"http://127.0.0.1:{port}/")
            assert await CHANNEL.test(there, http) == "The connected system took a signed ping."
            message = Outgoing("m1", "ann-7", "", "Ann", "It is on its way 🚚")
            for _ in range(2):  # the second time it has it already
                assert await CHANNEL.send(there, message, http) == Sent("m1")
            await CHANNEL.send(there, Outgoing("m2", "ann-7", "", "Ann", "Bye"), http)
            lines = [(await process.stdout.readline()).decode() for _ in range(2)]
            assert lines == ["to ann-7: It is on its way 🚚\n", "to ann-7: Bye\n"]
            forger = account(f"http://127.0.0.1:{port}/", "whsec_" + base64.b64encode(b"x" * 32).decode())
            with pytest.raises(SendFailed, match="not signed by Trunkline"):
                await CHANNEL.send(forger, message, http)
    finally:
        process.kill()
        await process.wait()
