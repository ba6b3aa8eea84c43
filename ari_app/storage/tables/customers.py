"""Customers, by what we know them, which interaction was whose; notes and wrap-up."""

from sqlalchemy import Boolean, Double, ForeignKey, Index, Table, Text

from ari_app.storage.choices import IdentityKind
from ari_app.storage.tables.columns import Choice, has, key, may_have, metadata

customer = Table(
    "customer",
    metadata,
    key("id"),
    has("name"),  # empty as long as nobody has learnt it
    has("organisation"),
    has("language"),
    has("created_at", Double),
    has("changed_at", Double),
)
Index("ix_customer_changed_at", customer.c.changed_at)

# One identity is one customer's: what arrives under it is theirs.
identity = Table(
    "identity",
    metadata,
    key("kind", Choice(IdentityKind)),
    key("value"),  # in its one normal form: a number as E.164
    has("customer", Text, ForeignKey("customer.id", ondelete="CASCADE")),
    has("added_at", Double),
)
Index("ix_identity_customer", identity.c.customer)

# Written at the arrival, so that history stays as it was when a number changes hands.
caller = Table(
    "caller",
    metadata,
    key("interaction"),
    has("customer", Text, ForeignKey("customer.id", ondelete="CASCADE")),
    has("by"),  # the user who said so, empty for their number
    has("at", Double),
)
Index("ix_caller_customer", caller.c.customer)

note = Table(
    "note",
    metadata,
    key("id"),
    may_have("customer"),  # it is about a customer,
    may_have("interaction"),  # or about one interaction
    has("author"),  # name of the user
    has("text"),
    has("created_at", Double),
    may_have("changed_at", Double),
)
Index("ix_note_customer", note.c.customer)
Index("ix_note_interaction", note.c.interaction)

# Each agent who took part in an interaction wraps it up.
wrap_up = Table(
    "wrap_up",
    metadata,
    key("interaction"),
    key("agent"),
    may_have("code"),
    has("note"),
    has("chosen", Boolean),  # by the agent; else it is the queue's default
    has("at", Double),
)
