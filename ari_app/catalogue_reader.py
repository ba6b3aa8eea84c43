"""The catalogue and the endpoints, as the database holds them."""

import json
from importlib import resources

from ari_app.acd.model import AgentProfile, QueueProfile
from ari_app.conversation.catalogue import Agent, Catalogue, Queue
from ari_app.storage import configuration
from ari_app.storage.reader import Reader
from ivr.flow import Flow, parse


def shipped_flow(name: str) -> Flow:
    """A flow of `ivr/flows/`."""
    return parse(json.loads((resources.files("ivr") / "flows" / f"{name}.json").read_text(encoding="utf-8")))


async def read_catalogue(reader: Reader) -> Catalogue:
    """What the centre is set up with. Raises FlowFaults when a published flow is not one."""
    stored = await configuration.read(reader)
    return Catalogue(
        unknown_number=shipped_flow("unknown-number"),
        numbers=dict(stored.numbers),
        flows={row.id: parse(row.body) for row in stored.flows},
        queues={
            row.id: Queue(
                QueueProfile(row.id, dict(row.skills), row.offer_timeout, row.wrap_up),
                row.name,
                row.announce_every,
                row.record,
            )
            for row in stored.queues
        },
        agents={
            agent.row.id: Agent(
                AgentProfile(agent.row.id, agent.queues, dict(agent.skills)),
                agent.row.name,
                agent.row.endpoint,
            )
            for agent in stored.agents
        },
    )
