"""What may happen: Hypothesis lives thousands of lives of a small centre, with stale and repeated events among them. What
must hold of it, watched_router.py looks after."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ari_app.acd import events
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
from tests.examples import examples
from tests.unit.acd.watched_router import WatchedRouter

QUEUES = ("sales", "support", "billing")
SKILLS = ("french", "refunds", "vip")
AGENTS = ("ann", "bob", "cleo", "dan", "eve")
CALLS = ("c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8")
LABELS = ("vip", "late")
MEDIA: dict[str, MediaType] = dict(
    zip(
        CALLS, (*[MediaType.CALL] * 3, *[MediaType.CHAT] * 3, MediaType.MESSAGE, MediaType.EMAIL), strict=True
    )
)
"""What came by which medium stays of it."""

queues = st.sampled_from(QUEUES)
agents = st.sampled_from(AGENTS)
calls = st.sampled_from(CALLS)
skills = st.dictionaries(st.sampled_from(SKILLS), st.integers(0, 3), max_size=2)
reasons = st.sampled_from(("", "lunch"))
asked = st.sampled_from((AgentState.AVAILABLE, AgentState.AWAY, AgentState.SIGNED_OUT))
offers = st.builds("{}.{}".format, calls, st.integers(1, 4))

media_types = st.sampled_from(MediaType)
costs = st.dictionaries(media_types, st.sampled_from((0, 20, 50, 100)), max_size=2)
profiles = st.builds(AgentProfile, agents, st.frozensets(queues, max_size=3), skills, costs)
labels = st.frozensets(st.sampled_from(LABELS), max_size=2)
measures = st.builds(
    Capacity,
    total=st.sampled_from((60, 100)),
    units=st.just({**Capacity().units}) | costs,
    interrupted_by=st.sampled_from(
        (
            Capacity().interrupted_by,
            {},
            {MediaType.CHAT: frozenset({MediaType.CALL}), MediaType.CALL: frozenset({MediaType.EMAIL})},
        )
    ),
    label_caps=st.dictionaries(st.sampled_from(LABELS), st.integers(0, 2), max_size=2),
)


class Life(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.watched = WatchedRouter()
        self.router = self.watched.router
        self.now = 1000.0
        self.arrived = 0

    def tell(self, event: events.Event) -> None:
        self.watched.tell(event, self.now)

    @initialize()
    def a_centre_opens(self) -> None:
        for queue in QUEUES[:2]:
            self.tell(events.QueueConfigured(QueueProfile(queue, offer_timeout=20, wrap_up=10)))
        for agent in AGENTS[:3]:
            self.tell(events.AgentConfigured(AgentProfile(agent, frozenset(QUEUES), {"french": 2})))
            self.tell(events.StateRequested(agent, AgentState.AVAILABLE))

    @rule(seconds=st.sampled_from((0.0, 0.5, 3.0, 11.0, 25.0)))
    def time_passes(self, seconds: float) -> None:
        self.now += seconds

    @rule(seconds=st.sampled_from((0.0, 0.5, 11.0, 25.0)))
    def the_clock_ticks(self, seconds: float) -> None:
        self.now += seconds
        self.tell(events.ClockTicked())

    @precondition(lambda self: self.router.next_deadline is not None)
    @rule()
    def the_clock_ticks_just_in_time(self) -> None:
        deadline = self.router.next_deadline
        assert deadline is not None
        self.now = max(self.now, deadline)
        self.tell(events.ClockTicked())

    @rule(
        call=calls,
        queue=queues,
        wants=skills,
        priority=st.integers(0, 1),
        age=st.integers(0, 3),
        labelled=labels,
    )
    def work_is_queued(
        self,
        call: str,
        queue: str,
        wants: dict[str, int],
        priority: int,
        age: int,
        labelled: frozenset[str],
    ) -> None:
        self.queue(call, queue, wants, priority, age, labelled)

    @rule(wanted=st.lists(st.tuples(queues, skills), min_size=len(CALLS), max_size=len(CALLS)))
    def a_rush(self, wanted: list[tuple[str, dict[str, int]]]) -> None:
        for call, (queue, wants) in zip(CALLS, wanted, strict=True):
            self.queue(call, queue, wants, 0, 0)

    def queue(
        self,
        call: str,
        queue: str,
        wants: dict[str, int],
        priority: int,
        age: int,
        labelled: frozenset[str] = frozenset(),
    ) -> None:
        """Its offers were counted elsewhere too, every third time."""
        self.arrived += 1
        epoch = self.watched.epochs[call] = self.watched.epochs.get(call, 0) + (self.arrived % 3 == 0)
        since, media_type = self.now - age, MEDIA[call]
        work = Work(
            call, queue, wants, priority, since, self.arrived, epoch, None, None, media_type, labelled
        )
        self.tell(events.WorkQueued(work))

    @rule(call=calls, queue=queues, agent=agents, until=st.sampled_from((None, -1.0, 5.0, 25.0)))
    def a_call_is_transferred_to_one_agent(
        self, call: str, queue: str, agent: str, until: float | None
    ) -> None:
        self.arrived += 1
        wanted_until = None if until is None else self.now + until
        epoch = self.watched.epochs.get(call, 0)
        work = Work(call, queue, {}, 1, self.now, self.arrived, epoch, agent, wanted_until, MEDIA[call])
        self.tell(events.WorkQueued(work))

    @rule(data=st.data(), seconds=st.sampled_from((1.0, 15.0)))
    def an_offer_is_accepted_on_the_screen(self, data: st.DataObject, seconds: float) -> None:
        pending = self.router.offers()
        if pending:
            self.tell(events.OfferExtended(data.draw(st.sampled_from(pending)).id, self.now + seconds))

    @rule(agent=agents, call=calls, queue=st.none() | queues, labelled=labels, found=st.booleans())
    def an_agent_is_asked_to_take_part(
        self, agent: str, call: str, queue: str | None, labelled: frozenset[str], found: bool
    ) -> None:
        self.tell(events.AgentEngaged(agent, call, queue, MEDIA[call], labelled, found))

    @rule(agent=agents, call=calls)
    def an_agent_takes_it_by_hand(self, agent: str, call: str) -> None:
        self.tell(events.WorkPulled(agent, call))

    @rule(data=st.data())
    def an_agent_takes_what_waits_by_hand(self, data: st.DataObject) -> None:
        waiting = [work.interaction for work in self.router.waiting()]
        if waiting:
            agent, work = data.draw(agents), data.draw(st.sampled_from(waiting))
            self.tell(events.WorkPulled(agent, work))

    @rule(agent=agents, call=calls, parked=st.booleans())
    def it_rests_or_goes_on(self, agent: str, call: str, parked: bool) -> None:
        self.tell(events.HoldParked(agent, call) if parked else events.HoldUnparked(agent, call))

    @rule(data=st.data(), parked=st.booleans())
    def what_is_in_hand_rests_or_goes_on(self, data: st.DataObject, parked: bool) -> None:
        in_hand = [(agent.id, hold.interaction) for agent in self.router.agents() for hold in agent.holds]
        if in_hand:
            agent, work = data.draw(st.sampled_from(in_hand))
            self.it_rests_or_goes_on(agent, work, parked)

    @rule(call=calls, labelled=labels)
    def labels_are_changed(self, call: str, labelled: frozenset[str]) -> None:
        self.tell(events.LabelsChanged(call, labelled))

    @rule(capacity=measures)
    def capacity_is_measured_anew(self, capacity: Capacity) -> None:
        self.tell(events.CapacityConfigured(capacity))

    @rule(data=st.data())
    def a_waiting_call_is_queued_again(self, data: st.DataObject) -> None:
        waiting = self.router.waiting()
        if waiting:
            self.tell(events.WorkQueued(data.draw(st.sampled_from(waiting))))

    @rule(call=calls)
    def a_caller_hangs_up(self, call: str) -> None:
        self.tell(events.WorkLeft(call, "hung up"))

    @rule(data=st.data(), answer=st.sampled_from(("accept", "accept", "decline", "fail")), reason=reasons)
    def an_agent_answers(self, data: st.DataObject, answer: str, reason: str) -> None:
        pending = self.router.offers()
        if pending:
            self.answer(data.draw(st.sampled_from(pending)).id, answer, reason)

    @rule(offer=offers, answer=st.sampled_from(("accept", "decline", "fail")))
    def an_answer_comes_late_or_twice(self, offer: str, answer: str) -> None:
        self.answer(offer, answer, "late")

    def answer(self, offer: str, answer: str, reason: str) -> None:
        match answer:
            case "accept":
                self.tell(events.OfferAccepted(offer))
            case "decline":
                self.tell(events.OfferDeclined(offer, reason))
            case _:
                self.tell(events.OfferFailed(offer, reason))

    @rule(data=st.data())
    def a_call_ends(self, data: st.DataObject) -> None:
        active = [
            (agent.id, hold.interaction)
            for agent in self.router.agents()
            for hold in agent.holds
            if hold.state is HoldState.ACTIVE
        ]
        if active:
            self.tell(events.WorkEnded(*data.draw(st.sampled_from(active))))

    @rule(agent=agents, call=calls)
    def an_end_is_told_that_may_not_be_true(self, agent: str, call: str) -> None:
        self.tell(events.WorkEnded(agent, call))

    @rule(agent=agents, call=st.none() | calls)
    def wrap_up_is_done(self, agent: str, call: str | None) -> None:
        self.tell(events.WrapUpFinished(agent, call))

    @rule(agent=agents, call=st.none() | calls, seconds=st.sampled_from((1.0, 30.0)))
    def wrap_up_takes_longer(self, agent: str, call: str | None, seconds: float) -> None:
        self.tell(events.WrapUpExtended(agent, seconds, call))

    @rule(agent=agents, state=asked, reason=reasons)
    def an_agent_asks(self, agent: str, state: AgentState, reason: str) -> None:
        self.tell(events.StateRequested(agent, state, reason))

    @rule(profile=profiles)
    def an_agent_is_configured(self, profile: AgentProfile) -> None:
        self.tell(events.AgentConfigured(profile))

    @rule(agent=agents)
    def an_agent_is_removed(self, agent: str) -> None:
        self.tell(events.AgentRemoved(agent))

    @rule(queue=queues, wants=skills, timeout=st.sampled_from((0.0, 20.0)), wrap=st.sampled_from((0.0, 10.0)))
    def a_queue_is_configured(self, queue: str, wants: dict[str, int], timeout: float, wrap: float) -> None:
        self.tell(events.QueueConfigured(QueueProfile(queue, wants, timeout, wrap)))

    @rule(
        agent=agents,
        state=st.sampled_from(AgentState),
        call=st.none() | st.just("old"),
        queue=queues,
        then=asked,
        age=st.integers(0, 30),
    )
    def an_agent_is_restored(
        self, agent: str, state: AgentState, call: str | None, queue: str, then: AgentState, age: int
    ) -> None:
        working = state in (AgentState.OFFERED, AgentState.BUSY, AgentState.WRAP_UP)
        self.tell(
            events.AgentRestored(
                agent,
                state,
                "",
                since=self.now - age,
                until=self.now + 10 - age if state is AgentState.WRAP_UP else None,
                interaction=call if working else None,
                next_state=then if working else AgentState.AVAILABLE,
                queue=queue if working and call else None,
            )
        )

    @rule(data=st.data(), agent=agents, stands=asked, age=st.integers(0, 30))
    def an_agent_is_restored_with_all_in_hand(
        self, data: st.DataObject, agent: str, stands: AgentState, age: int
    ) -> None:
        held = [
            Hold(name, data.draw(st.none() | queues), MEDIA[name], data.draw(labels), state, self.now - age)
            for name in data.draw(st.lists(st.sampled_from(CALLS[2:]), max_size=3, unique=True))
            for state in [data.draw(st.sampled_from(HoldState))]
            if MEDIA[name] is not MediaType.CALL or state is not HoldState.PARKED
        ]
        states = {hold.state for hold in held}
        state = stands
        if HoldState.ACTIVE in states:
            state = AgentState.BUSY
        elif HoldState.WRAP_UP in states:
            state = AgentState.WRAP_UP
        self.tell(
            events.AgentRestored(agent, state, "", self.now - age, next_state=stands, holds=tuple(held))
        )

    @rule()
    def matching_is_held(self) -> None:
        self.watched.hold(self.now)

    @precondition(lambda self: self.watched.held)
    @rule()
    def matching_is_released(self) -> None:
        self.watched.release(self.now)

    @invariant()
    def its_promises_are_kept(self) -> None:
        self.watched.keeps_its_promises()

    def teardown(self) -> None:
        self.watched.the_log_tells_it_all()
        self.watched.everything_in_hand_ends(self.now)


Life.TestCase.settings = settings(
    max_examples=examples(100), stateful_step_count=40, deadline=None, database=None
)
TestLife = Life.TestCase
