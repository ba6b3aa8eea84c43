"""Lanes and shelves find what a look at everything would find, and keep nothing of who is gone."""

from hypothesis import given
from hypothesis import strategies as st

from ari_app.acd.model import AgentProfile, AgentState, QueueProfile, Work
from ari_app.acd.roster import Roster
from ari_app.acd.skills import fits
from ari_app.acd.waiting import Waiting, key_of

QUEUES = ("sales", "support", "unknown")

skills = st.dictionaries(st.sampled_from(("french", "gold", "refunds")), st.integers(0, 3))
wants = st.tuples(st.sampled_from(QUEUES), skills, st.integers(0, 1))
profiles = st.builds(AgentProfile, st.just("ann"), st.frozensets(st.sampled_from(QUEUES)), skills)


def filled(callers: list[tuple[str, dict[str, int], int]], roster: Roster) -> tuple[Waiting, list[Work]]:
    waiting = Waiting(roster)
    waiting.configure(QueueProfile("sales"))
    waiting.configure(QueueProfile("support", {"gold": 1}))
    works = [
        Work(f"c{order}", queue, skills, priority, order % 3, order)
        for order, (queue, skills, priority) in enumerate(callers)
    ]
    for work in works:
        waiting.add(work)
    return waiting, works


@given(callers=st.lists(wants, max_size=30), profile=profiles)
def test_agents_are_served_in_order_with_all_that_they_fit(
    callers: list[tuple[str, dict[str, int], int]], profile: AgentProfile
) -> None:
    roster = Roster()
    seat = roster.add(profile, now=0.0)
    seat.stands = AgentState.AVAILABLE
    roster.settle(seat, 0.0)
    waiting, works = filled(callers, roster)
    served: list[Work] = []
    while (place := waiting.best_for(seat)) is not None:
        served.append(place.work)
        waiting.take(place)
    queues = {"sales": QueueProfile("sales"), "support": QueueProfile("support", {"gold": 1})}
    fitting = [work for work in works if work.queue in queues and fits(profile, queues[work.queue], work)]
    assert served == sorted(fitting, key=key_of)


@given(callers=st.lists(wants, max_size=30), data=st.data())
def test_taking_putting_back_and_removing_keep_the_order(
    callers: list[tuple[str, dict[str, int], int]], data: st.DataObject
) -> None:
    waiting, works = filled(callers, Roster())
    for work in works:
        place = waiting.get(work.interaction)
        assert place is not None
        match data.draw(st.sampled_from(("stays", "returns", "goes"))):
            case "returns":
                waiting.take(place)
                waiting.put_back(place)
            case "goes":
                waiting.remove(place)
    left = sorted((work for work in works if waiting.get(work.interaction)), key=key_of)
    assert waiting.ordered() == left
    for queue in QUEUES:
        here = [work for work in left if work.queue == queue]
        assert waiting.ordered(queue) == here
        assert waiting.count(queue) == len(here)
        for rank, work in enumerate(here):
            assert waiting.rank(work) == rank
            assert waiting.ahead(work) == [other.interaction for other in here[:rank]]


@given(callers=st.lists(wants, max_size=30))
def test_a_lane_holds_those_who_want_the_same(callers: list[tuple[str, dict[str, int], int]]) -> None:
    waiting, works = filled(callers, Roster())
    lanes = list(waiting.lanes())
    assert len({(lane.queue, lane.wanted) for lane in lanes}) == len(lanes)
    assert sorted(key for lane in lanes for key in lane.keys) == sorted(key_of(work) for work in works)
    assert all(lane.keys == sorted(lane.keys) and lane.keys for lane in lanes)
    for work in works:
        place = waiting.get(work.interaction)
        assert place is not None
        waiting.remove(place)
    assert not list(waiting.lanes()) and not waiting.ordered()
