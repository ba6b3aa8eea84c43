"""What the centre is set up with: numbers, accounts, flows, queues, agents. Frozen; a change is a new catalogue."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ari_app.acd import events as routed
from ari_app.acd.model import AgentProfile, Capacity, MediaType, QueueProfile
from ari_app.conversation.line import CallArrived
from ari_app.conversation.text_account import TextAccount
from ivr.calendar import Calendar, Now
from ivr.flow import Flow


@dataclass(frozen=True, slots=True)
class Agent:
    """`endpoint` is what rings for them: the id of a phone, or `number@trunk` for a mobile. `in_browser`: the page."""

    profile: AgentProfile
    name: str
    endpoint: str
    team: str | None = None
    team_name: str | None = None
    in_browser: bool = False


REPLIES_WITHIN: Mapping[MediaType, float] = {
    MediaType.CHAT: 60.0,
    MediaType.MESSAGE: 3600.0,
    MediaType.EMAIL: 24 * 3600.0,
}


@dataclass(frozen=True, slots=True)
class Queue:
    """`announce_every`: seconds between two announcements of the place in the queue, None for none. The service target: so
    many percent answered within so many seconds. `most`: who comes when so many wait is turned away; so is everybody
    outside the hours of `calendar`. `wrap_up_codes`: their ids, as agents see them; the last one stands when none is
    chosen. `replies_within`: the target of what is written: seconds until a person has replied."""

    profile: QueueProfile
    name: str
    announce_every: float | None = None
    record: bool = True
    target_seconds: float = 20.0
    target_percent: float = 80.0
    most: int | None = None
    calendar: Calendar | None = None
    wrap_up_codes: tuple[str, ...] = ()
    replies_within: Mapping[MediaType, float] = field(default_factory=lambda: REPLIES_WITHIN)

    def refusal(self, waiting: int, now: float) -> str:
        """Why it takes nobody more now; empty when it does."""
        if self.calendar is not None and self.calendar.at(now) is not Now.OPEN:
            return "closed"
        return "full" if self.most is not None and waiting >= self.most else ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`numbers` maps a called number to a flow's id; `flows` holds the published version of each.

    `unknown_number` is the flow for every number that is not in `numbers`. `dialable`: how a number has to begin that
    may be called or transferred to. `mobiles`: endpoints of agents who are asked before they have a call, in which
    language; a mailbox may pick up there. `accounts`: where one writes to us, by id."""

    unknown_number: Flow
    numbers: Mapping[str, str] = field(default_factory=dict)
    flows: Mapping[str, Flow] = field(default_factory=dict)
    queues: Mapping[str, Queue] = field(default_factory=dict)
    agents: Mapping[str, Agent] = field(default_factory=dict)
    dialable: tuple[str, ...] = ()
    mobiles: Mapping[str, str] = field(default_factory=dict)
    capacity: Capacity = field(default_factory=Capacity)
    accounts: Mapping[str, TextAccount] = field(default_factory=dict)

    def flow_for(self, number: str) -> Flow:
        """The flow that answers `number`."""
        return self.flows.get(self.numbers.get(number, ""), self.unknown_number)

    def flow_of(self, call: CallArrived) -> Flow:
        """The flow that answers this call; from a chat, the one that answers there."""
        account = self.accounts.get(call.account)
        return self.flow_for(call.called) if account is None else self.flow(account.flow)

    def there(self, account: str) -> bool:
        """Whether who writes to this account sits there, and waits."""
        known = self.accounts.get(account)
        return known is not None and known.facts.synchronous

    def flow(self, flow: str) -> Flow:
        """The published flow of this id; a session whose flow was removed goes on as from an unknown number."""
        return self.flows.get(flow, self.unknown_number)

    def agent_at(self, endpoint: str) -> Agent | None:
        """Who is rung at `endpoint`."""
        return next((agent for agent in self.agents.values() if agent.endpoint == endpoint), None)

    def taught_to_router(self, known_agents: Iterable[str]) -> tuple[routed.Event, ...]:
        """What a router that knows these agents has to learn. Who is gone goes first: nobody is offered to them."""
        return (
            *(routed.AgentRemoved(agent) for agent in known_agents if agent not in self.agents),
            routed.CapacityConfigured(self.capacity),
            *(routed.QueueConfigured(queue.profile) for queue in self.queues.values()),
            *(routed.AgentConfigured(agent.profile) for agent in self.agents.values()),
        )
