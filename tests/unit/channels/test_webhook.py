"""The connector for anything else; its examples (docs/howto/connect-anything.md) run in tests/integration."""

import base64
import json
from dataclasses import replace
from typing import Any

import pytest

from ari_app.acd.model import MediaType
from ari_app.channels.contract import Account, Outgoing, OutgoingFile, Request, Response
from ari_app.channels.double import ScriptedHttp, answered
from ari_app.channels.errors import ChannelError, Forged, Malformed, Misconfigured, SendFailed
from ari_app.channels.webhook import CHANNEL, Webhook
from ari_app.conversation.text import MessageArrived, ReceiptArrived
from ari_app.storage.choices import IdentityKind
from tests.contract.channels.peer import NOW
from tests.contract.channels.webhook import ACCOUNT, KEY, SECRET, body, encoded, headers, request

OTHER_KEY = b"another key of 24 bytes."
OTHER = "whsec_" + base64.b64encode(OTHER_KEY).decode()
HELLO = Outgoing("m1", "ann-7", "", "Ann", "Grüße 👋")


def having(**settings: str) -> Account:
    return replace(ACCOUNT, settings={**ACCOUNT.settings, **settings})


def test_the_example_of_the_specification() -> None:
    """Standard Webhooks' published test vector."""
    body = b'{"test": 2432232314}'
    came = Request(
        "POST",
        "",
        {
            "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "webhook-timestamp": "1614265330",
            "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        },
        {},
        body,
        1_614_265_330.0,
    )
    CHANNEL.verify(having(secret="whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), came)


@pytest.mark.parametrize(("age", "accepted"), [(300, True), (301, False), (-300, True), (-301, False)])
def test_five_minutes(age: float, accepted: bool) -> None:
    came = request(b"{}", NOW - age)
    if accepted:
        CHANNEL.verify(ACCOUNT, came)
    else:
        with pytest.raises(Forged):
            CHANNEL.verify(ACCOUNT, came)


@pytest.mark.parametrize("key", [KEY, OTHER_KEY])
def test_while_the_secret_changes_both_are_taken(key: bytes) -> None:
    came = replace(request(b"{}"), headers=headers(b"{}", NOW, key=key))
    CHANNEL.verify(having(secret=f"{OTHER} {SECRET}"), came)


def test_one_of_several_signatures_is_enough() -> None:
    signed = headers(b"{}", NOW)
    many = {**signed, "webhook-signature": f"v1a,x v1,y {signed['webhook-signature']}"}
    CHANNEL.verify(ACCOUNT, replace(request(b"{}"), headers=many))


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ({"type": "weather"}, "`type` is none of"),
        ({}, "`type` is none of"),
        (body("message"), "needs `text`"),
        ({"type": "message", "text": "x"}, "`address` is missing"),
        (body("message", files=[{"name": "a"}]), "`url` is missing"),
        (body("receipt", message="m", state="lost"), "`state` is none of"),
        (body("receipt", state="read"), "`message` is missing"),
        (body("rating", score=6), "`score`"),
        (body("rating", score=2.5), "`score`"),
    ],
)
def test_what_is_wrong_is_said(event: dict[str, Any], why: str) -> None:
    parsed = CHANNEL.parse(ACCOUNT, request(encoded(event)))
    assert parsed.events == ()
    (said,) = parsed.unread
    assert why in said


def test_what_has_no_id_has_that_of_the_request() -> None:
    bare = [{"type": "message", "address": "a", "text": text} for text in "xy"]
    events = CHANNEL.parse(ACCOUNT, request(encoded(*bare))).events
    assert [event.provider_id for event in events] == ["evt_1", "evt_1:1"]
    assert all(isinstance(event, MessageArrived) and event.at == NOW for event in events)


def test_all_that_a_message_may_have() -> None:
    more = {"topic": "t", "subject": "s", "html": "<b>x</b>", "choice": "1", "automatic": True}
    (event,) = CHANNEL.parse(ACCOUNT, request(encoded(body("message", id="m", text="x", **more)))).events
    assert isinstance(event, MessageArrived)
    assert (event.whom.topic, event.subject, event.html) == ("t", "s", "<b>x</b>")
    assert (event.extra, event.automatic) == ({"choice": "1"}, True)


def test_a_receipt_may_name_it_as_we_do() -> None:
    (event,) = CHANNEL.parse(ACCOUNT, request(encoded(body("receipt", message="m1", state="read")))).events
    assert isinstance(event, ReceiptArrived)
    assert (event.message, event.ours) == ("m1", "m1")


def test_numbers_are_written_one_way() -> None:
    written = body("message", text="x") | {"address": "49 30 123456"}
    (event,) = CHANNEL.parse(having(addresses="phone"), request(encoded(written))).events
    assert isinstance(event, MessageArrived)
    assert event.whom.address == "+4930123456"


def test_garbage_is_malformed() -> None:
    with pytest.raises(Malformed):
        CHANNEL.parse(ACCOUNT, request(b"x"))


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, (MediaType.MESSAGE, False, None)),
        ({"attention": "chat"}, (MediaType.CHAT, True, None)),
        ({"addresses": "email"}, (MediaType.MESSAGE, False, IdentityKind.EMAIL)),
        ({"addresses": "user"}, (MediaType.MESSAGE, False, IdentityKind.USER)),
    ],
)
def test_the_facts_are_those_of_the_account(settings: dict[str, str], expected: object) -> None:
    facts = CHANNEL.facts_of(having(**settings))
    assert (facts.media_type, facts.synchronous, facts.known_by) == expected


async def content() -> bytes:
    return b"x"


async def test_what_is_sent_is_signed_as_what_comes() -> None:
    """Our own verification takes it, of both secrets."""
    http = ScriptedHttp().will(answered(200, {"id": "p9"}))
    file = OutgoingFile("a.pdf", "application/pdf", 1, content, "https://we.example/f/1")
    choices = {"choices": [{"id": "1", "title": "Yes"}]}
    message = replace(HELLO, files=[file], extra=choices, automatic=True)
    await Webhook(lambda: NOW).send(having(secret=f"{OTHER} {SECRET}"), message, http)
    ((method, url, asked),) = http.asked
    assert (method, url, asked["headers"]["webhook-id"]) == ("POST", "https://system.example/take", "m1")
    came = Request("POST", url, asked["headers"], {}, asked["content"], NOW)
    for secret in (SECRET, OTHER):
        CHANNEL.verify(having(secret=secret), came)
    assert json.loads(asked["content"]) == {
        "type": "message",
        "id": "m1",
        "address": "ann-7",
        "topic": "",
        "name": "Ann",
        "text": "Grüße 👋",
        "files": [
            {"name": "a.pdf", "content_type": "application/pdf", "size": 1, "url": "https://we.example/f/1"}
        ],
        "choices": [{"id": "1", "title": "Yes"}],
        "automatic": True,
    }


async def test_why_it_was_refused_is_told() -> None:
    http = ScriptedHttp().will(answered(422, {"error": "Ann has left."}))
    with pytest.raises(SendFailed, match="The connected system refused it: Ann has left"):
        await CHANNEL.send(ACCOUNT, HELLO, http)


async def test_the_test_is_a_signed_ping() -> None:
    http = ScriptedHttp().will(answered(204))
    assert await Webhook(lambda: NOW).test(ACCOUNT, http) == "The connected system took a signed ping."
    asked = http.asked[0][2]
    CHANNEL.verify(ACCOUNT, Request("POST", "", asked["headers"], {}, asked["content"], NOW))
    assert CHANNEL.parse(ACCOUNT, request(asked["content"])).events == ()
    with pytest.raises(Misconfigured, match="HTTP 500"):
        await CHANNEL.test(ACCOUNT, ScriptedHttp().will(answered(500)))


async def test_files_are_fetched_from_where_it_says() -> None:
    http = ScriptedHttp().will(Response(200, {}, b"x"), Response(404, {}, b""))
    assert await CHANNEL.fetch(ACCOUNT, {"url": "https://system.example/a"}, http, 9) == b"x"
    with pytest.raises(ChannelError):
        await CHANNEL.fetch(ACCOUNT, {"url": "https://system.example/a"}, http, 9)
