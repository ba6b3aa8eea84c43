"""What must hold of the router whatever it is told: after each event it is compared with the naive one and with the
promises in plain words."""

from ari_app.acd import capacity as capacities
from ari_app.acd import events
from ari_app.acd.commands import CloseOffer, Command, ConnectTo, NoteAgentState, OfferTo, ReturnToQueue
from ari_app.acd.model import AgentState, HoldState, MediaType, OfferState, QueueProfile, Work
from ari_app.acd.router import Router
from ari_app.acd.skills import fits
from ari_app.acd.views import AgentStatus
from tests.load.naive_router import NaiveRouter

AT_WORK = (AgentState.OFFERED, AgentState.BUSY, AgentState.WRAP_UP)
MAY_EXCEED = (
    events.WorkPulled,
    events.HoldUnparked,
    events.AgentEngaged,
    events.AgentRestored,
    events.AgentConfigured,
    events.CapacityConfigured,
)


class WatchedRouter:
    """A router that is told nothing but by `tell`, `hold` and `release`. `here`: what is queued, and neither answered nor
    gone."""

    def __init__(self) -> None:
        self.router = Router()
        self.naive = NaiveRouter()
        self.held = False
        self.log: list[tuple[events.Event | bool, float]] = []  # True: hold, False: release
        self.decided: list[Command] = []
        self.here: set[str] = set()
        self.noted: dict[str, NoteAgentState] = {}
        self.queues: dict[str, QueueProfile] = {}
        self.offer_ids: set[str] = set()
        self.epochs: dict[str, int] = {}

    def hold(self, now: float) -> None:
        self.held = True
        self.log.append((True, now))
        self.router.hold()
        self.naive.hold()

    def release(self, now: float) -> None:
        self.held = False
        self.log.append((False, now))
        self._check(self.router.release(now), self.naive.release(now))

    def tell(self, event: events.Event, now: float) -> None:
        self.log.append((event, now))
        if isinstance(event, events.QueueConfigured):
            self.queues[event.queue.id] = event.queue
        if isinstance(event, events.WorkQueued):
            self.here.add(event.work.interaction)
        if isinstance(event, events.WorkLeft):
            self.here.discard(event.interaction)
        if isinstance(event, events.AgentRestored):
            known = self.naive.people.get(event.agent)
            if known is None or not (known.offer or known.removed):
                self.noted.pop(event.agent, None)
        waiting, staff = self.router.waiting(), {agent.id: agent for agent in self.router.agents()}
        commands = self.router.apply(event, now)
        self._check(commands, self.naive.apply(event, now), by_hand=isinstance(event, events.WorkPulled))
        self._nobody_has_too_much_of_a_sudden(event, staff)
        made = [command for command in commands if isinstance(command, OfferTo)]
        if len(made) != 1:
            return
        if isinstance(event, events.WrapUpFinished | events.StateRequested | events.HoldParked):
            self._the_best_was_taken(made[0], waiting)
        if isinstance(event, events.WorkQueued | events.OfferDeclined | events.OfferFailed):
            self._it_was_their_turn(made[0])

    def _check(self, commands: list[Command], naive: list[Command], *, by_hand: bool = False) -> None:
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

    def _nobody_has_too_much_of_a_sudden(self, event: events.Event, staff: dict[str, AgentStatus]) -> None:
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

    def _suits(self, agent: AgentStatus, work: Work, without: str = "") -> bool:
        queue = self.queues.get(work.queue)
        holds = [hold for hold in agent.holds if hold.offer != without or not without]
        return (
            queue is not None
            and fits(agent.profile, queue, work)
            and capacities.fits(self.router.capacity, agent.profile, holds, work)
        )

    def _the_best_was_taken(self, made: OfferTo, waiting: list[Work]) -> None:
        """An agent has room: the work is the first in order of all that fits them."""
        agent = self.router.agent(made.agent)
        assert agent is not None
        fitting = [work for work in waiting if self._suits(agent, work, made.offer)]
        first = min(fitting, key=lambda work: (-work.priority, work.since, work.order))
        assert made.interaction == first.interaction

    def _it_was_their_turn(self, made: OfferTo) -> None:
        """Work waits anew: of all who fit and have room, it rings the one with least in hand, and of these the longest
        idle."""
        work, rules = self.naive.work[made.interaction], self.router.capacity
        able = [
            agent
            for agent in self.router.agents()
            if agent.stands is AgentState.AVAILABLE
            and agent.offer in (None, made.offer)
            and self._suits(agent, work, made.offer)
        ]

        def turn(agent: AgentStatus) -> tuple[int, float, str]:
            before = [hold for hold in agent.holds if hold.offer != made.offer]
            return capacities.in_use(rules, agent.profile, before), agent.idle_since, agent.id

        assert made.agent == min(able, key=turn).id

    def keeps_its_promises(self) -> None:
        """At any moment."""
        self._nobody_who_fits_is_left_apart()
        self._nobody_is_in_two_calls()
        self._what_is_interrupted_waits_for_what_goes_before_it()
        self._nobody_is_lost_or_doubled()
        self._one_thing_at_most_rings_an_agent()
        self._the_notes_tell_every_change()
        self._the_next_deadline_is_the_earliest()
        self._a_position_is_the_place_in_the_queue()

    def _nobody_who_fits_is_left_apart(self) -> None:
        if self.held:
            return
        staff = [agent for agent in self.router.agents() if agent.offer is None]
        free = [agent for agent in staff if agent.stands is AgentState.AVAILABLE]
        for work in self.router.waiting():
            assert not any(self._suits(agent, work) for agent in free)

    def _nobody_is_in_two_calls(self) -> None:
        for agent in self.router.agents():
            calls = [hold for hold in agent.holds if hold.media_type is MediaType.CALL]
            assert len(calls) <= 1
            assert agent.call == (calls[0].interaction if calls else None)
            assert all(hold.state is not HoldState.PARKED for hold in calls)

    def _what_is_interrupted_waits_for_what_goes_before_it(self) -> None:
        before = self.router.capacity.interrupted_by
        for agent in self.router.agents():
            at_work = {
                hold.media_type for hold in agent.holds if hold.state in (HoldState.ACTIVE, HoldState.WRAP_UP)
            }
            for hold in agent.holds:
                reason = before.get(hold.media_type, frozenset()) & at_work
                assert hold.interrupted == (hold.state is HoldState.ACTIVE and bool(reason))

    def _nobody_is_lost_or_doubled(self) -> None:
        places = [work.interaction for work in self.router.waiting()]
        places += [offer.interaction for offer in self.router.offers()]
        assert sorted(places) == sorted(self.here)

    def _one_thing_at_most_rings_an_agent(self) -> None:
        ringing = {offer.agent: offer for offer in self.router.offers()}
        assert len(ringing) == len(self.router.offers())
        for agent in self.router.agents():
            offer = ringing.get(agent.id)
            assert (agent.state is AgentState.OFFERED) == (offer is not None)
            assert offer is None or (agent.offer, agent.until) == (offer.id, offer.deadline)

    def _the_notes_tell_every_change(self) -> None:
        for agent in self.router.agents():
            note = self.noted.get(agent.id)
            if note is not None:
                assert (note.state, note.next_state) == (agent.state, agent.next_state)
                assert (note.holds, note.units) == (agent.holds, agent.units)
            assert agent.units == capacities.in_use(self.router.capacity, agent.profile, agent.holds)

    def _the_next_deadline_is_the_earliest(self) -> None:
        holds = [hold for agent in self.router.agents() for hold in agent.holds]
        deadlines = [hold.until for hold in holds if hold.until is not None]
        deadlines += [until for until in self.naive.wishes() if until is not None]
        assert self.router.next_deadline == min(deadlines, default=None) == self.naive.next_deadline()

    def _a_position_is_the_place_in_the_queue(self) -> None:
        assert self.router.waiting() == self.naive.waiting()
        for queue in {*self.queues, *(work.queue for work in self.router.waiting())}:
            waiting = self.router.waiting(queue)
            assert waiting == [work for work in self.router.waiting() if work.queue == queue]
            for place, work in enumerate(waiting, 1):
                position = self.router.position(work.interaction)
                assert position is not None
                assert (position.queue, position.place, position.of) == (queue, place, len(waiting))
        assert all(self.router.position(offer.interaction) is None for offer in self.router.offers())

    def the_log_tells_it_all(self) -> None:
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

    def everything_in_hand_ends(self, now: float) -> None:
        self.router.hold()
        for agent in self.router.agents():
            if agent.offer is not None:
                self.router.apply(events.OfferDeclined(agent.offer, "home"), now)
            for hold in agent.holds:
                self.router.apply(events.WorkEnded(agent.id, hold.interaction), now)
            self.router.apply(events.WrapUpFinished(agent.id), now)
        assert not any(agent.holds for agent in self.router.agents())
