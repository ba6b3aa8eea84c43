"""Who gets whom: one event in, the commands that follow out. The rule of it is in `matching.py`.

The router has no clock, makes no ids by chance and decides the same for the same events; it keeps its
state inside and changes it in place, which ADR 4 measures and defends. It is not for two threads at once:
one mailbox, one writer.
"""

from collections.abc import Callable
from typing import assert_never

from ari_app.acd import events
from ari_app.acd.agents import Agents
from ari_app.acd.commands import Command
from ari_app.acd.deadlines import Deadlines
from ari_app.acd.explanation import Explanation, explain
from ari_app.acd.matching import Matching
from ari_app.acd.model import AgentProfile, AgentState, Work, WrapUpMode
from ari_app.acd.roster import Roster, Seat
from ari_app.acd.tables import (
    ASKED,
    AgentHappening,
    OfferHappening,
)
from ari_app.acd.views import AgentStatus, Offer, Position
from ari_app.acd.waiting import Waiting


def count_offers(interaction: str, epoch: int) -> str:
    """The id of an interaction's offer number `epoch`."""
    return f"{interaction}.{epoch}"


def _wants(work: Work) -> tuple[object, ...]:
    """Whom it could be offered to."""
    return work.queue, work.skills, work.wanted


class Router:
    """Routing of one centre. `offer_ids(interaction, epoch)` names an offer, a different one for every
    pair."""

    def __init__(self, offer_ids: Callable[[str, int], str] = count_offers) -> None:
        self._roster = Roster()
        self._waiting = Waiting(self._roster)
        self._deadlines = Deadlines()
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

    def bound_to_wrap_up(self, agent: str) -> bool:
        """Whether the agent is in a wrap-up that lasts its whole time."""
        seat = self._roster.get(agent)
        return seat is not None and self._bound(seat)

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
            now=now,
        )

    # What it is told.

    def hold(self) -> None:
        """Match nothing until `release`: for a start that loads agents and what waits in any order."""
        self._matching.held = True

    def release(self, now: float) -> list[Command]:
        """Match all that was loaded since `hold`, once."""
        self._matching.held = False
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
                self._matching.extend(offer, until)
            case events.AgentEngaged(agent, interaction, queue_id):
                self._agent_engaged(agent, interaction, queue_id, now)
            case events.WorkEnded(agent, interaction):
                self._work_ended(agent, interaction, now)
            case events.WrapUpFinished(agent):
                if not self.bound_to_wrap_up(agent):
                    self._wrap_up_finished(agent, now)
            case events.WrapUpExtended(agent, seconds):
                if (seat := self._roster.get(agent)) is not None:
                    self._agents.extend(seat, seconds)
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
            seat = self._roster.get(first[1])
            assert seat is not None, "a deadline has an agent"
            if seat.offer is not None:
                self._matching.end(seat.offer, OfferHappening.EXPIRED, "no answer", now)
            else:
                self._wrap_up_finished(seat.id, now)

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

    # Agents.

    def _agent_engaged(self, agent: str, interaction: str, queue: str | None, now: float) -> None:
        seat = self._roster.get(agent)
        if seat is not None and not seat.removed:
            self._agents.engage(seat, interaction, queue, now)

    def _work_ended(self, agent: str, interaction: str, now: float) -> None:
        seat = self._roster.get(agent)
        if seat is None or seat.interaction != interaction:
            return
        queue = self._waiting.queue(seat.queue) if seat.queue is not None else None
        if queue is not None and not seat.removed and queue.wraps_up():
            until = None if queue.wrap_up_mode is WrapUpMode.UNTIL_DONE else now + queue.wrap_up
            self._agents.turn(seat, AgentHappening.WORK_ENDED, now, until=until)
            return
        self._agents.turn(seat, AgentHappening.WORK_ENDED_WITHOUT_WRAP_UP, now)
        self._forget_if_gone(seat)
        self._matching.for_agent(seat, now)

    def _bound(self, seat: Seat) -> bool:
        queue = self._waiting.queue(seat.queue) if seat.queue is not None else None
        if seat.state is not AgentState.WRAP_UP or queue is None:
            return False
        return queue.wrap_up_mode is WrapUpMode.TIMED_FULL

    def _wrap_up_finished(self, agent: str, now: float) -> None:
        seat = self._roster.get(agent)
        if seat is not None:
            self._agents.turn(seat, AgentHappening.WRAP_UP_FINISHED, now)
            self._matching.for_agent(seat, now)

    def _state_requested(self, agent: str, state: AgentState, reason: str, now: float) -> None:
        if state not in ASKED:
            raise ValueError(f"an agent can ask for {', '.join(ASKED)}; {state} comes with the work")
        seat = self._roster.get(agent)
        if seat is None or seat.removed or (seat.state, seat.reason) == (state, reason):
            return
        if self._bound(seat):
            self._agents.postpone(seat, state, reason)
        else:
            self._agents.ask(seat, ASKED[state], state, reason, now)
        self._matching.for_agent(seat, now)

    def _agent_configured(self, profile: AgentProfile, now: float) -> None:
        seat = self._roster.get(profile.id)
        if seat is None:
            seat = self._agents.welcome(profile, now)
        seat.removed = False
        self._reconfigure(seat, profile)
        self._matching.for_agent(seat, now)

    def _agent_removed(self, agent: str, now: float) -> None:
        seat = self._roster.get(agent)
        if seat is None or seat.removed:
            return
        seat.removed = True
        self._reconfigure(seat, AgentProfile(agent, frozenset()))
        self._agents.ask(seat, AgentHappening.REMOVED, AgentState.SIGNED_OUT, "removed", now)
        if seat.offer is not None:
            self._matching.end(seat.offer, OfferHappening.WITHDRAWN, "agent removed", now)
        self._forget_if_gone(seat)

    def _forget_if_gone(self, seat: Seat) -> None:
        if seat.removed and seat.state is AgentState.SIGNED_OUT:
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
