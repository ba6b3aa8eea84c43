"""The same stories by our channel and by python-telegram-bot, against one Bot API server."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Protocol

import pytest
import telegram
from aiohttp import web
from telegram import error as errors

from ari_app.channels.contract import Account, Outgoing, OutgoingFile, Request
from ari_app.channels.errors import Forged, SendFailed, TryLater
from ari_app.channels.http import AiohttpHttp
from ari_app.channels.telegram import CHANNEL
from ari_app.conversation.text import MessageArrived, TextEvent
from tests.integration.telegram_server import TOKEN, Customer, TelegramServer
from tests.local_server import serving

LIMIT = 60.0


@pytest.fixture
async def server() -> AsyncIterator[TelegramServer]:
    async with TelegramServer() as server:
        yield server


@pytest.fixture
def ann(server: TelegramServer) -> Customer:
    return server.customer(1111, "Ann")


class Driver(Protocol):
    """A bot, whoever wrote it. Messages that arrive are told as (text, the choice that was pressed)."""

    async def name(self) -> str: ...

    async def send(self, chat: int, text: str, choices: Mapping[str, str]) -> None: ...

    async def send_photo(self, chat: int, content: bytes, text: str) -> None: ...

    async def typing(self, chat: int) -> None: ...

    async def next(self) -> tuple[str, str]: ...

    async def fetch_next(self) -> bytes: ...

    async def trouble(self, chat: int) -> tuple[str, float | None]:
        """What a message to this chat meets: `blocked`, `unknown`, `later` (with the seconds)."""
        ...


@dataclass
class Inlet:
    """What our channel brought."""

    events: "asyncio.Queue[TextEvent]" = field(default_factory=asyncio.Queue)
    place: Mapping[str, Any] = field(default_factory=dict)

    async def take(self, events: Sequence[TextEvent], cursor: Mapping[str, Any] | None = None) -> None:
        for event in events:
            self.events.put_nowait(event)
        self.place = cursor or self.place

    async def cursor(self) -> Mapping[str, Any]:
        return self.place

    def now(self) -> float:
        return 1_750_000_000.0

    async def keep_file(self, name: str, content_type: str, content: bytes) -> str:
        raise AssertionError("a bot's files are fetched later")


@dataclass
class Ours:
    account: Account
    http: AiohttpHttp
    inlet: Inlet

    async def name(self) -> str:
        return (await CHANNEL.test(self.account, self.http)).split("@")[1].split(";")[0]

    async def send(self, chat: int, text: str, choices: Mapping[str, str]) -> None:
        listed = [{"id": id, "title": title} for id, title in choices.items()]
        message = Outgoing("m", str(chat), "", "", text, extra={"choices": listed})
        sent = await CHANNEL.send(self.account, message, self.http)
        assert sent.provider_id.startswith(f"{chat}:")

    async def send_photo(self, chat: int, content: bytes, text: str) -> None:
        async def read() -> bytes:
            return content

        file = OutgoingFile("a.png", "image/png", len(content), read, "")
        await CHANNEL.send(self.account, Outgoing("m", str(chat), "", "", text, files=[file]), self.http)

    async def typing(self, chat: int) -> None:
        await CHANNEL.typing(self.account, str(chat), True, self.http)

    async def next(self) -> tuple[str, str]:
        event = await self._message()
        return event.text, str(event.extra.get("choice", ""))

    async def fetch_next(self) -> bytes:
        (file,) = (await self._message()).files
        assert file.source
        return await CHANNEL.fetch(self.account, file.source, self.http, 1 << 20)

    async def _message(self) -> MessageArrived:
        async with asyncio.timeout(LIMIT):
            event = await self.inlet.events.get()
        assert isinstance(event, MessageArrived)
        return event

    async def trouble(self, chat: int) -> tuple[str, float | None]:
        try:
            await CHANNEL.send(self.account, Outgoing("m", str(chat), "", "", "Hi"), self.http)
        except TryLater as later:
            return "later", later.after
        except SendFailed as failed:
            return "blocked" if "blocked" in str(failed) else "unknown", None
        raise AssertionError("it was taken")


@dataclass
class Theirs:
    bot: telegram.Bot
    offset: int | None = None

    async def name(self) -> str:
        return str((await self.bot.get_me()).username)

    async def send(self, chat: int, text: str, choices: Mapping[str, str]) -> None:
        lines = [[telegram.InlineKeyboardButton(title, callback_data=id)] for id, title in choices.items()]
        await self.bot.send_message(chat, text, reply_markup=telegram.InlineKeyboardMarkup(lines))

    async def send_photo(self, chat: int, content: bytes, text: str) -> None:
        await self.bot.send_photo(chat, content, caption=text)

    async def typing(self, chat: int) -> None:
        await self.bot.send_chat_action(chat, "typing")

    async def next(self) -> tuple[str, str]:
        update = await self._update()
        if query := update.callback_query:
            await query.answer()
            assert isinstance(query.message, telegram.Message)
            assert query.message.reply_markup
            titles = {
                button.callback_data: button.text
                for line in query.message.reply_markup.inline_keyboard
                for button in line
            }
            return titles[query.data], str(query.data)
        assert update.message
        return str(update.message.text), ""

    async def fetch_next(self) -> bytes:
        update = await self._update()
        assert update.message
        assert update.message.document
        file = await update.message.document.get_file()
        return bytes(await file.download_as_bytearray())

    async def _update(self) -> telegram.Update:
        (update,) = await self.bot.get_updates(offset=self.offset, timeout=5, limit=1)
        self.offset = update.update_id + 1
        return update

    async def trouble(self, chat: int) -> tuple[str, float | None]:
        try:
            await self.bot.send_message(chat, "Hi")
        except errors.RetryAfter as later:
            assert isinstance(later.retry_after, timedelta)
            return "later", later.retry_after.total_seconds()
        except errors.Forbidden:
            return "blocked", None
        except errors.BadRequest:
            return "unknown", None
        raise AssertionError("it was taken")


def account(server: TelegramServer, receive: str, public_url: str = "") -> Account:
    settings = {"token": TOKEN, "api": server.url, "receive": receive}
    return Account("tg", "telegram", "Telegram", "acme_bot", settings, public_url)


@pytest.fixture(params=["ours", "python-telegram-bot"])
async def bot(
    request: pytest.FixtureRequest, server: TelegramServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Driver]:
    if request.param == "ours":
        async with AiohttpHttp(inside=["127.0.0.1"]) as http:
            ours = Ours(account(server, "polling"), http, Inlet())
            polling = asyncio.create_task(CHANNEL.run(ours.account, ours.inlet, http))
            yield ours
            polling.cancel()
            await asyncio.gather(polling, return_exceptions=True)
    else:
        monkeypatch.setenv("PTB_TIMEDELTA", "true")  # how its next release tells times
        theirs = telegram.Bot(TOKEN, base_url=f"{server.url}/bot", base_file_url=f"{server.url}/file/bot")
        async with theirs:
            yield Theirs(theirs)


async def test_who_it_is(bot: Driver) -> None:
    assert await bot.name() == "acme_bot"


async def test_a_customer_writes_chooses_and_is_answered(
    bot: Driver, server: TelegramServer, ann: Customer
) -> None:
    await server.writes(ann, text="Hello 👋🏽")
    assert await bot.next() == ("Hello 👋🏽", "")
    await bot.typing(ann.id)
    assert server.customers[ann.id].typing
    await bot.send(ann.id, "Where to?", {"sales": "Sales", "help": "Help ❓"})
    assert not ann.typing
    assert ann.sees[-1]["text"] == "Where to?"
    await server.presses(ann, "Help ❓")
    assert await bot.next() == ("Help ❓", "help")
    await server.writes(ann, text="Thanks")
    assert await bot.next() == ("Thanks", "")
    assert len(server.acknowledged) == 1


async def test_files_both_ways(bot: Driver, server: TelegramServer, ann: Customer) -> None:
    await bot.send_photo(ann.id, b"\x89PNG\r\n\x1a\n--", "Grüße")
    seen = ann.sees[-1]
    assert (seen["caption"], server.files[seen["photo"][0]["file_id"]]) == ("Grüße", b"\x89PNG\r\n\x1a\n--")
    await server.sends(ann, "a.pdf", b"%PDF\0\xff")
    assert await bot.fetch_next() == b"%PDF\0\xff"


async def test_troubles(bot: Driver, server: TelegramServer, ann: Customer) -> None:
    ann.blocks = True
    assert await bot.trouble(ann.id) == ("blocked", None)
    assert await bot.trouble(2222) == ("unknown", None)
    ann.blocks = False
    server.flood = 7
    assert await bot.trouble(ann.id) == ("later", 7.0)


@pytest.mark.parametrize("secret", ["right", "wrong"])
async def test_by_webhook(server: TelegramServer, ann: Customer, secret: str) -> None:
    """Telegram is told where to call; a press is acknowledged by the answer to the call."""
    taken: list[TextEvent] = []

    async def called(request: web.Request) -> web.Response:
        body = await request.read()
        came = Request(
            request.method,
            str(request.url),
            {name.lower(): value for name, value in request.headers.items()},
            dict(request.query),
            body,
            1_750_000_000.0,
        )
        try:
            CHANNEL.verify(served, came)
        except Forged as forged:
            raise web.HTTPForbidden from forged
        parsed = CHANNEL.parse(served, came)
        taken.extend(parsed.events)
        return web.Response(
            status=parsed.answer.status, body=parsed.answer.body, content_type=parsed.answer.content_type
        )

    app = web.Application()
    app.router.add_post("/in/tg", called)
    async with serving(app) as url, AiohttpHttp(inside=["127.0.0.1"]) as http:
        served = account(server, "webhook", f"{url}/in/tg")
        running = asyncio.create_task(CHANNEL.run(served, Inlet(), http))
        try:
            async with asyncio.timeout(LIMIT):
                await server.hooked.wait()
            assert "it calls us" in await CHANNEL.test(served, http)
            if secret == "wrong":
                server.hook["secret_token"] = "another"
                await server.writes(ann, text="Hello")
                assert (taken, server.answers) == ([], [403])
                return
            await server.writes(ann, text="Hello")
            await Ours(served, http, Inlet()).send(ann.id, "Where to?", {"sales": "Sales"})
            await server.presses(ann, "Sales")
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
    assert [(event.text, event.extra) for event in taken if isinstance(event, MessageArrived)] == [
        ("Hello", {}),
        ("Sales", {"choice": "sales"}),
    ]
    assert len(server.acknowledged) == 1


async def test_what_the_server_tells_is_what_telegram_tells(server: TelegramServer, ann: Customer) -> None:
    """python-telegram-bot reads each update of it without loss."""
    for update in (await server.writes(ann, text="Hi"), await server.sends(ann, "a.pdf", b"%PDF")):
        read = telegram.Update.de_json(update, None)
        assert read
        assert read.to_dict()["message"]["message_id"] == update["message"]["message_id"]
        assert read.to_dict()["message"].get("document") == update["message"].get("document")
