"""Messages of a conversation in writing: said to the customer, noted for colleagues, whispered to the agent; sent again
when they failed."""

import asyncio
from dataclasses import replace
from http import HTTPStatus
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from ari_app.channels import clean_html
from ari_app.conversation.messages import Words
from ari_app.storage import files, messages
from ari_app.storage.rows.channels import MessageRow
from workspace_web.api.shapes import Remark, Word, Written
from workspace_web.ask import Ask
from workspace_web.mail_page import mail_page, mail_policy
from workspace_web.problems import CONFLICT, NOT_FOUND, Problem
from workspace_web.route import Document, Route, route
from workspace_web.talk_sight import my_talk, person, supervised_talk
from workspace_web.text_wire import MessageCard, message_card
from workspace_web.thread_sight import seen_thread
from workspace_web.wire import Shape

LARGEST = 512 * 1024  # bytes: an e-mail with what it quotes

Address = Annotated[str, StringConstraints(min_length=3, max_length=320, pattern=r"^[^\s@<>]+@[^\s@<>]+$")]


class TalkPath(Shape):
    interaction: Word


class MessagePath(Shape):
    message: Word


class BodyQuery(Shape):
    """How to show it."""

    pictures: bool = Field(
        default=False, description="Fetch pictures of others: their owner learns that it is read."
    )
    dark: bool = False


class Template(Shape):
    """A template of the provider, with what goes into it."""

    name: Word
    language: Word
    values: tuple[Remark, ...] | dict[Word, Remark] = Field(
        default=(), max_length=50, description="In the order of its fields, or by their names."
    )


# What is said is kept with the conversation; the audit log says that it was said, not what.
class Message(Shape):
    """What to say. `client_id` is the page's own name of it: sent twice, it is one message."""

    client_id: Word
    text: Written = Field(default="", exclude=True)
    html: Written | None = Field(default=None, exclude=True)
    files: tuple[Word, ...] = Field(default=(), max_length=20, description="Ids of files of the thread.")
    subject: Remark = Field(default="", exclude=True)
    cc: tuple[Address, ...] = Field(default=(), max_length=50, exclude=True)
    template: Template | None = Field(default=None, exclude=True)
    choices: tuple[Remark, ...] = Field(default=(), max_length=20, exclude=True)
    internal: Literal["note"] | None = Field(
        default=None, description="A note for colleagues: it does not go to the customer."
    )

    def words(self) -> Words:
        template: dict[str, Any] | None = None if self.template is None else self.template.model_dump()
        return Words(
            client_id=self.client_id,
            text=self.text,
            html=self.html,
            files=self.files,
            subject=self.subject,
            cc=self.cc,
            template=template,
            choices=self.choices,
            internal=self.internal,
        )


class Whisper(Shape):
    """What a supervisor says to the agent, unseen by the customer."""

    client_id: Word
    text: Written = Field(min_length=1, max_length=4000, exclude=True)


_POSSIBLE = (NOT_FOUND, CONFLICT)


@route(
    "POST",
    "/interactions/{interaction}/messages",
    scope="me:act",
    problems=_POSSIBLE,
    status=HTTPStatus.CREATED,
    largest=LARGEST,
)
async def write_message(ask: Ask, path: TalkPath, body: Message) -> MessageCard:
    """Say something in a conversation of mine, or note it for colleagues.

    Answered as soon as it is on disk; what becomes of it comes over the live socket. Refused when the channel does not
    take it: after its window only a template, no more files than it can, no longer than it may be."""
    who, words = my_talk(ask, path.interaction), body.words()
    if words.html is not None:
        words = replace(words, html=await asyncio.to_thread(clean_html.safe, words.html))
    row = await ask.services.text.write(who, path.interaction, words)
    return await _card(ask, row)


@route(
    "POST",
    "/interactions/{interaction}/whispers",
    scope="interactions:act",
    problems=_POSSIBLE,
    status=HTTPStatus.CREATED,
)
async def whisper(ask: Ask, path: TalkPath, body: Whisper) -> MessageCard:
    """Say something to the agent of a conversation that I see; the customer does not get it."""
    who = supervised_talk(ask, path.interaction)
    words = Words(client_id=body.client_id, text=body.text, internal="whisper")
    row = await ask.services.text.write(who, path.interaction, words)
    return await _card(ask, row)


@route("POST", "/messages/{message}/send-again", scope="me:act", problems=_POSSIBLE)
async def send_again(ask: Ask, path: MessagePath) -> MessageCard:
    """Send a message of a conversation of mine that failed, or whose outcome is not known.

    It becomes a new message, as the other may have gone out after all. Refused where that cannot help (its `failure`)."""
    return await _card(ask, await ask.services.text.send_again(person(ask), path.message))


@route("POST", "/interactions/{interaction}/read", scope="me:act", problems=_POSSIBLE, noted=False)
async def read_messages(ask: Ask, path: TalkPath) -> None:
    """I have read all that the customer wrote; they see it, where the channel shows it."""
    await ask.services.text.read(my_talk(ask, path.interaction), path.interaction)


@route(
    "GET", "/messages/{message}/body", scope="customers:read", problems=(NOT_FOUND,), media_type="text/html"
)
async def read_body(ask: Ask, path: MessagePath, query: BodyQuery) -> Document:
    """The HTML of an e-mail, as a page for a frame: nothing in it runs."""
    row = await messages.one(ask.services.reader, path.message)
    seen = None if row is None else await seen_thread(ask, row.thread)
    if row is None or seen is None or row.html is None or not seen.shows(ask, row):
        raise Problem(NOT_FOUND, f"There is no message {path.message!r} with HTML.")
    title = str(row.extra.get("subject") or "")
    page = mail_page(row.html, title, dark=query.dark, pictures=query.pictures)
    return Document(page, mail_policy(pictures=query.pictures))


async def _card(ask: Ask, row: MessageRow) -> MessageCard:
    found = await files.several(ask.services.reader, frozenset(row.files)) if row.files else []
    return message_card(row, {each.id: each for each in found}, ask.services.centre.catalogue)


ROUTES: tuple[Route, ...] = (write_message, whisper, send_again, read_messages, read_body)
