"""What is written: accounts of channels, threads, messages and their files, what came in and is yet to be understood."""

from sqlalchemy import BigInteger, Boolean, Double, ForeignKey, Index, Integer, Table, Text

from ari_app.storage.choices import Author, Direction, Failure, FileState, MessageState
from ari_app.storage.tables.columns import Choice, Counter, Json, has, key, may_have, metadata

# One address of ours at one provider: a number, a mailbox, a page, a bot, a web site.
channel_account = Table(
    "channel_account",
    metadata,
    key("id"),
    has("channel"),  # a name of `ari_app/channels/everything.py`
    has("name"),
    has("address"),  # under which customers write to it
    has("flow"),  # the id of the flow that answers
    has("settings", Json),
    may_have("secrets"),  # the secret settings, sealed
    has("enabled", Boolean),
    has("created_at", Double),
    has("changed_at", Double),
    may_have("archived_at", Double),
)

# How far an account that we ask was read: the UID of a mailbox, the offset of a bot.
channel_cursor = Table("channel_cursor", metadata, key("account"), has("value", Json))

# All that is written between one address of a customer and one account. An e-mail thread is one of its own (`topic`).
thread = Table(
    "thread",
    metadata,
    key("id"),
    has("account"),
    has("address"),  # the customer's, in its normal form
    has("topic"),  # what tells two threads of one address apart; empty where there is one only
    has("name"),  # as the customer calls themselves there
    has("subject"),
    has("language"),  # as detected; empty until then
    may_have("customer"),
    may_have("interaction"),  # the last one
    may_have("agent"),  # who had it last, and from which queue; null when no agent had it
    may_have("queue"),
    has("created_at", Double),
    may_have("last_in_at", Double),  # opens the window in which one may write freely
    may_have("last_out_at", Double),
    may_have("read_at", Double),  # the customer has read up to here
    has("context", Json),  # what came along: the page, the form, who they say they are
    may_have("handled_at", Double),  # when the agent closed it
)
Index("ux_thread_of_address", thread.c.account, thread.c.address, thread.c.topic, unique=True)
Index("ix_thread_customer", thread.c.customer)

# `seq` is the order in a thread. What is to be sent is due at `due_at` and has none when nothing is left to do.
message = Table(
    "message",
    metadata,
    key("id"),
    has("thread"),
    may_have("interaction"),
    has("seq", BigInteger),
    has("at", Double),
    has("direction", Choice(Direction)),
    has("author", Choice(Author)),
    may_have("author_id"),  # the agent or user
    has("text"),
    may_have("html"),  # cleaned
    has("files", Json),  # ids, in order
    has("extra", Json),  # subject, cc, choices, template, links, form: what not every message has
    may_have("provider_id"),  # as the provider calls it
    may_have("client_id"),  # as the writer's own program calls it: sent twice, it is one
    has("state", Choice(MessageState)),
    has("reason"),  # why it failed, in words for the agent
    has("state_at", Double),
    may_have("due_at", Double),
    has("attempts", Integer),
    may_have("failure", Choice(Failure)),  # what sending it again would take; null while it has not failed
)
Index("ux_message_seq", message.c.thread, message.c.seq, unique=True)
Index("ux_message_client_id", message.c.thread, message.c.client_id, unique=True)
Index("ix_message_provider_id", message.c.provider_id)
Index("ix_message_interaction", message.c.interaction)
_due = message.c.due_at.is_not(None)
Index("ix_message_due", message.c.due_at, sqlite_where=_due, postgresql_where=_due)

# Committed before the provider is told that we have it; each once, whatever is sent again.
inbound = Table(
    "inbound",
    metadata,
    key("id", Counter),
    has("account"),
    has("provider_id"),
    has("body", Json),  # the event, as `ari_app/channels/incoming.py` writes it
    has("received_at", Double),
    may_have("done_at", Double),
    sqlite_autoincrement=True,
)
Index("ux_inbound_provider_id", inbound.c.account, inbound.c.provider_id, unique=True)
_undone = inbound.c.done_at.is_(None)
Index("ix_inbound_undone", inbound.c.id, sqlite_where=_undone, postgresql_where=_undone)

file = Table(
    "file",
    metadata,
    key("id"),
    has("thread"),
    has("name"),  # as its sender called it, cleaned; on disk it has its id
    has("content_type"),  # by its content
    has("bytes", BigInteger),
    has("sha256"),
    has("state", Choice(FileState)),
    has("reason"),  # why it was refused
    may_have("source", Json),  # where it is to be fetched from
    has("created_at", Double),
)
Index("ix_file_thread", file.c.thread)

# A visitor of a web chat or an app, until the token that they come back with is forgotten.
visitor = Table(
    "visitor",
    metadata,
    key("token_hash"),  # SHA-256 of the token: who reads this table cannot come as somebody else
    has("account"),
    has("address"),  # their thread's
    has("name"),
    has("context", Json),  # their form, what they consented to, who vouches for them
    has("created_at", Double),
    has("seen_at", Double),
)
Index("ix_visitor_seen_at", visitor.c.seen_at)

canned_reply = Table(
    "canned_reply",
    metadata,
    key("id"),
    has("shortcut"),  # what is typed after `/`
    has("title"),
    has("text"),  # with {variables}
    has("language"),  # empty: any
    may_have("queues", Json),  # ids; null: all
    has("created_at", Double),
    has("changed_at", Double),
)
Index("ux_canned_reply_shortcut", canned_reply.c.shortcut, canned_reply.c.language, unique=True)

# What an agent has begun to write, kept for them.
draft = Table(
    "draft",
    metadata,
    key("agent"),
    key("thread"),
    has("text"),
    has("extra", Json),
    has("at", Double),
)

# What the customer thought of it, 1 to 5.
rating = Table(
    "rating",
    metadata,
    key("interaction"),
    has("score", Integer),
    has("comment"),
    has("at", Double),
)

# Two customers who are one. `moved` says what came from where, so that it can be undone.
customer_merge = Table(
    "customer_merge",
    metadata,
    key("id"),
    has("kept", Text, ForeignKey("customer.id", ondelete="CASCADE")),
    has("merged"),
    has("moved", Json),
    has("by"),
    has("at", Double),
    may_have("undone_at", Double),
)
Index("ix_customer_merge_kept", customer_merge.c.kept)
