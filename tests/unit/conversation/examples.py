"""One interaction in each of its states, and the flow that it came by."""

from ari_app.acd import events as routed
from ari_app.acd.model import InteractionState
from ari_app.acd.tables import FINAL
from ari_app.conversation import flow_rules
from ari_app.conversation.interaction import Alarm, Interaction, changed
from ari_app.conversation.line import LineCommand
from ari_app.conversation.turn import Setting, Turn
from ivr.flow import parse
from ivr.node import Medium

NOW = 1_800_000_000.0
FLOW = parse(
    {
        "id": "support",
        "name": "Wait, then give up",
        "start": "wait",
        "nodes": {
            "wait": {
                "kind": "queue",
                "queue": "support",
                "max_wait": 60,
                "exits": {"max_wait": "sorry", "closed": "sorry"},
            },
            "sorry": {"kind": "hangup", "text": "Sorry."},
        },
    }
)
SETTING = Setting(FLOW, {"support"}, 7)
NO_QUEUES = Setting(FLOW, set(), 7)

NEW = Interaction("i1", Medium.VOICE, "trunk", "+1", "+2", "line", NOW - 10, "support", FLOW.version)
QUEUED = changed(flow_rules.arrive(NEW, SETTING, NOW - 10).interaction, answered=True)
OFFERED = changed(QUEUED, state=InteractionState.OFFERED, agent="a1", offer="i1.1", leg="i1.1", epoch=1)
TALKING = changed(
    OFFERED, state=InteractionState.CONNECTED, session=None, alarm=None, connected_at=NOW - 5, joined=True
)
IN_FLOW = changed(QUEUED, state=InteractionState.IN_FLOW, place=None, alarm=Alarm(1, NOW))
OVER = [changed(TALKING, state=state) for state in sorted(FINAL)]
EVERY = [IN_FLOW, QUEUED, OFFERED, TALKING, *OVER]


def outcome(turn: Turn) -> tuple[InteractionState, tuple[LineCommand, ...], tuple[routed.Event, ...]]:
    return turn.interaction.state, turn.asks, turn.tells
