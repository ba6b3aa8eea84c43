"""The demo centre: a trunk, three numbers, four queues, four agents. Seeded once, into a database without agents."""

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from ari_app.access.service import Access
from ari_app.catalogue_reader import shipped_flow
from ari_app.secret_store import write_private
from ari_app.storage import configuration, endpoints
from ari_app.storage.choices import EndpointKind, Role
from ari_app.storage.database import Database
from ari_app.storage.rows.setup import AgentRow, EndpointRow, FlowRow, NumberRow, QueueRow, SkillRow
from ari_app.storage.statement import Write
from ari_app.telephony.endpoints import digest_of
from ivr.flow import dump

FILE = "demo-credentials.json"

MENU, STRAIGHT, MESSAGE = "+15550100", "+15550101", "+15550102"
TRUNK = "demo-trunk"
QUEUES = ("sales", "support", "billing", "operator")
AGENTS = {
    "agent1": {"sales": 8, "support": 4},
    "agent2": {"support": 9},
    "agent3": {"billing": 8, "support": 3},
    "agent4": {"sales": 5, "billing": 5, "operator": 8},
}
PASSWORD_BYTES = 9

CLOSED = "Everything is on this machine only until you set TRUNKLINE_BIND."
OPEN = "Agents' phones may register from your network; callers have to be on this machine."


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who may ring and be rung: SIP passwords by agent, and a token for the API with the role admin."""

    sip_passwords: dict[str, str]
    admin_token: str


async def seed(
    database: Database, access: Access, state: Path, now: float, own_addresses: Sequence[str]
) -> Credentials | None:
    """Set up the demo when nobody is set up yet. Returns its credentials, None when this centre is not the demo's.

    Callers are let in from `own_addresses`, those of this machine as they are today."""
    known = await configuration.read(database.reader)
    callers = ", ".join(own_addresses)
    if known.agents or known.numbers:
        trunk = await endpoints.one(database.reader, TRUNK)
        if trunk is not None and trunk.match != callers:
            await database.writer.commit([endpoints.known(replace(trunk, match=callers))])
        return read_credentials(state)
    passwords = {agent: secrets.token_urlsafe(PASSWORD_BYTES) for agent in AGENTS}
    await database.writer.commit(list(_rows(passwords, callers, now)))
    admin = await access.add_user("admin", Role.ADMIN)
    for agent in AGENTS:
        await access.add_user(agent, Role.AGENT, agent)
    token = await access.create_token(admin.id, Role.ADMIN, "demo")
    credentials = Credentials(passwords, token.secret)
    write_private(state / FILE, json.dumps(asdict(credentials), indent=2) + "\n")
    return credentials


def read_credentials(state: Path) -> Credentials | None:
    """What `seed` kept, for its owner's eyes only."""
    path = state / FILE
    return Credentials(**json.loads(path.read_text())) if path.is_file() else None


def _rows(passwords: dict[str, str], callers: str, now: float) -> Iterable[Write]:
    for name in QUEUES:
        yield configuration.skill_set(SkillRow(name, name.capitalize()))
        skills = {} if name == "operator" else {name: 1}
        yield configuration.queue_set(
            QueueRow(
                name,
                name.capitalize(),
                skills,
                offer_timeout=20.0,
                wrap_up=15.0,
                announce_every=45.0,
                record=True,
            )
        )
    for agent, skills in AGENTS.items():
        row = AgentRow(agent, agent.capitalize(), agent)
        yield from configuration.agent_set(row, skills, {*skills, "operator"})
        yield endpoints.known(
            EndpointRow(
                agent,
                EndpointKind.REGISTERED,
                agent=agent,
                username=agent,
                ha1=digest_of(agent, passwords[agent]),
            )
        )
    yield endpoints.known(EndpointRow(TRUNK, EndpointKind.TRUNK_IP, match=callers))
    for number, name in ((MENU, "demo-menu"), (STRAIGHT, "demo-support"), (MESSAGE, "demo-voicemail")):
        flow = shipped_flow(name)
        yield configuration.flow_added(FlowRow(flow.id, flow.version, dump(flow), published_at=now))
        yield configuration.number_set(NumberRow(number, flow.id))


def how_to_call(credentials: Credentials, sip: Sequence[str], web: str, *, is_open: bool) -> str:
    """What a person who has just started the demo wants to read. `sip`: where phones find us, those of this machine
    at the first; `is_open`: those of the network too."""
    here = sip[0]
    agents = "\n".join(
        f"    {agent:<8} {password:<14} {', '.join(f'{skill} {level}' for skill, level in AGENTS[agent].items())}"
        for agent, password in credentials.sip_passwords.items()
    )
    return f"""
Trunkline is up. {OPEN if is_open else CLOSED}

  Be an agent: register a SIP phone at {" or ".join(sip)} as
    user     password       skills
{agents}
  then dial *1 (available), *2 (away), *3 (wrap-up done).

  Be a caller: from a second SIP phone without a password, call
    sip:{MENU}@{here}   the menu: 1 sales, 2 support, 3 billing, 0 operator, or say it
    sip:{STRAIGHT}@{here}   straight to support
    sip:{MESSAGE}@{here}   leave a message

  The API: {web}/api/v1/openapi.json, with the header
    Authorization: Bearer {credentials.admin_token}

Ctrl-C stops everything.
"""
