"""SMS and MMS by Twilio: its own SDK signs, and judges."""

import hashlib
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator

from ari_app.channels.contract import Account, Outgoing, OutgoingFile, Response
from ari_app.channels.double import ScriptedHttp, answered
from ari_app.channels.errors import ChannelError, Forged, Malformed, Misconfigured, SendFailed, TryLater
from ari_app.channels.twilio import CHANNEL, LASTING, SENTENCES
from ari_app.conversation.text import MessageArrived, ReceiptArrived
from ari_app.storage.choices import Failure, MessageState
from tests.contract.channels.twilio import ACCOUNT, IMAGE, TOKEN, form, incoming, request, told

SDK = RequestValidator(TOKEN)
FIELDS = st.dictionaries(st.text("abAB=&é", min_size=1, max_size=4), st.text(max_size=8), max_size=6)


async def picture() -> bytes:
    return b"png"


FILES = tuple(
    OutgoingFile(f"{n}.png", "image/png", 3, picture, f"https://we.example/f/{n}?s=1&t=2") for n in "ab"
)
HELLO = Outgoing("m1", "+15559001", "", "Ann", "Grüße & more")


@given(FIELDS, st.sampled_from(["", "message=m1", "message=m%201&x=%2F"]))
def test_what_the_sdk_signs_is_accepted(fields: dict[str, str], query: str) -> None:
    CHANNEL.verify(ACCOUNT, request(urlencode(fields).encode(), query=query))


@given(FIELDS, FIELDS)
def test_it_agrees_with_the_sdk(signed: dict[str, str], sent: dict[str, str]) -> None:
    came = replace(request(urlencode(signed).encode()), body=urlencode(sent).encode())
    fine = SDK.validate(came.url, sent, came.headers["x-twilio-signature"])
    try:
        CHANNEL.verify(ACCOUNT, came)
    except Forged:
        assert not fine
    else:
        assert fine


@pytest.mark.parametrize(
    ("called", "signed"),
    [
        ("https://we.example/in/a?x=1", "https://we.example:443/in/a?x=1"),
        ("https://we.example:8443/in/a?x=1", "https://we.example/in/a?x=1"),
        ("https://we.example:8443/in/a?x=1", "https://we.example:8443/in/a?x=1"),
        ("http://we.example/in/a?x=1", "http://we.example:80/in/a?x=1"),
        ("http://:odd:/in/a?x=1", "http://:odd:/in/a?x=1"),
    ],
)
def test_it_may_be_signed_with_the_port_or_without(called: str, signed: str) -> None:
    came = request(incoming("SM1", "Hi"))
    fields = dict(parse_qsl(came.body.decode(), keep_blank_values=True))
    headers = {**came.headers, "x-twilio-signature": SDK.compute_signature(signed, fields)}
    CHANNEL.verify(ACCOUNT, replace(came, url=called, headers=headers))
    with pytest.raises(Forged):
        CHANNEL.verify(ACCOUNT, replace(came, url=called.replace("x=1", "x=2"), headers=headers))


def test_a_shared_key_signs_with_sha256() -> None:
    came = request(incoming("SM1", "Hi"))
    fields = dict(parse_qsl(came.body.decode(), keep_blank_values=True))
    headers = {
        **came.headers,
        "x-twilio-webhooks-signature-settings": "key=webhooks_sharedkey_1,algorithm=HMAC_SHA256",
        "x-twilio-signature": SDK.compute_signature(came.url, fields, "HMAC_SHA256"),
    }
    CHANNEL.verify(ACCOUNT, replace(came, headers=headers))


def test_json_is_signed_by_its_hash_in_the_address() -> None:
    body = '{"text": "👋"}'.encode()
    query = f"bodySHA256={SDK.compute_hash(body.decode())}"
    url = f"{ACCOUNT.public_url}?{query}"
    headers = {"content-type": "application/json", "x-twilio-signature": SDK.compute_signature(url, {})}
    came = replace(
        request(b""),
        url=url,
        headers=headers,
        query={"bodySHA256": hashlib.sha256(body).hexdigest()},
        body=body,
    )
    CHANNEL.verify(ACCOUNT, came)
    assert CHANNEL.parse(ACCOUNT, came).events == ()
    with pytest.raises(Forged):
        CHANNEL.verify(ACCOUNT, replace(came, body=body + b" "))
    with pytest.raises(Forged):
        CHANNEL.verify(ACCOUNT, replace(came, query={}))


@pytest.mark.parametrize(
    ("status", "state"),
    [
        ("accepted", None),
        ("queued", None),
        ("sending", None),
        ("sent", MessageState.SENT),
        ("delivered", MessageState.DELIVERED),
        ("read", MessageState.READ),
        ("undelivered", MessageState.FAILED),
        ("failed", MessageState.FAILED),
        ("canceled", MessageState.FAILED),
        ("a new one", None),
    ],
)
def test_status_callbacks(status: str, state: MessageState | None) -> None:
    events = CHANNEL.parse(ACCOUNT, request(told(status), query="message=m1")).events
    assert [(event.state, event.ours) for event in events if isinstance(event, ReceiptArrived)] == (
        [(state, "m1")] if state else []
    )


@pytest.mark.parametrize("code", [*SENTENCES, *LASTING, "39999", ""])
def test_a_failure_is_a_sentence(code: str) -> None:
    (event,) = CHANNEL.parse(ACCOUNT, request(told("failed", ErrorCode=code))).events
    assert isinstance(event, ReceiptArrived)
    assert event.failure is (Failure.LASTING if code in LASTING else Failure.PASSING)
    assert event.reason.endswith(".")
    assert code not in SENTENCES or code not in event.reason


@pytest.mark.parametrize(
    ("text", "keywords", "automatic"),
    [
        ("STOP", "twilio", True),
        (" stop ", "twilio", True),
        ("Help", "twilio", True),
        ("Stop it please", "twilio", False),
        ("yes", "twilio", False),
        ("STOP", "flow", False),
    ],
)
def test_what_twilio_answers_is_not_answered_here(text: str, keywords: str, automatic: bool) -> None:
    account = replace(ACCOUNT, settings={**ACCOUNT.settings, "keywords": keywords})
    (event,) = CHANNEL.parse(account, request(incoming("SM1", text))).events
    assert isinstance(event, MessageArrived)
    assert event.automatic is automatic


@pytest.mark.parametrize(
    "fields",
    [{}, {"MessageSid": "SM1"}, {"From": "+1"}, {"MessageSid": "SM1", "From": "+1", "NumMedia": "x"}],
)
def test_what_is_missing_is_malformed(fields: dict[str, str]) -> None:
    with pytest.raises(Malformed):
        CHANNEL.parse(ACCOUNT, request(form(**fields)))


def test_ten_files_at_the_most() -> None:
    media = {f"MediaUrl{n}": f"{IMAGE}{n}" for n in range(12)}
    (event,) = CHANNEL.parse(ACCOUNT, request(incoming("MM1", "", NumMedia="12", **media))).events
    assert isinstance(event, MessageArrived)
    assert len(event.files) == 10


@pytest.mark.parametrize(
    ("settings", "message", "expected"),
    [
        ({}, HELLO, [("From", "+4930123456"), ("Body", "Grüße & more")]),
        (
            {"service_sid": "MG" + "1" * 32},
            HELLO,
            [("MessagingServiceSid", "MG" + "1" * 32), ("Body", "Grüße & more")],
        ),
        (
            {},
            replace(HELLO, files=FILES),
            [
                ("From", "+4930123456"),
                ("Body", "Grüße & more"),
                ("MediaUrl", FILES[0].url),
                ("MediaUrl", FILES[1].url),
            ],
        ),
        (
            {},
            replace(HELLO, extra={"choices": [{"id": "1", "title": "Sales"}]}),
            [("From", "+4930123456"), ("Body", "Grüße & more\n\n1. Sales")],
        ),
    ],
)
async def test_what_is_sent(
    settings: dict[str, str], message: Outgoing, expected: list[tuple[str, str]]
) -> None:
    http = ScriptedHttp().will(answered(201, {"sid": "SM9"}))
    await CHANNEL.send(replace(ACCOUNT, settings={**ACCOUNT.settings, **settings}), message, http)
    method, url, asked = http.asked[0]
    assert (method, url) == (
        "POST",
        f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT.settings['account_sid']}/Messages.json",
    )
    sent = parse_qsl(asked["content"].decode())
    assert ("To", "+15559001") in sent
    assert ("StatusCallback", "https://we.example/in/tw?message=m1") in sent
    assert [pair for pair in sent if pair[0] not in ("To", "StatusCallback")] == expected


async def test_a_customer_who_opted_out() -> None:
    http = ScriptedHttp().will(
        answered(400, {"code": 21610, "message": "Attempt to send to unsubscribed recipient"})
    )
    with pytest.raises(SendFailed, match="The customer has opted out"):
        await CHANNEL.send(ACCOUNT, HELLO, http)


NUMBER = {"capabilities": {"sms": True, "mms": True, "voice": True}}


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ([NUMBER], "Twilio knows the number +4930123456: SMS and MMS in and out."),
        ([{"capabilities": {"sms": True}}], "Twilio knows the number +4930123456: SMS in and out."),
    ],
)
async def test_the_test(numbers: list[Any], said: str) -> None:
    http = ScriptedHttp().will(answered(200, {"incoming_phone_numbers": numbers}))
    assert await CHANNEL.test(ACCOUNT, http) == said
    assert http.asked[0][1].endswith("/IncomingPhoneNumbers.json?PhoneNumber=%2B4930123456")


@pytest.mark.parametrize(
    ("numbers", "why"),
    [([], "not one of its numbers"), ([{"capabilities": {"voice": True}}], "cannot do SMS")],
)
async def test_a_number_that_does_not_do(numbers: list[Any], why: str) -> None:
    with pytest.raises(Misconfigured, match=why):
        await CHANNEL.test(ACCOUNT, ScriptedHttp().will(answered(200, {"incoming_phone_numbers": numbers})))


async def test_a_file_is_fetched_with_the_key_and_its_storage_gets_none() -> None:
    stored = "https://storage.example/ME1?signature=x"
    http = ScriptedHttp().will(Response(307, {"location": stored}, b""), Response(200, {}, b"png"))
    assert await CHANNEL.fetch(ACCOUNT, {"url": IMAGE}, http, 100) == b"png"
    (_, first, asked), (_, second, after) = http.asked
    assert (first, second) == (IMAGE, stored)
    assert asked["headers"]["authorization"].startswith("Basic ")
    assert after["headers"] is None


@pytest.mark.parametrize(
    "url",
    ["https://evil.example/ME1", "https://api.twilio.com.evil.example/", "http://api.twilio.com/ME1", ""],
)
async def test_nobody_else_is_shown_the_key(url: str) -> None:
    http = ScriptedHttp()
    with pytest.raises(ChannelError, match="not with Twilio"):
        await CHANNEL.fetch(ACCOUNT, {"url": url}, http, 100)
    assert http.asked == []


def test_the_account_shows_no_token() -> None:
    assert isinstance(ACCOUNT, Account)
    assert TOKEN not in repr(ACCOUNT)


@pytest.mark.parametrize(
    ("status", "code", "expected", "why"),
    [
        (400, 21611, TryLater, "queue for our number is full"),
        (429, 20429, TryLater, "too many messages"),
        (429, 63038, TryLater, "as many messages today"),
        (400, 21730, TryLater, "maintained"),
        (400, 21610, SendFailed, "opted out"),
        (400, 21623, SendFailed, "10 files"),
        (400, 21620, SendFailed, "set public_url"),
    ],
)
async def test_what_is_sent_again(status: int, code: int, expected: type[SendFailed], why: str) -> None:
    """source: www.twilio.com/docs/api/errors/<code>."""
    refusal = answered(status, {"code": code, "message": "as Twilio says", "status": status})
    with pytest.raises(SendFailed, match=why) as failed:
        await CHANNEL.send(ACCOUNT, HELLO, ScriptedHttp().will(refusal))
    assert type(failed.value) is expected
