"""Where agents are not to see who listens to them, their own picture leaves it out, and nobody else's."""

import json

from ari_app.acd.model import InteractionState, MediaType
from ari_app.conversation.line import SupervisionMode
from ari_app.conversation.talk import PartyState, Role
from workspace_web.audience import Audience
from workspace_web.feed import Key, Kind
from workspace_web.view import About, Own, Wide
from workspace_web.wire import InteractionCard, PartyCard, unsupervised


def party(role: Role, agent: str) -> PartyCard:
    mode = SupervisionMode.LISTEN if role is Role.SUPERVISOR else None
    return PartyCard(
        leg=f"leg-{agent}",
        role=role,
        agent=agent,
        number=None,
        name=agent,
        state=PartyState.TALKING,
        mode=mode,
    )


CARD = InteractionCard(
    id="i1",
    medium="voice",
    media_type=MediaType.CALL,
    channel="trunk",
    channel_kind="voice",
    channel_name="trunk",
    called="+15550101",
    caller="+15559009",
    flow="support",
    state=InteractionState.CONNECTED,
    reason="",
    created_at=1.0,
    queue="support",
    priority=0,
    queued_at=1.0,
    agent="ann",
    offer="i1.1",
    connected_at=2.0,
    ended_at=None,
    customer=None,
    leg="leg-ann",
    on_hold=False,
    held_since=None,
    recorded=True,
    recording_muted=False,
    rejoin_until=None,
    outside=None,
    wanted_agent=None,
    parties=(party(Role.CONFERENCE, "bob"), party(Role.SUPERVISOR, "eve")),
    trouble="",
    thread=None,
    customer_name="",
    subject="",
    preview="",
    unread=0,
    unanswered_since=None,
    writing=None,
    observers=("fay",),
    labels=(),
    language="",
    context={},
    reopens=None,
)


def names(feed_snapshot: bytes) -> list[str]:
    (card,) = json.loads(feed_snapshot)["interactions"]
    return [each["name"] for each in card["parties"]] + list(card["observers"])


def test_only_the_supervisor_is_left_out() -> None:
    assert [each.name for each in unsupervised(CARD).parties] == ["bob"]


def test_the_agent_sees_less_than_the_supervisor() -> None:
    audience = Audience(iter(["s1", "s2", "s3"]).__next__)
    before = audience.feed(Own("ann"))
    key, about = Key(Kind.INTERACTION, "i1"), About(Kind.INTERACTION, frozenset({"ann", "bob"}), "ann")
    whole, less = (card.model_dump_json().encode() for card in (CARD, unsupervised(CARD)))
    audience.put(key, whole, about, less)
    audience.publish()
    assert names(before.snapshot()) == ["bob"]
    assert names(audience.feed(Own("bob")).snapshot()) == ["bob"]  # who comes later too
    assert names(audience.feed(Wide()).snapshot()) == ["bob", "eve", "fay"]
