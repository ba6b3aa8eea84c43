"""Messenger, and what it shares with Instagram in `page.py`: what goes out."""

from dataclasses import replace
from typing import Any

import pytest

from ari_app.channels.contract import Outgoing, OutgoingFile, Response
from ari_app.channels.double import ScriptedHttp, answered
from ari_app.channels.errors import Misconfigured, OutcomeUnknown, SendFailed, TryLater
from ari_app.channels.messenger import CHANNEL
from ari_app.storage.choices import Failure
from tests.contract.channels.messenger import ACCOUNT
from tests.contract.channels.meta_signing import error

SENT = answered(200, {"message_id": "m_9"})
HELLO = Outgoing("m1", "6001", "", "Ann", "Where to?")
LONGER = replace(ACCOUNT, settings={**ACCOUNT.settings, "human_agent": "yes"})


async def content() -> bytes:
    return b"content"


def file(name: str, content_type: str) -> OutgoingFile:
    return OutgoingFile(name, content_type, 7, content, f"https://we.example/f/{name}")


def choices(number: int) -> dict[str, Any]:
    return {"choices": [{"id": f"c{n}", "title": f"A rather long choice number {n}"} for n in range(number)]}


async def sent(message: Outgoing, requests: int = 1) -> list[dict[str, Any]]:
    http = ScriptedHttp().will(*[SENT] * requests)
    await CHANNEL.send(ACCOUNT, message, http)
    assert {url for _, url, _ in http.asked} == {"https://graph.facebook.com/v24.0/me/messages"}
    return [asked["json"]["message"] for _, _, asked in http.asked]


async def test_a_text() -> None:
    assert await sent(HELLO) == [{"text": "Where to?"}]


async def test_choices_stand_under_the_last_part() -> None:
    file_, text = await sent(replace(HELLO, files=[file("a.png", "image/png")], extra=choices(13)), 2)
    assert "quick_replies" not in file_
    assert len(text["quick_replies"]) == 13
    assert text["quick_replies"][0] == {
        "content_type": "text",
        "title": "A rather long choic…",
        "payload": "c0",
    }


async def test_too_many_choices_are_told_in_words() -> None:
    (body,) = await sent(replace(HELLO, extra=choices(14)))
    assert "quick_replies" not in body
    assert body["text"].endswith("14. A rather long choice number 13")


@pytest.mark.parametrize(
    ("content_type", "kind"),
    [("image/png", "image"), ("video/mp4", "video"), ("audio/mpeg", "audio"), ("application/pdf", "file")],
)
async def test_files_are_fetched_from_us(content_type: str, kind: str) -> None:
    (body,) = await sent(replace(HELLO, text="", files=[file("a", content_type)]))
    assert body == {"attachment": {"type": kind, "payload": {"url": "https://we.example/f/a"}}}


async def test_a_long_text_goes_out_in_two() -> None:
    pieces = await sent(replace(HELLO, text="word " * 500), 2)
    assert all(len(piece["text"]) <= 2000 for piece in pieces)


@pytest.mark.parametrize(
    ("account", "automatic", "expected"),
    [
        (ACCOUNT, False, {"messaging_type": "RESPONSE"}),
        (LONGER, False, {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}),
        (LONGER, True, {"messaging_type": "RESPONSE"}),
    ],
)
async def test_only_people_have_seven_days(account: Any, automatic: bool, expected: dict[str, str]) -> None:
    http = ScriptedHttp().will(SENT)
    await CHANNEL.send(account, replace(HELLO, automatic=automatic), http)
    body = http.asked[0][2]["json"]
    assert {key: body[key] for key in ("messaging_type", "tag") if key in body} == expected


def test_the_window_is_that_of_the_account() -> None:
    assert CHANNEL.facts_of(ACCOUNT).window == 86_400
    assert CHANNEL.facts_of(LONGER).window == 7 * 86_400


@pytest.mark.parametrize(
    ("code", "subcode", "why"),
    [
        (10, 2018278, "The window is closed"),
        (551, 1545041, "cannot be reached just now"),
        (10, None, "check its permissions"),
        (200, 1545041, "has blocked us"),
        (100, 7, "Messenger refused it"),
    ],
)
async def test_a_refusal_is_a_sentence(code: int, subcode: int | None, why: str) -> None:
    with pytest.raises(SendFailed, match=why) as failed:
        await CHANNEL.send(ACCOUNT, HELLO, ScriptedHttp().will(error(400, code, subcode)))
    kinds = {"The window is closed": Failure.WINDOW, "has blocked us": Failure.LASTING}
    assert failed.value.failure is kinds.get(why, Failure.PASSING)


@pytest.mark.parametrize(
    ("code", "subcode", "expected"),
    [
        (
            1,
            1357046,
            OutcomeUnknown,
        ),  # "the messages are all sent successfully, but the endpoint returns an error"
        (1, 99, OutcomeUnknown),
        (2, None, TryLater),
        (4, 2018022, TryLater),
        (613, None, TryLater),
        (551, 1545041, SendFailed),
        (190, None, SendFailed),
    ],
)
async def test_what_is_sent_again(code: int, subcode: int | None, expected: type[SendFailed]) -> None:
    """source: developers.facebook.com/docs/messenger-platform/error-codes."""
    with pytest.raises(SendFailed) as failed:
        await CHANNEL.send(ACCOUNT, HELLO, ScriptedHttp().will(error(400, code, subcode)))
    assert type(failed.value) is expected


@pytest.mark.parametrize(("on", "action"), [(True, "typing_on"), (False, "typing_off")])
async def test_they_see_that_we_write(on: bool, action: str) -> None:
    http = ScriptedHttp().will(answered(200, {"recipient_id": "6001"}))
    await CHANNEL.typing(ACCOUNT, "6001", on, http)
    assert http.asked[0][2]["json"] == {"recipient": {"id": "6001"}, "sender_action": action}


async def test_the_token_of_another_page() -> None:
    with pytest.raises(Misconfigured, match="“Other”"):
        await CHANNEL.test(ACCOUNT, ScriptedHttp().will(answered(200, {"id": "5", "name": "Other"})))


async def test_a_file_is_fetched_without_our_token() -> None:
    http = ScriptedHttp().will(Response(200, {}, b"jpeg"))
    assert await CHANNEL.fetch(ACCOUNT, {"url": "https://scontent.example/1"}, http, 100) == b"jpeg"
    assert http.asked[0][2]["headers"] == {}
