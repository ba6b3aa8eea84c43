"""What the two ends of a call agreed on: names, tags, where to send (RFC 3261 section 12)."""

from dataclasses import dataclass
from typing import Self

from .message import Address, Request, Response


@dataclass(slots=True)
class Dialog:
    """Grows as the other end answers; makes the requests that belong to the call."""

    call_id: str
    local: str
    """Our From value, with our tag."""
    remote: str
    """Their To value; it gets a tag with their first answer."""
    target: str
    """The uri that requests go to."""
    routes: tuple[str, ...] = ()

    @classmethod
    def asked_of_us(cls, invite: Request, tag: str) -> Self:
        """The dialog that answering this INVITE opens."""
        return cls(
            call_id=invite.get("call-id"),
            local=f"{invite.get('to')};tag={tag}",
            remote=invite.get("from"),
            target=Address.parse(invite.get("contact")).uri,
            routes=invite.all("record-route"),
        )

    def learn(self, response: Response) -> None:
        """Take over what an answer to our INVITE says about the other end."""
        self.remote = response.get("to")
        if contact := response.get("contact"):
            self.target = Address.parse(contact).uri
        if routes := response.all("record-route"):
            self.routes = tuple(reversed(routes))

    def retarget(self, request: Request) -> None:
        """A re-INVITE or UPDATE may move the other end."""
        if contact := request.get("contact"):
            self.target = Address.parse(contact).uri

    def request(self, method: str, *added: tuple[str, str], body: bytes = b"") -> Request:
        """A request within the call, still without Via and CSeq."""
        headers = (
            ("From", self.local),
            ("To", self.remote),
            ("Call-ID", self.call_id),
            *(("Route", route) for route in self.routes),
            *added,
        )
        return Request(headers, body, method, self.target)
