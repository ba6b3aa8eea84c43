"""Customers who write over a connected system: it comes by a signed webhook, and what is answered goes to them."""

import asyncio
import base64
import hashlib
import hmac
import itertools
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web

from ari_app.clock import SystemClock
from tests.integration.running_centre import RunningCentre
from tests.local_server import serving

_KEY = b"a key of the tests, 32 bytes long"
SECRET = "whsec_" + base64.b64encode(_KEY).decode()
INSIDE = "127.0.0.1"
"""`inside_hosts` of a centre that may call a system of the tests."""


@dataclass
class ConnectedSystem:
    """`taken`: what the centre wrote to customers, oldest first."""

    centre: RunningCentre
    account: str
    taken: list[Mapping[str, Any]] = field(default_factory=list)
    _ids: Any = field(default_factory=lambda: itertools.count(1))

    async def writes(self, address: str, text: str, **more: object) -> None:
        """A customer writes; on return the centre has it."""
        await self.tells({"type": "message", "address": address, "text": text, **more})

    async def tells(self, event: Mapping[str, object]) -> None:
        body = json.dumps(event).encode()
        now = SystemClock(asyncio.get_running_loop()).now
        id, stamp = f"{self.account}-{next(self._ids)}", str(int(now()))
        signed = hmac.new(_KEY, f"{id}.{stamp}.".encode() + body, hashlib.sha256).digest()
        headers = {
            "webhook-id": id,
            "webhook-timestamp": stamp,
            "webhook-signature": "v1," + base64.b64encode(signed).decode(),
            "content-type": "application/json",
        }
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as http,
            http.post(f"{self.centre.web}/in/{self.account}", data=body, headers=headers) as answer,
        ):
            assert answer.status == 200, await answer.text()

    async def was_told(self, text: str, within: float = 30.0) -> Mapping[str, Any]:
        """The message to a customer that has this in it, once it is there."""

        async def found() -> bool:
            return any(text in str(message.get("text")) for message in self.taken)

        await self.centre.until(found, f"{text!r} to be sent", within)
        return next(message for message in self.taken if text in str(message.get("text")))


@asynccontextmanager
async def listening() -> AsyncIterator[tuple[str, list[Mapping[str, Any]]]]:
    """Where a connected system takes what we write, and the messages that it took."""
    taken: list[Mapping[str, Any]] = []

    async def take(request: web.Request) -> web.Response:
        message = await request.json()
        if message["type"] == "message":
            taken.append(message)
        return web.json_response({"id": message.get("id", "ping")})

    app = web.Application()
    app.router.add_post("/", take)
    async with serving(app) as url:
        yield f"{url}/", taken


@asynccontextmanager
async def connected_system(
    centre: RunningCentre, name: str, flow: str, **settings: str
) -> AsyncIterator[ConnectedSystem]:
    """An account over which customers write, whose other end is here. `settings`: its own, such as `attention`."""
    async with listening() as (url, taken):
        account = await centre.api(
            "POST",
            "/setup/accounts",
            {
                "channel": "webhook",
                "name": name,
                "flow": flow,
                "settings": {"url": url, **settings},
                "secrets": {"secret": SECRET},
            },
        )

        async def there() -> bool:
            known = await centre.api("GET", "/accounts")
            return any(each["id"] == account["id"] for each in known["items"])

        await centre.until(there, "the account to be in use")
        yield ConnectedSystem(centre, account["id"], taken)
