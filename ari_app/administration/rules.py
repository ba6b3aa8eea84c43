"""Who refers to whom, and what makes no sense. Pure.

One list of references answers both questions of an admin's day: may this be saved (does all that it names exist), and
may this go (does nothing name it any more).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from ipaddress import ip_network
from typing import Any, assert_never

from ari_app.administration import dialling
from ari_app.administration.things import BROWSER_PREFIX, Kind, Plan, Referrer, Thing, id_of, kind_of, name_of
from ari_app.storage.choices import EndpointKind
from ari_app.storage.configuration import ConfiguredAgent
from ari_app.storage.rows.access import UserRow
from ari_app.storage.rows.channels import CannedReplyRow, ChannelAccountRow
from ari_app.storage.rows.setup import (
    CalendarRow,
    EndpointRow,
    FlowRow,
    NumberRow,
    QueueRow,
    SkillRow,
    TeamRow,
    WrapUpCodeRow,
)
from ivr import calendar
from ivr.faults import FlowFaults

MOST_CODES = 15
"""More than an agent can find their way in while the next caller waits."""

NAMED = 3
"""So many of those in the way are named, the others counted."""

_SIP = re.compile(r"sips?:[^\s,;<>\"]+")
_HOST = re.compile(r"[A-Za-z0-9.-]+(:\d{1,5})?")


@dataclass(frozen=True, slots=True)
class Fault:
    """`at`: a JSON pointer to the place, from the thing."""

    at: str
    message: str


@dataclass(frozen=True, slots=True)
class Reference:
    """What is named, and where. Without `holds`, what is named may go all the same."""

    kind: Kind
    id: str
    at: str
    holds: bool = True


def references(thing: Referrer) -> Iterator[Reference]:
    """Everything that it names."""
    match thing:
        case ConfiguredAgent(row, skills, queues):
            yield from (Reference(Kind.SKILL, skill, f"/skills/{skill}") for skill in skills)
            yield from (
                Reference(Kind.QUEUE, queue, f"/queues/{at}") for at, queue in enumerate(sorted(queues))
            )
            if row.team is not None:
                yield Reference(Kind.TEAM, row.team, "/team")
            if row.endpoint:
                yield Reference(Kind.PHONE, row.endpoint, "/phone")
        case QueueRow():
            yield from (Reference(Kind.SKILL, skill, f"/skills/{skill}") for skill in thing.skills)
            yield from (
                Reference(Kind.WRAP_UP_CODE, code, f"/wrap_up_codes/{at}")
                for at, code in enumerate(thing.wrap_up_codes)
            )
            if thing.calendar is not None:
                yield Reference(Kind.CALENDAR, thing.calendar, "/calendar")
        case NumberRow() | ChannelAccountRow():
            yield Reference(Kind.FLOW, thing.flow, "/flow")
        case CannedReplyRow():
            yield from (
                Reference(Kind.QUEUE, queue, f"/queues/{at}") for at, queue in enumerate(thing.queues or ())
            )
        case EndpointRow():
            if thing.agent is not None:
                yield Reference(Kind.AGENT, thing.agent, "/agent", holds=False)
            if thing.kind is EndpointKind.MOBILE:
                yield Reference(Kind.TRUNK, dialling.own_number(thing.contact)[1], "/trunk")
        case FlowRow():
            yield from _named_in(thing.body)
        case UserRow():
            yield from _named_by_user(thing)
        case TeamRow() | SkillRow() | CalendarRow() | WrapUpCodeRow():
            return
        case _:
            assert_never(thing)


def _named_by_user(user: UserRow) -> Iterator[Reference]:
    if user.agent is not None:
        yield Reference(Kind.AGENT, user.agent, "/agent")
    yield from (Reference(Kind.TEAM, team, f"/teams/{at}") for at, team in enumerate(user.teams or ()))
    yield from (Reference(Kind.QUEUE, queue, f"/queues/{at}") for at, queue in enumerate(user.queues or ()))


def _named_in(flow: Mapping[str, Any]) -> Iterator[Reference]:
    """What a flow's nodes name; a flow that cannot be read names nothing."""
    nodes = flow.get("nodes")
    for id, node in nodes.items() if isinstance(nodes, Mapping) else ():
        if not isinstance(node, Mapping):
            continue
        for member, kind in (("queue", Kind.QUEUE), ("calendar", Kind.CALENDAR)):
            if isinstance(named := node.get(member), str):
                yield Reference(kind, named, f"/nodes/{id}/{member}")
        skills = node.get("skills")
        for skill in skills if isinstance(skills, Mapping) else ():
            yield Reference(Kind.SKILL, skill, f"/nodes/{id}/skills/{skill}")


def uses(plan: Plan) -> Mapping[tuple[Kind, str], list[Referrer]]:
    """Everything that cannot do without a thing, by its kind and id."""
    found: dict[tuple[Kind, str], list[Referrer]] = {}
    for thing in plan.everything():
        for named in {(named.kind, named.id): named for named in references(thing) if named.holds}:
            found.setdefault(named, []).append(thing)
    return found


def in_the_way(plan: Plan, kind: Kind, id: str) -> str:
    """Why it cannot go, as a sentence; empty when it can."""
    users = uses(plan).get((kind, id), [])
    if not users:
        return ""
    named = [f"{kind_of(user).value} {name_of(user)}" for user in users[:NAMED]]
    if len(users) > NAMED:
        named.append(f"{len(users) - NAMED} more")
    whom = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    return f"The {kind.value} {id} is still used by {whom}: take it out there first."


def unknown(thing: Referrer, plan: Plan) -> Iterator[Fault]:
    """What it names and is not there."""
    for named in references(thing):
        if named.id not in plan.of(named.kind):
            yield Fault(
                named.at, f"There is no {named.kind.value} {named.id!r}: choose another, or add it first."
            )


def faults(thing: Thing, plan: Plan) -> Iterator[Fault]:
    """What keeps it from being saved into this plan."""
    yield from unknown(thing, plan)
    match thing:
        case ConfiguredAgent():
            yield from _faults_of_agent(thing, plan)
        case QueueRow():
            if len(thing.wrap_up_codes) > MOST_CODES:
                yield Fault(
                    "/wrap_up_codes", f"At most {MOST_CODES} codes: agents have to find theirs quickly."
                )
            if len(set(thing.wrap_up_codes)) < len(thing.wrap_up_codes):
                yield Fault("/wrap_up_codes", "A code stands there twice: take one of the two away.")
        case CalendarRow():
            yield from _faults_of_calendar(thing)
        case EndpointRow():
            yield from _faults_of_endpoint(thing, plan)
        case CannedReplyRow():
            yield from _faults_of_canned_reply(thing, plan)
        case TeamRow() | SkillRow() | WrapUpCodeRow() | NumberRow():
            pass
        case _:
            assert_never(thing)


def _faults_of_agent(agent: ConfiguredAgent, plan: Plan) -> Iterator[Fault]:
    for other in plan.of(Kind.AGENT).values():
        if not isinstance(other, ConfiguredAgent) or other.row.id == agent.row.id:
            continue
        if agent.row.endpoint and other.row.endpoint == agent.row.endpoint:
            yield Fault("/phone", f"This phone is {other.row.name}'s already: choose another.")


def _faults_of_canned_reply(reply: CannedReplyRow, plan: Plan) -> Iterator[Fault]:
    for other in plan.of(Kind.CANNED_REPLY).values():
        if not isinstance(other, CannedReplyRow) or other.id == reply.id:
            continue
        if (other.shortcut, other.language) == (reply.shortcut, reply.language):
            yield Fault("/shortcut", f"/{reply.shortcut} is {other.title} already: choose another.")


def _faults_of_calendar(row: CalendarRow) -> Iterator[Fault]:
    try:
        calendar.parse({"time_zone": row.time_zone, "weekly": row.weekly, "holidays": row.holidays})
    except FlowFaults as error:
        for fault in error.faults:
            yield Fault(fault.where, f"{fault.message[:1].upper()}{fault.message[1:]}.")


def _faults_of_endpoint(row: EndpointRow, plan: Plan) -> Iterator[Fault]:
    if row.id.startswith(BROWSER_PREFIX) and not row.webrtc:
        yield Fault(
            "/id", f"Names that begin with {BROWSER_PREFIX} are for softphones in browsers: choose another."
        )
    if row.kind is not EndpointKind.MOBILE and row.contact is not None and not _SIP.fullmatch(row.contact):
        yield Fault("/address", "Write one SIP address, such as sip:201@192.0.2.7:5060.")
    for address in row.addresses:
        try:
            ip_network(address, strict=False)
        except ValueError:
            yield Fault(
                "/addresses", f"{address} is no IP address or network: write 203.0.113.7 or 203.0.113.0/29."
            )
    match row.kind:
        case EndpointKind.REGISTERED:
            pass
        case EndpointKind.FIXED:
            if row.contact is None:
                yield Fault("/address", "A phone that does not register needs its SIP address.")
        case EndpointKind.MOBILE:
            number, _ = dialling.own_number(row.contact)
            if refused := dialling.refusal(number, plan.dialable):
                yield Fault("/number", refused)
        case EndpointKind.TRUNK_IP:
            if not row.match:
                yield Fault(
                    "/addresses", "Name the addresses that the carrier calls from: nobody is let in without."
                )
        case EndpointKind.TRUNK_REGISTERING:
            if not _HOST.fullmatch(row.server_uri or ""):
                yield Fault("/server", "Name the carrier's server: a host, or host:port.")
            if not row.username:
                yield Fault("/username", "Name the account that the carrier gave you.")
            if not row.secret:
                yield Fault("/password", "The carrier's password is needed to register.")
        case _:
            assert_never(row.kind)


def taken(plan: Plan, thing: Thing) -> bool:
    """Whether there is one of this id already. Phones and trunks share their names: they are all Asterisk's."""
    if isinstance(thing, EndpointRow):
        return thing.id in plan.of(Kind.PHONE) or thing.id in plan.of(Kind.TRUNK)
    return id_of(thing) in plan.of(kind_of(thing))
