"""A web chat account in a house, and visitors' pages in the hand of a test."""

import asyncio
import itertools
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from aiohttp import ClientWebSocketResponse, WSMsgType

from ari_app.catalogue_reader import text_account
from ari_app.channels.account_rules import AccountDraft
from ari_app.storage import configuration
from ari_app.storage.rows.setup import FlowRow
from ivr.flow import dump, parse
from tests.service.web.conftest import House

SITE = "https://shop.example"
SECRET = "a secret of shop and centre"
ACCOUNT, APP, MAIL = "webchat", "app", "mail"
_MENU = {
    "id": "chat",
    "name": "The chat's menu",
    "language": "en",
    "media": ["text"],
    "start": "menu",
    "nodes": {
        "menu": {
            "kind": "menu",
            "prompt": "Sales or support?",
            "options": [
                {"name": "sales", "keys": ["1"], "phrases": ["sales"]},
                {"name": "support", "keys": ["2"], "phrases": ["support"]},
            ],
            "exits": {"sales": "wait", "support": "wait", "no_input": "wait", "no_match": "wait"},
        },
        "wait": {
            "kind": "queue",
            "queue": "support",
            "max_wait": 600,
            "exits": {"max_wait": "end", "closed": "end"},
        },
        "end": {"kind": "hangup"},
    },
}
_ids = itertools.count(1)


def name() -> str:
    """Of a message, as a page makes it."""
    return f"message-{next(_ids):04}"


@dataclass
class Page:
    """One open page of a visitor."""

    socket: ClientWebSocketResponse
    said: list[dict[str, Any]] = field(default_factory=list)

    async def until(
        self, kind: str, fits: Callable[[dict[str, Any]], object] = lambda said: True
    ) -> dict[str, Any]:
        """The next of that kind; all before it is in `said` too."""
        async with asyncio.timeout(60):
            while True:
                message = await self.socket.receive()
                assert message.type is WSMsgType.TEXT, (message, self.said)
                said: dict[str, Any] = json.loads(message.data)
                self.said.append(said)
                if said["type"] == kind and fits(said):
                    return said

    async def closed(self) -> int:
        async with asyncio.timeout(60):
            while (message := await self.socket.receive()).type is WSMsgType.TEXT:
                self.said.append(json.loads(message.data))
        return int(message.data or self.socket.close_code or 0)

    async def say(self, text: str = "", **more: Any) -> str:
        """Acknowledged on return; its name."""
        given = {"type": "message", "client_id": name(), "text": text, **more}
        await self.socket.send_json(given)
        await self.until("ack", lambda said: said["client_id"] == given["client_id"])
        return str(given["client_id"])

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [said for said in self.said if said["type"] == kind]


@dataclass
class Shop:
    """A house with a web chat, an app and a mailbox."""

    house: House

    async def ask(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        token: str | None = None,
        account: str = ACCOUNT,
        origin: str | None = SITE,
        raw: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, Any, Mapping[str, str]]:
        sent = dict(headers or {})
        if origin is not None:
            sent["Origin"] = origin
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        if body is not None:
            raw, sent["Content-Type"] = json.dumps(body).encode(), "application/json"
        async with self.house.client.request(
            method, f"/chat/{account}/{path}", data=raw, headers=sent
        ) as answer:
            is_json = "json" in answer.headers.get("Content-Type", "")
            return answer.status, await (answer.json() if is_json else answer.read()), answer.headers

    async def begin(self, account: str = ACCOUNT, origin: str | None = SITE, **body: Any) -> str:
        """A new visitor's token."""
        status, begun, _ = await self.ask("POST", "sessions", body, account=account, origin=origin)
        assert status == 201, begun
        return str(begun["token"])

    async def open(
        self, token: str, after: int = 0, account: str = ACCOUNT, origin: str | None = SITE
    ) -> Page:
        headers = {} if origin is None else {"Origin": origin}
        socket = await self.house.client.ws_connect(f"/chat/{account}/socket", headers=headers)
        await socket.send_json({"type": "hello", "token": token, "after": after})
        return Page(socket)

    async def arrive(self, **body: Any) -> Page:
        """A new visitor whose page is up."""
        page = await self.open(await self.begin(**body))
        await page.until("snapshot")
        return page

    async def set(self, **settings: str) -> None:
        """Change the web chat's settings."""
        accounts = self.house.services.channels.accounts
        row = next(row for row in await accounts.every() if row.id == ACCOUNT)
        shown = {key: str(value) for key, value in row.settings.items()}
        draft = AccountDraft(row.channel, row.name, row.address, row.flow, {**shown, **settings})
        await accounts.change(ACCOUNT, draft, (await accounts.revision(ACCOUNT)).version, "admin")
        await accounts.load()


@asynccontextmanager
async def open_shop(house: House) -> AsyncIterator[Shop]:
    flow = parse(_MENU)
    await house.database.writer.commit(
        [configuration.flow_added(FlowRow(flow.id, flow.version, dump(flow), published_at=1.0))]
    )
    channels = house.services.channels
    for id, channel, settings in (
        (ACCOUNT, "webchat", {"origins": SITE, "identity_secret": SECRET, "mail_account": MAIL}),
        (APP, "in_app", {"identity_secret": SECRET}),
        (
            MAIL,
            "double",
            {"secret": "0123456789abcdef0123456789abcdef", "url": "https://provider.example/send"},
        ),
    ):
        await channels.accounts.add(AccountDraft(channel, id.title(), id, "chat", settings), "admin", id)
    await channels.load()
    rows = await channels.accounts.every()
    known = {row.id: account for row in rows if (account := text_account(row)) is not None}
    catalogue = house.centre.catalogue
    house.centre.configure(replace(catalogue, accounts=known, flows={**catalogue.flows, "chat": flow}))
    working = asyncio.create_task(channels.postman.run())
    try:
        yield Shop(house)
    finally:
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
