"""Anything else: a system of your own that calls us, and takes what we write, in signed JSON.
docs/howto/connect-anything.md is for who connects it.

Both ways are signed as Standard Webhooks says: HMAC-SHA256 over `id.timestamp.body`, and what is more than five minutes
old is a replay.

source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

import base64
import json
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from ari_app.acd.model import MediaType
from ari_app.channels.answers import Provider, Refusal
from ari_app.channels.batch import batch
from ari_app.channels.choices import choices_of, pressed
from ari_app.channels.contract import Account, Http, Outgoing, Parsed, Request, Response, Sent, Setting
from ari_app.channels.errors import Forged, Malformed, Misconfigured
from ari_app.channels.reading import Row, document, moment, needed, number, phone, row, rows, text
from ari_app.channels.signed import in_base64, same, sign
from ari_app.conversation.text import (
    Correspondent,
    FileArrived,
    MessageArrived,
    RatingGiven,
    ReceiptArrived,
    TextEvent,
    ThreadRead,
    WriterLeft,
)
from ari_app.conversation.text_account import AllowedFiles, Facts
from ari_app.storage.choices import IdentityKind, MessageState

ID, TIME, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
TOLERANCE = 300.0
PREFIX = "whsec_"
SECRET = PREFIX + r"([A-Za-z0-9+/]{4}){8,}([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?"
STATES = {
    state.value: state
    for state in (MessageState.SENT, MessageState.DELIVERED, MessageState.READ, MessageState.FAILED)
}
SCORES = range(1, 6)
KNOWN_BY = {"phone": IdentityKind.PHONE, "email": IdentityKind.EMAIL, "user": IdentityKind.USER}


def _refusal(body: Row) -> Refusal | None:
    said = text(body, "error")
    return Refusal("", said) if said else None


RECEIVER = Provider("The connected system", _refusal, {})


class Webhook:
    """`now`: the time that is signed."""

    facts = Facts(
        name="webhook",
        title="Connected system",
        media_type=MediaType.MESSAGE,
        known_by=None,
        text_limit=10_000,
        files=AllowedFiles(("*/*",), 25_000_000, 10),
        receipts=frozenset(STATES.values()),
        choices=20,
    )
    settings = (
        Setting("url", "Address", "Where your system takes what we write.", pattern=r"https?://\S+"),
        Setting(
            "secret",
            "Secret",
            "It signs both ways: whsec_ and at least 24 random bytes in base64, as `openssl rand -base64 32` writes them. "
            "While you change it: the new one and the old one, with a space between.",
            secret=True,
            pattern=rf"{SECRET}( {SECRET})?",
        ),
        Setting(
            "attention",
            "Customers",
            "They sit there and wait (chat), or read the answer later (message).",
            required=False,
            default="message",
            choices=("message", "chat"),
        ),
        Setting(
            "addresses",
            "Addresses are",
            "Telephone numbers, e-mail addresses, or names of users that your system vouches for. So a customer is known "
            "from other channels.",
            required=False,
            default="other",
            choices=("other", "phone", "email", "user"),
        ),
    )

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now

    def facts_of(self, account: Account) -> Facts:
        chat = account.settings.get("attention") == "chat"
        return replace(
            self.facts,
            media_type=MediaType.CHAT if chat else MediaType.MESSAGE,
            synchronous=chat,
            known_by=KNOWN_BY.get(account.settings.get("addresses", "")),
        )

    def verify(self, account: Account, request: Request) -> None:
        id, stamp = request.headers.get(ID, ""), request.headers.get(TIME, "")
        at = number(request.headers, TIME)
        if not id or at is None or abs(at - request.at) > TOLERANCE:
            raise Forged("The request has no id or no time, or is more than five minutes old.")
        given = request.headers.get(SIGNATURE, "").split(" ")
        expected = [_signature(key, id, stamp, request.body) for key in _keys(account)]
        matches = [same(ours, theirs) for ours in expected for theirs in given[:10]]
        if not any(matches):
            raise Forged("The signature is not that of the account's secret.")

    def parse(self, account: Account, request: Request) -> Parsed:
        body = document(request.body)
        id = request.headers.get(ID, "")
        events = rows(body, "events") if "events" in body else [body]
        return batch(
            (partial(_event, account, request.at, f"{id}:{place}" if place else id), event)
            for place, event in enumerate(events)
        )

    async def send(self, account: Account, message: Outgoing, http: Http) -> Sent:
        body = {
            "type": "message",
            "id": message.id,
            "address": message.address,
            "topic": message.topic,
            "name": message.name,
            "text": message.text,
            "files": [
                {"name": file.name, "content_type": file.content_type, "size": file.size, "url": file.url}
                for file in message.files
            ],
            "choices": [{"id": choice.id, "title": choice.title} for choice in choices_of(message)],
            "automatic": message.automatic,
        }
        response = await _post(account, message.id, self._now(), body, http)
        if 200 <= response.status < 300:
            return Sent(_named(response) or message.id)
        return Sent(RECEIVER.id_in(RECEIVER.taken(response), "id"))

    async def test(self, account: Account, http: Http) -> str:
        response = await _post(account, "ping", self._now(), {"type": "ping"}, http)
        if not 200 <= response.status < 300:
            raise Misconfigured(
                f"The connected system answers a ping with HTTP {response.status}: look at its address and its log."
            )
        return "The connected system took a signed ping."

    async def fetch(self, account: Account, source: Mapping[str, Any], http: Http, limit: int) -> bytes:
        return RECEIVER.file(await http.request("GET", text(source, "url"), limit=limit))


def _keys(account: Account) -> list[bytes]:
    """The new one first."""
    return [base64.b64decode(one.removeprefix(PREFIX)) for one in account.settings["secret"].split()]


def _signature(key: bytes, id: str, stamp: str, body: bytes) -> str:
    signed = f"{id}.{stamp}.".encode("utf-8", "surrogatepass") + body
    return f"v1,{in_base64(sign(key, signed))}"


async def _post(account: Account, id: str, at: float, body: Mapping[str, Any], http: Http) -> Response:
    content = json.dumps(body, ensure_ascii=False).encode()
    stamp = f"{at:.0f}"
    signatures = " ".join(_signature(key, id, stamp, content) for key in _keys(account))
    headers = {ID: id, TIME: stamp, SIGNATURE: signatures, "content-type": "application/json"}
    return await http.request("POST", account.settings["url"], headers=headers, content=content)


def _named(response: Response) -> str:
    """What the system calls the message; it need not say."""
    try:
        return text(document(response.body), "id")
    except Malformed:
        return ""


def _event(account: Account, now: float, name: str, event: Row) -> TextEvent | None:
    """`name`: what an event is called that has no `id`: by the request that brought it."""
    kind, at = text(event, "type"), moment(event, "at", now)
    name = text(event, "id") or name
    match kind:
        case "message":
            return _message(account, name, at, event)
        case "receipt":
            return _receipt(account, name, at, event)
        case "read":
            return ThreadRead(name, _whom(account, event), at)
        case "left":
            return WriterLeft(name, _whom(account, event), at)
        case "rating":
            score = number(event, "score")
            if score not in SCORES:
                raise Malformed("`score` is not one of 1 to 5.")
            return RatingGiven(name, _whom(account, event), int(score or 0), text(event, "comment"), at)
        case "ping":
            return None
    raise Malformed("`type` is none of message, receipt, read, left, rating, ping.")


def _whom(account: Account, event: Row) -> Correspondent:
    address = needed(event, "address")
    if account.settings.get("addresses") == "phone":
        address = phone(address)
    return Correspondent(account.id, address, text(event, "topic"), text(event, "name"))


def _message(account: Account, name: str, at: float, event: Row) -> MessageArrived:
    files = tuple(
        FileArrived(
            text(file, "name") or "file",
            text(file, "content_type") or "application/octet-stream",
            source={"url": needed(file, "url")},
        )
        for file in rows(event, "files")
    )
    said, chosen = text(event, "text"), pressed(text(event, "choice"))
    if not said and not files and not chosen:
        raise Malformed("A message needs `text`, `files` or `choice`.")
    return MessageArrived(
        name,
        _whom(account, event),
        said,
        at,
        html=text(event, "html") or None,
        files=files,
        subject=text(event, "subject"),
        extra=chosen,
        context={key: text(row(event, "context"), key) for key in row(event, "context")},
        automatic=event.get("automatic") is True,
    )


def _receipt(account: Account, name: str, at: float, event: Row) -> ReceiptArrived:
    message, state = needed(event, "message"), STATES.get(text(event, "state"))
    if state is None:
        raise Malformed(f"`state` is none of {', '.join(STATES)}.")
    return ReceiptArrived(name, account.id, message, state, at, text(event, "reason"), message)


CHANNEL = Webhook(time.time)  # noqa: TID251 - the channels are made before there is a clock to hand to them
