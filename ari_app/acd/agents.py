"""The life of an agent in the router: every change of where they stand goes through `AGENT_LIFE` here, every change of what
they have in hand through `HOLD_LIFE`, and is noted."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from ari_app.acd.commands import NoteAgentState
from ari_app.acd.deadlines import Deadlines
from ari_app.acd.events import AgentEngaged, AgentRestored
from ari_app.acd.model import AgentProfile, AgentState, Hold, HoldState, MediaType, Work
from ari_app.acd.roster import Roster, Seat
from ari_app.acd.tables import AGENT_LIFE, HOLD_LIFE, AgentHappening, HoldHappening, Turn


class Agents:
    """Moves agents and what they have in hand from state to state. `note` takes what is to be told of it."""

    def __init__(
        self,
        roster: Roster,
        deadlines: Deadlines[tuple[str, str]],
        note: Callable[[NoteAgentState], None],
    ) -> None:
        self._roster = roster
        self._deadlines = deadlines
        self._note = note

    def welcome(self, profile: AgentProfile, now: float) -> Seat:
        """A new agent, signed out."""
        seat = self._roster.add(profile, now)
        self._tell(seat)
        return seat

    # Where they stand.

    def ask(
        self,
        seat: Seat,
        happening: AgentHappening,
        reason: str,
        now: float,
        finishing: Iterable[Hold] = (),
    ) -> None:
        """The agent asks to stand elsewhere: at once or, at work, when it is done. They are `finishing` these wrap-ups by
        it."""
        changed = self._stand(seat, happening, reason, now)
        for hold in finishing:
            changed = self._turn(seat, hold.interaction, HoldHappening.WRAP_UP_FINISHED, now) or changed
        if changed:
            self._settle(seat, now)

    def remove(self, seat: Seat, now: float) -> None:
        """They are signed out, and keep only what they are active in, or what rings them."""
        changed = self._stand(seat, AgentHappening.REMOVED, "removed", now)
        for interaction in list(seat.holds):
            changed = self._turn(seat, interaction, HoldHappening.AGENT_REMOVED, now) or changed
        if changed:
            self._settle(seat, now)

    # What they have in hand.

    def offer(
        self, seat: Seat, work: Work, offer: str, deadline: float, now: float, *, exceeding: bool
    ) -> None:
        """It rings them. What they had of the same interaction is over: they may have all of it now."""
        seat.offer = offer
        self._take_up(seat, work, HoldState.OFFERED, now, exceeding=exceeding, offer=offer, until=deadline)

    def give(self, seat: Seat, work: Work, now: float, *, exceeding: bool) -> None:
        """They have taken it by hand."""
        seat.idle_since = now
        self._take_up(seat, work, HoldState.ACTIVE, now, exceeding=exceeding)

    def answer(self, seat: Seat, interaction: str, now: float) -> None:
        """They have accepted what rings them."""
        self._turn(seat, interaction, HoldHappening.OFFER_ACCEPTED, now)
        seat.offer, seat.idle_since = None, now
        self._settle(seat, now)

    def lose(
        self, seat: Seat, interaction: str, unanswered: AgentHappening | None, reason: str, now: float
    ) -> None:
        """What rings them does so no more; `unanswered`, when they were to answer."""
        self._turn(seat, interaction, HoldHappening.OFFER_LOST, now)
        seat.offer = None
        if unanswered is not None:
            self._stand(seat, unanswered, reason, now)
        self._settle(seat, now)

    def engage(self, seat: Seat, event: AgentEngaged, now: float) -> None:
        """The agent takes part in an interaction that was not offered to them."""
        known = seat.holds.get(event.interaction)
        if known is not None:
            self._engage_again(seat, known, event, now)
            return
        calls = [hold for hold in seat.holds.values() if hold.media_type is MediaType.CALL]
        if event.media_type is MediaType.CALL and calls:
            if not event.found or any(hold.state is HoldState.OFFERED for hold in calls):
                return
            for hold in calls:
                self._drop(seat, hold.interaction)
        self._stand(seat, AgentHappening.ENGAGED, "", now)
        seat.holds[event.interaction] = Hold(
            event.interaction, event.queue, event.media_type, event.labels, HoldState.ACTIVE, now
        )
        self._settle(seat, now)

    def _engage_again(self, seat: Seat, known: Hold, event: AgentEngaged, now: float) -> None:
        if known.state is HoldState.OFFERED:
            return
        changed = self._turn(seat, event.interaction, HoldHappening.ENGAGED, now)
        if event.queue is not None and event.queue != known.queue:
            seat.holds[event.interaction] = replace(seat.holds[event.interaction], queue=event.queue)
            changed = True
        if changed:
            self._settle(seat, now)

    def turn(
        self, seat: Seat, interaction: str, happening: HoldHappening, now: float, until: float | None = None
    ) -> bool:
        """What the table says, if it says anything. `until`: when the wrap-up ends by itself."""
        changed = self._turn(seat, interaction, happening, now, until)
        if changed:
            self._settle(seat, now)
        return changed

    def finish(self, seat: Seat, holds: Iterable[Hold], now: float) -> None:
        """These wrap-ups are done."""
        done = [self._turn(seat, hold.interaction, HoldHappening.WRAP_UP_FINISHED, now) for hold in holds]
        if any(done):
            self._settle(seat, now)

    def end_at(self, seat: Seat, interaction: str, until: float, now: float) -> None:
        """The offer or wrap-up ends by itself then."""
        seat.holds[interaction] = replace(seat.holds[interaction], until=until)
        self._deadlines.set((seat.id, interaction), until)
        self._settle(seat, now)

    def label(self, seat: Seat, interaction: str, labels: frozenset[str], now: float) -> None:
        """What they have in hand is labelled so from now on."""
        hold = seat.holds[interaction]
        if hold.labels != labels:
            seat.holds[interaction] = replace(hold, labels=labels)
            self._settle(seat, now)

    def weigh_again(self, seat: Seat, now: float) -> None:
        """Another measure of capacity, for all or for them."""
        before = (seat.units, tuple(seat.holds.values()))
        self._roster.settle(seat, now)
        if before != (seat.units, tuple(seat.holds.values())):
            self._tell(seat)

    def restore(self, seat: Seat, log: AgentRestored, now: float) -> None:
        """The agent is as the log left them, except that no offer, and no call that nobody can name, goes on."""
        for interaction in list(seat.holds):
            self._drop(seat, interaction)
        for hold in log.holds or _only_hold(log):
            if hold.state is not HoldState.OFFERED:
                until = hold.until if hold.state is HoldState.WRAP_UP else None
                seat.holds[hold.interaction] = replace(hold, until=until)
                self._deadlines.set((seat.id, hold.interaction), until)
        at_work = log.state not in AGENT_LIFE[AgentHappening.REMOVED]
        seat.stands, seat.reason = (log.next_state, log.next_reason) if at_work else (log.state, log.reason)
        seat.since = seat.idle_since = log.since
        # From OFFERED, an available agent keeps their turn among the idle.
        seat.state = AgentState.OFFERED if at_work and not seat.holds else log.state
        self._roster.settle(seat, now)
        if seat.state is not log.state:
            self._tell(seat)

    # Inside.

    def _stand(self, seat: Seat, happening: AgentHappening, reason: str, now: float) -> bool:
        answer = AGENT_LIFE[happening][seat.stands]
        if isinstance(answer, Turn) or (answer, reason) == (seat.stands, seat.reason):
            return False
        if not seat.at_work:
            seat.since = now
        seat.stands, seat.reason = answer, reason
        return True

    def _turn(
        self, seat: Seat, interaction: str, happening: HoldHappening, now: float, until: float | None = None
    ) -> bool:
        hold = seat.holds.get(interaction)
        answer = Turn.REFUSED if hold is None else HOLD_LIFE[happening][hold.state]
        if hold is None or answer is Turn.REFUSED:
            return False
        if isinstance(answer, Turn):
            self._drop(seat, interaction)
            if happening is not HoldHappening.OFFER_LOST:
                seat.idle_since = now  # Whose offer was withdrawn did not work: they keep their turn.
        else:
            seat.holds[interaction] = replace(hold, state=answer, since=now, until=until, offer=None)
            self._deadlines.set((seat.id, interaction), until)
        return True

    def _take_up(
        self,
        seat: Seat,
        work: Work,
        state: HoldState,
        now: float,
        *,
        exceeding: bool,
        offer: str | None = None,
        until: float | None = None,
    ) -> None:
        seat.holds.pop(work.interaction, None)
        seat.holds[work.interaction] = Hold(
            work.interaction, work.queue, work.media_type, work.labels, state, now, until, offer, exceeding
        )
        self._deadlines.set((seat.id, work.interaction), until)
        self._settle(seat, now)

    def _drop(self, seat: Seat, interaction: str) -> None:
        del seat.holds[interaction]
        self._deadlines.set((seat.id, interaction), None)

    def _settle(self, seat: Seat, now: float) -> None:
        self._roster.settle(seat, now)
        self._tell(seat)

    def _tell(self, seat: Seat) -> None:
        first, at_work = seat.first, seat.at_work
        self._note(
            NoteAgentState(
                seat.id,
                seat.state,
                "" if at_work else seat.reason,
                seat.since,
                None if first is None else first.until,
                None if first is None else first.interaction,
                seat.stands if at_work else AgentState.AVAILABLE,
                seat.reason if at_work else "",
                None if first is None else first.queue,
                tuple(seat.holds.values()),
                seat.units,
            )
        )


def _only_hold(log: AgentRestored) -> tuple[Hold, ...]:
    """What they had in hand when nobody had more than one call."""
    kept = {AgentState.BUSY: HoldState.ACTIVE, AgentState.WRAP_UP: HoldState.WRAP_UP}
    if log.interaction is None or log.state not in kept:
        return ()
    state = kept[log.state]
    return (Hold(log.interaction, log.queue, MediaType.CALL, frozenset(), state, log.since, log.until),)
