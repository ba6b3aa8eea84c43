"""Every table. Times are seconds since the epoch (UTC) as float, ids are text, JSON is JSONB on PostgreSQL,
text on SQLite.

What happened (interaction, event, offer, recording, voicemail) has no foreign key to what is set up (agent,
queue, flow): history outlives configuration. A column is as its row class in `rows.py` says, in the same
order.
"""

from enum import StrEnum
from typing import Any, Generic, TypeVar

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.schema import SchemaItem
from sqlalchemy.sql.type_api import TypeEngine

from ari_app.acd.model import AgentState, InteractionState, OfferState
from ari_app.storage.choices import EndpointKind, Role

Member = TypeVar("Member", bound=StrEnum)


class Choice(TypeDecorator[Member], Generic[Member]):
    """Text in the database, a member of the enumeration in Python."""

    impl = Text
    cache_ok = True

    def __init__(self, enum: type[Member]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: Member | None, dialect: Dialect) -> str | None:
        return None if value is None else value.value

    def process_result_value(self, value: Any | None, dialect: Dialect) -> Member | None:
        return None if value is None else self.enum(value)


# Named by rule, so that a migration can name what it drops.
metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)

Json = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
Counter = BigInteger().with_variant(
    Integer, "sqlite"
)  # SQLite numbers rows itself only in an INTEGER PRIMARY KEY

Kind = TypeEngine[Any] | type[TypeEngine[Any]]


def _key(name: str, kind: Kind = Text, *parts: SchemaItem) -> Column[Any]:
    return Column(name, kind, *parts, primary_key=True)


def _has(name: str, kind: Kind = Text, *parts: SchemaItem) -> Column[Any]:
    return Column(name, kind, *parts, nullable=False)


def _may_have(name: str, kind: Kind = Text) -> Column[Any]:
    return Column(name, kind)


# --- what happens -------------------------------------------------------------------------------------------

interaction = Table(
    "interaction",
    metadata,
    _key("id"),
    _has("medium"),
    _has("channel"),
    _has("called"),
    _has("caller"),
    _has("line"),  # the customer's channel in Asterisk
    _has("created_at", Double),
    _has("flow"),
    _has("flow_version"),
    _has("state", Choice(InteractionState)),
    _has("reason"),
    _may_have("session", Json),  # the waiting flow
    _may_have("alarm_step", Integer),  # the session's one timer: this step is told at `alarm_at`
    _may_have("alarm_at", Double),
    _may_have("queue"),  # its place, kept while an offer is out
    _may_have("skills", Json),
    _may_have("priority", Integer),
    _may_have("queued_at", Double),
    _may_have("queue_order", BigInteger),
    _may_have("queue_step", Integer),  # the session's step that waits, until `queue_until`
    _may_have("queue_until", Double),
    _may_have("agent"),
    _may_have("offer"),
    _may_have("leg"),  # the agent's channel in Asterisk
    _has("answered", Boolean),
    _has("epoch", Integer),  # counts offers: the fence against late answers
    _has("voicemail", Boolean),
    _may_have("connected_at", Double),
    _may_have("ended_at", Double),
    _has("version", Integer),  # counts turns: the fence of the row
    _may_have("variables", Json),
)
is_open = interaction.c.ended_at.is_(
    None
)  # not by state: an index serves only a condition without parameters
Index("ix_interaction_line", interaction.c.line)
Index("ix_interaction_created_at", interaction.c.created_at)
Index("ix_interaction_open", interaction.c.id, sqlite_where=is_open, postgresql_where=is_open)
_live_call = (interaction.c.medium == "voice") & interaction.c.state.in_(
    [InteractionState.OFFERED, InteractionState.CONNECTED]
)
Index(
    "ux_interaction_one_live_call_per_agent",
    interaction.c.agent,
    unique=True,
    sqlite_where=_live_call,
    postgresql_where=_live_call,
)

# Append-only: triggers of the first migration refuse UPDATE and DELETE. One writer numbers it, so `seq` is
# commit order.
event = Table(
    "event",
    metadata,
    _key("seq", Counter),
    _has("at", Double),
    _has("kind"),
    _may_have("interaction"),
    _may_have("agent"),
    _may_have("queue"),
    _has("data", Json),
    sqlite_autoincrement=True,  # a number is never given twice
)
Index("ix_event_interaction", event.c.interaction, event.c.seq)
Index("ix_event_at", event.c.at)

offer = Table(
    "offer",
    metadata,
    _key("id"),
    _has("interaction"),
    _has("agent"),
    _has("queue"),
    _has("epoch", Integer),
    _has("state", Choice(OfferState)),
    _has("reason"),
    _has("offered_at", Double),
    _has("deadline", Double),
    _may_have("closed_at", Double),
)
Index("ix_offer_interaction", offer.c.interaction)
is_pending = offer.c.closed_at.is_(None)
Index(
    "ux_offer_one_pending_per_agent",
    offer.c.agent,
    unique=True,
    sqlite_where=is_pending,
    postgresql_where=is_pending,
)

agent_state = Table(
    "agent_state",
    metadata,
    _key("agent"),
    _has("state", Choice(AgentState)),
    _has("reason"),
    _has("since", Double),
    _may_have("until", Double),
    _may_have("interaction"),
    _has("next_state", Choice(AgentState)),  # what they asked for while at work
    _has("next_reason"),
)

recording = Table(
    "recording",
    metadata,
    _key("id"),
    _has("interaction"),
    _has("file"),
    _has("started_at", Double),
    _has("seconds", Double),
    _has("channels", Integer),
)
Index("ix_recording_interaction", recording.c.interaction)

voicemail = Table(
    "voicemail",
    metadata,
    _key("id"),
    _has("interaction"),
    _has("mailbox"),
    _has("file"),
    _has("seconds", Double),
    _has("created_at", Double),
    _may_have("heard_at", Double),
)
Index("ix_voicemail_mailbox", voicemail.c.mailbox, voicemail.c.created_at)

outbox = Table(
    "outbox",
    metadata,
    _key("id", Counter),
    _has("topic"),
    _has("key"),  # what it is about, and the other side's idempotency key
    _has("body", Json),
    _has("created_at", Double),
    _has("due_at", Double),
    _has("attempts", Integer),
    _may_have("done_at", Double),
    _may_have("error"),
    sqlite_autoincrement=True,
)
_undone = outbox.c.done_at.is_(None)
Index("ix_outbox_due", outbox.c.due_at, sqlite_where=_undone, postgresql_where=_undone)

# Small facts: the identity of the switch, the next place in line.
state = Table("state", metadata, _key("key"), _has("value", Json))

# --- what is set up -----------------------------------------------------------------------------------------

agent = Table("agent", metadata, _key("id"), _has("name"), _has("endpoint"))

skill = Table("skill", metadata, _key("id"), _has("name"))

queue = Table(
    "queue",
    metadata,
    _key("id"),
    _has("name"),
    _has("skills", Json),  # skill -> least level, wanted for every interaction of the queue
    _has("offer_timeout", Double),
    _has("wrap_up", Double),
    _may_have("announce_every", Double),
    _has("record", Boolean),
    _may_have("max_waiting", Integer),
)

agent_skill = Table(
    "agent_skill",
    metadata,
    _key("agent", Text, ForeignKey("agent.id", ondelete="CASCADE")),
    _key("skill", Text, ForeignKey("skill.id", ondelete="CASCADE")),
    _has("level", Integer),
)

agent_queue = Table(
    "agent_queue",
    metadata,
    _key("agent", Text, ForeignKey("agent.id", ondelete="CASCADE")),
    _key("queue", Text, ForeignKey("queue.id", ondelete="CASCADE")),
)

number = Table("number", metadata, _key("number"), _has("flow"))

flow = Table(
    "flow",
    metadata,
    _key("id"),
    _key("version"),  # the fingerprint of its content
    _has("body", Json),
    _may_have("published_at", Double),  # the version published last is the one that answers
)

endpoint = Table(
    "endpoint",
    metadata,
    _key("id"),
    _has("kind", Choice(EndpointKind)),
    _may_have("agent"),
    _may_have("username"),
    _may_have("ha1"),  # MD5(username:asterisk:password) in hex, never the password
    _may_have("contact"),  # fixed, trunk_ip: where to call, as a SIP URI
    _may_have("match"),  # trunk_ip: the address or network that its calls come from
    _may_have("server_uri"),  # trunk_registering: whom we register with,
    _may_have("client_uri"),  # as whom,
    # and how we prove it. A carrier may use another realm than `asterisk`, so here the plain secret is
    # needed. It never leaves through the API nor the log; the encryption of columns (a later issue) will
    # cover it.
    _may_have("secret"),
    _has("codecs", Json),
    _has("webrtc", Boolean),
    _may_have("transport"),
)

# --- who may do what ----------------------------------------------------------------------------------------

user = Table(
    "user",
    metadata,
    _key("id"),
    Column("name", Text, nullable=False, unique=True),
    _has("role", Choice(Role)),
    _may_have("agent"),
    _has("created_at", Double),
    _may_have("disabled_at", Double),
)

token = Table(
    "token",
    metadata,
    _key("id"),
    Column("hash", Text, nullable=False, unique=True),  # SHA-256 in hex; the token itself is kept nowhere
    _has("user", Text, ForeignKey("user.id", ondelete="CASCADE")),
    _has("role", Choice(Role)),
    _has("label"),
    _has("created_at", Double),
    _may_have("expires_at", Double),
    _may_have("last_used_at", Double),
    _may_have("revoked_at", Double),
)
Index("ix_token_user", token.c.user)
