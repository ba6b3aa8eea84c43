"""What is true after the app or Asterisk was away: one verdict for each state and each thing Asterisk may hold."""

from dataclasses import replace

import pytest

from ari_app.acd.model import InteractionState
from ari_app.acd.tables import FINAL, InteractionHappening
from ari_app.conversation.interaction import Interaction, Place
from ari_app.conversation.line import LiveLine
from ari_app.conversation.recovery import (
    HUNG_UP_WHILE_AWAY,
    MEDIA_NODE_LOST,
    AskAgain,
    CarryOn,
    Ended,
    JoinAgain,
    Truth,
    Verdict,
    WaitOn,
    verdict,
)
from ivr.node import Medium

ITEM = Interaction(
    "i1", Medium.VOICE, "trunk", "+15550101", "+15559001", "line", 1000.0, "support", "v1",
    place=Place("support", {}, 0, 1000.0, 1, 1),
)  # fmt: skip
ALONE = LiveLine("line", "i1", True, None, None)
JOINED = LiveLine("line", "i1", True, "leg", None)
RINGING = LiveLine("leg", "i1", False, None, None)
PICKED_UP = LiveLine("leg", "i1", True, None, None)
TALKING = LiveLine("leg", "i1", True, "line", None)

LEFT = Ended(InteractionHappening.CUSTOMER_LEFT, HUNG_UP_WHILE_AWAY)
LOST = Ended(InteractionHappening.BROKE, MEDIA_NODE_LOST)


@pytest.mark.parametrize(
    ("state", "line", "leg", "expected"),
    [
        (InteractionState.IN_FLOW, ALONE, None, AskAgain()),
        (InteractionState.IN_FLOW, None, None, LEFT),
        (InteractionState.QUEUED, ALONE, None, WaitOn()),
        (InteractionState.QUEUED, None, None, LEFT),
        (InteractionState.OFFERED, ALONE, None, WaitOn()),
        (InteractionState.OFFERED, ALONE, RINGING, WaitOn()),
        (InteractionState.OFFERED, ALONE, PICKED_UP, JoinAgain("leg")),
        (InteractionState.OFFERED, None, RINGING, LEFT),
        (InteractionState.CONNECTED, JOINED, TALKING, CarryOn()),
        (InteractionState.CONNECTED, ALONE, PICKED_UP, JoinAgain("leg")),
        (
            InteractionState.CONNECTED,
            ALONE,
            None,
            Ended(InteractionHappening.AGENT_LEFT, HUNG_UP_WHILE_AWAY, hang_up=True),
        ),
        (InteractionState.CONNECTED, None, TALKING, LEFT),
    ],
)
def test_each_state_and_what_asterisk_holds(
    state: InteractionState, line: LiveLine | None, leg: LiveLine | None, expected: Verdict
) -> None:
    truth = Truth(
        {} if line is None else {line.id: line}, {} if leg is None else {leg.id: leg}, restarted=False
    )
    agent = "a1" if state in (InteractionState.OFFERED, InteractionState.CONNECTED) else None
    assert verdict(replace(ITEM, state=state, agent=agent, leg="leg"), truth) == expected


@pytest.mark.parametrize("state", [state for state in InteractionState if state not in FINAL])
def test_a_restarted_asterisk_has_lost_every_call(state: InteractionState) -> None:
    assert verdict(replace(ITEM, state=state), Truth({}, {}, restarted=True)) == LOST


def test_who_left_a_message_and_hung_up_meanwhile_has_left_a_message() -> None:
    left = replace(ITEM, state=InteractionState.IN_FLOW, voicemail=True)
    assert verdict(left, Truth({}, {}, restarted=False)) == Ended(
        InteractionHappening.MESSAGE_LEFT, HUNG_UP_WHILE_AWAY
    )


@pytest.mark.parametrize("state", sorted(FINAL))
def test_what_is_over_is_not_recovered(state: InteractionState) -> None:
    with pytest.raises(ValueError, match="is over"):
        verdict(replace(ITEM, state=state), Truth({"line": ALONE}, {}, restarted=False))
