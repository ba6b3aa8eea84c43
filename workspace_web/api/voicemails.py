"""Messages that callers left, mailbox by mailbox, and their sound."""

from ari_app.storage import recordings
from workspace_web.api.shapes import Listing, Word
from workspace_web.ask import Ask
from workspace_web.problems import NOT_FOUND, Problem
from workspace_web.route import Download, Route, route
from workspace_web.sound import sound_file
from workspace_web.wire import Shape, VoicemailCard, voicemail_card


class VoicemailQuery(Shape):
    mailbox: Word


class VoicemailPath(Shape):
    voicemail: Word


class VoicemailList(Listing[VoicemailCard]):
    """The messages of a mailbox, oldest first."""


@route("GET", "/voicemails", scope="voicemails:read")
async def list_voicemails(ask: Ask, query: VoicemailQuery) -> VoicemailList:
    """The messages in a mailbox."""
    rows = await recordings.voicemails_in(ask.services.reader, query.mailbox)
    return VoicemailList(items=tuple(voicemail_card(row) for row in rows))


@route(
    "GET",
    "/voicemails/{voicemail}/audio",
    scope="voicemails:read",
    problems=(NOT_FOUND,),
    media_type="audio/wav",
)
async def read_voicemail_audio(ask: Ask, path: VoicemailPath) -> Download:
    """The sound of a message.

    One channel: the caller. Takes a `Range`."""
    row = await recordings.voicemail_one(ask.services.reader, path.voicemail)
    if row is None:
        raise Problem(NOT_FOUND, f"There is no message {path.voicemail!r}.")
    return sound_file(ask.services.recordings, row.file)


ROUTES: tuple[Route, ...] = (list_voicemails, read_voicemail_audio)
