"""The rows of a thing that is set up, and of one that goes."""

from typing import assert_never

from ari_app.administration.things import Kind, Thing
from ari_app.storage import calendars, canned_replies, configuration, endpoints, teams, wrap_up_codes
from ari_app.storage.configuration import ConfiguredAgent
from ari_app.storage.rows.channels import CannedReplyRow
from ari_app.storage.rows.setup import (
    CalendarRow,
    EndpointRow,
    NumberRow,
    QueueRow,
    SkillRow,
    TeamRow,
    WrapUpCodeRow,
)
from ari_app.storage.statement import Write


def written(thing: Thing) -> list[Write]:
    """As it is from now on."""
    match thing:
        case ConfiguredAgent(row, skills, queues):
            return configuration.agent_set(row, skills, queues)
        case TeamRow():
            return [teams.known(thing)]
        case SkillRow():
            return [configuration.skill_set(thing)]
        case QueueRow():
            return [configuration.queue_set(thing)]
        case CalendarRow():
            return [calendars.known(thing)]
        case WrapUpCodeRow():
            return [wrap_up_codes.known(thing)]
        case NumberRow():
            return [configuration.number_set(thing)]
        case EndpointRow():
            return [endpoints.known(thing)]
        case CannedReplyRow():
            return [canned_replies.kept(thing)]
        case _:
            assert_never(thing)


def removed(kind: Kind, id: str) -> list[Write]:
    """Gone; refused when it is not there."""
    match kind:
        case Kind.AGENT:
            return [*configuration.agent_removed(id), *endpoints.disowned(id)]
        case Kind.TEAM:
            return [teams.removed(id)]
        case Kind.SKILL:
            return [configuration.skill_removed(id)]
        case Kind.QUEUE:
            return [configuration.queue_removed(id)]
        case Kind.CALENDAR:
            return [calendars.removed(id)]
        case Kind.WRAP_UP_CODE:
            return [wrap_up_codes.removed(id)]
        case Kind.NUMBER:
            return [configuration.number_removed(id)]
        case Kind.PHONE | Kind.TRUNK:
            return [endpoints.removed(id)]
        case Kind.CANNED_REPLY:
            return [canned_replies.removed(id)]
        case Kind.FLOW | Kind.USER | Kind.ACCOUNT:
            raise ValueError(f"A {kind.value} is not removed here.")
        case _:
            assert_never(kind)
