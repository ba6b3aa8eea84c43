"""The life of an agent in the router: every change of state goes through `AGENT_LIFE` here, and is noted."""

from collections.abc import Callable

from ari_app.acd.commands import NoteAgentState
from ari_app.acd.deadlines import Deadlines
from ari_app.acd.events import AgentRestored
from ari_app.acd.model import AgentProfile, AgentState
from ari_app.acd.roster import Roster, Seat
from ari_app.acd.tables import AGENT_LIFE, ASKED, UNANSWERED, AgentHappening, Turn

WORKING = frozenset({AgentState.OFFERED, AgentState.BUSY, AgentState.WRAP_UP})


class Agents:
    """Moves agents from state to state. `note` takes what is to be told of it."""

    def __init__(self, roster: Roster, deadlines: Deadlines, note: Callable[[NoteAgentState], None]) -> None:
        self._roster = roster
        self._deadlines = deadlines
        self._note = note

    def welcome(self, profile: AgentProfile, now: float) -> Seat:
        """A new agent, signed out."""
        seat = self._roster.add(profile, now)
        self._tell(seat)
        return seat

    def turn(
        self, seat: Seat, happening: AgentHappening, now: float, reason: str = "", until: float | None = None
    ) -> None:
        """What the table says, if it says anything. `until`: when the new state ends by itself."""
        answer = AGENT_LIFE[happening][seat.state]
        if answer is Turn.FOLLOW or (happening in UNANSWERED and seat.next_state is not AgentState.AVAILABLE):
            self._enter(seat, seat.next_state, seat.next_reason, now, until)
        elif not isinstance(answer, Turn):
            self._enter(seat, answer, reason, now, until)

    def ask(self, seat: Seat, happening: AgentHappening, state: AgentState, reason: str, now: float) -> None:
        """The agent asks for `state`: now, or after the work, as the table says."""
        if AGENT_LIFE[happening][seat.state] is not Turn.LATER:
            self.turn(seat, happening, now, reason)
        else:
            self.postpone(seat, state, reason)

    def postpone(self, seat: Seat, state: AgentState, reason: str) -> None:
        """What the agent asks for follows the work."""
        if (seat.next_state, seat.next_reason) != (state, reason):
            seat.next_state, seat.next_reason = state, reason
            self._tell(seat)

    def engage(self, seat: Seat, interaction: str, queue: str | None, now: float) -> None:
        """The agent works on this interaction; afterwards they stand where they stand now, as far as one can
        ask to stand there."""
        if (seat.state, seat.interaction) == (AgentState.BUSY, interaction):
            if queue not in (None, seat.queue):
                seat.queue = queue
                self._tell(seat)
        elif AGENT_LIFE[AgentHappening.ENGAGED][seat.state] is not Turn.REFUSED:
            if seat.state in ASKED:
                seat.next_state, seat.next_reason = seat.state, seat.reason
            seat.interaction, seat.queue = interaction, queue
            self.turn(seat, AgentHappening.ENGAGED, now)

    def end_at(self, seat: Seat, until: float) -> None:
        """Their offer or wrap-up ends by itself then."""
        seat.until = until
        self._deadlines.set(seat.id, until)
        self._tell(seat)

    def extend(self, seat: Seat, seconds: float) -> None:
        """A wrap-up ends so much later, if it ends by itself at all."""
        if seat.state is AgentState.WRAP_UP and seat.until is not None:
            self.end_at(seat, seat.until + seconds)

    def restore(self, seat: Seat, log: AgentRestored, now: float) -> None:
        """The agent is as the log left them, except that no offer, and no call that nobody can name, goes
        on."""
        if seat.state is AgentState.AVAILABLE:
            self._roster.engage(seat)
        seat.state, seat.reason, seat.since, seat.idle_since = log.state, log.reason, log.since, log.since
        seat.interaction, seat.queue = log.interaction, log.queue
        seat.next_state, seat.next_reason = log.next_state, log.next_reason
        seat.until = log.until if log.state is AgentState.WRAP_UP else None
        self._deadlines.set(seat.id, seat.until)
        if log.state is AgentState.OFFERED or (log.state is AgentState.BUSY and log.interaction is None):
            # From OFFERED, an available agent keeps their turn among the idle.
            seat.state = AgentState.OFFERED
            self.turn(seat, AgentHappening.OFFER_WITHDRAWN, now)
        elif log.state is AgentState.AVAILABLE:
            self._roster.free(seat)

    def _enter(self, seat: Seat, state: AgentState, reason: str, now: float, until: float | None) -> None:
        was = seat.state
        if was is AgentState.AVAILABLE:
            self._roster.engage(seat)
        seat.state, seat.reason, seat.since, seat.until = state, reason, now, until
        self._deadlines.set(seat.id, until)
        if state is not AgentState.OFFERED:
            seat.offer = None
        if state not in WORKING:
            seat.interaction = seat.queue = None
            seat.next_state, seat.next_reason = AgentState.AVAILABLE, ""
        if state is AgentState.AVAILABLE:
            if was is not AgentState.OFFERED:
                seat.idle_since = now  # Whose offer was withdrawn did not work: they keep their turn.
            self._roster.free(seat)
        self._tell(seat)

    def _tell(self, seat: Seat) -> None:
        self._note(
            NoteAgentState(
                seat.id,
                seat.state,
                seat.reason,
                seat.since,
                seat.until,
                seat.interaction,
                seat.next_state,
                seat.next_reason,
                seat.queue,
            )
        )
