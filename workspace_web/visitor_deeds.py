"""What a visitor does, by whichever way it comes: a socket or a request."""

from asyncio import get_running_loop
from typing import assert_never

from ari_app.channels.visitors import Refused
from ari_app.storage.rows.channels import VisitorRow
from workspace_web import visitor_wire as wire
from workspace_web.visitor_door import Called, VisitorDoor


class Deeds:
    def __init__(self, door: VisitorDoor) -> None:
        self._door = door

    async def perform(self, visitor: VisitorRow, called: Called, deed: wire.Deed) -> VisitorRow:
        """Durable on return; the visitor as they are then. Raises Refused, Forged, DatabaseUnavailable."""
        visitors, settings = self._door.visitors, called.settings
        match deed:
            case wire.Message():
                await visitors.say(visitor, settings, deed.said)
            case wire.Read():
                await visitors.read(visitor, deed.seq, deed.at)
            case wire.Rating():
                await visitors.rate(visitor, deed.interaction, deed.score, deed.comment)
            case wire.End():
                await visitors.leave(visitor, deed.interaction)
            case wire.Transcript():
                self._check_mails(visitor, called, deed.email)
                await visitors.transcript(visitor, settings, deed.email)
            case wire.Identify():
                return await visitors.identify(visitor, settings, deed.identity.claim)
            case _:
                assert_never(deed)
        return visitor

    def _check_mails(self, visitor: VisitorRow, called: Called, email: str) -> None:
        """Whoever writes to the chat says what is in a transcript, and where it goes: it must be no way to send many
        e-mails, nor one person many. Raises Refused."""
        limits, now = self._door.limits, get_running_loop().time()
        if not (
            limits.mails.take(visitor.token_hash, now)
            and limits.mails_from.take(called.comes_from, now)
            and limits.mails_to.take(email.lower(), now)
        ):
            raise Refused("too-many", "A transcript was sent already: wait for it.")
