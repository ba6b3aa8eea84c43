"""A Bot API server with customers: as much of Telegram as a bot meets, and as strict.

It is driven by our channel and by python-telegram-bot alike (test_channel_telegram.py), so that it is known to be faithful.
"""

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientSession, ClientTimeout, web

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"
BOT = {"id": 123456789, "is_bot": True, "first_name": "Acme", "username": "acme_bot"}
LIMIT = ClientTimeout(total=60)


class Refused(Exception):
    """As Telegram says no."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.body = {"ok": False, "error_code": code, "description": description}
        if parameters:
            self.body["parameters"] = parameters
        self.code = code


@dataclass(slots=True)
class Customer:
    """Somebody who has written to the bot, and what they see of it."""

    id: int
    name: str
    sees: list[dict[str, Any]] = field(default_factory=list)
    blocks: bool = False
    typing: bool = False

    @property
    def chat(self) -> dict[str, Any]:
        return {"id": self.id, "type": "private", "first_name": self.name}

    @property
    def sender(self) -> dict[str, Any]:
        return {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": "en"}


@dataclass(slots=True)
class TelegramServer:
    """Use it as a context; `url` is where bots find it. `flood`: seconds that the next message is told to wait. `hook`: what
    the bot said of its webhook; `answers`: the statuses of what it answered there."""

    url: str = ""
    customers: dict[int, Customer] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    acknowledged: list[str] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    flood: int = 0
    _updates: list[dict[str, Any]] = field(default_factory=list)
    _arrived: asyncio.Event = field(default_factory=asyncio.Event)
    hook: dict[str, Any] = field(default_factory=dict)
    hooked: asyncio.Event = field(default_factory=asyncio.Event)
    _messages: int = 0
    _update: int = 700
    _runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=60_000_000)
        app.router.add_route("*", "/bot{token}/{method}", self._called)
        app.router.add_get("/file/bot{token}/{path:.+}", self._download)
        self._runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._runner
        await self._runner.cleanup()

    # --- what customers do ---------------------------------------------------------------------------------------

    def customer(self, id: int, name: str) -> Customer:
        return self.customers.setdefault(id, Customer(id, name))

    async def writes(self, customer: Customer, **what: Any) -> dict[str, Any]:
        """A message; gives the update as Telegram tells it."""
        return await self._tell(message=self._message(customer, customer.sender) | what)

    async def sends(self, customer: Customer, name: str, content: bytes) -> dict[str, Any]:
        """A file, as a document."""
        id = f"file-{len(self.files)}"
        self.files[id] = content
        return await self.writes(
            customer,
            document={"file_id": id, "file_unique_id": id, "file_name": name, "file_size": len(content)},
        )

    async def presses(self, customer: Customer, title: str) -> dict[str, Any]:
        """The button with this title under the last message."""
        message = customer.sees[-1]
        (data,) = [
            button["callback_data"]
            for line in message["reply_markup"]["inline_keyboard"]
            for button in line
            if button["text"] == title
        ]
        query = {
            "id": f"q{self._update}",
            "from": customer.sender,
            "chat_instance": "1",
            "message": message,
            "data": data,
        }
        return await self._tell(callback_query=query)

    # --- what the bot calls --------------------------------------------------------------------------------------

    async def _called(self, request: web.Request) -> web.Response:
        try:
            if request.match_info["token"] != TOKEN:
                raise Refused(401, "Unauthorized")
            result = await self._answer(request.match_info["method"], await _parameters(request))
        except Refused as refused:
            return web.json_response(refused.body, status=refused.code)
        return web.json_response({"ok": True, "result": result})

    async def _answer(self, method: str, given: Mapping[str, Any]) -> Any:
        if self.flood and method.startswith("send"):
            wait, self.flood = self.flood, 0
            raise Refused(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        match method:
            case "getMe":
                return BOT | {"can_join_groups": True, "can_read_all_group_messages": False}
            case "setWebhook":
                return self._set_hook(given)
            case "deleteWebhook":
                self.hook = {}
                return True
            case "getWebhookInfo":
                pending = {"has_custom_certificate": False, "pending_update_count": len(self._updates)}
                return {"url": self.hook.get("url", "")} | pending
            case "getUpdates":
                return await self._get_updates(given)
            case "sendMessage":
                if not 0 < len(str(given.get("text", ""))) <= 4096:
                    raise Refused(400, "Bad Request: message text is empty or too long")
                return self._shown(given, text=given["text"])
            case "sendPhoto" | "sendDocument":
                return self._keep_sent(method, given)
            case "sendChatAction":
                self._to(given).typing = given["action"] == "typing"
                return True
            case "answerCallbackQuery":
                self.acknowledged.append(str(given["callback_query_id"]))
                return True
            case "getFile":
                return self._file(str(given["file_id"]))
        raise Refused(404, "Not Found")

    def _set_hook(self, given: Mapping[str, Any]) -> bool:
        if not re.fullmatch(r"[A-Za-z0-9_-]{0,256}", str(given.get("secret_token", ""))):
            raise Refused(400, "Bad Request: secret token contains unallowed characters")
        self.hook = dict(given)
        self.hooked.set()
        return True

    async def _get_updates(self, given: Mapping[str, Any]) -> list[dict[str, Any]]:
        if self.hook:
            raise Refused(409, "Conflict: can't use getUpdates method while webhook is active")
        offset = int(given.get("offset", 0))
        self._updates = [update for update in self._updates if update["update_id"] >= offset]
        if not self._updates:
            self._arrived.clear()
            try:
                async with asyncio.timeout(float(given.get("timeout", 0))):
                    await self._arrived.wait()
            except TimeoutError:
                return []
        return self._updates[: int(given.get("limit", 100))]

    def _keep_sent(self, method: str, given: Mapping[str, Any]) -> dict[str, Any]:
        kind = method.removeprefix("send").lower()
        sent = given[kind]
        if len(str(given.get("caption", ""))) > 1024:
            raise Refused(400, "Bad Request: message caption is too long")
        if not isinstance(sent, web.FileField):
            raise Refused(400, "Bad Request: there is no photo in the request")
        id = f"file-{len(self.files)}"
        self.files[id] = sent.file.read()
        sizes = {"file_id": id, "file_unique_id": id, "file_size": len(self.files[id])}
        what = (
            [sizes | {"width": 1, "height": 1}] if kind == "photo" else sizes | {"file_name": sent.filename}
        )
        caption = {"caption": given["caption"]} if "caption" in given else {}
        return self._shown(given, **{kind: what}, **caption)

    def _file(self, id: str) -> dict[str, Any]:
        if id not in self.files:
            raise Refused(400, "Bad Request: invalid file_id")
        return {"file_id": id, "file_unique_id": id, "file_path": f"documents/{id}"}

    async def _download(self, request: web.Request) -> web.Response:
        id = request.match_info["path"].removeprefix("documents/")
        if request.match_info["token"] != TOKEN or id not in self.files:
            return web.json_response({"ok": False, "error_code": 404, "description": "Not Found"}, status=404)
        return web.Response(body=self.files[id])

    def _to(self, given: Mapping[str, Any]) -> Customer:
        customer = self.customers.get(int(given["chat_id"]))
        if customer is None:
            raise Refused(400, "Bad Request: chat not found")
        if customer.blocks:
            raise Refused(403, "Forbidden: bot was blocked by the user")
        return customer

    def _shown(self, given: Mapping[str, Any], **what: Any) -> dict[str, Any]:
        customer = self._to(given)
        if markup := given.get("reply_markup"):
            what["reply_markup"] = json.loads(markup) if isinstance(markup, str) else markup
            for line in what["reply_markup"]["inline_keyboard"]:
                if any(not 0 < len(button["callback_data"].encode()) <= 64 for button in line):
                    raise Refused(400, "Bad Request: BUTTON_DATA_INVALID")
        message = self._message(customer, BOT) | what
        customer.sees.append(message)
        customer.typing = False
        return message

    def _message(self, customer: Customer, sender: Mapping[str, Any]) -> dict[str, Any]:
        self._messages += 1
        return {
            "message_id": self._messages,
            "date": 1_750_000_000,
            "chat": customer.chat,
            "from": dict(sender),
        }

    async def _tell(self, **what: Any) -> dict[str, Any]:
        self._update += 1
        update = {"update_id": self._update, **what}
        if self.hook:
            await self._call(update)
        else:
            self._updates.append(update)
            self._arrived.set()
        return update

    async def _call(self, update: Mapping[str, Any]) -> None:
        """Telegram does what the answer to a webhook asks for."""
        headers = {"X-Telegram-Bot-Api-Secret-Token": str(self.hook.get("secret_token", ""))}
        async with (
            ClientSession(timeout=LIMIT) as session,
            session.post(self.hook["url"], json=update, headers=headers) as answer,
        ):
            self.answers.append(answer.status)
            if answer.status == 200 and answer.content_type == "application/json":
                asked = await answer.json()
                await self._answer(asked.pop("method"), asked)


async def _parameters(request: web.Request) -> Mapping[str, Any]:
    """In whichever way they came: bots may choose."""
    if request.content_type == "application/json":
        found = await request.json()
        assert isinstance(found, dict)
        return found
    return dict(request.query) | dict(await request.post())
