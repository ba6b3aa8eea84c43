"""Who gets whom: one event in, the commands that follow out. The rule of it is in `matching.py`.

The router has no clock, makes no ids by chance and decides the same for the same events; it keeps its
state inside and changes it in place, which ADR 4 measures and defends. It is not for two threads at once:
one mailbox, one writer.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from ari_app.acd import events
from ari_app.acd.agents import Agents
from ari_app.acd.commands import Command
from ari_app.acd.deadlines import Deadlines
from ari_app.acd.explanation import Explanation, explain
from ari_app.acd.matching import Matching
from ari_app.acd.model import AgentProfile, AgentState, Capacity, Hold, MediaType, Work, WrapUpMode
from ari_app.acd.roster import Roster, Seat
from ari_app.acd.tables import ASKED, HoldHappening, OfferHappening
from ari_app.acd.views import AgentStatus, Offer, Position
from ari_app.acd.waiting import Waiting


def count_offers(interaction: str, epoch: int) -> str:
    """The id of an interaction's offer number `epoch`."""
    return f"{interaction}.{epoch}"


def _wants(work: Work) -> tuple[object, ...]:
    """Whom it could be offered to."""
    return work.queue, work.skills, work.wanted, work.media_type, work.labels


class Router:
    """Routing of one centre. `offer_ids(interaction, epoch)` names an offer, a different one for every
    pair."""

    def __init__(self, offer_ids: Callable[[str, int], str] = count_offers) -> None:
        self._roster = Roster()
        self._waiting = Waiting(self._roster)
        self._deadlines: Deadlines[tuple[str, str]] = Deadlines()
        self._commands: list[Command] = []
        self._agents = Agents(self._roster, self._deadlines, self._emit)
        self._matching = Matching(self._waiting, self._roster, self._agents, self._emit, offer_ids)
        self._changed_queues: frozenset[str] = frozenset()

    # What it shows.

    @property
    def next_deadline(self) -> float | None:
        """When the router next needs a `ClockTicked`: the earliest end of an offer, a wrap-up or a wish."""
        first, wish = self._deadlines.first(), self._waiting.wishes.first()
        if wish is not None and (first is None or wish[0] < first[0]):
            return wish[0]
        return None if first is None else first[0]

    @property
    def capacity(self) -> Capacity:
        """What work costs, and what goes before what."""
        return self._roster.capacity

    def bound_to_wrap_up(self, agent: str, interaction: str | None = None) -> bool:
        """Whether the agent wraps this up (None: whatever they wrap up), and it lasts its whole time."""
        seat = self._roster.get(agent)
        if seat is None:
            return False
        wrap_ups = [hold for hold in seat.wrapping_up() if interaction in (None, hold.interaction)]
        return bool(wrap_ups) and all(self._bound(hold) for hold in wrap_ups)

    def position(self, interaction: str) -> Position | None:
        """Its place in its queue by who goes before it; None when it does not wait (or rings an agent
        right now)."""
        place = self._waiting.get(interaction)
        if place is None or place.offer is not None:
            return None
        queue = place.work.queue
        return Position(queue, self._waiting.rank(place.work) + 1, self._waiting.count(queue))

    def waiting(self, queue: str | None = None) -> list[Work]:
        """What waits, in one queue or in all, in the order in which it goes."""
        return self._waiting.ordered(queue)

    def agent(self, agent: str) -> AgentStatus | None:
        seat = self._roster.get(agent)
        return None if seat is None else seat.status()

    def agents(self) -> list[AgentStatus]:
        """All agents by id; a removed one as long as their call lasts."""
        return sorted((seat.status() for seat in self._roster), key=lambda status: status.id)

    def offers(self) -> list[Offer]:
        """The pending offers, oldest first."""
        return list(self._matching.pending.values())

    def explain(self, interaction: str, now: float) -> Explanation | None:
        """Why this one waits; None when it neither waits nor rings."""
        place = self._waiting.get(interaction)
        if place is None:
            return None
        return explain(
            place.work,
            self._waiting.queue(place.work.queue),
            agents=self.agents(),
            ahead=self._waiting.ahead(place.work),
            offered_to=None if place.offer is None else self._matching.pending[place.offer].agent,
            capacity=self._roster.capacity,
            now=now,
        )

    # What it is told.

    def hold(self) -> None:
        """Match nothing until `release`: for a start that loads agents and what waits in any order."""
        self._matching.held = True

    def hold_calls(self) -> None:
        """Match no call until `release`: nobody could be rung."""
        self._matching.calls_held = True

    def release(self, now: float, *, calls: bool = True) -> list[Command]:
        """Match all that was loaded since `hold`, once; without `calls`, all but those."""
        self._matching.held = False
        self._matching.calls_held = not calls
        self._waiting.reconsider(self._changed_queues)
        self._changed_queues = frozenset()
        self._matching.for_all(now)
        return self._taken_commands()

    def apply(self, event: events.Event, now: float) -> list[Command]:
        """Take note of what happened; the commands are to be performed in this order."""
        match event:
            case events.WorkQueued(work):
                self._work_queued(work, now)
            case events.OfferAccepted(offer):
                self._matching.accept(offer, now)
            case events.OfferExtended(offer, until):
                self._matching.extend(offer, until, now)
            case events.WorkPulled(agent, interaction):
                self._work_pulled(agent, interaction, now)
            case events.LabelsChanged(interaction, labels):
                self._labels_changed(interaction, labels, now)
            case events.AgentEngaged(agent):
                self._agent_engaged(event, now)
            case events.HoldParked(agent, interaction):
                self._hold_parked(agent, interaction, now)
            case events.HoldUnparked(agent, interaction):
                self._turned(agent, interaction, HoldHappening.UNPARKED, now)
            case events.WorkEnded(agent, interaction):
                self._work_ended(agent, interaction, now)
            case events.WrapUpFinished(agent, wrapped_up):
                self._wrap_up_finished(agent, wrapped_up, now)
            case events.WrapUpExtended(agent, seconds, wrapped_up):
                self._wrap_up_extended(agent, seconds, wrapped_up, now)
            case events.ClockTicked():
                self._clock_ticked(now)
            case events.WorkLeft(interaction, reason):
                self._work_left(interaction, reason, now)
            case events.OfferDeclined(offer, reason):
                self._matching.end(offer, OfferHappening.DECLINED, reason, now)
            case events.OfferFailed(offer, reason):
                self._matching.end(offer, OfferHappening.FAILED, reason, now)
            case events.StateRequested(agent, state, reason):
                self._state_requested(agent, state, reason, now)
            case events.QueueConfigured(queue):
                self._waiting.configure(queue)
                self._matching.for_all(now)
            case events.CapacityConfigured(capacity):
                self._capacity_configured(capacity, now)
            case events.AgentConfigured(profile):
                self._agent_configured(profile, now)
            case events.AgentRemoved(agent):
                self._agent_removed(agent, now)
            case events.AgentRestored():
                self._agent_restored(event, now)
            case _:
                assert_never(event)
        return self._taken_commands()

    def _emit(self, command: Command) -> None:
        self._commands.append(command)

    def _taken_commands(self) -> list[Command]:
        commands, self._commands = self._commands, []
        return commands

    def _clock_ticked(self, now: float) -> None:
        """One deadline after the other: a late tick decides as ticks on time would have."""
        while (due := self.next_deadline) is not None and due <= now:
            first, wish = self._deadlines.first(), self._waiting.wishes.first()
            if first is None or first[0] != due:
                assert wish is not None, "the deadline is somebody's"
                self._matching.open_to_all(wish[1], now)
                continue
            agent, interaction = first[1]
            seat = self._roster.get(agent)
            assert seat is not None, "a deadline has an agent"
            offer = seat.holds[interaction].offer
            if offer is not None:
                self._matching.end(offer, OfferHappening.EXPIRED, "no answer", now)
            else:
                self._turned(agent, interaction, HoldHappening.WRAP_UP_FINISHED, now)

    # Interactions.

    def _work_queued(self, work: Work, now: float) -> None:
        if work.wanted_until is not None and work.wanted_until <= now:
            work = work.for_anyone()
        place = self._waiting.get(work.interaction)
        if place is None:
            self._matching.for_work(self._waiting.add(work), now)
        elif place.work == work:
            return
        elif place.offer is None:
            self._waiting.move(place, work)
            self._matching.for_work(place, now)
        elif _wants(place.work) == _wants(work):
            self._waiting.change(
                place, work
            )  # It goes on ringing; if nobody answers, it returns to its new place.
        else:
            self._matching.move(place.offer, work, now)

    def _work_left(self, interaction: str, reason: str, now: float) -> None:
        place = self._waiting.get(interaction)
        if place is None:
            return
        self._waiting.remove(place)
        if place.offer is not None:
            self._matching.cancel(place.offer, reason, now)

    def _work_pulled(self, agent: str, interaction: str, now: float) -> None:
        seat, place = self._roster.get(agent), self._waiting.get(interaction)
        if seat is None or place is None or seat.removed or seat.stands is AgentState.SIGNED_OUT:
            return
        self._matching.pull(place, seat, now)

    def _labels_changed(self, interaction: str, labels: frozenset[str], now: float) -> None:
        place = self._waiting.get(interaction)
        if place is not None and place.work.labels != labels:
            work = replace(place.work, labels=labels)
            if place.offer is None:
                self._waiting.move(place, work)
                self._matching.for_work(place, now)
            else:
                self._waiting.change(place, work)  # It goes on ringing.
        for seat in [seat for seat in self._roster if interaction in seat.holds]:
            self._agents.label(seat, interaction, labels, now)
            self._matching.for_agent(seat, now)

    # Agents.

    def _agent_engaged(self, event: events.AgentEngaged, now: float) -> None:
        seat = self._roster.get(event.agent)
        if seat is not None and not seat.removed:
            self._agents.engage(seat, event, now)
            self._matching.for_agent(seat, now)

    def _hold_parked(self, agent: str, interaction: str, now: float) -> None:
        seat = self._roster.get(agent)
        hold = None if seat is None else seat.holds.get(interaction)
        if hold is not None and hold.media_type is not MediaType.CALL:
            self._turned(agent, interaction, HoldHappening.PARKED, now)

    def _turned(self, agent: str, interaction: str, happening: HoldHappening, now: float) -> None:
        seat = self._roster.get(agent)
        if seat is not None and self._agents.turn(seat, interaction, happening, now):
            self._forget_if_gone(seat)
            self._matching.for_agent(seat, now)

    def _work_ended(self, agent: str, interaction: str, now: float) -> None:
        seat = self._roster.get(agent)
        hold = None if seat is None else seat.holds.get(interaction)
        if seat is None or hold is None:
            return
        queue = self._waiting.queue(hold.queue) if hold.queue is not None else None
        if queue is None or seat.removed or not queue.wraps_up():
            self._turned(agent, interaction, HoldHappening.WORK_ENDED_WITHOUT_WRAP_UP, now)
            return
        until = None if queue.wrap_up_mode is WrapUpMode.UNTIL_DONE else now + queue.wrap_up
        self._agents.turn(seat, interaction, HoldHappening.WORK_ENDED, now, until)
        self._matching.for_agent(seat, now)

    def _bound(self, hold: Hold) -> bool:
        queue = self._waiting.queue(hold.queue) if hold.queue is not None else None
        return queue is not None and queue.wrap_up_mode is WrapUpMode.TIMED_FULL

    def _free_to_end(self, seat: Seat) -> list[Hold]:
        """The wrap-ups that end when the agent says so."""
        return [hold for hold in seat.wrapping_up() if not self._bound(hold)]

    def _wrap_up_finished(self, agent: str, interaction: str | None, now: float) -> None:
        seat = self._roster.get(agent)
        if seat is not None:
            done = [hold for hold in self._free_to_end(seat) if interaction in (None, hold.interaction)]
            self._agents.finish(seat, done, now)
            self._matching.for_agent(seat, now)

    def _wrap_up_extended(self, agent: str, seconds: float, interaction: str | None, now: float) -> None:
        seat = self._roster.get(agent)
        for hold in () if seat is None else seat.wrapping_up():
            if hold.until is not None and interaction in (None, hold.interaction):
                assert seat is not None, "a hold has an agent"
                self._agents.end_at(seat, hold.interaction, hold.until + seconds, now)

    def _state_requested(self, agent: str, state: AgentState, reason: str, now: float) -> None:
        if state not in ASKED:
            raise ValueError(f"an agent can ask for {', '.join(ASKED)}; {state} comes with the work")
        seat = self._roster.get(agent)
        if seat is None or seat.removed:
            return
        done = state is AgentState.AVAILABLE and seat.state is AgentState.WRAP_UP
        self._agents.ask(seat, ASKED[state], reason, now, self._free_to_end(seat) if done else ())
        self._matching.for_agent(seat, now)

    def _capacity_configured(self, capacity: Capacity, now: float) -> None:
        if capacity == self._roster.capacity:
            return
        self._waiting.measure(capacity)
        for seat in self._roster:
            self._agents.weigh_again(seat, now)
        self._matching.for_all(now)

    def _agent_configured(self, profile: AgentProfile, now: float) -> None:
        seat = self._roster.get(profile.id)
        if seat is None:
            seat = self._agents.welcome(profile, now)
        seat.removed = False
        self._reconfigure(seat, profile)
        self._agents.weigh_again(seat, now)
        self._matching.for_agent(seat, now)

    def _agent_removed(self, agent: str, now: float) -> None:
        seat = self._roster.get(agent)
        if seat is None or seat.removed:
            return
        seat.removed = True
        self._reconfigure(seat, AgentProfile(agent, frozenset(), units=seat.profile.units))
        self._agents.remove(seat, now)
        if seat.offer is not None:
            self._matching.end(seat.offer, OfferHappening.WITHDRAWN, "agent removed", now)
        self._forget_if_gone(seat)

    def _forget_if_gone(self, seat: Seat) -> None:
        if seat.removed and not seat.holds:
            self._roster.remove(seat)

    def _agent_restored(self, log: events.AgentRestored, now: float) -> None:
        seat = self._roster.get(log.agent)
        if seat is None:
            seat = self._roster.add(AgentProfile(log.agent, frozenset()), now)
            self._waiting.reconsider(frozenset())
        elif seat.offer is not None or seat.removed:
            return
        self._agents.restore(seat, log, now)
        self._matching.for_agent(seat, now)

    def _reconfigure(self, seat: Seat, profile: AgentProfile) -> None:
        queues = seat.profile.queues | profile.queues
        self._roster.configure(seat, profile)
        if self._matching.held:
            self._changed_queues |= queues
        else:
            self._waiting.reconsider(queues)
