"""Messenger, with Meta's own example payloads in shape."""

import json
from dataclasses import replace
from typing import Any

from ari_app.channels.contract import Account, Outgoing, Sent
from ari_app.channels.double import answered
from ari_app.channels.errors import SendFailed
from ari_app.channels.messenger import CHANNEL
from ari_app.conversation.text import Correspondent, FileArrived, MessageArrived, ReceiptArrived, ThreadRead
from ari_app.storage.choices import MessageState
from tests.contract.channels.meta_signing import (
    APP_SECRET,
    REFUSALS,
    VERIFY_TOKEN,
    error,
    handshake,
    signing,
)
from tests.contract.channels.peer import NOW, Exchange, Hook, Peer, Recorded

PAGE = "1234567890"
ACCOUNT = Account(
    "fb",
    "messenger",
    "Messenger",
    PAGE,
    {
        "page_id": PAGE,
        "access_token": "EAAJB",
        "app_secret": APP_SECRET,
        "verify_token": VERIFY_TOKEN,
        "human_agent": "no",
    },
    "https://we.example/in/fb",
)
ANN = Correspondent("fb", "6001")
AT = NOW - 5
IMAGE = "https://scontent.example/cat.jpg"


def happened(**what: Any) -> dict[str, Any]:
    return {"sender": {"id": "6001"}, "recipient": {"id": PAGE}, "timestamp": int(AT * 1000)} | what


def body(*events: dict[str, Any], page: str = PAGE, object: str = "page") -> bytes:
    entry = {"id": page, "time": int(NOW * 1000), "messaging": list(events)}
    return json.dumps({"object": object, "entry": [entry]}).encode()


HELLO = happened(message={"mid": "m_1", "text": "Hello 👋🏽"})
PRESSED = happened(message={"mid": "m_2", "text": "Sales", "quick_reply": {"payload": "sales"}})
PICTURE = happened(
    message={"mid": "m_3", "attachments": [{"type": "image", "payload": {"url": IMAGE}}], "is_echo": False}
)
ECHO = happened(message={"mid": "m_9", "text": "Good morning.", "is_echo": True, "app_id": 1})
READ = happened(read={"watermark": int((AT - 1) * 1000)})
DELIVERED = happened(delivery={"mids": ["m_9", "m_8"], "watermark": int(AT * 1000)})


def arrived(id: str, text: str, **more: Any) -> MessageArrived:
    return MessageArrived(id, ANN, text, AT, **more)


def delivered(mid: str) -> ReceiptArrived:
    return ReceiptArrived(f"{mid}:delivered", "fb", mid, MessageState.DELIVERED, AT)


PEER = Peer(
    channel=CHANNEL,
    account=ACCOUNT,
    message=replace(Outgoing("0" * 32, "6001", "", "Ann", "Good morning.")),
    hook=Hook(
        signed=signing(ACCOUNT),
        carries=("x-hub-signature-256",),
        handshakes=((handshake(ACCOUNT), b"1158201444"),),
        wrong_handshakes=(handshake(ACCOUNT, "another word"),),
        recorded={
            "a batch": Recorded(
                body(HELLO, PRESSED, PICTURE),
                (
                    arrived("m_1", "Hello 👋🏽"),
                    arrived("m_2", "Sales", extra={"choice": "sales"}),
                    arrived("m_3", "", files=(FileArrived("image", "image/*", source={"url": IMAGE}),)),
                ),
            ),
            "delivered": Recorded(body(DELIVERED), (delivered("m_9"), delivered("m_8"))),
            "read": Recorded(body(READ), (ThreadRead(f"read:6001:{AT - 1}", ANN, AT - 1),)),
            "our own": Recorded(body(ECHO)),
            "another page": Recorded(body(HELLO, page="99")),
        },
    ),
    exchanges={
        "taken": Exchange((answered(200, {"recipient_id": "6001", "message_id": "m_9"}),), Sent("m_9")),
        "the window is closed": Exchange((error(400, 10, 2018278),), SendFailed),
        **REFUSALS,
    },
    works=(answered(200, {"id": PAGE, "name": "Acme"}),),
)
