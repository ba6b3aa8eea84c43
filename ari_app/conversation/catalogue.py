"""What the centre is set up with: numbers, flows, queues, agents. Frozen; a change is a new catalogue."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ari_app.acd import events as routed
from ari_app.acd.model import AgentProfile, QueueProfile
from ivr.flow import Flow


@dataclass(frozen=True, slots=True)
class Agent:
    """`endpoint` is the id of the phone that rings for them."""

    profile: AgentProfile
    name: str
    endpoint: str


@dataclass(frozen=True, slots=True)
class Queue:
    """`announce_every`: seconds between two announcements of the place in the queue, None for none."""

    profile: QueueProfile
    name: str
    announce_every: float | None = None
    record: bool = True


@dataclass(frozen=True, slots=True)
class Catalogue:
    """`numbers` maps a called number to a flow's id; `flows` holds the published version of each.

    `unknown_number` is the flow for every number that is not in `numbers`."""

    unknown_number: Flow
    numbers: Mapping[str, str] = field(default_factory=dict)
    flows: Mapping[str, Flow] = field(default_factory=dict)
    queues: Mapping[str, Queue] = field(default_factory=dict)
    agents: Mapping[str, Agent] = field(default_factory=dict)

    def flow_for(self, number: str) -> Flow:
        """The flow that answers `number`."""
        return self.flows.get(self.numbers.get(number, ""), self.unknown_number)

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
            *(routed.QueueConfigured(queue.profile) for queue in self.queues.values()),
            *(routed.AgentConfigured(agent.profile) for agent in self.agents.values()),
        )
