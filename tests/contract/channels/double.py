"""The provider of the double."""

from ari_app.channels.contract import Account, Request, Sent
from ari_app.channels.double import DOUBLE, SIGNATURE, TIME, answered, signed, written
from ari_app.channels.errors import OutcomeUnknown, SendFailed, TryLater
from ari_app.conversation.text import (
    Correspondent,
    FileArrived,
    MessageArrived,
    ReceiptArrived,
    ThreadRead,
    WriterLeft,
)
from ari_app.storage.choices import MessageState
from tests.contract.channels.peer import NOW, Exchange, Hook, Peer, Recorded

SECRET = "a-secret-of-the-tests"
ACCOUNT = Account(
    "d1",
    "double",
    "Tests",
    "+15550100",
    {"secret": SECRET, "url": "https://provider.example/send"},
    "https://we.example/in/d1",
)
ANN = Correspondent("d1", "+15559001", name="Ann")
HELLO = MessageArrived("m1", ANN, "Hello 👋", NOW - 1)
FILE = FileArrived("a.png", "image/png", 70, source={"url": "https://provider.example/a"})
PICTURE = MessageArrived("m2", ANN, "", NOW, files=(FILE,), extra={"reply_to": "m1"})
READ = ReceiptArrived("r2", "d1", "p1", MessageState.READ, NOW)
DELIVERED = ReceiptArrived("r1", "d1", "p1", MessageState.DELIVERED, NOW - 5)


def request(body: bytes, at: float = NOW) -> Request:
    """As its provider sends it."""
    return Request("POST", ACCOUNT.public_url, signed(SECRET, at, body), {}, body, NOW)


def recorded(*events: MessageArrived | ReceiptArrived | ThreadRead | WriterLeft) -> Recorded:
    return Recorded(written(*events), events)


PEER = Peer(
    channel=DOUBLE,
    account=ACCOUNT,
    hook=Hook(
        signed=request,
        carries=(SIGNATURE, TIME),
        has_time=True,
        recorded={
            "one message": recorded(HELLO),
            "a batch, with a duplicate": recorded(HELLO, PICTURE, HELLO),
            "receipts out of order": recorded(READ, DELIVERED),
            "left": recorded(WriterLeft("l1", ANN, NOW)),
            "read": recorded(ThreadRead("t1", ANN, NOW)),
            "another kind": Recorded(b'{"events": [{"kind": "weather", "provider_id": "w1"}]}'),
            "nothing": Recorded(b"{}"),
        },
        handshakes=(
            (
                Request("GET", ACCOUNT.public_url, signed(SECRET, NOW, b""), {"challenge": "42"}, b"", NOW),
                b"42",
            ),
        ),
        wrong_handshakes=(Request("GET", ACCOUNT.public_url, {}, {"challenge": "42"}, b"", NOW),),
    ),
    exchanges={
        "taken": Exchange((answered(200, {"id": "p1"}),), Sent("p1")),
        "refused": Exchange((answered(400, {"error": {"code": "blocked", "message": "no"}}),), SendFailed),
        "too many": Exchange((answered(429, retry_after="7"),), TryLater, after=7.0),
        "a gateway": Exchange((answered(502),), OutcomeUnknown),
        "taken, but unnamed": Exchange((answered(200, {}),), OutcomeUnknown),
    },
    works=(answered(200),),
)
