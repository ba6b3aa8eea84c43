"""Vonage, signing as PyJWT does for its own SDK."""

import hashlib
import json
from typing import Any

import jwt

from ari_app.channels.contract import Account, Request, Sent
from ari_app.channels.double import answered
from ari_app.channels.errors import OutcomeUnknown, SendFailed, TryLater
from ari_app.channels.vonage import CHANNEL
from ari_app.conversation.text import Correspondent, FileArrived, MessageArrived, ReceiptArrived
from ari_app.storage.choices import Failure, MessageState
from tests.contract.channels.peer import NOW, Exchange, Hook, Peer, Recorded

SECRET = "a-signature-secret-of-the-tests-which-is-long"
ACCOUNT = Account(
    "vo",
    "vonage",
    "SMS",
    "+447700900000",
    {"api_key": "abcd1234", "api_secret": "x" * 16, "signature_secret": SECRET},
    "https://we.example/in/vo",
)
ANN = Correspondent("vo", "+447700900001")
WHEN, AT = "2027-01-15T07:59:59Z", NOW - 1
IMAGE = "https://api.nexmo.com/v3/media/1/cat.jpg"
BODY = {"to": "447700900000", "from": "447700900001", "channel": "sms", "timestamp": WHEN}


def token(body: bytes, at: float = NOW, secret: str = SECRET, **claims: Any) -> str:
    payload = {
        "iat": int(at),
        "jti": "c5ba8f24-1a14-4c10-bfdf-3fbe8ce511b5",
        "iss": "Vonage",
        "payload_hash": hashlib.sha256(body).hexdigest(),
        "api_key": "abcd1234",
    } | claims
    return jwt.encode(payload, secret, algorithm="HS256")


def request(body: bytes, at: float = NOW) -> Request:
    headers = {"content-type": "application/json", "authorization": f"Bearer {token(body, at)}"}
    return Request("POST", ACCOUNT.public_url, headers, {}, body, NOW)


def body_of(**fields: object) -> bytes:
    return json.dumps(BODY | fields, ensure_ascii=False).encode()


def receipt(
    status: str, state: MessageState, reason: str = "", failure: Failure = Failure.PASSING
) -> ReceiptArrived:
    return ReceiptArrived(f"u9:{status}", "vo", "u9", state, AT, reason, "m1", failure=failure)


PEER = Peer(
    channel=CHANNEL,
    account=ACCOUNT,
    hook=Hook(
        signed=request,
        carries=("authorization",),
        recorded={
            "a message": Recorded(
                body_of(message_uuid="u1", message_type="text", text="Grüße 👋", sms={"num_messages": "2"}),
                (MessageArrived("u1", ANN, "Grüße 👋", AT),),
            ),
            "a picture": Recorded(
                body_of(message_uuid="u2", message_type="image", image={"url": IMAGE, "caption": "My cat"}),
                (
                    MessageArrived(
                        "u2",
                        ANN,
                        "My cat",
                        AT,
                        files=(FileArrived("cat.jpg", "image/*", source={"url": IMAGE}),),
                    ),
                ),
            ),
            "delivered": Recorded(
                body_of(message_uuid="u9", status="delivered", client_ref="m1"),
                (receipt("delivered", MessageState.DELIVERED),),
            ),
            "rejected": Recorded(
                body_of(
                    message_uuid="u9",
                    status="rejected",
                    client_ref="m1",
                    error={"type": "https://developer.vonage.com/api-errors/messages#1210", "title": 1210},
                ),
                (
                    receipt(
                        "rejected",
                        MessageState.FAILED,
                        "The operator took the message for spam, and did not deliver it: write it in other words.",
                        Failure.LASTING,
                    ),
                ),
            ),
            "a status that says nothing": Recorded(body_of(message_uuid="u9", status="unknown")),
        },
    ),
    exchanges={
        "taken": Exchange((answered(202, {"message_uuid": "u9"}),), Sent("u9")),
        "no credit": Exchange(
            (
                answered(
                    402,
                    {"type": "https://developer.vonage.com/api-errors/#low-balance", "title": "Low balance"},
                ),
            ),
            SendFailed,
        ),
        "too many": Exchange((answered(429, {"title": "Rate Limit Hit"}),), TryLater),
        "a gateway": Exchange((answered(504),), OutcomeUnknown),
    },
    works=(answered(200, {"count": 1, "numbers": [{"msisdn": "447700900000", "features": ["SMS"]}]}),),
)
