"""A system that somebody connected, signing as Standard Webhooks says."""

import base64
import hashlib
import hmac
import json
from typing import Any

from ari_app.channels.contract import Account, Request, Sent
from ari_app.channels.double import answered
from ari_app.channels.errors import OutcomeUnknown, SendFailed, TryLater
from ari_app.channels.webhook import CHANNEL
from ari_app.conversation.text import (
    Correspondent,
    FileArrived,
    MessageArrived,
    RatingGiven,
    ReceiptArrived,
    ThreadRead,
    WriterLeft,
)
from ari_app.storage.choices import MessageState
from tests.contract.channels.peer import NOW, Exchange, Hook, Peer, Recorded

KEY = b"24 bytes that are random"
SECRET = "whsec_" + base64.b64encode(KEY).decode()
ACCOUNT = Account(
    "wh",
    "webhook",
    "Ours",
    "orders",
    {"url": "https://system.example/take", "secret": SECRET, "attention": "message", "addresses": "other"},
    "https://we.example/in/wh",
)
ANN = Correspondent("wh", "ann-7", name="Ann")
AT = NOW - 5


def headers(body: bytes, at: float, id: str = "evt_1", key: bytes = KEY) -> dict[str, str]:
    signed = f"{id}.{int(at)}.".encode() + body
    signature = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    return {
        "webhook-id": id,
        "webhook-timestamp": str(int(at)),
        "webhook-signature": f"v1,{signature}",
        "content-type": "application/json",
    }


def request(body: bytes, at: float = NOW) -> Request:
    return Request("POST", ACCOUNT.public_url, headers(body, at), {}, body, NOW)


def body(kind: str, **fields: Any) -> dict[str, Any]:
    return {"type": kind, "address": "ann-7", "name": "Ann", "at": AT} | fields


def encoded(*events: dict[str, Any]) -> bytes:
    return json.dumps({"events": list(events)} if len(events) != 1 else events[0]).encode()


FILE = {"name": "a.pdf", "content_type": "application/pdf", "url": "https://system.example/a.pdf"}

PEER = Peer(
    channel=CHANNEL,
    account=ACCOUNT,
    hook=Hook(
        signed=request,
        carries=("webhook-id", "webhook-timestamp", "webhook-signature"),
        has_time=True,
        recorded={
            "a message": Recorded(
                encoded(body("message", id="m1", text="Hello 👋")),
                (MessageArrived("m1", ANN, "Hello 👋", AT),),
            ),
            "a batch": Recorded(
                encoded(
                    body("message", id="m2", text="", files=[FILE], context={"order": 7}),
                    body("read", id="r1"),
                    body("left", id="l1"),
                    body("rating", id="g1", score=5, comment="Good"),
                    body("receipt", id="c1", message="p9", state="delivered"),
                ),
                (
                    MessageArrived(
                        "m2",
                        ANN,
                        "",
                        AT,
                        files=(FileArrived("a.pdf", "application/pdf", source={"url": FILE["url"]}),),
                        context={"order": "7"},
                    ),
                    ThreadRead("r1", ANN, AT),
                    WriterLeft("l1", ANN, AT),
                    RatingGiven("g1", ANN, 5, "Good", AT),
                    ReceiptArrived("c1", "wh", "p9", MessageState.DELIVERED, AT, ours="p9"),
                ),
            ),
            "a ping": Recorded(encoded({"type": "ping"})),
        },
    ),
    exchanges={
        "taken": Exchange((answered(200, {"id": "p9"}),), Sent("p9")),
        "taken without a word": Exchange((answered(204),), Sent("0" * 32)),
        "refused": Exchange((answered(422, {"error": "no such customer"}),), SendFailed),
        "too many": Exchange((answered(429, retry_after="7"),), TryLater, after=7.0),
        "a gateway": Exchange((answered(504),), OutcomeUnknown),
    },
    works=(answered(200),),
)
