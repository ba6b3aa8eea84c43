"""What a visitor does, by whichever way it comes: a socket or a request."""

from asyncio import get_running_loop
from collections.abc import Callable
from typing import assert_never

from ari_app.channels.visitors import Refused
from ari_app.storage.rows.channels import VisitorRow
from workspace_web import visitor_wire as wire
from workspace_web.visitor_door import Called, VisitorDoor


class TooMany(Exception):
    """Not now: nothing was taken, and may be said again after `wait` seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"Too many new conversations from your network: try again in {wait} seconds.")
        self.wait = wait


class Deeds:
    """`talks`: whether a conversation of theirs goes on."""

    def __init__(self, door: VisitorDoor, talks: Callable[[VisitorRow], bool]) -> None:
        self._door = door
        self._talks = talks

    async def perform(self, visitor: VisitorRow, called: Called, deed: wire.Deed) -> VisitorRow:
        """Durable on return; the visitor as they are then. Raises TooMany, Refused, Forged, DatabaseUnavailable."""
        visitors, settings = self._door.visitors, called.settings
        match deed:
            case wire.Message():
                self._check_begins(visitor, called)
                await visitors.say(visitor, settings, deed.said(called.site))
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

    def _check_begins(self, visitor: VisitorRow, called: Called) -> None:
        """A script that begins one conversation after the other keeps agents from everybody else. Whom the site vouches for
        is no script. Raises TooMany."""
        if self._talks(visitor) or visitor.context.get("verified"):
            return
        limit, key = self._door.limits.conversations, called.comes_from
        if not limit.take(key, get_running_loop().time()):
            raise TooMany(limit.wait(key))

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
