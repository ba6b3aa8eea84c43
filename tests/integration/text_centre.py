"""The app for what is written: `trunkline serve` in its own process, on any database, without an Asterisk.

With it a connected system (`webhook` of the channels) that signs what it sends, and takes what is sent to it.
"""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import json
import os
import shutil
import signal
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer

from ari_app import demo
from ari_app.access.reception import Reception
from ari_app.channels.account_rules import AccountDraft
from ari_app.channels.accounts import Accounts
from ari_app.channels.double import ScriptedHttp
from ari_app.channels.everything import CHANNELS
from ari_app.clock import SystemClock
from ari_app.config import Settings
from ari_app.front_desk import desk_of
from ari_app.storage.database import Database
from tests.integration.running_centre import free_ports, trunkline

ACCOUNT = "orders"
KEY = b"24 bytes that are random"
READY_WITHIN = 120.0  # seconds: the machine may have other work
Prepare: TypeAlias = Callable[[Database, Reception], Awaitable[None]]
_PORTS = ("SIP_PORT", "HTTP_PORT", "ASTERISK_HTTP_PORT", "ASTERISK_AMI_PORT", "AUDIOSOCKET_PORT")


def signed(body: bytes, id: str, at: float | None = None, key: bytes = KEY) -> dict[str, str]:
    """The headers of what the connected system sends now, or sent at another time."""
    stamp = str(int(time.time() if at is None else at))  # noqa: TID251 - the app's clock is the real one
    mac = hmac.digest(key, f"{id}.{stamp}.".encode() + body, hashlib.sha256)
    return {
        "webhook-id": id,
        "webhook-timestamp": stamp,
        "webhook-signature": f"v1,{base64.b64encode(mac).decode()}",
        "Content-Type": "application/json",
    }


def message(number: int, address: str) -> tuple[str, bytes]:
    """The id and the body of a message."""
    id = f"m{number}"
    body = {"type": "message", "id": id, "address": address, "text": f"text {number}"}
    return id, json.dumps(body).encode()


@dataclass
class Connected:
    """The connected system. `received`: how often it got each of our messages, by its id."""

    received: Counter[str] = field(default_factory=Counter)

    async def take(self, request: web.Request) -> web.Response:
        body: dict[str, Any] = await request.json()
        if body["type"] == "message":
            self.received[body["id"]] += 1
        return web.json_response({"id": f"p-{body.get('id', '')}"})


@dataclass
class TextCentre:
    state: Path
    environment: Mapping[str, str]
    output: Path
    connected: Connected
    token: str = ""
    web_passwords: Mapping[str, str] = field(default_factory=dict)
    _process: asyncio.subprocess.Process | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.environment['TRUNKLINE_HTTP_PORT']}"

    @property
    def hook(self) -> str:
        """Where the connected system calls."""
        return f"{self.url}/in/{ACCOUNT}"

    @property
    def database(self) -> str:
        return self.environment.get("TRUNKLINE_DATABASE") or f"sqlite:///{self.state / 'trunkline.db'}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    async def start(self) -> None:
        """Return when it answers."""
        with self.output.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *trunkline("serve"), env=self.environment, stdout=output, stderr=output
            )
        async with aiohttp.ClientSession(timeout=_patience(20.0)) as http:
            try:
                async with asyncio.timeout(READY_WITHIN):
                    while not await self._answers(http):
                        assert self._process.returncode is None, f"It has ended.\n{self.said()}"
                        await asyncio.sleep(0.05)
            except TimeoutError:
                raise AssertionError(f"It does not answer.\n{self.said()}") from None

    async def _answers(self, http: aiohttp.ClientSession) -> bool:
        with contextlib.suppress(aiohttp.ClientError, TimeoutError):
            async with http.get(f"{self.url}/healthz") as answer:
                return answer.status == 200
        return False

    async def kill(self) -> None:
        """SIGKILL, in the middle of whatever it does."""
        assert self._process is not None
        self._process.send_signal(signal.SIGKILL)
        await self._process.wait()

    async def stop(self) -> int:
        assert self._process is not None
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self._process.wait(), 60)

    def said(self) -> str:
        return self.output.read_text()[-4000:]


def _patience(seconds: float) -> aiohttp.ClientTimeout:
    return aiohttp.ClientTimeout(total=seconds)


async def _set_up(centre: TextCentre, url: str, flow: str, attention: str, prepare: Prepare | None) -> None:
    """The demo, and an account of the connected system that takes messages at `url`."""
    settings = Settings(state=centre.state, database=centre.environment.get("TRUNKLINE_DATABASE", ""))
    database = await Database.open(settings.database_url)
    now = SystemClock(asyncio.get_running_loop()).now
    try:
        await database.upgrade()
        reception = desk_of(settings, database, now)
        credentials = await demo.seed(database, reception, centre.state, now(), ("127.0.0.1",))
        if prepare is not None:
            await prepare(database, reception)
        await reception.audit.close()
        assert credentials is not None
        centre.token, centre.web_passwords = credentials.admin_token, credentials.web_passwords
        accounts = Accounts(
            database,
            reception.sealing,
            ScriptedHttp(),
            CHANNELS,
            public_url="",
            now=now,
            new_id=lambda: "",
        )
        said = {
            "url": url,
            "secret": f"whsec_{base64.b64encode(KEY).decode()}",
            "attention": attention,
            "addresses": "other",
            "per_second": "1000",
        }
        await accounts.add(AccountDraft("webhook", "Orders", "orders", flow, said), "test", ACCOUNT)
    finally:
        await database.close()


@asynccontextmanager
async def text_centre(
    database: str = "",
    flow: str = "demo-support",
    attention: str = "message",
    prepare: Prepare | None = None,
    **settings: str,
) -> AsyncIterator[TextCentre]:
    """Set up and started, on free ports. `settings` are TRUNKLINE_* without the prefix, lower case. `attention`: what
    the account's conversations take, `message` or `chat`. `prepare` may add to the demo."""
    folder = Path(tempfile.mkdtemp(prefix="trunkline-text-"))
    app = web.Application()
    connected = Connected()
    app.router.add_post("/take", connected.take)
    async with TestServer(app) as receiver:
        own = {
            "STATE": str(folder),
            "DATABASE": database,
            "SPEECH": "off",
            "INSIDE_HOSTS": f"127.0.0.1:{receiver.port}",
            **{name.upper(): value for name, value in settings.items()},
        }
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("TRUNKLINE_")},
            **free_ports(*_PORTS),
            **{f"TRUNKLINE_{name}": value for name, value in own.items()},
        }
        centre = TextCentre(folder, environment, folder / "output.log", connected)
        try:
            await _set_up(centre, f"http://127.0.0.1:{receiver.port}/take", flow, attention, prepare)
            await centre.start()
            yield centre
        finally:
            if centre._process is not None:
                await centre.stop()
            shutil.rmtree(folder, ignore_errors=True)
