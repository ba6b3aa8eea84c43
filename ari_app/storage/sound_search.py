"""Recordings and messages as people look for them: with whose they are, filtered, sorted, counted."""

from collections.abc import AsyncIterator, Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from sqlalchemy import ColumnElement, Join, Select, func, or_, select

from ari_app.storage.interactions import ALL, Seen
from ari_app.storage.reader import Reader
from ari_app.storage.tables.spine import interaction, recording, voicemail

AT_ONCE = 500
"""Rows read together when all are wanted."""


class RecordingSort(StrEnum):
    """By what recordings are sorted."""

    STARTED_AT = "started_at"
    SECONDS = "seconds"
    AGENT = "agent"
    QUEUE = "queue"
    CALLER = "caller"


class VoicemailSort(StrEnum):
    """By what messages are sorted."""

    CREATED_AT = "created_at"
    SECONDS = "seconds"
    MAILBOX = "mailbox"
    CALLER = "caller"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Which; an empty or None field does not narrow. `words`: each stands somewhere. `seen`: what whoever asks
    sees. `new`: messages that nobody has heard."""

    words: Collection[str] = ()
    start: float | None = None
    end: float | None = None
    agent: str | None = None
    queue: str | None = None
    number: str | None = None
    mailbox: str | None = None
    new: bool = False
    seen: Seen = ALL


@dataclass(frozen=True, slots=True)
class FoundRecording:
    id: str
    interaction: str
    started_at: float
    seconds: float
    channels: int
    agent: str | None
    queue: str | None
    caller: str
    called: str


@dataclass(frozen=True, slots=True)
class FoundVoicemail:
    id: str
    interaction: str
    mailbox: str
    seconds: float
    created_at: float
    heard_at: float | None
    caller: str
    called: str


SortT = TypeVar("SortT", RecordingSort, VoicemailSort)


@dataclass(frozen=True, slots=True)
class Part(Generic[SortT]):
    """Which rows of all that was found."""

    sort: SortT
    descending: bool
    offset: int = 0
    limit: int = AT_ONCE


_RECORDINGS: Join = recording.join(interaction, recording.c.interaction == interaction.c.id)
_VOICEMAILS: Join = voicemail.join(interaction, voicemail.c.interaction == interaction.c.id)
_CALL = interaction.c
# Two maps: members of different enumerations with the same word are the same key.
_RECORDINGS_BY = {
    RecordingSort.STARTED_AT: recording.c.started_at,
    RecordingSort.SECONDS: recording.c.seconds,
    RecordingSort.AGENT: _CALL.agent,
    RecordingSort.QUEUE: _CALL.queue,
    RecordingSort.CALLER: _CALL.caller,
}
_VOICEMAILS_BY = {
    VoicemailSort.CREATED_AT: voicemail.c.created_at,
    VoicemailSort.SECONDS: voicemail.c.seconds,
    VoicemailSort.MAILBOX: voicemail.c.mailbox,
    VoicemailSort.CALLER: _CALL.caller,
}


async def recordings(
    reader: Reader, sought: Sought, part: Part[RecordingSort]
) -> tuple[list[FoundRecording], int]:
    """One part, and how many there are in all."""
    found = _recordings(sought)
    shown = _placed(found, part, _RECORDINGS_BY[part.sort], recording.c.id)
    return await reader.all(shown, FoundRecording), await _count(reader, found)


async def voicemails(
    reader: Reader, sought: Sought, part: Part[VoicemailSort]
) -> tuple[list[FoundVoicemail], int]:
    """One part, and how many there are in all."""
    found = _voicemails(sought)
    shown = _placed(found, part, _VOICEMAILS_BY[part.sort], voicemail.c.id)
    return await reader.all(shown, FoundVoicemail), await _count(reader, found)


async def every_recording(
    reader: Reader, sought: Sought, sort: RecordingSort, descending: bool
) -> AsyncIterator[FoundRecording]:
    """All of them, read little by little."""
    offset = 0
    while True:
        part = Part(sort, descending, offset)
        shown = _placed(_recordings(sought), part, _RECORDINGS_BY[sort], recording.c.id)
        rows = await reader.all(shown, FoundRecording)
        for row in rows:
            yield row
        if len(rows) < AT_ONCE:
            return
        offset += AT_ONCE


def _recordings(sought: Sought) -> Select[tuple[object, ...]]:
    about = recording.c
    return (
        select(
            about.id,
            about.interaction,
            about.started_at,
            about.seconds,
            about.channels,
            _CALL.agent,
            _CALL.queue,
            _CALL.caller,
            _CALL.called,
        )
        .select_from(_RECORDINGS)
        .where(*_conditions(sought, about.started_at, (_CALL.agent, _CALL.queue, about.interaction)))
    )


def _voicemails(sought: Sought) -> Select[tuple[object, ...]]:
    about = voicemail.c
    conditions = _conditions(sought, about.created_at, (about.mailbox, about.interaction))
    if sought.mailbox:
        conditions.append(about.mailbox == sought.mailbox)
    if sought.new:
        conditions.append(about.heard_at.is_(None))
    return (
        select(
            about.id,
            about.interaction,
            about.mailbox,
            about.seconds,
            about.created_at,
            about.heard_at,
            _CALL.caller,
            _CALL.called,
        )
        .select_from(_VOICEMAILS)
        .where(*conditions)
    )


def _conditions(
    sought: Sought, at: ColumnElement[float], named: tuple[ColumnElement[str], ...]
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        or_(*(column.icontains(word, autoescape=True) for column in (*named, _CALL.caller, _CALL.called)))
        for word in sought.words
    ]
    if sought.start is not None:
        conditions.append(at >= sought.start)
    if sought.end is not None:
        conditions.append(at < sought.end)
    if sought.agent:
        conditions.append(_CALL.agent == sought.agent)
    if sought.queue:
        conditions.append(_CALL.queue == sought.queue)
    if sought.number:
        number = sought.number
        conditions.append(
            or_(
                _CALL.caller.contains(number, autoescape=True), _CALL.called.contains(number, autoescape=True)
            )
        )
    return conditions + sought.seen.conditions


def _placed(
    found: Select[tuple[object, ...]],
    part: Part[RecordingSort] | Part[VoicemailSort],
    by: ColumnElement[object],
    id: ColumnElement[str],
) -> Select[tuple[object, ...]]:
    order = (by.desc().nulls_last(), id.desc()) if part.descending else (by.asc().nulls_last(), id.asc())
    return found.order_by(*order).offset(part.offset).limit(part.limit)


async def _count(reader: Reader, found: Select[tuple[object, ...]]) -> int:
    return int(await reader.value(select(func.count()).select_from(found.subquery())))
