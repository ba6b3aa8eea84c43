"""Recordings of conversations, and their sound."""

from ari_app.storage import recordings
from ari_app.storage.rows.spine import RecordingRow
from workspace_web.api.shapes import Word
from workspace_web.ask import Ask
from workspace_web.problems import NOT_FOUND, Problem
from workspace_web.route import Download, Route, route
from workspace_web.sound import sound_file
from workspace_web.wire import RecordingCard, Shape, recording_card


class RecordingPath(Shape):
    recording: Word


@route("GET", "/recordings/{recording}", scope="recordings:read", problems=(NOT_FOUND,))
async def read_recording(ask: Ask, path: RecordingPath) -> RecordingCard:
    """One recording: when, and how long."""
    return recording_card(await _row(ask, path))


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


async def _row(ask: Ask, path: RecordingPath) -> RecordingRow:
    row = await recordings.one(ask.services.reader, path.recording)
    if row is None:
        raise Problem(NOT_FOUND, f"There is no recording {path.recording!r}.")
    return row


ROUTES: tuple[Route, ...] = (read_recording, read_recording_audio)
