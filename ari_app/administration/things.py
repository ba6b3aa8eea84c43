"""The things that are set up, and the plan: all of them as they are now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias, assert_never

from ari_app.storage.choices import EndpointKind
from ari_app.storage.configuration import ConfiguredAgent
from ari_app.storage.revisions import NEVER, Revision
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


class Kind(StrEnum):
    """As people read it."""

    AGENT = "agent"
    TEAM = "team"
    SKILL = "skill"
    QUEUE = "queue"
    CALENDAR = "calendar"
    WRAP_UP_CODE = "wrap-up code"
    NUMBER = "number"
    PHONE = "phone"
    TRUNK = "trunk"
    FLOW = "flow"
    USER = "user"
    CANNED_REPLY = "canned reply"
    ACCOUNT = "account"


Thing: TypeAlias = (
    ConfiguredAgent
    | TeamRow
    | SkillRow
    | QueueRow
    | CalendarRow
    | WrapUpCodeRow
    | NumberRow
    | EndpointRow
    | CannedReplyRow
)
"""What this room changes."""

Referrer: TypeAlias = Thing | FlowRow | UserRow | ChannelAccountRow
"""What may name a thing: flows, users and accounts are changed elsewhere, but what they name cannot go."""

BROWSER_PREFIX = "a-"
"""So begin the names of the softphones in browsers; no other phone may be called so."""

TRUNKS = frozenset({EndpointKind.TRUNK_IP, EndpointKind.TRUNK_REGISTERING})


def kind_of(thing: Referrer) -> Kind:
    match thing:
        case ConfiguredAgent():
            return Kind.AGENT
        case TeamRow():
            return Kind.TEAM
        case SkillRow():
            return Kind.SKILL
        case QueueRow():
            return Kind.QUEUE
        case CalendarRow():
            return Kind.CALENDAR
        case WrapUpCodeRow():
            return Kind.WRAP_UP_CODE
        case NumberRow():
            return Kind.NUMBER
        case EndpointRow():
            return Kind.TRUNK if thing.kind in TRUNKS else Kind.PHONE
        case FlowRow():
            return Kind.FLOW
        case UserRow():
            return Kind.USER
        case CannedReplyRow():
            return Kind.CANNED_REPLY
        case ChannelAccountRow():
            return Kind.ACCOUNT
        case _:
            assert_never(thing)


def id_of(thing: Referrer) -> str:
    match thing:
        case ConfiguredAgent():
            return thing.row.id
        case NumberRow():
            return thing.number
        case _:
            return thing.id


def name_of(thing: Referrer) -> str:
    """As people call it."""
    match thing:
        case ConfiguredAgent():
            return thing.row.name
        case NumberRow():
            return thing.number
        case EndpointRow():
            return thing.id
        case FlowRow():
            return str(thing.body.get("name", thing.id))
        case CannedReplyRow():
            return thing.title
        case _:
            return thing.name


@dataclass(frozen=True, slots=True)
class Plan:
    """`by_kind`: everything, by kind and id. `revisions`: how often each was changed, by kind and id. `dialable`: how a
    number has to begin that may be called."""

    by_kind: Mapping[Kind, Mapping[str, Referrer]] = field(default_factory=dict)
    revisions: Mapping[tuple[str, str], Revision] = field(default_factory=dict)
    dialable: tuple[str, ...] = ()

    def of(self, kind: Kind) -> Mapping[str, Referrer]:
        return self.by_kind.get(kind, {})

    def everything(self) -> Iterable[Referrer]:
        for things in self.by_kind.values():
            yield from things.values()

    def revision(self, kind: Kind, id: str) -> Revision:
        return self.revisions.get((kind, id), NEVER)


def plan_of(
    things: Iterable[Referrer],
    revisions: Mapping[tuple[str, str], Revision],
    dialable: Iterable[str] = (),
) -> Plan:
    """The plan that these make."""
    by_kind: dict[Kind, dict[str, Referrer]] = {kind: {} for kind in Kind}
    for thing in things:
        by_kind[kind_of(thing)][id_of(thing)] = thing
    return Plan(by_kind, revisions, tuple(dialable))
