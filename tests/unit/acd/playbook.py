"""Stories for the router: say what happens in a word or two, and read what it wants in one line per command.

Times are seconds after the story began."""

from ari_app.acd import events
from ari_app.acd.commands import CloseOffer, Command, ConnectTo, NoteAgentState, OfferTo, ReturnToQueue
from ari_app.acd.model import AgentProfile, AgentState, HoldState, MediaType, QueueProfile, Work
from ari_app.acd.router import Router

BEGIN = 1_700_000_000.0


class Playbook:
    """A centre in which a story is played. What is told returns the commands, as sentences."""

    def __init__(self) -> None:
        self.router = Router()
        self.now = BEGIN
        self._arrived = 0

    # The centre.

    def queue(self, name: str, *, timeout: float = 20, wrap_up: float = 0, **skills: int) -> list[str]:
        return self.tell(events.QueueConfigured(QueueProfile(name, skills, timeout, wrap_up)))

    def agent(self, name: str, *queues: str, **skills: int) -> list[str]:
        return self.tell(events.AgentConfigured(AgentProfile(name, frozenset(queues), skills)))

    def on_duty(self, name: str, *queues: str, **skills: int) -> list[str]:
        """A new agent who is available at once."""
        self.agent(name, *queues, **skills)
        return self.asks(name, AgentState.AVAILABLE)

    # What happens.

    def later(self, seconds: float) -> list[str]:
        """Time passes, and the router's clock with it, ticking when the router asked for it."""
        end = self.now + seconds
        said: list[str] = []
        while (deadline := self.router.next_deadline) is not None and deadline <= end:
            self.now = max(self.now, deadline)
            said += self.tell(events.ClockTicked())
        self.now = end
        return said

    def calls(
        self,
        name: str,
        queue: str,
        *,
        priority: int = 0,
        wanted: str | None = None,
        for_seconds: float = 0.0,
        **skills: int,
    ) -> list[str]:
        """`wanted`: for this agent alone, `for_seconds`."""
        self._arrived += 1
        until = None if wanted is None else self.now + for_seconds
        work = Work(name, queue, skills, priority, self.now, self._arrived, 0, wanted, until)
        return self.tell(events.WorkQueued(work))

    def arrives(
        self, name: str, media_type: MediaType, queue: str = "support", *labels: str, priority: int = 0
    ) -> list[str]:
        """Something that may be no call."""
        self._arrived += 1
        work = Work(
            name, queue, {}, priority, self.now, self._arrived, 0, None, None, media_type, frozenset(labels)
        )
        return self.tell(events.WorkQueued(work))

    def takes(self, agent: str, name: str, media_type: MediaType, *labels: str) -> None:
        """It arrives, rings them, and they accept."""
        self.arrives(name, media_type, "support", *labels)
        self.accepts(agent)

    def parks(self, agent: str, name: str) -> list[str]:
        return self.tell(events.HoldParked(agent, name))

    def goes_on_with(self, agent: str, name: str) -> list[str]:
        return self.tell(events.HoldUnparked(agent, name))

    def pulls(self, agent: str, name: str) -> list[str]:
        return self.tell(events.WorkPulled(agent, name))

    def is_done_with(self, agent: str, name: str) -> list[str]:
        return self.tell(events.WorkEnded(agent, name))

    def hangs_up(self, name: str) -> list[str]:
        return self.tell(events.WorkLeft(name, "hung up"))

    def accepts(self, agent: str) -> list[str]:
        return self.tell(events.OfferAccepted(self.offer_of(agent)))

    def declines(self, agent: str, reason: str = "") -> list[str]:
        return self.tell(events.OfferDeclined(self.offer_of(agent), reason))

    def unreachable(self, agent: str) -> list[str]:
        return self.tell(events.OfferFailed(self.offer_of(agent), "unreachable"))

    def ends(self, agent: str) -> list[str]:
        status = self.router.agent(agent)
        assert status is not None and status.interaction is not None
        return self.tell(events.WorkEnded(agent, status.interaction))

    def wrapped_up(self, agent: str) -> list[str]:
        return self.tell(events.WrapUpFinished(agent))

    def asks(self, agent: str, state: AgentState, reason: str = "") -> list[str]:
        return self.tell(events.StateRequested(agent, state, reason))

    def tell(self, event: events.Event) -> list[str]:
        return self.say(self.router.apply(event, self.now))

    # What can be seen.

    def offer_of(self, agent: str) -> str:
        status = self.router.agent(agent)
        assert status is not None and status.offer is not None, f"nothing is offered to {agent}"
        return status.offer

    def state_of(self, agent: str) -> AgentState:
        status = self.router.agent(agent)
        assert status is not None
        return status.state

    def in_hand(self, agent: str) -> list[str]:
        """What they have in hand, and the units that it takes."""
        status = self.router.agent(agent)
        assert status is not None
        said = []
        for hold in status.holds:
            marks = [mark for mark in ("interrupted", "exceeding") if getattr(hold, mark)]
            state = [hold.state.value] if hold.state is not HoldState.ACTIVE or not hold.interrupted else []
            said.append(f"{hold.interaction} {' '.join([*state, *marks])}")
        return [*said, f"{status.units} units"]

    def waiting(self, queue: str | None = None) -> list[str]:
        return [work.interaction for work in self.router.waiting(queue)]

    def deadline(self) -> float | None:
        """When the router next needs the clock."""
        deadline = self.router.next_deadline
        return None if deadline is None else deadline - BEGIN

    def say(self, commands: list[Command]) -> list[str]:
        return [self._sentence(command) for command in commands]

    def _sentence(self, command: Command) -> str:
        match command:
            case OfferTo():
                return f"ring {command.agent} for {command.interaction} until {command.deadline - BEGIN:g}"
            case CloseOffer():
                return f"{command.state} by {command.agent}: {command.interaction}" + _because(command.reason)
            case ConnectTo():
                return f"connect {command.interaction} to {command.agent}"
            case ReturnToQueue():
                return f"{command.interaction} waits again"
            case NoteAgentState():
                until = "" if command.until is None else f" until {command.until - BEGIN:g}"
                follows = "" if command.next_state is AgentState.AVAILABLE else f", then {command.next_state}"
                return f"{command.agent} is {command.state}{until}{_because(command.reason)}{follows}"


def _because(reason: str) -> str:
    return f" ({reason})" if reason else ""
