"""One conversation in writing in each of its states, and where it came in."""

from ari_app.acd.model import InteractionState, MediaType
from ari_app.conversation.interaction import Interaction, Place, changed
from ari_app.conversation.messages import NewMessage
from ari_app.conversation.text_account import Facts, TextAccount
from ari_app.conversation.text_rules import Heard
from ari_app.conversation.turn import Setting
from ari_app.conversation.writing import Going, Writing
from ari_app.storage.choices import Author, Direction
from ivr.node import Medium
from tests.unit.conversation.examples import FLOW, NOW

CHAT = TextAccount(
    "chat",
    "Shop",
    "shop",
    "support",
    Facts("webchat", "Web chat", MediaType.CHAT, None, synchronous=True, choices=2),
)
SMS = TextAccount("sms", "Text line", "+1", "support", Facts("sms", "SMS", MediaType.MESSAGE, None))
THERE = Setting(FLOW, {"support"}, 7, account=CHAT)
LATER = Setting(FLOW, {"support"}, 7, account=SMS)

PLACE = Place("support", {}, 0, NOW - 60, 3, 1)
NEW = Interaction(
    "i1", Medium.TEXT, "chat", "shop", "c1", "t1", NOW - 60, "support", FLOW.version,
    media_type=MediaType.CHAT, thread="t1",
)  # fmt: skip
QUEUED = changed(NEW, state=InteractionState.QUEUED, place=PLACE)
OFFERED = changed(QUEUED, state=InteractionState.OFFERED, agent="a1", offer="i1.1", epoch=1)
MINE = changed(
    OFFERED,
    state=InteractionState.CONNECTED,
    connected_at=NOW - 30,
    writing=Writing(last_in_at=NOW - 50, unanswered_since=NOW - 50, unread=1),
)
ANSWERED = changed(MINE, writing=Writing(last_in_at=NOW - 50, last_out_at=NOW - 20, replied=True))
PARKED = changed(ANSWERED, writing=Writing(Going.PARKED, last_out_at=NOW - 20, replied=True))

HELLO = Heard(NewMessage(Direction.IN, Author.CUSTOMER, "Hello", id="in1"))
ANSWER = NewMessage(Direction.OUT, Author.AGENT, "Hello!", author_id="a1", id="m1")
