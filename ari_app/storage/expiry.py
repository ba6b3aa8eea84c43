"""Sounds that are too old to be kept."""

from dataclasses import dataclass

from sqlalchemy import bindparam, delete, select

from ari_app.storage.reader import Reader
from ari_app.storage.statement import Statement, Write
from ari_app.storage.tables.spine import recording, voicemail

AT_ONCE = 200

_REMOVE_RECORDING = Statement(
    "remove recording", delete(recording).where(recording.c.id == bindparam("this"))
)
_REMOVE_VOICEMAIL = Statement(
    "remove voicemail", delete(voicemail).where(voicemail.c.id == bindparam("this"))
)


@dataclass(frozen=True, slots=True)
class Sound:
    id: str
    file: str


def recording_removed(id: str) -> Write:
    return _REMOVE_RECORDING.write_named(this=id)


def voicemail_removed(id: str) -> Write:
    return _REMOVE_VOICEMAIL.write_named(this=id)


async def old_recordings(reader: Reader, before: float) -> list[Sound]:
    """Some of those that began before."""
    query = select(recording.c.id, recording.c.file).where(recording.c.started_at < before).limit(AT_ONCE)
    return await reader.all(query, Sound)


async def old_voicemails(reader: Reader, before: float) -> list[Sound]:
    """Some of those that were left before."""
    query = select(voicemail.c.id, voicemail.c.file).where(voicemail.c.created_at < before).limit(AT_ONCE)
    return await reader.all(query, Sound)
