"""What there is to a talk, and that it is stored and read again whole."""

import json

import pytest

from ari_app.conversation.line import SupervisionMode
from ari_app.conversation.talk import PLAIN, Party, PartyState, Role, Talk

ASKED = Party("i1.p1", Role.CONSULT, "a2", state=PartyState.TALKING)
NUMBER = Party("i1.p2", Role.TRANSFER, number="+4930", referred=True)
CHIEF = Party("i1.p3", Role.SUPERVISOR, "a3", mode=SupervisionMode.WHISPER)
ON_OWN_CALL = Party("i1.p4", Role.CONSULT, "a2", line="dialled-1")


@pytest.mark.parametrize(
    "talk",
    [
        PLAIN,
        Talk((ASKED, NUMBER, CHIEF, ON_OWN_CALL), 12.5, 3.0, 20.5, "+4930", True, 4, "busy"),
        Talk(held=7.25),
        Talk(legs=2),
    ],
)
def test_it_comes_back_as_it_was(talk: Talk) -> None:
    assert Talk.from_json(json.loads(json.dumps(talk.to_json()))) == talk


def test_a_plain_talk_is_stored_as_nothing() -> None:
    assert PLAIN.to_json() is None


def test_seconds_on_hold_add_up_and_are_never_negative() -> None:
    held = Talk(held_since=100.0, held=5.0)
    assert held.off_hold(103.0) == Talk(held=8.0)
    assert held.off_hold(90.0) == Talk(held=5.0)
    assert PLAIN.off_hold(1.0) is PLAIN


def test_parties_come_change_and_go() -> None:
    talk = PLAIN.with_party(ASKED).with_party(CHIEF)
    assert (talk.party_of("a3"), talk.party("i1.p1"), talk.in_role(Role.TRANSFER)) == (CHIEF, ASKED, None)
    ringing = Party("i1.p1", Role.CONSULT, "a2")
    assert talk.with_party(ringing).parties == (ringing, CHIEF)
    assert talk.without(ASKED).parties == (CHIEF,)
