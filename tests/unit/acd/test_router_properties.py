"""What must hold whatever happens: Hypothesis lives thousands of lives of a small centre, with stale and
repeated events among them, and after each event compares the router with the naive one and with the
promises in plain words."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ari_app.acd import capacity as capacities
from ari_app.acd import events
from ari_app.acd.commands import CloseOffer, Command, ConnectTo, NoteAgentState, OfferTo, ReturnToQueue
from ari_app.acd.model import (
    AgentProfile,
    AgentState,
    Capacity,
    Hold,
    HoldState,
    MediaType,
    OfferState,
    QueueProfile,
    Work,
)
from ari_app.acd.router import Router
from ari_app.acd.skills import fits
from ari_app.acd.views import AgentStatus
from tests.examples import examples
from tests.load.naive_router import NaiveRouter

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
AT_WORK = (AgentState.OFFERED, AgentState.BUSY, AgentState.WRAP_UP)
MAY_EXCEED = (
    events.WorkPulled,
    events.HoldUnparked,
    events.AgentEngaged,
    events.AgentRestored,
    events.AgentConfigured,
    events.CapacityConfigured,
)

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
        self.router = Router()
        self.naive = NaiveRouter()
        self.now = 1000.0
        self.held = False
        self.arrived = 0
        self.log: list[tuple[events.Event | bool, float]] = []  # True: hold, False: release
        self.decided: list[Command] = []
        self.here: set[str] = set()  # queued, and neither answered nor gone
        self.noted: dict[str, NoteAgentState] = {}
        self.queues: dict[str, QueueProfile] = {}
        self.offer_ids: set[str] = set()
        self.epochs: dict[str, int] = {}

    @initialize()
    def a_centre_opens(self) -> None:
        for queue in QUEUES[:2]:
            self.tell(events.QueueConfigured(QueueProfile(queue, offer_timeout=20, wrap_up=10)))
        for agent in AGENTS[:3]:
            self.tell(events.AgentConfigured(AgentProfile(agent, frozenset(QUEUES), {"french": 2})))
            self.tell(events.StateRequested(agent, AgentState.AVAILABLE))

    # What may happen.

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
        epoch = self.epochs[call] = self.epochs.get(call, 0) + (self.arrived % 3 == 0)
        self.here.add(call)
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
        self.here.add(call)
        wanted_until = None if until is None else self.now + until
        epoch = self.epochs.get(call, 0)
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
        self.here.discard(call)
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
        self.held = True
        self.log.append((True, self.now))
        self.router.hold()
        self.naive.hold()

    @precondition(lambda self: self.held)
    @rule()
    def matching_is_released(self) -> None:
        self.held = False
        self.log.append((False, self.now))
        self.check(self.router.release(self.now), self.naive.release(self.now))

    # What must come of it.

    def tell(self, event: events.Event) -> None:
        self.log.append((event, self.now))
        if isinstance(event, events.QueueConfigured):
            self.queues[event.queue.id] = event.queue
        if isinstance(event, events.AgentRestored):
            known = self.naive.people.get(event.agent)
            if known is None or not (known.offer or known.removed):
                self.noted.pop(event.agent, None)
        waiting, staff = self.router.waiting(), {agent.id: agent for agent in self.router.agents()}
        commands = self.router.apply(event, self.now)
        self.check(commands, self.naive.apply(event, self.now), by_hand=isinstance(event, events.WorkPulled))
        self.nobody_has_too_much_of_a_sudden(event, staff)
        made = [command for command in commands if isinstance(command, OfferTo)]
        if len(made) != 1:
            return
        if isinstance(event, events.WrapUpFinished | events.StateRequested | events.HoldParked):
            self.the_best_was_taken(made[0], waiting)
        if isinstance(event, events.WorkQueued | events.OfferDeclined | events.OfferFailed):
            self.it_was_their_turn(made[0])

    def check(self, commands: list[Command], naive: list[Command], *, by_hand: bool = False) -> None:
        assert commands == naive
        self.decided += commands
        for command in commands:
            match command:
                case OfferTo():
                    known = self.noted.get(command.agent)
                    if known is not None and not by_hand:
                        stands = known.next_state if known.state in AT_WORK else known.state
                        assert stands is AgentState.AVAILABLE, "offered to who takes no more"
                        assert known.state is not AgentState.OFFERED, "two offers at once"
                    assert command.offer not in self.offer_ids, "an offer id used twice"
                    self.offer_ids.add(command.offer)
                    self.epochs[command.interaction] = command.epoch
                case NoteAgentState():
                    self.noted[command.agent] = command
                case ConnectTo():
                    self.here.discard(command.interaction)
                case CloseOffer():
                    assert command.state is not OfferState.PENDING
                case ReturnToQueue():
                    pass

    def nobody_has_too_much_of_a_sudden(self, event: events.Event, staff: dict[str, AgentStatus]) -> None:
        """Only what is pulled by hand, goes on after a rest, is handed over or measured anew may be too much; and what
        was set aside, for work in hand or for what rings, and comes back or is wrapped up."""
        total, before_what = self.router.capacity.total, self.router.capacity.interrupted_by
        if isinstance(event, MAY_EXCEED):
            return
        for agent in self.router.agents():
            before = staff.get(agent.id)
            if agent.units > total and before is not None and before.units <= total:
                kinds = {hold.media_type for hold in before.holds}
                assert any(before_what.get(kind, frozenset()) & kinds for kind in kinds)

    def suits(self, agent: AgentStatus, work: Work, without: str = "") -> bool:
        queue = self.queues.get(work.queue)
        holds = [hold for hold in agent.holds if hold.offer != without or not without]
        return (
            queue is not None
            and fits(agent.profile, queue, work)
            and capacities.fits(self.router.capacity, agent.profile, holds, work)
        )

    def the_best_was_taken(self, made: OfferTo, waiting: list[Work]) -> None:
        """An agent has room: the work is the first in order of all that fits them."""
        agent = self.router.agent(made.agent)
        assert agent is not None
        fitting = [work for work in waiting if self.suits(agent, work, made.offer)]
        first = min(fitting, key=lambda work: (-work.priority, work.since, work.order))
        assert made.interaction == first.interaction

    def it_was_their_turn(self, made: OfferTo) -> None:
        """Work waits anew: of all who fit and have room, it rings the one with least in hand, and of these the longest
        idle."""
        work, rules = self.naive.work[made.interaction], self.router.capacity
        able = [
            agent
            for agent in self.router.agents()
            if agent.stands is AgentState.AVAILABLE
            and agent.offer in (None, made.offer)
            and self.suits(agent, work, made.offer)
        ]

        def turn(agent: AgentStatus) -> tuple[int, float, str]:
            before = [hold for hold in agent.holds if hold.offer != made.offer]
            return capacities.in_use(rules, agent.profile, before), agent.idle_since, agent.id

        assert made.agent == min(able, key=turn).id

    @invariant()
    def nobody_who_fits_is_left_apart(self) -> None:
        if self.held:
            return
        staff = [agent for agent in self.router.agents() if agent.offer is None]
        free = [agent for agent in staff if agent.stands is AgentState.AVAILABLE]
        for work in self.router.waiting():
            assert not any(self.suits(agent, work) for agent in free)

    @invariant()
    def nobody_is_in_two_calls(self) -> None:
        for agent in self.router.agents():
            calls = [hold for hold in agent.holds if hold.media_type is MediaType.CALL]
            assert len(calls) <= 1
            assert agent.call == (calls[0].interaction if calls else None)
            assert all(hold.state is not HoldState.PARKED for hold in calls)

    @invariant()
    def what_is_interrupted_waits_for_what_goes_before_it(self) -> None:
        before = self.router.capacity.interrupted_by
        for agent in self.router.agents():
            at_work = {
                hold.media_type for hold in agent.holds if hold.state in (HoldState.ACTIVE, HoldState.WRAP_UP)
            }
            for hold in agent.holds:
                reason = before.get(hold.media_type, frozenset()) & at_work
                assert hold.interrupted == (hold.state is HoldState.ACTIVE and bool(reason))

    @invariant()
    def nobody_is_lost_or_doubled(self) -> None:
        places = [work.interaction for work in self.router.waiting()]
        places += [offer.interaction for offer in self.router.offers()]
        assert sorted(places) == sorted(self.here)

    @invariant()
    def one_thing_at_most_rings_an_agent(self) -> None:
        ringing = {offer.agent: offer for offer in self.router.offers()}
        assert len(ringing) == len(self.router.offers())
        for agent in self.router.agents():
            offer = ringing.get(agent.id)
            assert (agent.state is AgentState.OFFERED) == (offer is not None)
            assert offer is None or (agent.offer, agent.until) == (offer.id, offer.deadline)

    @invariant()
    def the_notes_tell_every_change(self) -> None:
        for agent in self.router.agents():
            note = self.noted.get(agent.id)
            if note is not None:
                assert (note.state, note.next_state) == (agent.state, agent.next_state)
                assert (note.holds, note.units) == (agent.holds, agent.units)
            assert agent.units == capacities.in_use(self.router.capacity, agent.profile, agent.holds)

    @invariant()
    def the_next_deadline_is_the_earliest(self) -> None:
        holds = [hold for agent in self.router.agents() for hold in agent.holds]
        deadlines = [hold.until for hold in holds if hold.until is not None]
        deadlines += [until for until in self.naive.wishes() if until is not None]
        assert self.router.next_deadline == min(deadlines, default=None) == self.naive.next_deadline()

    @invariant()
    def a_position_is_the_place_in_the_queue(self) -> None:
        assert self.router.waiting() == self.naive.waiting()
        for queue in QUEUES:
            waiting = self.router.waiting(queue)
            assert waiting == [work for work in self.router.waiting() if work.queue == queue]
            for place, work in enumerate(waiting, 1):
                position = self.router.position(work.interaction)
                assert position is not None
                assert (position.queue, position.place, position.of) == (queue, place, len(waiting))
        assert all(self.router.position(offer.interaction) is None for offer in self.router.offers())

    def teardown(self) -> None:
        """The log, told again to a new router, gives the same decisions."""
        again, decided = Router(), list[Command]()
        for event, now in self.log:
            if event is True:
                again.hold()
            elif event is False:
                decided += again.release(now)
            else:
                decided += again.apply(event, now)
        assert decided == self.decided
        self.everything_in_hand_ends()

    def everything_in_hand_ends(self) -> None:
        self.router.hold()
        for agent in self.router.agents():
            if agent.offer is not None:
                self.router.apply(events.OfferDeclined(agent.offer, "home"), self.now)
            for hold in agent.holds:
                self.router.apply(events.WorkEnded(agent.id, hold.interaction), self.now)
            self.router.apply(events.WrapUpFinished(agent.id), self.now)
        assert not any(agent.holds for agent in self.router.agents())


Life.TestCase.settings = settings(
    max_examples=examples(100), stateful_step_count=40, deadline=None, database=None
)
TestLife = Life.TestCase
