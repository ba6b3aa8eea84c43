"""Who fits, by bits, is who fits by the rule in words; and the longest idle is found by either way."""

from hypothesis import given
from hypothesis import strategies as st

from ari_app.acd.model import AgentProfile, QueueProfile, Work
from ari_app.acd.roster import Roster
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
def test_the_longest_idle_of_some(idle: list[int], data: st.DataObject, some: int) -> None:
    roster = Roster()
    seats = [roster.add(AgentProfile(f"a{number}", frozenset()), now=0.0) for number in range(len(idle))]
    for seat, since in zip(seats, idle, strict=True):
        seat.idle_since = since
        roster.free(seat)
    among = data.draw(
        st.lists(st.sampled_from(seats), min_size=1, max_size=some, unique_by=lambda seat: seat.id)
    )
    expected = min(among, key=lambda seat: (seat.idle_since, seat.id))
    assert roster.longest_idle(sum(seat.bit for seat in among)) is expected


def test_who_is_engaged_is_available_no_more() -> None:
    roster = Roster()
    ann, bob = (roster.add(AgentProfile(name, frozenset()), now=0.0) for name in ("ann", "bob"))
    roster.free(ann)
    roster.free(bob)
    roster.engage(ann)
    assert roster.available == bob.bit
    assert roster.longest_idle(roster.available) is bob
