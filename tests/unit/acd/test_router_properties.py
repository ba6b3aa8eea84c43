"""What must hold whatever happens: Hypothesis lives thousands of lives of a small centre, with stale and
repeated events among them, and after each event compares the router with the naive one and with the
promises in plain words."""

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from ari_app.acd import events
from ari_app.acd.commands import CloseOffer, Command, ConnectTo, NoteAgentState, OfferTo, ReturnToQueue
from ari_app.acd.model import AgentProfile, AgentState, OfferState, QueueProfile, Work
from ari_app.acd.router import Router
from ari_app.acd.skills import fits
from ari_app.acd.views import AgentStatus
from tests.examples import examples
from tests.load.naive_router import NaiveRouter

QUEUES = ("sales", "support", "billing")
SKILLS = ("french", "refunds", "vip")
AGENTS = ("ann", "bob", "cleo", "dan", "eve")
CALLS = ("c1", "c2", "c3", "c4", "c5", "c6", "c7", "c8")

queues = st.sampled_from(QUEUES)
agents = st.sampled_from(AGENTS)
calls = st.sampled_from(CALLS)
skills = st.dictionaries(st.sampled_from(SKILLS), st.integers(0, 3), max_size=2)
reasons = st.sampled_from(("", "lunch"))
asked = st.sampled_from((AgentState.AVAILABLE, AgentState.AWAY, AgentState.SIGNED_OUT))
offers = st.builds("{}.{}".format, calls, st.integers(1, 4))
profiles = st.builds(AgentProfile, agents, st.frozensets(queues, max_size=3), skills)


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
        self.noted: dict[str, AgentState] = {}
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

    @rule(call=calls, queue=queues, wants=skills, priority=st.integers(0, 1), age=st.integers(0, 3))
    def a_call_is_queued(self, call: str, queue: str, wants: dict[str, int], priority: int, age: int) -> None:
        self.queue(call, queue, wants, priority, age)

    @rule(wanted=st.lists(st.tuples(queues, skills), min_size=len(CALLS), max_size=len(CALLS)))
    def a_rush(self, wanted: list[tuple[str, dict[str, int]]]) -> None:
        for call, (queue, wants) in zip(CALLS, wanted, strict=True):
            self.queue(call, queue, wants, 0, 0)

    def queue(self, call: str, queue: str, wants: dict[str, int], priority: int, age: int) -> None:
        """Its offers were counted elsewhere too, every third time."""
        self.arrived += 1
        epoch = self.epochs[call] = self.epochs.get(call, 0) + (self.arrived % 3 == 0)
        self.here.add(call)
        self.tell(events.WorkQueued(Work(call, queue, wants, priority, self.now - age, self.arrived, epoch)))

    @rule(call=calls, queue=queues, agent=agents, until=st.sampled_from((None, -1.0, 5.0, 25.0)))
    def a_call_is_transferred_to_one_agent(
        self, call: str, queue: str, agent: str, until: float | None
    ) -> None:
        self.arrived += 1
        self.here.add(call)
        wanted_until = None if until is None else self.now + until
        epoch = self.epochs.get(call, 0)
        work = Work(call, queue, {}, 1, self.now, self.arrived, epoch, agent, wanted_until)
        self.tell(events.WorkQueued(work))

    @rule(data=st.data(), seconds=st.sampled_from((1.0, 15.0)))
    def an_offer_is_accepted_on_the_screen(self, data: st.DataObject, seconds: float) -> None:
        pending = self.router.offers()
        if pending:
            self.tell(events.OfferExtended(data.draw(st.sampled_from(pending)).id, self.now + seconds))

    @rule(agent=agents, call=calls, queue=st.none() | queues)
    def an_agent_is_asked_to_take_part(self, agent: str, call: str, queue: str | None) -> None:
        self.tell(events.AgentEngaged(agent, call, queue))

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
        busy = [agent for agent in self.router.agents() if agent.state is AgentState.BUSY]
        if busy:
            agent = data.draw(st.sampled_from(busy))
            assert agent.interaction is not None
            self.tell(events.WorkEnded(agent.id, agent.interaction))

    @rule(agent=agents, call=calls)
    def an_end_is_told_that_may_not_be_true(self, agent: str, call: str) -> None:
        self.tell(events.WorkEnded(agent, call))

    @rule(agent=agents)
    def wrap_up_is_done(self, agent: str) -> None:
        self.tell(events.WrapUpFinished(agent))

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
                self.noted[event.agent] = event.state
        waiting, staff = self.router.waiting(), self.router.agents()
        commands = self.router.apply(event, self.now)
        self.check(commands, self.naive.apply(event, self.now))
        made = [command for command in commands if isinstance(command, OfferTo)]
        if len(made) == 1 and isinstance(event, events.WrapUpFinished | events.StateRequested):
            self.the_best_was_taken(made[0], waiting)
        if len(made) == 1 and isinstance(event, events.WorkQueued | events.OfferDeclined):
            moved = event.work.interaction if isinstance(event, events.WorkQueued) else None
            self.the_longest_idle_was_chosen(made[0], staff, moved)

    def check(self, commands: list[Command], naive: list[Command]) -> None:
        assert commands == naive
        self.decided += commands
        for command in commands:
            match command:
                case OfferTo():
                    assert self.noted[command.agent] is AgentState.AVAILABLE, "offered to who is not free"
                    assert command.offer not in self.offer_ids, "an offer id used twice"
                    self.offer_ids.add(command.offer)
                    self.epochs[command.interaction] = command.epoch
                case NoteAgentState():
                    self.noted[command.agent] = command.state
                case ConnectTo():
                    self.here.discard(command.interaction)
                case CloseOffer():
                    assert command.state is not OfferState.PENDING
                case ReturnToQueue():
                    pass

    def the_best_was_taken(self, made: OfferTo, waiting: list[Work]) -> None:
        """An agent came free: the caller is the first in order of all whom they fit."""
        agent = self.router.agent(made.agent)
        assert agent is not None
        known = [work for work in waiting if work.queue in self.queues]
        fitting = [work for work in known if fits(agent.profile, self.queues[work.queue], work)]
        first = min(fitting, key=lambda work: (-work.priority, work.since, work.order))
        assert made.interaction == first.interaction

    def the_longest_idle_was_chosen(self, made: OfferTo, staff: list[AgentStatus], moved: str | None) -> None:
        """A caller waits anew: the agent is the longest idle of all who fit; whom the caller who `moved`
        rang is free again."""
        work = self.naive.work[made.interaction]
        rang = [agent for agent in staff if agent.offer is not None and agent.interaction == moved]
        free = [agent for agent in staff if agent.state is AgentState.AVAILABLE]
        free += [agent for agent in rang if agent.next_state is AgentState.AVAILABLE]
        fitting = [agent for agent in free if fits(agent.profile, self.queues[made.queue], work)]
        assert made.agent == min(fitting, key=lambda agent: (agent.idle_since, agent.id)).id

    @invariant()
    def nobody_who_fits_is_left_apart(self) -> None:
        if self.held:
            return
        free = [agent for agent in self.router.agents() if agent.state is AgentState.AVAILABLE]
        for work in self.router.waiting():
            queue = self.queues.get(work.queue)
            assert queue is None or not any(fits(agent.profile, queue, work) for agent in free)

    @invariant()
    def nobody_is_lost_or_doubled(self) -> None:
        places = [work.interaction for work in self.router.waiting()]
        places += [offer.interaction for offer in self.router.offers()]
        assert sorted(places) == sorted(self.here)

    @invariant()
    def every_agent_has_one_thing_at_most(self) -> None:
        ringing = {offer.agent: offer for offer in self.router.offers()}
        assert len(ringing) == len(self.router.offers())
        for agent in self.router.agents():
            offer = ringing.get(agent.id)
            assert (agent.state is AgentState.OFFERED) == (offer is not None)
            assert offer is None or (agent.offer, agent.until) == (offer.id, offer.deadline)
            assert self.noted[agent.id] is agent.state, "the notes tell every change"

    @invariant()
    def the_next_deadline_is_the_earliest(self) -> None:
        deadlines = [agent.until for agent in self.router.agents() if agent.until is not None]
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


Life.TestCase.settings = settings(
    max_examples=examples(100), stateful_step_count=40, deadline=None, database=None
)
TestLife = Life.TestCase
