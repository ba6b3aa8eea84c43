"""Who fits, by bits, is who fits by the rule in words; and whose turn it is, is found by either way."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari_app.acd.model import (
    AgentProfile,
    AgentState,
    Capacity,
    Hold,
    HoldState,
    MediaType,
    QueueProfile,
    Work,
)
from ari_app.acd.roster import Roster, Seat, foremost
from ari_app.acd.skills import fits

queues = st.sampled_from(("sales", "support"))
skills = st.dictionaries(st.sampled_from(("french", "gold", "refunds")), st.integers(0, 4))
teams = st.lists(st.tuples(st.frozensets(queues), skills), max_size=12)


def roster_of(team: list[tuple[frozenset[str], dict[str, int]]]) -> Roster:
    roster = Roster()
    for number, (serves, has) in enumerate(team):
        roster.add(AgentProfile(f"a{number}", serves, has), now=0.0)
    return roster


def able(roster: Roster, queue: str, wants: dict[str, int]) -> set[str]:
    wanted = tuple((skill, level) for skill, level in wants.items() if level > 0)
    bits = roster.able(queue, wanted)
    return {seat.id for seat in roster if bits & seat.bit}


def fitting(roster: Roster, queue: str, wants: dict[str, int]) -> set[str]:
    work = Work("c1", queue, wants, 0, 0.0, 1)
    return {seat.id for seat in roster if fits(seat.profile, QueueProfile(queue), work)}


@given(team=teams, queue=queues, wants=skills)
def test_the_bits_say_what_the_rule_says(
    team: list[tuple[frozenset[str], dict[str, int]]], queue: str, wants: dict[str, int]
) -> None:
    roster = roster_of(team)
    assert able(roster, queue, wants) == fitting(roster, queue, wants)


@given(team=teams, other=teams, queue=queues, wants=skills, data=st.data())
def test_also_after_agents_changed_left_and_came(
    team: list[tuple[frozenset[str], dict[str, int]]],
    other: list[tuple[frozenset[str], dict[str, int]]],
    queue: str,
    wants: dict[str, int],
    data: st.DataObject,
) -> None:
    roster = roster_of(team)
    for seat in list(roster):
        fate = data.draw(st.sampled_from(("stays", "changes", "leaves")))
        if fate == "changes":
            roster.configure(
                seat, AgentProfile(seat.id, *data.draw(st.tuples(st.frozensets(queues), skills)))
            )
        elif fate == "leaves":
            roster.remove(seat)
    for number, (serves, has) in enumerate(other):
        roster.add(AgentProfile(f"b{number}", serves, has), now=0.0)
    assert able(roster, queue, wants) == fitting(roster, queue, wants)
    bits = [seat.bit for seat in roster]
    assert len(set(bits)) == len(bits)


@given(idle=st.lists(st.integers(0, 5), min_size=1, max_size=40), data=st.data(), some=st.integers(1, 40))
def test_of_some_it_is_the_turn_of_the_longest_idle(idle: list[int], data: st.DataObject, some: int) -> None:
    roster = Roster()
    seats = [roster.add(AgentProfile(f"a{number}", frozenset()), now=0.0) for number in range(len(idle))]
    for seat, since in zip(seats, idle, strict=True):
        comes(roster, seat, since)
    among = data.draw(
        st.lists(st.sampled_from(seats), min_size=1, max_size=some, unique_by=lambda seat: seat.id)
    )
    expected = min(among, key=lambda seat: (seat.idle_since, seat.id))
    assert roster.next_of(sum(seat.bit for seat in among)) is expected


def comes(roster: Roster, seat: Seat, now: float) -> None:
    seat.stands = AgentState.AVAILABLE
    roster.settle(seat, now)


def chat(number: int, state: HoldState = HoldState.ACTIVE, *labels: str) -> Hold:
    return Hold(f"c{number}", "support", MediaType.CHAT, frozenset(labels), state, 0.0)


def has(roster: Roster, seat: Seat, *holds: Hold) -> None:
    seat.holds = {hold.interaction: hold for hold in holds}
    roster.settle(seat, 0.0)


def test_who_is_full_has_room_for_nothing_and_who_has_less_in_hand_goes_first() -> None:
    roster = Roster()
    ann, bob = (roster.add(AgentProfile(name, frozenset()), now=0.0) for name in ("ann", "bob"))
    comes(roster, ann, 1.0)
    comes(roster, bob, 2.0)
    has(roster, ann, chat(1))
    assert roster.open_to(MediaType.CALL, ()) == bob.bit
    assert roster.open_to(MediaType.CHAT, ()) == ann.bit | bob.bit
    assert roster.next_of(ann.bit | bob.bit) is bob
    has(roster, ann, *(chat(number) for number in range(4)))
    assert roster.open_to(MediaType.CHAT, ()) == bob.bit
    roster.remove(bob)
    assert roster.open_to(MediaType.CHAT, ()) == 0


def test_who_is_at_the_cap_of_a_label_is_left_out_for_it() -> None:
    roster = Roster()
    roster.capacity = Capacity(label_caps={"vip": 1})
    ann = roster.add(AgentProfile("ann", frozenset()), now=0.0)
    comes(roster, ann, 1.0)
    has(roster, ann, chat(1, HoldState.ACTIVE, "vip"))
    assert roster.open_to(MediaType.CHAT, ["vip"]) == 0
    assert roster.open_to(MediaType.CHAT, ["other"]) == ann.bit
    has(roster, ann, chat(1, HoldState.PARKED, "vip"))
    assert roster.open_to(MediaType.CHAT, ["vip"]) == ann.bit


@pytest.mark.parametrize(
    ("states", "shown"),
    [
        ("", "available"),
        ("parked", "available"),
        ("wrap_up parked", "wrap_up"),
        ("wrap_up active", "busy"),
        ("active wrap_up offered", "offered"),
    ],
)
def test_what_is_shown_of_an_agent_follows_from_what_presses_most(states: str, shown: str) -> None:
    roster = Roster()
    seat = roster.add(AgentProfile("ann", frozenset()), now=0.0)
    comes(roster, seat, 0.0)
    has(roster, seat, *(chat(number, HoldState(state)) for number, state in enumerate(states.split())))
    assert seat.state == shown


def test_a_call_presses_more_than_an_older_chat_and_an_older_chat_more_than_a_new_one() -> None:
    call = Hold("call", None, MediaType.CALL, frozenset(), HoldState.ACTIVE, 9.0)
    old, new = chat(1), replace(chat(2), since=5.0)
    assert foremost([new, old]) is old
    assert foremost([new, old, call]) is call
    assert foremost([]) is None
