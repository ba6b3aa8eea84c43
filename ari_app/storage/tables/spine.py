"""What happens: interactions, the event log, offers, where agents stand, recordings, what has to be done."""

from sqlalchemy import BigInteger, Boolean, Double, Index, Integer, Table

from ari_app.acd.model import AgentState, InteractionState, MediaType, OfferState
from ari_app.storage.tables.columns import Choice, Counter, Json, has, key, may_have, metadata

interaction = Table(
    "interaction",
    metadata,
    key("id"),
    has("medium"),
    has("channel"),
    has("called"),
    has("caller"),
    has("line"),  # the customer's channel in Asterisk
    has("created_at", Double),
    has("flow"),
    has("flow_version"),
    has("state", Choice(InteractionState)),
    has("reason"),
    may_have("session", Json),  # the waiting flow
    may_have("alarm_step", Integer),  # the session's one timer: this step is told at `alarm_at`
    may_have("alarm_at", Double),
    may_have("queue"),  # its place, kept while an offer is out
    may_have("skills", Json),
    may_have("priority", Integer),
    may_have("queued_at", Double),
    may_have("queue_order", BigInteger),
    may_have("queue_step", Integer),  # the session's step that waits, until `queue_until`
    may_have("queue_until", Double),
    may_have("wanted_agent"),  # transferred to them: nobody else gets it until `wanted_until`
    may_have("wanted_until", Double),
    may_have("agent"),
    may_have("offer"),
    may_have("leg"),  # the agent's channel in Asterisk
    has("answered", Boolean),
    has("epoch", Integer),  # counts offers: the fence against late answers
    has("voicemail", Boolean),
    may_have("connected_at", Double),
    may_have("ended_at", Double),
    has("version", Integer),  # counts turns: the fence of the row
    may_have("variables", Json),
    may_have("talk", Json),  # hold, parties, rejoining: what a plain call has none of
    has("media_type", Choice(MediaType)),
    may_have("thread"),  # what is written in it
    may_have("labels", Json),
    may_have("writing", Json),  # parked, snoozed, who else writes: what a call has none of
)
is_open = interaction.c.ended_at.is_(
    None
)  # not by state: an index serves only a condition without parameters
Index("ix_interaction_line", interaction.c.line)
Index("ix_interaction_created_at", interaction.c.created_at)
Index("ix_interaction_open", interaction.c.id, sqlite_where=is_open, postgresql_where=is_open)
Index("ix_interaction_thread", interaction.c.thread)
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
    key("seq", Counter),
    has("at", Double),
    has("kind"),
    may_have("interaction"),
    may_have("agent"),
    may_have("queue"),
    has("data", Json),
    sqlite_autoincrement=True,  # a number is never given twice
)
Index("ix_event_interaction", event.c.interaction, event.c.seq)
Index("ix_event_at", event.c.at)

offer = Table(
    "offer",
    metadata,
    key("id"),
    has("interaction"),
    has("agent"),
    has("queue"),
    has("epoch", Integer),
    has("state", Choice(OfferState)),
    has("reason"),
    has("offered_at", Double),
    has("deadline", Double),
    may_have("closed_at", Double),
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
    key("agent"),
    has("state", Choice(AgentState)),
    has("reason"),
    has("since", Double),
    may_have("until", Double),
    may_have("interaction"),
    has("next_state", Choice(AgentState)),  # what they asked for while at work
    has("next_reason"),
    may_have("holds", Json),  # all that they have in hand
)

recording = Table(
    "recording",
    metadata,
    key("id"),
    has("interaction"),
    has("file"),
    has("started_at", Double),
    has("seconds", Double),
    has("channels", Integer),
)
Index("ix_recording_interaction", recording.c.interaction)

voicemail = Table(
    "voicemail",
    metadata,
    key("id"),
    has("interaction"),
    has("mailbox"),
    has("file"),
    has("seconds", Double),
    has("created_at", Double),
    may_have("heard_at", Double),
)
Index("ix_voicemail_mailbox", voicemail.c.mailbox, voicemail.c.created_at)

outbox = Table(
    "outbox",
    metadata,
    key("id", Counter),
    has("topic"),
    has("key"),  # what it is about, and the other side's idempotency key
    has("body", Json),
    has("created_at", Double),
    has("due_at", Double),
    has("attempts", Integer),
    may_have("done_at", Double),
    may_have("error"),
    sqlite_autoincrement=True,
)
_undone = outbox.c.done_at.is_(None)
Index("ix_outbox_due", outbox.c.due_at, sqlite_where=_undone, postgresql_where=_undone)

# Small facts: the identity of the switch, the next place in line.
state = Table("state", metadata, key("key"), has("value", Json))
