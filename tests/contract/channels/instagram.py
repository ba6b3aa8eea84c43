"""Instagram, with Meta's own example payloads in shape."""

from ari_app.channels.contract import Account, Outgoing, Sent
from ari_app.channels.double import answered
from ari_app.channels.errors import SendFailed
from ari_app.channels.instagram import CHANNEL
from ari_app.conversation.text import Correspondent, FileArrived, MessageArrived, ReceiptArrived
from ari_app.storage.choices import MessageState
from tests.contract.channels.messenger import AT, ECHO, HELLO, PAGE, PRESSED, body, happened
from tests.contract.channels.meta_signing import (
    APP_SECRET,
    REFUSALS,
    VERIFY_TOKEN,
    error,
    handshake,
    signing,
)
from tests.contract.channels.peer import Exchange, Hook, Peer, Recorded

ACCOUNT = Account(
    "ig",
    "instagram",
    "Instagram",
    PAGE,
    {
        "instagram_id": PAGE,
        "access_token": "IGAAJB",
        "app_secret": APP_SECRET,
        "verify_token": VERIFY_TOKEN,
        "human_agent": "yes",
    },
    "https://we.example/in/ig",
)
ANN = Correspondent("ig", "6001")
STORY = "https://lookaside.example/story"
MENTIONED = happened(
    message={"mid": "m_4", "attachments": [{"type": "story_mention", "payload": {"url": STORY}}]}
)
READ = happened(read={"mid": "m_9"})
LIKED = happened(reaction={"mid": "m_9", "action": "react", "reaction": "love", "emoji": "❤"})
UNLIKED = happened(reaction={"mid": "m_9", "action": "unreact"})

PEER = Peer(
    channel=CHANNEL,
    account=ACCOUNT,
    message=Outgoing("0" * 32, "6001", "", "Ann", "Good morning."),
    hook=Hook(
        signed=signing(ACCOUNT),
        carries=("x-hub-signature-256",),
        handshakes=((handshake(ACCOUNT), b"1158201444"),),
        wrong_handshakes=(handshake(ACCOUNT, "another word"),),
        recorded={
            "a batch": Recorded(
                body(HELLO, PRESSED, object="instagram"),
                (
                    MessageArrived("m_1", ANN, "Hello 👋🏽", AT),
                    MessageArrived("m_2", ANN, "Sales", AT, extra={"choice": "sales"}),
                ),
            ),
            "a story": Recorded(
                body(MENTIONED),
                (
                    MessageArrived(
                        "m_4",
                        ANN,
                        "",
                        AT,
                        files=(FileArrived("story_mention", "image/*", source={"url": STORY}),),
                    ),
                ),
            ),
            "read": Recorded(body(READ), (ReceiptArrived("m_9:read", "ig", "m_9", MessageState.READ, AT),)),
            "a reaction": Recorded(
                body(LIKED, UNLIKED),
                (
                    MessageArrived(
                        f"reaction:m_9:6001:{AT}",
                        ANN,
                        "❤",
                        AT,
                        extra={"reaction": {"emoji": "❤", "message": "m_9"}},
                    ),
                ),
            ),
            "our own": Recorded(body(ECHO)),
        },
    ),
    exchanges={
        "taken": Exchange((answered(200, {"recipient_id": "6001", "message_id": "m_9"}),), Sent("m_9")),
        "the customer is gone": Exchange((error(400, 100, 2534014),), SendFailed),
        **REFUSALS,
    },
    works=(answered(200, {"user_id": PAGE, "username": "acme"}),),
)
