"""Twilio, signing with its own SDK."""

from urllib.parse import parse_qsl, urlencode

from twilio.request_validator import RequestValidator

from ari_app.channels.contract import Account, Request, Sent
from ari_app.channels.double import answered
from ari_app.channels.errors import OutcomeUnknown, SendFailed, TryLater
from ari_app.channels.twilio import CHANNEL, FORM
from ari_app.conversation.text import Correspondent, FileArrived, MessageArrived, ReceiptArrived
from ari_app.storage.choices import Failure, MessageState
from tests.contract.channels.peer import NOW, Exchange, Hook, Peer, Recorded

TOKEN = "12345678901234567890123456789012"
ACCOUNT = Account(
    "tw",
    "twilio",
    "SMS",
    "+4930123456",
    {"account_sid": "AC" + "0" * 32, "auth_token": TOKEN, "keywords": "twilio"},
    "https://we.example/in/tw",
)
ANN = Correspondent("tw", "+15559001")
IMAGE = "https://api.twilio.com/2010-04-01/Accounts/AC0/Messages/MM2/Media/ME1"


def request(body: bytes, at: float = NOW, query: str = "") -> Request:
    url = f"{ACCOUNT.public_url}?{query}" if query else ACCOUNT.public_url
    fields = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    signature = RequestValidator(TOKEN).compute_signature(url, fields)
    headers = {"content-type": f"{FORM}; charset=UTF-8", "x-twilio-signature": signature}
    return Request("POST", url, headers, dict(parse_qsl(query)), body, NOW)


def form(**fields: str) -> bytes:
    return urlencode(fields).encode()


def incoming(sid: str, text: str, **more: str) -> bytes:
    return form(
        MessageSid=sid,
        SmsSid=sid,
        AccountSid="AC" + "0" * 32,
        From="+15559001",
        To="+4930123456",
        Body=text,
        NumMedia=more.pop("NumMedia", "0"),
        SmsStatus="received",
        ApiVersion="2010-04-01",
        **more,
    )


def told(status: str, **more: str) -> bytes:
    return form(MessageSid="SM9", MessageStatus=status, To="+15559001", From="+4930123456", **more)


def receipt(
    status: str, state: MessageState, reason: str = "", failure: Failure = Failure.PASSING
) -> ReceiptArrived:
    return ReceiptArrived(f"SM9:{status}", "tw", "SM9", state, NOW, reason, failure=failure)


PEER = Peer(
    channel=CHANNEL,
    account=ACCOUNT,
    hook=Hook(
        signed=request,
        carries=("x-twilio-signature",),
        recorded={
            "a message": Recorded(
                incoming("SM1", "Grüße 👋 & more=1"), (MessageArrived("SM1", ANN, "Grüße 👋 & more=1", NOW),)
            ),
            "a picture": Recorded(
                incoming("MM2", "", NumMedia="1", MediaUrl0=IMAGE, MediaContentType0="image/jpeg"),
                (
                    MessageArrived(
                        "MM2",
                        ANN,
                        "",
                        NOW,
                        files=(FileArrived("image-1", "image/jpeg", source={"url": IMAGE}),),
                    ),
                ),
            ),
            "stop": Recorded(
                incoming("SM3", "STOP", OptOutType="STOP"),
                (MessageArrived("SM3", ANN, "STOP", NOW, extra={"opt_out": "stop"}, automatic=True),),
            ),
            "queued": Recorded(told("queued")),
            "delivered": Recorded(told("delivered"), (receipt("delivered", MessageState.DELIVERED),)),
            "undelivered": Recorded(
                told("undelivered", ErrorCode="30005"),
                (
                    receipt(
                        "undelivered",
                        MessageState.FAILED,
                        "The customer's number is not in service: check it.",
                        Failure.LASTING,
                    ),
                ),
            ),
        },
    ),
    exchanges={
        "taken": Exchange((answered(201, {"sid": "SM9", "status": "queued"}),), Sent("SM9")),
        "opted out": Exchange((answered(400, {"code": 21610, "message": "blocked"}),), SendFailed),
        "failed at once": Exchange(
            (answered(201, {"sid": "SM9", "status": "failed", "error_code": 30003}),), SendFailed
        ),
        "too many": Exchange((answered(429, {"code": 20429}, retry_after="3"),), TryLater, after=3.0),
        "in trouble": Exchange((answered(500, {"code": 20500, "message": "Internal"}),), TryLater),
        "a gateway": Exchange((answered(502),), OutcomeUnknown),
    },
    works=(answered(200, {"incoming_phone_numbers": [{"capabilities": {"sms": True, "mms": True}}]}),),
)
