"""What an agent can know, in levels from 1 to 10."""

from ari_app.administration.things import Kind
from ari_app.storage.rows.setup import SkillRow
from workspace_web.api.setup.named import Named, NamedDraft, named


class SkillDraft(NamedDraft):
    """Something that agents know."""


class SkillSetUp(Named):
    """Something that agents know, and who names it."""


ROUTES = named(Kind.SKILL, "skills", "agents:write", SkillRow, SkillDraft, SkillSetUp)
