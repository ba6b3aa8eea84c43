"""What an agent can say of a conversation when it is over."""

from ari_app.administration.things import Kind
from ari_app.storage.rows.setup import WrapUpCodeRow
from workspace_web.api.setup.named import Named, NamedDraft, named


class WrapUpCodeDraft(NamedDraft):
    """What a conversation was about."""


class WrapUpCodeSetUp(Named):
    """What a conversation was about, and who names it."""


ROUTES = named(
    Kind.WRAP_UP_CODE, "wrap-up-codes", "queues:write", WrapUpCodeRow, WrapUpCodeDraft, WrapUpCodeSetUp
)
