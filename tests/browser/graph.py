"""Meta's Graph API for one WhatsApp account, as far as a conversation needs it: it takes what we send, has approved some
templates, and tells us what customers write and how far our messages got, signed as Meta signs."""

import asyncio
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

PHONE, BUSINESS, NUMBER = "106540352242922", "102290129340398", "+4930123456"
_SECRET, _WORD = "an app secret of the tests", "a word of the tests"

TEMPLATES = (
    {
        "name": "order_news",
        "language": "en",
        "status": "APPROVED",
        "category": "UTILITY",
        "components": [
            {"type": "HEADER", "format": "TEXT", "text": "About your order"},
            {"type": "BODY", "text": "Dear {{1}}, your order {{2}} is ready. Answer here when it suits you."},
        ],
    },
    {
        "name": "neuigkeit",
        "language": "de",
        "status": "APPROVED",
        "category": "UTILITY",
        "components": [{"type": "BODY", "text": "Guten Tag {{1}}, es gibt Neues zu Ihrer Bestellung."}],
    },
)


@dataclass
class WhatsAppAccount:
    """`taken`: the messages that were sent, as Meta gets them, oldest first."""

    centre: RunningCentre
    account: str
    taken: list[Mapping[str, Any]]
    _ids: Any = field(default_factory=lambda: itertools.count(1))

    async def writes(self, number: str, name: str, text: str, ago: float = 0.0) -> None:
        """A customer writes, `ago` seconds before it reaches us; on return the centre has it."""
        message = {"from": number.lstrip("+"), "id": f"wamid.in{next(self._ids)}", "type": "text"}
        await self._tells(
            {
                "contacts": [{"profile": {"name": name}, "wa_id": number.lstrip("+")}],
                "messages": [message | {"timestamp": str(int(_now() - ago)), "text": {"body": text}}],
            }
        )

    async def reports(self, place: int, state: str, **more: object) -> None:
        """How far message number `place` of `taken` got: sent, delivered, read, failed."""
        sent = self.taken[place]
        status = {
            "id": sent["wamid"],
            "status": state,
            "timestamp": str(int(_now())),
            "recipient_id": sent["to"].lstrip("+"),
            "biz_opaque_callback_data": sent["biz_opaque_callback_data"],
        }
        await self._tells({"statuses": [status | more]})

    async def took(self, count: int, within: float = 30.0) -> Mapping[str, Any]:
        """The last of so many messages, once it is there."""

        async def there() -> bool:
            return len(self.taken) >= count

        await self.centre.until(there, f"{count} messages at WhatsApp", within)
        return self.taken[count - 1]

    async def _tells(self, value: Mapping[str, object]) -> None:
        known = {"messaging_product": "whatsapp", "metadata": {"phone_number_id": PHONE}}
        changes = [{"field": "messages", "value": known | dict(value)}]
        body = json.dumps(
            {"object": "whatsapp_business_account", "entry": [{"id": BUSINESS, "changes": changes}]}
        ).encode()
        signed = hmac.new(_SECRET.encode(), body, hashlib.sha256).hexdigest()
        headers = {"x-hub-signature-256": f"sha256={signed}", "content-type": "application/json"}
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=20)) as http,
            http.post(f"{self.centre.web}/in/{self.account}", data=body, headers=headers) as answer,
        ):
            assert answer.status == 200, await answer.text()


def _now() -> float:
    return SystemClock(asyncio.get_running_loop()).now()


@asynccontextmanager
async def graph_api() -> AsyncIterator[tuple[str, list[Mapping[str, Any]]]]:
    """Where it is, and the messages that it took, each with the `wamid` that it got."""
    taken: list[Mapping[str, Any]] = []

    async def take(request: web.Request) -> web.Response:
        message = await request.json()
        wamid = f"wamid.out{len(taken) + 1}"
        taken.append(message | {"wamid": wamid})
        return web.json_response({"messaging_product": "whatsapp", "messages": [{"id": wamid}]})

    async def templates(_: web.Request) -> web.Response:
        return web.json_response({"data": list(TEMPLATES), "paging": {}})

    app = web.Application()
    app.router.add_post(f"/{PHONE}/messages", take)
    app.router.add_get(f"/{BUSINESS}/message_templates", templates)
    async with serving(app) as url:
        yield url, taken


@asynccontextmanager
async def whatsapp(centre: RunningCentre, name: str, flow: str) -> AsyncIterator[WhatsAppAccount]:
    """An account at WhatsApp, whose Graph API is here."""
    async with graph_api() as (url, taken):
        account = await centre.api(
            "POST",
            "/setup/accounts",
            {
                "channel": "whatsapp",
                "name": name,
                "address": NUMBER,
                "flow": flow,
                "settings": {"phone_number_id": PHONE, "business_id": BUSINESS, "api": url},
                "secrets": {"access_token": "EAAJB", "app_secret": _SECRET, "verify_token": _WORD},
            },
        )

        async def there() -> bool:
            known = await centre.api("GET", "/accounts")
            return any(each["id"] == account["id"] for each in known["items"])

        await centre.until(there, "the account to be in use")
        yield WhatsAppAccount(centre, account["id"], taken)
