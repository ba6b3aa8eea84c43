"""What a handler is handed: who asks, and the services that it may use."""

from dataclasses import dataclass, field

from ari_app.access.links import PATH as SET_UP
from ari_app.access.service import Identity
from ari_app.access.sessions import Place
from workspace_web.problems import FORBIDDEN, Problem
from workspace_web.services import Services


@dataclass(slots=True)
class Visit:
    """Where a request comes from, and what the browser is to hold from now on."""

    place: Place
    origin: str = ""
    """How we were reached: `https://centre.example`."""
    session: str | None = field(default=None, repr=False)
    """The secret of a new session; empty: none any more."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. `identity` is None only on the few routes that are open to all."""

    identity: Identity | None
    services: Services
    visit: Visit

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

    def set_up_link(self, secret: str) -> str:
        """The address of a set-up link, as people open it."""
        return f"{self.services.reception.address or self.visit.origin}{SET_UP}{secret}"

    @property
    def signed_in(self) -> Identity:
        """Whoever sits at a browser. Raises a problem for a token: what is about people, no program does."""
        if self.caller.session is None:
            raise Problem(FORBIDDEN, "It takes a person who is signed in: a token cannot do this.")
        return self.caller
