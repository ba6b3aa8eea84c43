"""Telegram: what a bot sends, and how it is told of what comes in."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from telegram import constants

from ari_app.channels import telegram
from ari_app.channels.contract import Outgoing, OutgoingFile, Response
from ari_app.channels.double import ScriptedHttp, answered
from ari_app.channels.errors import Forged, Malformed, Misconfigured, SendFailed, Unreachable
from ari_app.channels.telegram import CHANNEL
from ari_app.conversation.text import TextEvent
from ari_app.storage.choices import Failure
from tests.contract.channels.peer import NOW
from tests.contract.channels.telegram import (
    ACCOUNT,
    KEYBOARD,
    PRESS,
    TOKEN,
    message,
    refused,
    request,
    update,
)

BASE = f"https://api.telegram.org/bot{TOKEN}"
SENT = answered(200, {"ok": True, "result": {"message_id": 9}})
DONE = answered(200, {"ok": True, "result": True})


def test_its_limits_are_those_of_the_bot_api() -> None:
    """As python-telegram-bot, which follows each version of it, writes them down."""
    files = CHANNEL.facts.files
    assert files is not None
    assert CHANNEL.facts.text_limit == constants.MessageLimit.MAX_TEXT_LENGTH
    assert constants.MessageLimit.CAPTION_LENGTH == telegram.CAPTION
    assert files.size == constants.FileSizeLimit.FILESIZE_UPLOAD
    assert constants.FileSizeLimit.PHOTOSIZE_UPLOAD == telegram.PHOTO
    assert constants.InlineKeyboardButtonLimit.MAX_CALLBACK_DATA == telegram.CHOICE_ID
    assert CHANNEL.facts.per_second <= constants.FloodLimit.MESSAGES_PER_SECOND


HELLO = Outgoing("m1", "1111", "", "Ann", "Where to?")
POLLS = replace(ACCOUNT, settings={**ACCOUNT.settings, "receive": "polling"})
CHOICES = {"choices": [{"id": "sales", "title": "Sales"}, {"id": "help", "title": "Help"}]}


async def content() -> bytes:
    return b"content"


def file(name: str, content_type: str, size: int = 7) -> OutgoingFile:
    return OutgoingFile(name, content_type, size, content, "")


async def asked(outgoing: Outgoing, requests: int = 1) -> list[tuple[str, Mapping[str, Any]]]:
    http = ScriptedHttp().will(*[SENT] * requests)
    await CHANNEL.send(ACCOUNT, outgoing, http)
    return [(url.removeprefix(f"{BASE}/"), asked) for _, url, asked in http.asked]


async def test_a_text() -> None:
    ((method, asked_),) = await asked(HELLO)
    assert (method, asked_["json"]) == ("sendMessage", {"chat_id": "1111", "text": "Where to?"})


async def test_choices_are_a_keyboard() -> None:
    ((_, asked_),) = await asked(replace(HELLO, extra=CHOICES))
    assert asked_["json"]["reply_markup"] == {
        "inline_keyboard": [
            [{"text": "Sales", "callback_data": "sales"}],
            [{"text": "Help", "callback_data": "help"}],
        ]
    }


async def test_choices_with_long_names_are_told_in_words() -> None:
    ((_, asked_),) = await asked(replace(HELLO, extra={"choices": [{"id": "x" * 65, "title": "Sales"}]}))
    assert asked_["json"] == {"chat_id": "1111", "text": "Where to?\n\n1. Sales"}


@pytest.mark.parametrize(
    ("kept", "method"),
    [
        (file("a.png", "image/png"), "sendPhoto"),
        (file("a.png", "image/png", 10_000_001), "sendDocument"),
        (file("a.pdf", "application/pdf"), "sendDocument"),
    ],
)
async def test_a_file_with_the_text_under_it(kept: OutgoingFile, method: str) -> None:
    ((called, asked_),) = await asked(replace(HELLO, files=[kept]))
    assert called == method
    assert b"Where to?" in asked_["content"]
    assert b"content" in asked_["content"]


async def test_a_file_and_choices_are_two_messages() -> None:
    methods = [
        method
        for method, _ in await asked(replace(HELLO, files=[file("a.png", "image/png")], extra=CHOICES), 2)
    ]
    assert methods == ["sendPhoto", "sendMessage"]


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Forbidden: bot was blocked by the user", "has blocked the bot"),
        ("Forbidden: user is deactivated", "has deleted"),
        ("Forbidden: bot can't initiate conversation with a user", "has to write to the bot first"),
        ("Forbidden: something new", "does not let the bot write"),
    ],
)
async def test_a_refusal_is_a_sentence(words: str, why: str) -> None:
    with pytest.raises(SendFailed, match=why) as failed:
        await CHANNEL.send(ACCOUNT, HELLO, ScriptedHttp().will(refused(403, words)))
    assert failed.value.failure is Failure.LASTING


async def test_typing_is_shown_and_ends_by_itself() -> None:
    http = ScriptedHttp().will(DONE)
    await CHANNEL.typing(ACCOUNT, "1111", True, http)
    await CHANNEL.typing(ACCOUNT, "1111", False, http)
    assert [(url, asked["json"]) for _, url, asked in http.asked] == [
        (f"{BASE}/sendChatAction", {"chat_id": "1111", "action": "typing"})
    ]


def test_who_polls_is_not_called() -> None:
    with pytest.raises(Forged):
        CHANNEL.verify(POLLS, request(update(1)))


def test_a_press_is_acknowledged_in_the_answer() -> None:
    body = update(1, callback_query=PRESS | {"message": message(9, text="?", reply_markup=KEYBOARD)})
    answer = CHANNEL.parse(ACCOUNT, request(body)).answer
    assert (answer.status, answer.content_type) == (200, "application/json")
    assert json.loads(answer.body) == {"method": "answerCallbackQuery", "callback_query_id": PRESS["id"]}


@dataclass
class Inlet:
    """Keeps what it is given; `order` also tells what was asked meanwhile."""

    http: ScriptedHttp
    place: Mapping[str, Any] = field(default_factory=dict)
    taken: list[tuple[list[str], Mapping[str, Any] | None, int]] = field(default_factory=list)

    async def take(self, events: Sequence[TextEvent], cursor: Mapping[str, Any] | None = None) -> None:
        self.taken.append(([event.provider_id for event in events], cursor, len(self.http.asked)))

    async def cursor(self) -> Mapping[str, Any]:
        return self.place

    def now(self) -> float:
        return NOW

    async def keep_file(self, name: str, content_type: str, content: bytes) -> str:
        raise AssertionError("a bot's files are fetched later")


def updates(*bodies: bytes) -> Response:
    return answered(200, {"ok": True, "result": [json.loads(body) for body in bodies]})


async def test_polling_takes_before_it_asks_for_more() -> None:
    """What Telegram forgets is what was durable when we asked for what comes after it."""
    press = update(12, callback_query=PRESS | {"message": message(9, text="?", reply_markup=KEYBOARD)})
    http = ScriptedHttp().will(
        DONE,
        updates(update(10, message=message(1, text="a")), update(11, poll={"id": "1"})),
        updates(),
        updates(press),
        refused(400, "Bad Request: query is too old"),
    )
    inlet = Inlet(http, {"offset": 10})
    with pytest.raises(Unreachable):
        await CHANNEL.run(POLLS, inlet, http)
    methods = [(url.rpartition("/")[2], asked["json"].get("offset")) for _, url, asked in http.asked]
    assert methods == [
        ("deleteWebhook", None),
        ("getUpdates", 10),
        ("getUpdates", 12),
        ("getUpdates", 12),
        ("answerCallbackQuery", None),
        ("getUpdates", 13),
    ]
    assert inlet.taken == [(["1111:1"], {"offset": 12}, 2), ([f"press:{PRESS['id']}"], {"offset": 13}, 4)]


async def test_the_largest_answer_to_a_question_can_be_read() -> None:
    """Else the same would be asked for again, for ever: a hundred long texts in Cyrillic, each a reply to another."""
    text = "\u0416" * 4096
    replied = message(1, text=text)
    many = [update(n, message=message(n, text=text, reply_to_message=replied)) for n in range(1, 101)]
    answer = updates(*many)
    assert len(answer.body) > 4 << 20
    http = ScriptedHttp().will(DONE, answer)
    inlet = Inlet(http)
    with pytest.raises(Unreachable):
        await CHANNEL.run(POLLS, inlet, http)
    ((names, cursor, _),) = inlet.taken
    assert (len(names), cursor) == (100, {"offset": 101})


async def test_updates_without_numbers_do_not_run_in_circles() -> None:
    http = ScriptedHttp().will(DONE, answered(200, {"ok": True, "result": [{}]}))
    with pytest.raises(Malformed):
        await CHANNEL.run(POLLS, Inlet(http), http)


async def test_a_second_program_with_the_same_token_is_named() -> None:
    http = ScriptedHttp().will(DONE, refused(409, "Conflict: terminated by other getUpdates request"))
    with pytest.raises(SendFailed, match="each token may be used once"):
        await CHANNEL.run(POLLS, Inlet(http), http)


async def test_telegram_is_told_where_to_call() -> None:
    http = ScriptedHttp().will(DONE)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await CHANNEL.run(ACCOUNT, Inlet(http), http)
    ((_, url, asked_),) = http.asked
    assert url == f"{BASE}/setWebhook"
    assert asked_["json"]["url"] == ACCOUNT.public_url
    assert request(b"").headers["x-telegram-bot-api-secret-token"] == asked_["json"]["secret_token"]


@pytest.mark.parametrize(
    ("account", "answers", "said"),
    [
        (POLLS, [{"username": "acme_bot"}], "Telegram knows the bot @acme_bot; we ask it for messages."),
        (
            ACCOUNT,
            [{"username": "acme_bot"}, {"pending_update_count": 0, "last_error_message": "long ago"}],
            "Telegram knows the bot @acme_bot; it calls us when somebody writes.",
        ),
    ],
)
async def test_the_test(account: Any, answers: list[Any], said: str) -> None:
    http = ScriptedHttp().will(*(answered(200, {"ok": True, "result": one}) for one in answers))
    assert await CHANNEL.test(account, http) == said


async def test_a_webhook_that_does_not_reach_us() -> None:
    trouble = {"pending_update_count": 3, "last_error_message": "SSL error."}
    http = ScriptedHttp().will(
        answered(200, {"ok": True, "result": {"username": "acme_bot"}}),
        answered(200, {"ok": True, "result": trouble}),
    )
    with pytest.raises(Misconfigured, match=r"cannot call us: SSL error\.$"):
        await CHANNEL.test(ACCOUNT, http)


async def test_a_file_is_fetched_in_two_steps() -> None:
    http = ScriptedHttp().will(
        answered(200, {"ok": True, "result": {"file_path": "photos/file 1.jpg"}}), Response(200, {}, b"jpeg")
    )
    assert await CHANNEL.fetch(ACCOUNT, {"file": "l"}, http, 100) == b"jpeg"
    assert http.asked[1][1] == f"https://api.telegram.org/file/bot{TOKEN}/photos/file%201.jpg"


async def test_no_failure_shows_the_token() -> None:
    for answer in (refused(401, "Unauthorized"), refused(404, "Not Found"), answered(500), answered(200, {})):
        with pytest.raises(SendFailed) as failed:
            await CHANNEL.send(ACCOUNT, HELLO, ScriptedHttp().will(answer))
        assert TOKEN not in str(failed.value)
