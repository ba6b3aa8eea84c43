"""Telegram, by a bot: what goes out, and how the bot is told of what comes in. `telegram_inbox.py` reads that.

Telegram calls us, or we ask it all the time: for a machine that nobody can call from outside. Which of the two is a
setting of the account; the bot is told when the account starts, so that nobody has to.

source: https://core.telegram.org/bots/api (sendMessage: 4,096 characters, captions 1,024; sendPhoto 10 MB, sendDocument
50 MB; getFile 20 MB; inline keyboards: 64 bytes of data; setWebhook, getUpdates; ResponseParameters), /bots/faq (30
messages a second).
"""

import asyncio
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from ari_app.acd.model import MediaType
from ari_app.channels import telegram_inbox
from ari_app.channels.answers import Provider, Refusal
from ari_app.channels.batch import batch
from ari_app.channels.choices import choices_of, fitting, in_words
from ari_app.channels.contract import (
    Account,
    Answer,
    Http,
    Inlet,
    Outgoing,
    OutgoingFile,
    Parsed,
    Request,
    Sent,
    Setting,
)
from ari_app.channels.errors import ChannelError, Forged, Malformed, Misconfigured
from ari_app.channels.multipart import multipart
from ari_app.channels.parts import Part, one_by_one, parts_of
from ari_app.channels.reading import Row, document, number, row, rows, text
from ari_app.channels.signed import insist, sign
from ari_app.conversation.text_account import AllowedFiles, Facts
from ari_app.storage.choices import IdentityKind

API = "https://api.telegram.org"
CAPTION = 1024
CHOICES, CHOICE_ID = 20, 64
PHOTO = 10_000_000
PHOTOS = ("image/jpeg", "image/png", "image/webp")
POLL = 10
"""Seconds for which Telegram holds a question until there is an answer: less than any request of ours may take."""
ENOUGH = 100
"""Updates in one answer."""
LARGEST_ANSWER = 16 << 20
"""Bytes of so many updates: a long text, and the one that it replies to, take 50 kB as Telegram escapes them. What does not
fit would be asked for again, for ever."""

KNOWN: Mapping[str, str] = {
    "bot was blocked": "403.blocked",
    "user is deactivated": "403.gone",
    "can't initiate conversation": "403.first",
    "chat not found": "400.chat",
    "bad webhook": "400.hook",
    "invalid webhook": "400.hook",
    "too big": "413",
    "too large": "413",
    "terminated by other getUpdates": "409.twice",
}
"""What Telegram says only in words."""
SENTENCES: Mapping[str, str] = {
    "401": "Telegram does not accept the bot's token: an administrator has to enter it anew.",
    "404": "Telegram does not accept the bot's token: an administrator has to enter it anew.",
    "409.twice": "Something else asks Telegram with the same token: each token may be used once.",
    "400.hook": "Telegram cannot call us at our address: set public_url to one in the internet, or let us ask (polling).",
    "429": "Telegram has too many messages of ours just now.",
}
LASTING: Mapping[str, str] = {
    "403.blocked": "The customer has blocked the bot: nothing reaches them until they unblock it.",
    "403.gone": "The customer has deleted their Telegram account: reach them another way.",
    "403.first": "The customer has to write to the bot first.",
    "403": "Telegram does not let the bot write to this customer: reach them another way.",
    "400.chat": "Telegram does not know this customer, or they never wrote to the bot: they have to write first.",
    "413": "The file is larger than Telegram takes from a bot: send a smaller one.",
}


def _refusal(body: Row) -> Refusal | None:
    if body.get("ok") is not False:
        return None
    words = text(body, "description")
    code = next((code for said, code in KNOWN.items() if said in words), text(body, "error_code"))
    return Refusal(code, words, number(row(body, "parameters"), "retry_after"))


TELEGRAM = Provider("Telegram", _refusal, SENTENCES, LASTING, later=frozenset({"429"}))


class Telegram:
    facts = Facts(
        name="telegram",
        title="Telegram",
        media_type=MediaType.MESSAGE,
        known_by=IdentityKind.TELEGRAM,
        text_limit=4096,
        files=AllowedFiles(("*/*",), 50_000_000, 10),
        typing=True,
        choices=CHOICES,
        per_second=25.0,
        starts=False,
    )
    settings = (
        Setting(
            "token",
            "Bot token",
            "In Telegram write to @BotFather: /newbot, or /token for one that you have.",
            secret=True,
            pattern=r"\d+:[\w-]{30,}",
        ),
        Setting(
            "receive",
            "Messages come",
            "By webhook: Telegram calls us, on port 443, 80, 88 or 8443. By polling: we ask, and need no address that can "
            "be called from outside.",
            required=False,
            default="webhook",
            choices=("webhook", "polling"),
        ),
        Setting(
            "api",
            "Bot API address",
            f"{API}, or a Bot API server of your own.",
            required=False,
            default=API,
            pattern=r"https?://.+",
        ),
    )

    def verify(self, account: Account, request: Request) -> None:
        if _polls(account):
            raise Forged("This account asks Telegram; Telegram does not call it.")
        insist("Telegram", _secret(account), request.headers.get("x-telegram-bot-api-secret-token", ""))

    def parse(self, account: Account, request: Request) -> Parsed:
        """A press is acknowledged in the answer: the customer's button stops turning."""
        update = document(request.body)
        parsed = batch([telegram_inbox.found(account, update, request.at)])
        if query := telegram_inbox.pressed_query(update):
            body = json.dumps({"method": "answerCallbackQuery", "callback_query_id": query})
            return Parsed(parsed.events, Answer(200, body.encode(), "application/json"), parsed.unread)
        return parsed

    async def run(self, account: Account, inlet: Inlet, http: Http) -> None:
        bot = _Bot(account, http)
        if _polls(account):
            await bot.call("deleteWebhook", {})
            await _poll(bot, inlet)
        else:
            await bot.call(
                "setWebhook",
                {
                    "url": account.public_url,
                    "secret_token": _secret(account),
                    "allowed_updates": telegram_inbox.WANTED,
                },
            )
            await asyncio.Event().wait()

    async def send(self, account: Account, message: Outgoing, http: Http) -> Sent:
        bot = _Bot(account, http)
        choices = choices_of(message)
        able = fitting(choices, CHOICES, CHOICE_ID)
        parts = parts_of(message, CAPTION)
        keyboard = {
            "inline_keyboard": [[{"text": choice.title, "callback_data": choice.id}] for choice in choices]
        }

        async def send_part(part: Part) -> str:
            if part.file is not None:
                answer = await bot.send_file(message.address, part.file, part.text)
            else:
                said = part.text if able and part.text else in_words(part.text, choices)
                body = {"chat_id": message.address, "text": said} | (
                    {"reply_markup": keyboard} if able else {}
                )
                answer = await bot.call("sendMessage", body)
            return f"{message.address}:{TELEGRAM.id_in(row(answer, 'result'), 'message_id')}"

        return await one_by_one(parts, send_part)

    async def typing(self, account: Account, address: str, on: bool, http: Http) -> None:
        """It ends by itself, or with the message."""
        if on:
            await _Bot(account, http).call("sendChatAction", {"chat_id": address, "action": "typing"})

    async def test(self, account: Account, http: Http) -> str:
        bot = _Bot(account, http)
        name = text(row(await bot.call("getMe", {}), "result"), "username")
        if _polls(account):
            return f"Telegram knows the bot @{name}; we ask it for messages."
        hook = row(await bot.call("getWebhookInfo", {}), "result")
        if number(hook, "pending_update_count") and (trouble := text(hook, "last_error_message")):
            raise Misconfigured(f"Telegram knows the bot @{name}, but cannot call us: {trouble.rstrip('.')}.")
        return f"Telegram knows the bot @{name}; it calls us when somebody writes."

    async def fetch(self, account: Account, source: Mapping[str, Any], http: Http, limit: int) -> bytes:
        bot = _Bot(account, http)
        known = row(await bot.call("getFile", {"file_id": text(source, "file")}), "result")
        return await bot.download(text(known, "file_path"), limit)


class _Bot:
    """Requests of one bot. Its token is part of their addresses, which are therefore shown to nobody."""

    def __init__(self, account: Account, http: Http) -> None:
        self.account, self._http = account, http
        self._base = (account.settings.get("api") or API).rstrip("/")
        self._path = f"bot{account.settings['token']}"

    async def call(self, method: str, body: Mapping[str, Any], limit: int = 1 << 20) -> Row:
        url = f"{self._base}/{self._path}/{method}"
        return TELEGRAM.taken(await self._http.request("POST", url, json=body, limit=limit))

    async def send_file(self, chat: str, file: OutgoingFile, caption: str) -> Row:
        photo = file.content_type in PHOTOS and file.size <= PHOTO
        fields = {"chat_id": chat} | ({"caption": caption} if caption else {})
        kind = "photo" if photo else "document"
        content_type, body = multipart(fields, kind, file.name, file.content_type, await file.read())
        url = f"{self._base}/{self._path}/send{kind.capitalize()}"
        return TELEGRAM.taken(
            await self._http.request("POST", url, headers={"content-type": content_type}, content=body)
        )

    async def download(self, path: str, limit: int) -> bytes:
        url = f"{self._base}/file/{self._path}/{quote(path)}"
        return TELEGRAM.file(await self._http.request("GET", url, limit=limit))


def _polls(account: Account) -> bool:
    return account.settings.get("receive") == "polling"


def _secret(account: Account) -> str:
    """What Telegram shows us with each call: made of the token, so that nobody has to think of one."""
    return sign(account.settings["token"], b"webhook").hex()


async def _poll(bot: _Bot, inlet: Inlet) -> None:
    """What was asked for is forgotten by Telegram when we ask for what comes after it: so first it is durable here."""
    after = number(await inlet.cursor(), "offset")
    while True:
        ask = {"timeout": POLL, "limit": ENOUGH, "allowed_updates": telegram_inbox.WANTED}
        answer = await bot.call("getUpdates", ask | ({"offset": int(after)} if after else {}), LARGEST_ANSWER)
        updates = rows(answer, "result")
        seen = [found for update in updates if (found := number(update, "update_id")) is not None]
        if not updates:
            continue
        if not seen:
            raise Malformed("Telegram sends updates without numbers.")
        after = max(seen) + 1
        parsed = batch([telegram_inbox.found(bot.account, update, inlet.now()) for update in updates])
        await inlet.take(parsed.events, {"offset": int(after)})
        for update in updates:
            if query := telegram_inbox.pressed_query(update):
                await _acknowledge(bot, query)


async def _acknowledge(bot: _Bot, query: str) -> None:
    """It may be too late for it; the press counts all the same, and its button stops by itself."""
    try:
        await bot.call("answerCallbackQuery", {"callback_query_id": query})
    except ChannelError:
        return


CHANNEL = Telegram()
