"""What a supervisor does with a talk of others."""

from ari_app.acd import events as routed
from ari_app.conversation import log, supervision_rules, talk_rules
from ari_app.conversation.line import DropLeg, RingLeg, Supervise, SupervisionMode
from ari_app.conversation.turn import Turn
from tests.unit.conversation.examples import NOW, TALKING

LISTEN, WHISPER = SupervisionMode.LISTEN, SupervisionMode.WHISPER
RINGS = supervision_rules.supervise(TALKING, "a3", "p3", LISTEN)
HEARS = talk_rules.party_answered(RINGS.interaction, RINGS.interaction.talk.parties[0], False, NOW)


def test_the_phone_rings_answers_by_itself_and_the_supervisor_is_busy() -> None:
    assert RINGS.asks == (RingLeg("line", "i1.p1", "p3", "+2", 15.0, auto_answer=True),)
    assert RINGS.tells == (routed.AgentEngaged("a3", "i1"),)
    assert HEARS.asks == (Supervise("line", "i1.p1", LISTEN),)
    assert HEARS.notes == (log.SupervisionStarted("i1", "a3", "support", "a1", "listen"),)


def test_the_mode_changes_at_once_or_when_the_phone_answers() -> None:
    changed = supervision_rules.supervise(HEARS.interaction, "a3", "p3", WHISPER)
    assert changed.asks == (Supervise("line", "i1.p1", WHISPER),)
    same = changed.interaction
    assert supervision_rules.supervise(same, "a3", "p3", WHISPER) == Turn(same)
    early = supervision_rules.supervise(RINGS.interaction, "a3", "p3", WHISPER).interaction
    answered = talk_rules.party_answered(early, early.talk.parties[0], False, NOW)
    assert answered.asks == (Supervise("line", "i1.p1", WHISPER),)


def test_the_supervisor_leaves_and_nobody_else_notices() -> None:
    left = supervision_rules.stop(HEARS.interaction, "a3", NOW)
    assert (left.asks, left.tells) == ((DropLeg("i1.p1"),), (routed.WorkEnded("a3", "i1"),))
    assert left.notes == (log.SupervisionEnded("i1", "a3", "support", "left"),)


def test_the_call_is_taken_over_once_the_phone_has_answered() -> None:
    assert supervision_rules.take_over(RINGS.interaction, "a3", False, NOW) == Turn(RINGS.interaction)
    taken = supervision_rules.take_over(HEARS.interaction, "a3", False, NOW)
    assert taken.interaction.agent == "a3"
    assert taken.tells == (routed.WorkEnded("a1", "i1"), routed.AgentEngaged("a3", "i1", "support"))
