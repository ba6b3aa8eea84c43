"""Recordings of calls, and messages left in a mailbox. The sound itself is in files."""

from operator import attrgetter

from sqlalchemy import bindparam, select, update

from ari_app.storage.reader import Reader
from ari_app.storage.rows.spine import RecordingRow, VoicemailRow
from ari_app.storage.statement import Statement, Write, inserting
from ari_app.storage.tables.spine import recording, voicemail

_RECORDING = inserting(recording)
_VOICEMAIL = inserting(voicemail)
_HEAR = Statement(
    "hear voicemail",
    update(voicemail).where(voicemail.c.id == bindparam("this")).values(heard_at=bindparam("heard_at")),
)
_recording = attrgetter(*_RECORDING.names)
_voicemail = attrgetter(*_VOICEMAIL.names)


def kept(row: RecordingRow) -> Write:
    """A recording is complete."""
    return _RECORDING.write(_recording(row))


def voicemail_left(row: VoicemailRow) -> Write:
    return _VOICEMAIL.write(_voicemail(row))


def voicemail_heard(id: str, at: float | None) -> Write:
    """Heard at `at`, None: new again. Refused when there is no such message."""
    return _HEAR.write_named(1, this=id, heard_at=at)


async def of_interaction(reader: Reader, interaction: str) -> list[RecordingRow]:
    return await reader.all(
        select(recording).where(recording.c.interaction == interaction).order_by(recording.c.started_at),
        RecordingRow,
    )


async def one(reader: Reader, id: str) -> RecordingRow | None:
    return await reader.first(select(recording).where(recording.c.id == id), RecordingRow)


async def voicemail_one(reader: Reader, id: str) -> VoicemailRow | None:
    return await reader.first(select(voicemail).where(voicemail.c.id == id), VoicemailRow)
