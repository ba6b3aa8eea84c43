"""Recorded prompts: recorded in the browser, uploaded, or spoken by the synthesiser; played in place."""

from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from ari_app.flows import sounds
from ari_app.flows.prompts import Unspeakable
from ari_app.storage.choices import PromptOrigin
from ari_app.storage.rows.flows import PromptRow
from workspace_web.api.flow_shapes import unusable
from workspace_web.api.lists import Column, Columns, ListPage, ListQuery, csv_of, listed
from workspace_web.api.shapes import Word
from workspace_web.ask import Ask
from workspace_web.problems import CONFLICT, INVALID, NOT_FOUND, Fault, Part, Problem
from workspace_web.route import Download, Route, Table, Upload, route
from workspace_web.sound import sound_file
from workspace_web.wire import Epoch, Shape

Name = Annotated[
    str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$")
]
Text = Annotated[str, StringConstraints(min_length=1, max_length=2_000, pattern=r"\S")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$", max_length=40)]


class OwnSound(StrEnum):
    """Where a sound that is sent comes from."""

    RECORDED = "recorded"
    UPLOADED = "uploaded"


class PromptPath(Shape):
    prompt: Word


class PromptWords(Shape):
    name: Name
    text: Text = Field(description="What it says: writers get it, and it is spoken when the sound is gone.")
    language: Language = "en"


class NewSound(PromptWords):
    origin: OwnSound


class Sound(Shape):
    origin: OwnSound


class Spoken(Shape):
    text: Text
    language: Language = "en"


class PromptCard(Shape):
    id: str = Field(description="By which a flow names it.")
    name: str
    text: str
    language: str
    origin: PromptOrigin
    seconds: float
    changed_at: Epoch
    changed_by: str
    used_by: tuple[str, ...] = Field(description="Flows that play it, in their draft or in what answers.")


COLUMNS: Columns[PromptCard] = (
    Column("name", lambda card: card.name),
    Column("id", lambda card: card.id),
    Column("text", lambda card: card.text),
    Column("language", lambda card: card.language),
    Column("origin", lambda card: card.origin.value),
    Column("seconds", lambda card: round(card.seconds, 1), searched=False),
    Column("used_by", lambda card: card.used_by),
    Column("changed_at", lambda card: card.changed_at, searched=False),
    Column("changed_by", lambda card: card.changed_by),
)


class PromptQuery(ListQuery):
    """Which prompts."""

    sort: Literal[
        "name", "id", "text", "language", "origin", "seconds", "used_by", "changed_at", "changed_by"
    ] = "name"


class PromptPage(ListPage[PromptCard]):
    """Some prompts."""


@route("GET", "/prompts", scope="prompts:read")
async def list_prompts(ask: Ask, query: PromptQuery) -> PromptPage:
    """Find prompts."""
    items, total = listed(await _cards(ask), query, COLUMNS)
    return PromptPage(items=items, total=total, page=query.page, size=query.size)


@route("GET", "/prompts.csv", scope="prompts:read", media_type="text/csv")
async def export_prompts(ask: Ask, query: PromptQuery) -> Table:
    """Find prompts, as CSV."""
    return csv_of(await _cards(ask), query, COLUMNS, "prompts")


@route(
    "POST",
    "/prompts",
    scope="prompts:write",
    problems=(CONFLICT,),
    status=HTTPStatus.CREATED,
    largest=sounds.LARGEST,
)
async def add_prompt(ask: Ask, query: NewSound, upload: Upload) -> PromptCard:
    """Add a prompt with its sound.

    The body is a WAV file of at most 5 minutes and 12 MB; it is kept as telephone sound (8 kHz, mono)."""
    origin = PromptOrigin(query.origin)
    try:
        row = await ask.services.prompts.add(
            query.name, query.text, query.language, origin, upload.content, ask.caller.name
        )
    except sounds.UnusableSound as error:
        raise unusable(error) from error
    return _card(row, ())


@route("POST", "/prompts/spoken", scope="prompts:write", problems=(CONFLICT,), status=HTTPStatus.CREATED)
async def add_spoken_prompt(ask: Ask, body: PromptWords) -> PromptCard:
    """Add a prompt that the synthesiser speaks."""
    try:
        row = await ask.services.prompts.add_spoken(body.name, body.text, body.language, ask.caller.name)
    except Unspeakable as error:
        raise _unspeakable(error) from error
    return _card(row, ())


@route("GET", "/prompts/{prompt}", scope="prompts:read", problems=(NOT_FOUND,))
async def read_prompt(ask: Ask, path: PromptPath) -> PromptCard:
    """One prompt, and which flows play it."""
    row = await ask.services.prompts.one(path.prompt)
    return _card(row, (await ask.services.prompts.uses()).get(row.id, ()))


@route("PUT", "/prompts/{prompt}", scope="prompts:write", problems=(NOT_FOUND, CONFLICT))
async def change_prompt(ask: Ask, path: PromptPath, body: PromptWords) -> PromptCard:
    """Change a prompt's name and text.

    A spoken one is spoken anew; of a recording only what stands beside it changes."""
    try:
        row = await ask.services.prompts.rename(
            path.prompt, body.name, body.text, body.language, ask.caller.name
        )
    except Unspeakable as error:
        raise _unspeakable(error) from error
    return _card(row, (await ask.services.prompts.uses()).get(row.id, ()))


@route(
    "PUT",
    "/prompts/{prompt}/audio",
    scope="prompts:write",
    problems=(NOT_FOUND, CONFLICT),
    largest=sounds.LARGEST,
)
async def replace_prompt_audio(ask: Ask, path: PromptPath, query: Sound, upload: Upload) -> PromptCard:
    """Give a prompt another sound.

    Every flow that names it plays the new one from now on."""
    try:
        row = await ask.services.prompts.replace(
            path.prompt, PromptOrigin(query.origin), upload.content, ask.caller.name
        )
    except sounds.UnusableSound as error:
        raise unusable(error) from error
    return _card(row, (await ask.services.prompts.uses()).get(row.id, ()))


@route("GET", "/prompts/{prompt}/audio", scope="prompts:read", problems=(NOT_FOUND,), media_type="audio/wav")
async def read_prompt_audio(ask: Ask, path: PromptPath) -> Download:
    """The sound of a prompt, as callers hear it. Takes a `Range`."""
    sound = ask.services.prompts.sound(await ask.services.prompts.one(path.prompt))
    return sound_file(sound.parent, sound.name)


@route("DELETE", "/prompts/{prompt}", scope="prompts:write", problems=(NOT_FOUND, CONFLICT))
async def remove_prompt(ask: Ask, path: PromptPath) -> None:
    """Remove a prompt. Refused while a flow plays it."""
    await ask.services.prompts.remove(path.prompt)


@route("GET", "/spoken-text", scope="prompts:read", problems=(NOT_FOUND, CONFLICT), media_type="audio/wav")
async def speak_text(ask: Ask, query: Spoken) -> Download:
    """How the synthesiser says a text, as callers hear it."""
    try:
        sound = await ask.services.prompts.preview(query.text, query.language)
    except Unspeakable as error:
        raise _unspeakable(error) from error
    return Download(sound, "audio/wav")


def _unspeakable(error: Unspeakable) -> Problem:
    if error.retryable:
        return Problem(CONFLICT, f"The voice cannot say it now: {error}. Try again, or record it.")
    fault = Fault(part=Part.BODY, pointer="/text", detail=str(error))
    return Problem(INVALID, f"The voice cannot say it: {error}.", errors=[fault])


async def _cards(ask: Ask) -> list[PromptCard]:
    uses = await ask.services.prompts.uses()
    return [_card(row, uses.get(row.id, ())) for row in await ask.services.prompts.every()]


def _card(row: PromptRow, used_by: tuple[str, ...]) -> PromptCard:
    return PromptCard(
        id=row.id,
        name=row.name,
        text=row.text,
        language=row.language,
        origin=row.origin,
        seconds=row.seconds,
        changed_at=row.changed_at,
        changed_by=row.changed_by,
        used_by=used_by,
    )


ROUTES: tuple[Route, ...] = (
    list_prompts,
    export_prompts,
    add_prompt,
    add_spoken_prompt,
    read_prompt,
    change_prompt,
    replace_prompt_audio,
    read_prompt_audio,
    remove_prompt,
    speak_text,
)
