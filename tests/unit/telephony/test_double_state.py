"""Who hears whom, as a story may ask the double."""

import pytest

from ari_app.conversation.line import RingLeg, SupervisionMode
from ari_app.telephony.double_state import MUSIC, FakeLeg, FakeLine, heard_by


def leg(line: str | None, mode: SupervisionMode | None = None) -> FakeLeg:
    return FakeLeg(RingLeg("call", "leg", "agent1", "", 10), "i1", answered=True, line=line, mode=mode)


@pytest.mark.parametrize(
    ("mode", "agent", "customer"),
    [
        (SupervisionMode.LISTEN, {"call"}, {"agent"}),
        (SupervisionMode.WHISPER, {"call", "boss"}, {"agent"}),
        (SupervisionMode.BARGE, {"call", "boss"}, {"agent", "boss"}),
    ],
)
def test_a_supervisor_hears_all_and_is_heard_as_the_mode_says(
    mode: SupervisionMode, agent: set[str], customer: set[str]
) -> None:
    lines = {"call": FakeLine(None, answered=True, peer="agent")}
    legs = {"agent": leg("call"), "boss": leg("call", mode)}
    assert heard_by("boss", lines, legs) == {"agent", "call"}
    assert heard_by("agent", lines, legs) == agent
    assert heard_by("call", lines, legs) == customer


def test_a_held_customer_hears_music_and_is_heard_by_nobody() -> None:
    lines = {"call": FakeLine(None, answered=True, peer="agent", held=True, music=True)}
    legs = {"agent": leg("call"), "other": leg("call"), "stranger": leg(None)}
    assert heard_by("call", lines, legs) == {MUSIC}
    assert heard_by("agent", lines, legs) == {"other"}
    assert heard_by("stranger", lines, legs) == set()


def test_when_the_customer_is_gone_those_who_are_left_hear_each_other() -> None:
    legs = {"agent": leg("call"), "other": leg("call")}
    assert heard_by("agent", {}, legs) == {"other"}
    with pytest.raises(KeyError):
        heard_by("call", {}, legs)
