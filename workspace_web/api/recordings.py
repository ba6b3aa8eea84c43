"""Recordings of conversations: found, heard, and drawn as waves."""

from collections.abc import AsyncIterator, Sequence

from pydantic import Field

from ari_app.storage import recordings, sound_search
from ari_app.storage.rows.spine import RecordingRow
from ari_app.storage.sound_search import FoundRecording, Part, RecordingSort, Sought
from workspace_web import peaks
from workspace_web.api.lists import Direction, ListPage, ListQuery
from workspace_web.api.shapes import Word
from workspace_web.ask import Ask
from workspace_web.problems import NOT_FOUND, Problem
from workspace_web.route import Cell, Download, Route, Table, route
from workspace_web.sight import seen, seen_interactions
from workspace_web.sound import sound_file
from workspace_web.wire import Epoch, RecordingCard, Shape

COLUMNS = ("started_at", "seconds", "agent", "queue", "caller", "called", "interaction", "id")


class RecordingPath(Shape):
    recording: Word


class RecordingQuery(ListQuery):
    """Which recordings; every field narrows."""

    start: Epoch | None = Field(default=None, description="Begun at this time or later.")
    end: Epoch | None = Field(default=None, description="Begun before this time.")
    agent: Word | None = None
    queue: Word | None = None
    number: Word | None = Field(default=None, description="A part of the number that called, or was called.")
    sort: RecordingSort = RecordingSort.STARTED_AT
    order: Direction = Direction.DESCENDING


class FoundRecordingCard(RecordingCard):
    """A recording, and whose conversation it is."""

    agent: str | None
    agent_name: str | None
    queue: str | None
    caller: str = Field(description="Empty when withheld.")
    called: str


class RecordingPage(ListPage[FoundRecordingCard]):
    """Some recordings, in the order asked for."""


class ChannelPeaks(Shape):
    """From -100 to 100, for as many moments as there are entries."""

    low: tuple[int, ...]
    high: tuple[int, ...]


class PeaksCard(Shape):
    """The wave of each channel, in moments of the same length: the agent, the customer."""

    channels: tuple[ChannelPeaks, ...]


@route("GET", "/recordings", scope="recordings:read")
async def list_recordings_found(ask: Ask, query: RecordingQuery) -> RecordingPage:
    """Find recordings.

    By time, agent, queue and number, or by words in any of them; page by page."""
    part = Part(
        query.sort, query.order is Direction.DESCENDING, (query.page - 1) * query.size, limit=query.size
    )
    rows, total = await sound_search.recordings(ask.services.reader, _sought(ask, query), part)
    return RecordingPage(
        items=tuple(_card(ask, row) for row in rows), total=total, page=query.page, size=query.size
    )


@route("GET", "/recordings.csv", scope="recordings:read")
async def export_recordings(ask: Ask, query: RecordingQuery) -> Table:
    """The recordings that were found, as CSV, all pages."""
    descending = query.order is Direction.DESCENDING
    found = sound_search.every_recording(ask.services.reader, _sought(ask, query), query.sort, descending)

    async def rows() -> AsyncIterator[Sequence[Cell]]:
        async for row in found:
            yield [getattr(row, column) for column in COLUMNS]

    return Table("recordings", COLUMNS, rows())


@route("GET", "/recordings/{recording}", scope="recordings:read", problems=(NOT_FOUND,))
async def read_recording(ask: Ask, path: RecordingPath) -> RecordingCard:
    """One recording: when, and how long."""
    return RecordingCard.of(await _row(ask, path))


@route(
    "GET",
    "/recordings/{recording}/audio",
    scope="recordings:read",
    problems=(NOT_FOUND,),
    media_type="audio/wav",
)
async def read_recording_audio(ask: Ask, path: RecordingPath) -> Download:
    """The sound of a recording.

    Two channels: the agent on the left, the customer on the right. Takes a `Range`."""
    return sound_file(ask.services.recordings, (await _row(ask, path)).file)


@route("GET", "/recordings/{recording}/peaks", scope="recordings:read", problems=(NOT_FOUND,))
async def read_recording_peaks(ask: Ask, path: RecordingPath) -> PeaksCard:
    """The wave of a recording, to be drawn."""
    file = sound_file(ask.services.recordings, (await _row(ask, path)).file).path
    try:
        channels = await peaks.peaks_of(file)
    except peaks.NoSound as error:
        raise Problem(NOT_FOUND, "The sound of it cannot be read; it may still be written.") from error
    return PeaksCard(channels=tuple(ChannelPeaks(low=one.low, high=one.high) for one in channels))


async def _row(ask: Ask, path: RecordingPath) -> RecordingRow:
    row = await recordings.one(ask.services.reader, path.recording)
    if row is None or not await seen_interactions(ask, [row.interaction]):
        raise Problem(NOT_FOUND, f"There is no recording {path.recording!r}.")
    return row


def _sought(ask: Ask, query: RecordingQuery) -> Sought:
    return Sought(
        words=query.q.split(),
        start=query.start,
        end=query.end,
        agent=query.agent,
        queue=query.queue,
        number=query.number,
        seen=seen(ask),
    )


def _card(ask: Ask, row: FoundRecording) -> FoundRecordingCard:
    known = ask.services.centre.catalogue.agents.get(row.agent or "")
    return FoundRecordingCard(
        id=row.id,
        interaction=row.interaction,
        started_at=row.started_at,
        seconds=row.seconds,
        channels=row.channels,
        agent=row.agent,
        agent_name=row.agent if known is None else known.name,
        queue=row.queue,
        caller=row.caller,
        called=row.called,
    )


ROUTES: tuple[Route, ...] = (
    list_recordings_found,
    export_recordings,
    read_recording,
    read_recording_audio,
    read_recording_peaks,
)
