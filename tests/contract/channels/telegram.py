"""Telegram's Bot API as it calls a webhook."""

import json
from typing import Any

from ari_app.channels.contract import Account, Outgoing, Request, Sent
from ari_app.channels.double import answered
from ari_app.channels.errors import OutcomeUnknown, SendFailed, TryLater
from ari_app.channels.signed import sign
from ari_app.channels.telegram import CHANNEL
from ari_app.conversation.text import Correspondent, FileArrived, MessageArrived, WriterLeft
from tests.contract.channels.peer import NOW, Exchange, Hook, Peer, Recorded

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw0"
ACCOUNT = Account(
    "tg",
    "telegram",
    "Telegram",
    "acme_bot",
    {"token": TOKEN, "receive": "webhook"},
    "https://we.example/in/tg",
)
ANN = Correspondent("tg", "1111", name="Ann Lee")
SENDER = {"id": 1111, "is_bot": False, "first_name": "Ann", "last_name": "Lee", "language_code": "en"}
CHAT = {"id": 1111, "type": "private", "first_name": "Ann", "last_name": "Lee"}
AT = NOW - 5


def message(number: int, **what: Any) -> dict[str, Any]:
    return {"message_id": number, "from": SENDER, "chat": CHAT, "date": int(AT)} | what


def update(number: int, **what: Any) -> bytes:
    return json.dumps({"update_id": number, **what}).encode()


def request(body: bytes, at: float = NOW) -> Request:
    headers = {
        "content-type": "application/json",
        "x-telegram-bot-api-secret-token": sign(TOKEN, b"webhook").hex(),
    }
    return Request("POST", ACCOUNT.public_url, headers, {}, body, NOW)


def arrived(id: str, text: str, at: float = AT, **more: Any) -> MessageArrived:
    return MessageArrived(id, ANN, text, at, **more)


def refused(status: int, words: str, **parameters: object) -> Any:
    body = {"ok": False, "error_code": status, "description": words}
    return answered(status, body | ({"parameters": parameters} if parameters else {}))


KEYBOARD = {"inline_keyboard": [[{"text": "Sales", "callback_data": "sales"}]]}
PRESS = {"id": "4382bfdwdsb323b2d9", "from": SENDER, "data": "sales"}
SIZES = [{"file_id": "s", "file_size": 900}, {"file_id": "l", "file_size": 90_000}]
PHOTO = FileArrived("photo.jpg", "image/jpeg", 90_000, source={"file": "l"})
BLOCKED = {"chat": CHAT, "from": SENDER, "date": int(AT), "new_chat_member": {"status": "kicked"}}
LANGUAGE = {"language": "en"}

PEER = Peer(
    channel=CHANNEL,
    account=ACCOUNT,
    message=Outgoing("0" * 32, "1111", "", "Ann", "Good morning."),
    hook=Hook(
        signed=request,
        carries=("x-telegram-bot-api-secret-token",),
        signs_body=False,
        recorded={
            "a message": Recorded(
                update(10, message=message(1, text="Hello 👋🏽")),
                (arrived("1111:1", "Hello 👋🏽", context=LANGUAGE),),
            ),
            "started": Recorded(
                update(11, message=message(2, text="/start order-7")),
                (arrived("1111:2", "/start order-7", context=LANGUAGE | {"start": "order-7"}),),
            ),
            "a photo": Recorded(
                update(12, message=message(3, photo=SIZES, caption="See")),
                (arrived("1111:3", "See", files=(PHOTO,), context=LANGUAGE),),
            ),
            "edited": Recorded(
                update(13, edited_message=message(1, text="Hallo", edit_date=int(NOW))),
                (arrived(f"1111:1:edit:{NOW:.0f}:5", "Hallo", NOW, extra={"edits": "1111:1"}),),
            ),
            "a press": Recorded(
                update(14, callback_query=PRESS | {"message": message(9, text="?", reply_markup=KEYBOARD)}),
                (arrived("press:4382bfdwdsb323b2d9", "Sales", NOW, extra={"choice": "sales"}),),
            ),
            "blocked": Recorded(update(15, my_chat_member=BLOCKED), (WriterLeft("left:15", ANN, AT),)),
            "a group": Recorded(update(16, message=message(4, text="Hi", chat={"id": -5, "type": "group"}))),
            "a poll": Recorded(update(17, poll={"id": "1"})),
        },
    ),
    exchanges={
        "taken": Exchange((answered(200, {"ok": True, "result": message(9, text="x")}),), Sent("1111:9")),
        "blocked": Exchange((refused(403, "Forbidden: bot was blocked by the user"),), SendFailed),
        "too many": Exchange(
            (refused(429, "Too Many Requests: retry after 35", retry_after=35),), TryLater, after=35.0
        ),
        "a gateway": Exchange((answered(502),), OutcomeUnknown),
    },
    works=(
        answered(200, {"ok": True, "result": {"id": 1, "username": "acme_bot"}}),
        answered(200, {"ok": True, "result": {"url": ACCOUNT.public_url, "pending_update_count": 0}}),
    ),
)
