"""Messages that callers left: found, heard, and marked as heard."""

from pydantic import Field

from ari_app.storage import recordings, sound_search
from ari_app.storage.rows.spine import VoicemailRow
from ari_app.storage.sound_search import FoundVoicemail, Part, Sought, VoicemailSort
from workspace_web import peaks
from workspace_web.api.lists import Direction, ListPage, ListQuery
from workspace_web.api.shapes import Word
from workspace_web.ask import Ask
from workspace_web.problems import NOT_FOUND, Problem
from workspace_web.route import Download, Route, route
from workspace_web.sight import seen, seen_interactions
from workspace_web.sound import sound_file
from workspace_web.wire import Shape, VoicemailCard


class VoicemailQuery(ListQuery):
    """Which messages; every field narrows."""

    mailbox: Word | None = None
    new: bool = Field(default=False, description="Only those that nobody has heard.")
    sort: VoicemailSort = VoicemailSort.CREATED_AT
    order: Direction = Direction.DESCENDING


class VoicemailPath(Shape):
    voicemail: Word


class FoundVoicemailCard(VoicemailCard):
    """A message, and who left it."""

    caller: str = Field(description="Empty when withheld.")
    called: str


class VoicemailPage(ListPage[FoundVoicemailCard]):
    """Some messages, in the order asked for."""


class VoicemailPeaks(Shape):
    """The wave of a message, from -100 to 100, in moments of the same length."""

    low: tuple[int, ...]
    high: tuple[int, ...]


class Heard(Shape):
    """Whether somebody has heard it."""

    heard: bool


@route("GET", "/voicemails", scope="voicemails:read")
async def list_voicemails(ask: Ask, query: VoicemailQuery) -> VoicemailPage:
    """Find messages.

    By mailbox, or by words in the mailbox and the numbers; page by page."""
    sought = Sought(
        words=query.q.split(),
        mailbox=query.mailbox,
        new=query.new,
        seen=seen(ask),
    )
    part = Part(
        query.sort, query.order is Direction.DESCENDING, (query.page - 1) * query.size, limit=query.size
    )
    rows, total = await sound_search.voicemails(ask.services.reader, sought, part)
    return VoicemailPage(
        items=tuple(_card(row) for row in rows), total=total, page=query.page, size=query.size
    )


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
    return sound_file(ask.services.recordings, (await _row(ask, path.voicemail)).file)


@route("GET", "/voicemails/{voicemail}/peaks", scope="voicemails:read", problems=(NOT_FOUND,))
async def read_voicemail_peaks(ask: Ask, path: VoicemailPath) -> VoicemailPeaks:
    """The wave of a message, to be drawn."""
    file = sound_file(ask.services.recordings, (await _row(ask, path.voicemail)).file).path
    try:
        channel, *_ = await peaks.peaks_of(file)
    except peaks.NoSound as error:
        raise Problem(NOT_FOUND, "The sound of it cannot be read.") from error
    return VoicemailPeaks(low=channel.low, high=channel.high)


@route("PUT", "/voicemails/{voicemail}/heard", scope="voicemails:act", problems=(NOT_FOUND,))
async def mark_voicemail(ask: Ask, path: VoicemailPath, body: Heard) -> VoicemailCard:
    """Mark a message as heard, or as new again."""
    await _row(ask, path.voicemail)
    await ask.services.administration.mark_voicemail(path.voicemail, heard=body.heard)
    return VoicemailCard.of(await _row(ask, path.voicemail))


async def _row(ask: Ask, voicemail: str) -> VoicemailRow:
    row = await recordings.voicemail_one(ask.services.reader, voicemail)
    if row is None or not await seen_interactions(ask, [row.interaction]):
        raise Problem(NOT_FOUND, f"There is no message {voicemail!r}.")
    return row


def _card(row: FoundVoicemail) -> FoundVoicemailCard:
    return FoundVoicemailCard(
        id=row.id,
        interaction=row.interaction,
        mailbox=row.mailbox,
        seconds=row.seconds,
        created_at=row.created_at,
        heard_at=row.heard_at,
        caller=row.caller,
        called=row.called,
    )


ROUTES: tuple[Route, ...] = (list_voicemails, read_voicemail_audio, read_voicemail_peaks, mark_voicemail)
