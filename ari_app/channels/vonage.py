"""SMS by Vonage: its Messages API, and incoming messages of its older SMS API, since a number may be set to either.

Webhooks of the Messages API bring a JWT (HS256, with the signature secret of the account) that holds the SHA-256 of the
body; those of the SMS API are signed over their sorted fields (`sig`, SHA-256 HMAC). Only the SMS API leaves a long
message in parts.

source: https://developer.vonage.com/en/messages/overview, /en/api/messages (sending, incoming, status),
/en/getting-started/concepts/webhooks (signed webhooks), /en/messaging/sms/guides/inbound-sms and .../delivery-receipts,
/en/getting-started/concepts/signing-messages (`sig`), /en/api-errors/messages.
"""

import base64
import hashlib
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from ari_app.acd.model import MediaType
from ari_app.channels.account_rules import PREFIXES
from ari_app.channels.answers import Provider, Refusal
from ari_app.channels.choices import choices_of, in_words
from ari_app.channels.contract import Account, Http, Outgoing, Parsed, Request, Sent, Setting
from ari_app.channels.errors import Forged, Malformed, Misconfigured
from ari_app.channels.gathering import PART
from ari_app.channels.reading import Row, document, form, moment, needed, number, phone, row, rows, text
from ari_app.channels.receipts import receipt
from ari_app.channels.signed import basic, insist, same, sign
from ari_app.conversation.text import (
    Correspondent,
    FileArrived,
    MessageArrived,
    TextEvent,
)
from ari_app.conversation.text_account import Facts
from ari_app.storage.choices import IdentityKind, MessageState

MESSAGES = "https://api.nexmo.com/v1/messages"
NUMBERS = "https://rest.nexmo.com/account/numbers"
RETRIED_FOR = 86_400.0
"""Seconds for which Vonage sends a webhook again: what is older is a replay."""
EARLY = 300.0
"""Seconds by which its clock may be before ours."""
MOST_PARTS = 255

STATES: Mapping[str, MessageState] = {
    "submitted": MessageState.SENT,
    "accepted": MessageState.SENT,
    "buffered": MessageState.SENT,
    "delivered": MessageState.DELIVERED,
    "read": MessageState.READ,
    "rejected": MessageState.FAILED,
    "undeliverable": MessageState.FAILED,
    "failed": MessageState.FAILED,
    "expired": MessageState.FAILED,
}

NOT_DELIVERED: Mapping[str, str] = {
    "1": "The operator did not deliver the message, and does not say why.",
    "2": "The customer's phone cannot be reached just now: it is off, or out of range.",
    "5": "The customer's number was moved to another operator, and the message could not follow.",
    "7": "The customer's phone was busy.",
    "8": "The customer's operator is in trouble.",
    "12": "The message did not reach the customer's phone.",
    "15": "The customer's prepaid card is empty.",
}
NEVER_DELIVERED: Mapping[str, str] = {
    "3": "The customer's number is not in service: check it.",
    "4": "The customer blocks such messages: reach them another way.",
    "6": "The operator took the message for spam, and did not deliver it: write it in other words.",
    "9": "The customer has opted out, or the number takes no messages: reach them another way.",
    "10": "The operator says that something in the message is not right: write it in other words.",
    "11": "Vonage has no way from our number to the customer's: reach them another way.",
    "13": "The operator blocks such content for this customer: write it in other words.",
    "14": "The operator blocks the customer's number: reach them another way.",
}
"""By the SMS API's `err-code`."""
OF_MESSAGES: Mapping[str, str] = {
    "1180": "2", "1190": "3", "1200": "5", "1210": "6", "1220": "7", "1230": "8", "1240": "9", "1250": "11",
    "1260": "12", "1270": "13", "1280": "14", "1290": "15", "1330": "1",
}  # fmt: skip
"""The Messages API's codes of the same."""
SENTENCES: Mapping[str, str] = {
    code: NOT_DELIVERED[older] for code, older in OF_MESSAGES.items() if older in NOT_DELIVERED
} | {
    "1000": "Vonage has too many messages of ours just now.",
    "1060": "Vonage has barred our account: an administrator has to ask Vonage.",
    "1100": "Vonage could not pass the message on just now.",
    "1160": "The Vonage account may send to numbers on a list only, and the customer's is not on it.",
    "1241": "Vonage has too many messages of ours just now.",
    "1070": "The Vonage account has no credit left: an administrator has to top it up.",
    "low-balance": "The Vonage account has no credit left: an administrator has to top it up.",
    "unauthorized": "Vonage does not accept the account's key: an administrator has to enter it anew.",
}
LASTING: Mapping[str, str] = {
    code: NEVER_DELIVERED[older] for code, older in OF_MESSAGES.items() if older in NEVER_DELIVERED
} | {
    "1050": "The customer's number is barred at Vonage: reach them another way.",
    "1120": "Our number may not be the sender to this country: an administrator needs another one.",
    "1170": "Vonage says that the customer's number is no number to send to: check it.",
}


def _refusal(body: Row) -> Refusal | None:
    """RFC 7807: `type` ends in the code."""
    kind = text(body, "type")
    if not kind or "title" not in body:
        return None
    code = kind.rpartition("#")[2] if "#" in kind else kind.rstrip("/").rpartition("/")[2]
    return Refusal(code, text(body, "detail") or text(body, "title"))


VONAGE = Provider(
    "Vonage", _refusal, SENTENCES, LASTING, later=frozenset({"1000", "1100", "1241", "throttled"})
)
"""source: developer.vonage.com/en/api-errors/messages (1100: the message was not submitted)."""
VONAGE_SMS = Provider("Vonage", _refusal, NOT_DELIVERED, NEVER_DELIVERED)


class Vonage:
    facts = Facts(
        name="vonage",
        title="SMS (Vonage)",
        media_type=MediaType.MESSAGE,
        known_by=IdentityKind.PHONE,
        text_limit=1000,
        receipts=frozenset({MessageState.DELIVERED, MessageState.FAILED}),
        per_second=30.0,
        tolls=True,
    )
    settings = (
        Setting("api_key", "API key", "Vonage dashboard, API settings.", pattern=r"[0-9A-Za-z]{6,32}"),
        Setting("api_secret", "API secret", "Vonage dashboard, API settings.", secret=True),
        Setting(
            "signature_secret",
            "Signature secret",
            "Vonage dashboard, API settings, Signed webhooks. It shows that a webhook is Vonage's. For numbers on the SMS "
            "API choose SHA-256 HMAC as the signature method there.",
            secret=True,
        ),
        Setting(
            "api",
            "Messages API address",
            f"{MESSAGES}, or that of your region.",
            required=False,
            default=MESSAGES,
            pattern=r"https?://.+",
        ),
        Setting(
            "numbers",
            "Numbers API address",
            "Where the test looks for our number.",
            required=False,
            default=NUMBERS,
            pattern=r"https?://.+",
        ),
        PREFIXES,
    )

    def verify(self, account: Account, request: Request) -> None:
        bearer = request.headers.get("authorization", "")
        if bearer.startswith("Bearer "):
            _verify_jwt(account, bearer.removeprefix("Bearer ").strip(), request)
        else:
            _verify_fields(account, request)

    def parse(self, account: Account, request: Request) -> Parsed:
        fields = _fields(request)
        if "message_uuid" in fields:
            event = (
                _receipt(account, fields, request.at)
                if "status" in fields
                else _message(account, fields, request.at)
            )
        elif "messageId" in fields:
            event = (
                _old_receipt(account, fields, request.at)
                if "status" in fields
                else _old_message(account, fields, request.at)
            )
        else:
            raise Malformed("Neither a message nor a receipt.")
        return Parsed((event,) if event else ())

    async def send(self, account: Account, message: Outgoing, http: Http) -> Sent:
        response = await http.request(
            "POST",
            account.settings.get("api") or MESSAGES,
            headers=_key(account),
            json={
                "channel": "sms",
                "message_type": "text",
                "to": message.address.removeprefix("+"),
                "from": account.address.removeprefix("+"),
                "text": in_words(message.text, choices_of(message)),
                "client_ref": message.id,
            },
        )
        return Sent(VONAGE.id_in(VONAGE.taken(response), "message_uuid"))

    async def test(self, account: Account, http: Http) -> str:
        query = urlencode({"pattern": account.address.removeprefix("+"), "search_pattern": "1"})
        address = account.settings.get("numbers") or NUMBERS
        answer = VONAGE.taken(await http.request("GET", f"{address}?{query}", headers=_key(account)))
        ours = account.address.removeprefix("+")
        for known in rows(answer, "numbers"):
            if text(known, "msisdn") == ours:
                able = known.get("features")
                if isinstance(able, list) and "SMS" in able:
                    return f"Vonage knows the number {account.address}: SMS in and out."
                raise Misconfigured(f"Vonage knows the number {account.address}, but it cannot do SMS.")
        raise Misconfigured(
            f"The Vonage account works, but the number {account.address} is not one of its numbers: check it under Numbers, "
            "Your numbers."
        )

    async def fetch(self, account: Account, source: Mapping[str, Any], http: Http, limit: int) -> bytes:
        return VONAGE.file(await http.request("GET", text(source, "url"), limit=limit))


def _key(account: Account) -> dict[str, str]:
    return basic(account.settings["api_key"], account.settings["api_secret"])


def _fields(request: Request) -> Row:
    if request.method == "GET":
        return request.query
    if request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return dict(form(request.body))
    return document(request.body)


def _verify_jwt(account: Account, token: str, request: Request) -> None:
    signed, _, signature = token.rpartition(".")
    header, _, payload = signed.partition(".")
    if _opened(header).get("alg") != "HS256":
        raise Forged("The webhook is not signed with HS256, as Vonage's are.")
    expected = base64.urlsafe_b64encode(
        sign(account.settings["signature_secret"], signed.encode("utf-8", "replace"))
    )
    insist("Vonage", expected.decode().rstrip("="), signature)
    claims = _opened(payload)
    if not same(hashlib.sha256(request.body).hexdigest(), text(claims, "payload_hash").lower()):
        raise Forged("The body is not the one that Vonage signed.")
    _in_time(number(claims, "iat"), request.at)


def _opened(part: str) -> Row:
    try:
        return document(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, Malformed):
        raise Forged("The token of the webhook cannot be read.") from None


def _in_time(signed_at: float | None, now: float) -> None:
    if signed_at is None or not now - RETRIED_FOR <= signed_at <= now + EARLY:
        raise Forged("The webhook was signed too long ago, or by a clock that is wrong.")


def _verify_fields(account: Account, request: Request) -> None:
    """`&key=value` of all fields in the order of their names; `&` and `=` in values are written `_`."""
    try:
        fields = _fields(request)
    except Malformed as odd:
        raise Forged("What cannot be read is not signed by Vonage.") from odd
    plain = {key: text(fields, key) for key in fields if key != "sig"}
    cleaned = {key: value.replace("&", "_").replace("=", "_") for key, value in plain.items()}
    signed = "".join(f"&{key}={cleaned[key]}" for key in sorted(cleaned))
    expected = sign(account.settings["signature_secret"], signed.encode("utf-8", "replace")).hex()
    insist("Vonage", expected, text(fields, "sig").lower())
    _in_time(number(fields, "timestamp"), request.at)


def _message(account: Account, fields: Row, at: float) -> MessageArrived:
    kind = text(fields, "message_type")
    attached = row(fields, kind)
    files: tuple[FileArrived, ...] = ()
    if url := text(attached, "url"):
        name = text(attached, "name") or url.partition("?")[0].rpartition("/")[2] or kind
        files = (FileArrived(name, _content_type(kind), source={"url": url}),)
    return MessageArrived(
        needed(fields, "message_uuid"),
        Correspondent(account.id, phone(needed(fields, "from"))),
        text(fields, "text") or text(attached, "caption"),
        moment(fields, "timestamp", at),
        files=files,
    )


def _content_type(kind: str) -> str:
    return f"{kind}/*" if kind in ("image", "audio", "video") else "application/octet-stream"


def _receipt(account: Account, fields: Row, at: float) -> TextEvent | None:
    error = row(fields, "error")
    return receipt(
        account,
        STATES,
        text(fields, "status"),
        needed(fields, "message_uuid"),
        moment(fields, "timestamp", at),
        why=VONAGE.why(text(error, "title"), text(error, "detail")),
        ours=text(fields, "client_ref"),
    )


def _old_message(account: Account, fields: Row, at: float) -> MessageArrived:
    message = needed(fields, "messageId")
    part: dict[str, Any] = {}
    if text(fields, "concat") == "true" or fields.get("concat") is True:
        counted = {name: number(fields, f"concat-{name}") for name in ("part", "total")}
        place, total = (int(value or 0) for value in counted.values())
        if not 1 <= place <= total <= MOST_PARTS:
            raise Malformed("A part of a message that does not say which.")
        part = {PART: {"ref": needed(fields, "concat-ref"), "number": place, "total": total}}
    return MessageArrived(
        message,
        Correspondent(account.id, phone(needed(fields, "msisdn"))),
        text(fields, "text"),
        moment(fields, "message-timestamp", at),
        extra=part,
    )


def _old_receipt(account: Account, fields: Row, at: float) -> TextEvent | None:
    code = text(fields, "err-code")
    return receipt(
        account,
        STATES,
        text(fields, "status"),
        needed(fields, "messageId"),
        moment(fields, "message-timestamp", at),
        why=VONAGE_SMS.why(code),
        ours=text(fields, "client-ref"),
    )


CHANNEL = Vonage()
