"""WhatsApp's Cloud API, with Meta's own example payloads in shape."""

import json
from dataclasses import replace
from typing import Any

from ari_app.channels.contract import Account, Sent
from ari_app.channels.double import answered
from ari_app.channels.errors import SendFailed, TryLater
from ari_app.channels.whatsapp import CHANNEL
from ari_app.conversation.text import Correspondent, FileArrived, MessageArrived, ReceiptArrived
from ari_app.storage.choices import Failure, MessageState
from tests.contract.channels.meta_signing import (
    APP_SECRET,
    REFUSALS,
    VERIFY_TOKEN,
    error,
    handshake,
    signing,
)
from tests.contract.channels.peer import NOW, Exchange, Hook, Peer, Recorded

ACCOUNT = Account(
    "wa",
    "whatsapp",
    "WhatsApp",
    "+4930123456",
    {
        "phone_number_id": "106540352242922",
        "business_id": "102290129340398",
        "access_token": "EAAJB",
        "app_secret": APP_SECRET,
        "verify_token": VERIFY_TOKEN,
        "files": "upload",
    },
    "https://we.example/in/wa",
)
ANN = Correspondent("wa", "+15559001000", name="Ann")
AT = NOW - 5
STAMP = str(int(AT))


def value(**fields: Any) -> dict[str, Any]:
    return {
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "4930123456", "phone_number_id": "106540352242922"},
        "contacts": [{"profile": {"name": "Ann"}, "wa_id": "15559001000"}],
    } | fields


def body(*values: dict[str, Any], field: str = "messages") -> bytes:
    """As Meta writes it: all that is not ASCII as escapes."""
    changes = [{"value": each, "field": field} for each in values]
    entry = {"id": "102290129340398", "changes": changes}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def message(id: str, kind: str, said: Any, **more: Any) -> dict[str, Any]:
    return {"from": "15559001000", "id": id, "timestamp": STAMP, "type": kind, kind: said} | more


def arrived(id: str, text: str, **more: Any) -> MessageArrived:
    return MessageArrived(id, ANN, text, AT, **more)


def status(id: str, said: str, **more: Any) -> dict[str, Any]:
    return {"id": id, "status": said, "timestamp": STAMP, "recipient_id": "15559001000"} | more


HELLO = message("wamid.1", "text", {"body": "Hello 👋🏽"})
PRESSED = message(
    "wamid.2",
    "interactive",
    {"type": "button_reply", "button_reply": {"id": "sales", "title": "Sales"}},
    context={"from": "4930123456", "id": "wamid.9"},
)
PICTURE = message("wamid.3", "image", {"id": "777", "mime_type": "image/jpeg", "caption": "See"})
CLOSED = {"code": 131047, "title": "Re-engagement message", "message": "Re-engagement message"}
READ = ReceiptArrived("wamid.9:read", "wa", "wamid.9", MessageState.READ, AT, ours="m1")
DELIVERED = replace(READ, provider_id="wamid.9:delivered", state=MessageState.DELIVERED)

PEER = Peer(
    channel=CHANNEL,
    account=ACCOUNT,
    hook=Hook(
        signed=signing(ACCOUNT),
        carries=("x-hub-signature-256",),
        handshakes=((handshake(ACCOUNT), b"1158201444"),),
        wrong_handshakes=(handshake(ACCOUNT, "another word"), handshake(ACCOUNT, "")),
        recorded={
            "a message": Recorded(body(value(messages=[HELLO])), (arrived("wamid.1", "Hello 👋🏽"),)),
            "a batch": Recorded(
                body(value(messages=[HELLO, PRESSED]), value(messages=[PICTURE])),
                (
                    arrived("wamid.1", "Hello 👋🏽"),
                    arrived("wamid.2", "Sales", extra={"choice": "sales", "reply_to": "wamid.9"}),
                    arrived(
                        "wamid.3", "See", files=(FileArrived("image", "image/jpeg", source={"media": "777"}),)
                    ),
                ),
            ),
            "receipts out of order": Recorded(
                body(
                    value(
                        statuses=[
                            status("wamid.9", "read", biz_opaque_callback_data="m1"),
                            status("wamid.9", "delivered", biz_opaque_callback_data="m1"),
                        ]
                    )
                ),
                (READ, DELIVERED),
            ),
            "the window is closed": Recorded(
                body(value(statuses=[status("wamid.8", "failed", errors=[CLOSED])])),
                (
                    ReceiptArrived(
                        "wamid.8:failed",
                        "wa",
                        "wamid.8",
                        MessageState.FAILED,
                        AT,
                        "The 24-hour window is closed: send a template.",
                        failure=Failure.WINDOW,
                    ),
                ),
            ),
            "another field": Recorded(
                body({"event": "APPROVED", "message_template_id": 1}, field="message_template_status_update")
            ),
        },
    ),
    exchanges={
        "taken": Exchange((answered(200, {"messages": [{"id": "wamid.9"}]}),), Sent("wamid.9")),
        "the window is closed": Exchange((error(400, 131047),), SendFailed),
        "too many to one": Exchange((error(400, 131056),), TryLater),
        **REFUSALS,
    },
    works=(answered(200, {"display_phone_number": "+49 30 123456", "verified_name": "Acme"}),),
)
