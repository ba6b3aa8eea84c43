"""The demo centre: a trunk, three numbers, four queues, four agents, a supervisor. Seeded once, into a database without
agents."""

import json
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

from ari_app.access.reception import Reception
from ari_app.catalogue_reader import shipped_flow
from ari_app.secret_store import write_private
from ari_app.storage import calendars, channel_accounts, configuration, endpoints, teams, wrap_up_codes
from ari_app.storage.choices import EndpointKind, Role
from ari_app.storage.database import Database
from ari_app.storage.rows.channels import ChannelAccountRow
from ari_app.storage.rows.setup import (
    AgentRow,
    CalendarRow,
    EndpointRow,
    FlowRow,
    NumberRow,
    QueueRow,
    SkillRow,
    TeamRow,
    WrapUpCodeRow,
)
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
TEAMS = {"day": ("agent1", "agent2"), "evening": ("agent3", "agent4")}
ANYTHING_ELSE = "something-else"
"""The last code of every queue: it stands when nobody chooses one."""
CODES = {
    "sales": ("order-placed", "offer-sent", "not-interested"),
    "support": ("solved", "second-line", "called-back"),
    "billing": ("invoice-explained", "refund", "payment-plan"),
    "operator": ("connected", "message-taken"),
}
WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
OFFICE = CalendarRow(
    "office",
    "Office",
    "UTC",
    [{"days": WORKDAYS, "opens": "08:00", "closes": "18:00"}],
    ["01-01", "12-25", "12-26"],
)
"""To look at and to name: the demo's queues are open day and night."""
PASSWORD_BYTES = 9

WEB_CHAT = "webchat"
WIDGET = {
    "title": "Fernweh",
    "greeting": "Hello! How can we help?",
    "reply_time": "We usually reply within a minute",
    "colour": "#2f6b52",
    "starters": "Sales|Support|Billing",
    "person": "operator",
    "call": "yes",
}
"""The web chat of the page `/demo/shop`."""

CLOSED = "Everything is on this machine only until you set TRUNKLINE_BIND."
OPEN = "Agents' phones may register from your network; callers have to be on this machine."


SUPERVISOR = "supervisor1"
PEOPLE = {**dict.fromkeys(AGENTS, Role.AGENT), SUPERVISOR: Role.SUPERVISOR, "auditor": Role.AUDITOR}
"""Who may sign in at once, by a password made at random; `admin` chooses theirs by a set-up link."""


@dataclass(frozen=True, slots=True)
class Credentials:
    """Who may ring and be rung: SIP passwords by agent; who may sign in: passwords by user; and a token for the API with
    the role admin."""

    sip_passwords: dict[str, str]
    admin_token: str
    web_passwords: dict[str, str] = field(default_factory=dict)


async def seed(
    database: Database, reception: Reception, state: Path, now: float, own_addresses: Sequence[str]
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
    passwords = {agent: secrets.token_urlsafe(PASSWORD_BYTES) for agent in (*AGENTS, SUPERVISOR)}
    await database.writer.commit(list(_rows(passwords, callers, now)))
    access = reception.access
    admin = await access.add_user("admin", Role.ADMIN)
    web_passwords = {name: secrets.token_urlsafe(PASSWORD_BYTES) for name in PEOPLE}
    for name, role in PEOPLE.items():
        user = await access.add_user(name, role, name if role in (Role.AGENT, Role.SUPERVISOR) else None)
        await database.writer.commit([await reception.passwords.chosen(user, web_passwords[name])])
    token = await access.create_token(admin.id, Role.ADMIN, "demo")
    credentials = Credentials(passwords, token.secret, web_passwords)
    write_private(state / FILE, json.dumps(asdict(credentials), indent=2) + "\n")
    return credentials


def read_credentials(state: Path) -> Credentials | None:
    """What `seed` kept, for its owner's eyes only."""
    path = state / FILE
    return Credentials(**json.loads(path.read_text())) if path.is_file() else None


def _rows(passwords: dict[str, str], callers: str, now: float) -> Iterable[Write]:
    yield calendars.known(OFFICE)
    for team in TEAMS:
        yield teams.known(TeamRow(team, team.capitalize()))
    for code in {*(code for codes in CODES.values() for code in codes), ANYTHING_ELSE}:
        yield wrap_up_codes.known(WrapUpCodeRow(code, code.replace("-", " ").capitalize()))
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
                wrap_up_codes=[*CODES[name], ANYTHING_ELSE],
            )
        )
    # A supervisor has a phone to listen with, and no queue to answer.
    for agent, skills in {**AGENTS, SUPERVISOR: {}}.items():
        its = next((team for team, members in TEAMS.items() if agent in members), None)
        row = AgentRow(agent, agent.capitalize(), agent, its)
        yield from configuration.agent_set(row, skills, {*skills, "operator"} if skills else ())
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
    yield channel_accounts.known(
        ChannelAccountRow(
            WEB_CHAT,
            "webchat",
            "The demo shop's web chat",
            "the demo shop",
            "demo-menu",
            WIDGET,
            None,
            True,
            now,
            now,
        )
    )
    for number, name in ((MENU, "demo-menu"), (STRAIGHT, "demo-support"), (MESSAGE, "demo-voicemail")):
        flow = shipped_flow(name)
        yield configuration.flow_added(FlowRow(flow.id, flow.version, dump(flow), published_at=now))
        yield configuration.number_set(NumberRow(number, flow.id))


def how_to_call(
    credentials: Credentials, sip: Sequence[str], web: str, *, is_open: bool, set_up: str | None = None
) -> str:
    """What a person who has just started the demo wants to read. `sip`: where phones find us, those of this machine
    at the first; `is_open`: those of the network too; `set_up`: the link of an administrator who has no password yet."""
    here = sip[0]
    agents = "\n".join(
        f"    {agent:<11} {password:<14} {_skills(agent)}".rstrip()
        for agent, password in credentials.sip_passwords.items()
    )
    people = "\n".join(f"    {user:<11} {password}" for user, password in credentials.web_passwords.items())
    admin = f"\n  The administrator chooses a password here, once:\n    {set_up}\n" if set_up else ""
    return f"""
Trunkline is up. {OPEN if is_open else CLOSED}

  Open {web} and sign in as
{people}
{admin}
  Or be an agent at a desk phone: register a SIP phone at {" or ".join(sip)} as
    user        password       skills
{agents}
  then dial *1 (available), *2 (away), *3 (wrap-up done).

  Be a caller: from a second SIP phone without a password, call
    sip:{MENU}@{here}   the menu: 1 sales, 2 support, 3 billing, 0 operator, or say it
    sip:{STRAIGHT}@{here}   straight to support
    sip:{MESSAGE}@{here}   leave a message

  Or be a customer who writes, or calls from the browser: open
    {web}/demo/shop

  The API: {web}/api/v1/openapi.json, with the header
    Authorization: Bearer {credentials.admin_token}

Ctrl-C stops everything.
"""


def _skills(agent: str) -> str:
    return ", ".join(f"{skill} {level}" for skill, level in AGENTS.get(agent, {}).items())
