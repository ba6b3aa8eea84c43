"""What a handler is handed: who asks, and the services that it may use."""

from dataclasses import dataclass

from ari_app.access.service import Identity
from workspace_web.problems import FORBIDDEN, Problem
from workspace_web.services import Services


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. `identity` is None only on the few routes that are open to all."""

    identity: Identity | None
    services: Services

    @property
    def caller(self) -> Identity:
        """Whoever asks, on a route that wants a scope."""
        assert self.identity is not None, "only a route without a scope has no caller"
        return self.identity

    @property
    def agent(self) -> str:
        """The agent that the caller is. Raises a problem when they are none."""
        if self.caller.agent is None:
            raise Problem(FORBIDDEN, "This token belongs to no agent: use one of a user who is an agent.")
        return self.caller.agent
