"""What is being drawn: drafts of flows, who published what and when, recorded prompts. What answers calls is `flow` in
`setup.py`."""

from sqlalchemy import Double, Index, Integer, Table, Text

from ari_app.storage.choices import PromptOrigin
from ari_app.storage.tables.columns import Choice, Counter, Json, has, key, metadata

flow_draft = Table(
    "flow_draft",
    metadata,
    key("flow"),
    has("name"),
    has("body", Json),  # what is drawn so far: it need not be a flow yet
    has("layout", Json),  # where its nodes stand, their titles, notes: nothing that a caller could notice
    has("revision", Integer),  # counts saves: the fence against another window
    has("saved_at", Double),
    has("saved_by"),
)

flow_publication = Table(
    "flow_publication",
    metadata,
    key("seq", Counter),
    has("flow"),
    has("version"),
    has("published_at", Double),
    has("published_by"),
    has("note"),
    has("layout", Json),
    sqlite_autoincrement=True,
)
Index("ix_flow_publication_flow", flow_publication.c.flow, flow_publication.c.seq)

prompt = Table(
    "prompt",
    metadata,
    key("id"),
    has("name"),
    has("text", Text),  # what it says
    has("language"),
    has("origin", Choice(PromptOrigin)),
    has("file"),  # in the folder of prompts; a new sound is a new file
    has("seconds", Double),
    has("changed_at", Double),
    has("changed_by"),
)
