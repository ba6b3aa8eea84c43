"""Agents who work together, and whom a supervisor may be bound to."""

from ari_app.administration.things import Kind
from ari_app.storage.rows.setup import TeamRow
from workspace_web.api.setup.named import Named, NamedDraft, named


class TeamDraft(NamedDraft):
    """Agents who work together."""


class TeamSetUp(Named):
    """Agents who work together, and who names it."""


ROUTES = named(Kind.TEAM, "teams", "agents:write", TeamRow, TeamDraft, TeamSetUp)
