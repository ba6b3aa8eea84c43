"""SMS by Vonage: its own SDK verifies what we accept, and signs what the older API sends."""

import json
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from vonage_http_client.auth import Auth
from vonage_jwt.verify_jwt import verify_signature

from ari_app.channels.answers import Why
from ari_app.channels.contract import Outgoing, Request
from ari_app.channels.double import ScriptedHttp, answered
from ari_app.channels.errors import Forged, Malformed, Misconfigured, SendFailed
from ari_app.channels.gathering import joined
from ari_app.channels.vonage import CHANNEL, NEVER_DELIVERED, NOT_DELIVERED
from ari_app.conversation.text import MessageArrived, ReceiptArrived
from ari_app.storage.choices import Failure, MessageState
from tests.contract.channels.peer import NOW
from tests.contract.channels.vonage import ACCOUNT, SECRET, body_of, request, token

BODY = body_of(message_uuid="u1", message_type="text", text="Hi 👋")
DAY = 86_400.0
PAST = 1_700_000_000.0
"""Theirs looks at the clock of the machine: it takes nothing from the future."""


def older(
    fields: Mapping[str, str], at: float = NOW, method: str = "POST", encoding: str = "json"
) -> Request:
    """As the SMS API sends it, signed by the SDK."""
    plain = {"msisdn": "447700900001", "to": "447700900000", "timestamp": str(int(at)), "nonce": "n"} | dict(
        fields
    )
    auth = Auth(api_key="abcd1234", api_secret="x" * 16, signature_secret=SECRET, signature_method="sha256")
    signed = plain | {"sig": auth.sign_params(dict(plain))}
    if method == "GET":
        return Request("GET", ACCOUNT.public_url, {}, signed, b"", NOW)
    if encoding == "form":
        headers = {"content-type": "application/x-www-form-urlencoded; charset=utf-8"}
        return Request("POST", ACCOUNT.public_url, headers, {}, urlencode(signed).encode(), NOW)
    headers = {"content-type": "application/json"}
    return Request("POST", ACCOUNT.public_url, headers, {}, json.dumps(signed).encode(), NOW)


@pytest.mark.parametrize(
    ("signed", "accepted"),
    [
        (token(BODY, PAST), True),
        (token(BODY, PAST, secret="y" * 40), False),
        (token(BODY, PAST)[:-2] + "AA", False),
        (token(BODY, PAST).replace(".", "", 1), False),
    ],
)
def test_it_agrees_with_the_sdk(signed: str, accepted: bool) -> None:
    try:
        theirs = verify_signature(signed, SECRET)
    except Exception:  # theirs, of any kind: it is not accepted
        theirs = False
    assert theirs is accepted
    came = replace(request(BODY), headers={"authorization": f"Bearer {signed}"}, at=PAST)
    if accepted:
        CHANNEL.verify(ACCOUNT, came)
    else:
        with pytest.raises(Forged):
            CHANNEL.verify(ACCOUNT, came)


@pytest.mark.parametrize(
    "signed",
    [
        token(BODY, NOW - DAY - 1),
        token(BODY, NOW + 301),
        token(BODY, iat=None),
        token(b"another"),
        token(BODY, payload_hash=None),
        "e30.e30.x",
        "a.b.c",
        "",
        "..",
        "é.é.é",
    ],
)
def test_what_is_not_of_this_body_or_time_is_forged(signed: str) -> None:
    with pytest.raises(Forged):
        CHANNEL.verify(ACCOUNT, replace(request(BODY), headers={"authorization": f"Bearer {signed}"}))


def test_no_other_algorithm_is_taken() -> None:
    """The famous hole: a token that says that it is not signed."""
    _, payload, _ = token(BODY).split(".")
    for header in ("eyJhbGciOiJub25lIn0", "eyJhbGciOiJSUzI1NiJ9"):  # none, RS256
        with pytest.raises(Forged, match="HS256"):
            CHANNEL.verify(
                ACCOUNT, replace(request(BODY), headers={"authorization": f"Bearer {header}.{payload}."})
            )


VALUES = st.text(max_size=8)


@given(
    st.dictionaries(st.text("abc-", min_size=1, max_size=4), VALUES, max_size=4),
    st.sampled_from(["json", "form"]),
)
def test_what_the_sdk_signs_for_the_older_api_is_accepted(fields: dict[str, str], encoding: str) -> None:
    fitting = {key: value for key, value in fields.items() if "\0" not in value}
    CHANNEL.verify(ACCOUNT, older({"messageId": "1", **fitting}, encoding=encoding))


def test_the_older_api_asks_by_get_too() -> None:
    came = older({"messageId": "1", "text": "a&b=c"}, method="GET")
    CHANNEL.verify(ACCOUNT, came)
    with pytest.raises(Forged):
        CHANNEL.verify(ACCOUNT, replace(came, query={**came.query, "text": "other"}))


@pytest.mark.parametrize("at", [NOW - DAY - 1, NOW + 301])
def test_an_old_one_of_the_older_api_is_forged(at: float) -> None:
    with pytest.raises(Forged):
        CHANNEL.verify(ACCOUNT, older({"messageId": "1"}, at))


@pytest.mark.parametrize("body", [b"", b"[]", b"\xff"])
def test_what_cannot_be_read_is_forged(body: bytes) -> None:
    with pytest.raises(Forged):
        CHANNEL.verify(ACCOUNT, Request("POST", "", {}, {}, body, NOW))


def test_a_long_message_in_parts_is_joined() -> None:
    """In whatever order they come."""
    parts = []
    for number in (2, 1):
        told = {
            "messageId": f"m{number}",
            "text": f"part {number}. ",
            "type": "text",
            "message-timestamp": "2027-01-15 08:00:00",
            "concat": "true",
            "concat-ref": "a7",
            "concat-total": "2",
            "concat-part": str(number),
        }
        came = older(told)
        (event,) = CHANNEL.parse(ACCOUNT, came).events
        assert isinstance(event, MessageArrived)
        assert event.extra["part"] == {"ref": "a7", "number": number, "total": 2}
        parts.append(event)
    whole = joined(parts)
    assert (whole.text, whole.provider_id, whole.at, whole.extra) == ("part 1. part 2. ", "m1", NOW, {})


def test_a_part_that_does_not_say_which_is_malformed() -> None:
    with pytest.raises(Malformed):
        CHANNEL.parse(ACCOUNT, older({"messageId": "1", "concat": "true", "text": "x"}))


@pytest.mark.parametrize(
    ("status", "code", "state", "why"),
    [
        ("delivered", "0", MessageState.DELIVERED, Why("")),
        ("accepted", "0", MessageState.SENT, Why("")),
        ("failed", "1", MessageState.FAILED, Why(NOT_DELIVERED["1"])),
        ("failed", "3", MessageState.FAILED, Why(NEVER_DELIVERED["3"], Failure.LASTING)),
        ("rejected", "99", MessageState.FAILED, Why("Vonage refused it: no reason given (99).")),
        ("unknown", "0", None, Why("")),
    ],
)
def test_receipts_of_the_older_api(status: str, code: str, state: MessageState | None, why: Why) -> None:
    more = {"err-code": code, "client-ref": "m1", "message-timestamp": "2027-01-15 08:00:00"}
    events = CHANNEL.parse(ACCOUNT, older({"messageId": "9", "status": status, **more})).events
    said = why.words, "m1", why.failure
    assert events == ((ReceiptArrived(f"9:{status}", "vo", "9", state, NOW, *said),) if state else ())


@pytest.mark.parametrize(
    ("body", "why"),
    [
        ({"type": "https://developer.vonage.com/api-errors/messages#1050", "title": "Barred"}, "barred"),
        ({"type": "https://developer.vonage.com/api-errors#unauthorized", "title": "No"}, "key"),
        (
            {"type": "https://developer.vonage.com/api-errors/messages#9", "title": "T", "detail": "D"},
            r"D \(9\)",
        ),
        ({}, "HTTP 422"),
    ],
)
async def test_a_refusal_is_a_sentence(body: dict[str, Any], why: str) -> None:
    with pytest.raises(SendFailed, match=why):
        await CHANNEL.send(
            ACCOUNT, Outgoing("m1", "+15559001", "", "", "Hi"), ScriptedHttp().will(answered(422, body))
        )


async def test_what_is_sent() -> None:
    http = ScriptedHttp().will(answered(202, {"message_uuid": "u9"}))
    await CHANNEL.send(ACCOUNT, Outgoing("m1", "+15559001", "", "", "Hi"), http)
    _, url, asked = http.asked[0]
    assert url == "https://api.nexmo.com/v1/messages"
    assert asked["json"] == {
        "channel": "sms",
        "message_type": "text",
        "to": "15559001",
        "from": "447700900000",
        "text": "Hi",
        "client_ref": "m1",
    }


@pytest.mark.parametrize(
    ("numbers", "why"),
    [([], "not one of its numbers"), ([{"msisdn": "447700900000", "features": ["VOICE"]}], "cannot do SMS")],
)
async def test_a_number_that_does_not_do(numbers: list[Any], why: str) -> None:
    with pytest.raises(Misconfigured, match=why):
        await CHANNEL.test(ACCOUNT, ScriptedHttp().will(answered(200, {"numbers": numbers})))


async def test_a_file_is_fetched() -> None:
    http = ScriptedHttp().will(answered(200, "x"))
    assert await CHANNEL.fetch(ACCOUNT, {"url": "https://api.nexmo.com/v3/media/1"}, http, 100) == b'"x"'
