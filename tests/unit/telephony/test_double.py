"""The double's own comforts, beyond what every `Lines` promises (tests/contract/test_lines.py)."""

import pytest

from ari_app.conversation.line import (
    AgentDialled,
    EndpointLost,
    EndpointReached,
    HangUp,
    HearingFailed,
    LegFailed,
    LegFailure,
    LineEvent,
    LineGone,
    MessageRecorded,
    OpenEar,
    Play,
    PlayEnded,
    RecordMessage,
    RingLeg,
    SpeechBegan,
    SpeechHeard,
    SwitchFound,
    SwitchLost,
)
from ari_app.conversation.ports import Listener
from ari_app.telephony.double import FakeLines


@pytest.fixture
def events() -> list[LineEvent]:
    return []


@pytest.fixture
def lines(events: list[LineEvent]) -> FakeLines:
    return FakeLines(into(events))


def into(events: list[LineEvent]) -> Listener:
    def listen(event: LineEvent) -> None:
        events.append(event)

    return listen


def test_prompts_may_end_by_themselves(events: list[LineEvent]) -> None:
    lines = FakeLines(into(events), prompts_end_at_once=True)
    line = lines.call_arrives("100")
    lines.perform(Play(line, 1, "Hello", "en"), "i1")
    assert events[1:] == [PlayEnded(line, 1)]


def test_an_event_told_from_within_an_event_comes_after_it(events: list[LineEvent]) -> None:
    def hang_up_after_the_prompt(event: LineEvent) -> None:
        if isinstance(event, PlayEnded):
            talking.perform(HangUp(event.line), "i1")
        events.append(event)

    talking = FakeLines(hang_up_after_the_prompt)
    line = talking.call_arrives("100")
    talking.perform(Play(line, 1, "Hello", "en"), "i1")
    talking.play_ends(line)
    assert events[1:] == [PlayEnded(line, 1), LineGone(line, 16)]


def test_a_caller_speaks_once_into_an_open_ear(lines: FakeLines, events: list[LineEvent]) -> None:
    line = lines.call_arrives("100")
    with pytest.raises(AssertionError, match="nobody listens"):
        lines.caller_says(line, "sales")
    lines.perform(OpenEar(line, 3, ("sales",), "en", True), "i1")
    lines.caller_says(line, "sales", 0.8)
    assert events[1:] == [SpeechBegan(line, 3), SpeechHeard(line, 3, "sales", 0.8)]
    lines.perform(OpenEar(line, 4, ("sales",), "en", True), "i1")
    lines.hearing_fails(line)
    assert events[-1] == HearingFailed(line, 4, "recogniser gone")


def test_a_message_is_as_long_as_the_test_says(lines: FakeLines, events: list[LineEvent]) -> None:
    line = lines.call_arrives("100")
    lines.perform(RecordMessage(line, 2, "message", 60, 5, True), "i1")
    lines.message_ends(line, 12.5)
    assert events[-1] == MessageRecorded(line, 2, "message", 12.5)


def test_phones_dial_come_and_go(lines: FakeLines, events: list[LineEvent]) -> None:
    line = lines.agent_dials("agent1", "*1")
    lines.endpoint_lost("agent1")
    lines.perform(RingLeg(line, "leg", "agent1", "100", 5), "i1")
    lines.endpoint_reached("agent1")
    lines.perform(RingLeg(line, "leg-2", "agent1", "100", 5), "i1")
    assert events == [
        AgentDialled(line, "agent1", "*1"),
        EndpointLost("agent1"),
        LegFailed("leg", LegFailure.UNREACHABLE),
        EndpointReached("agent1"),
    ]
    assert lines.ringing() == ["leg-2"]


def test_a_restarted_switch_holds_nothing(lines: FakeLines, events: list[LineEvent]) -> None:
    line = lines.call_arrives("100")
    lines.switch_goes()
    lines.perform(HangUp(line), "i1")
    lines.switch_returns(restarted=True)
    assert events[1:] == [SwitchLost(), SwitchFound((), (), restarted=True)]
    assert lines.performed == []
