"""The shapes of what is written: messages with their files, threads, accounts, and what comes over the live socket beside
the cards. Pure, like `wire.py`.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal

from pydantic import Field

from ari_app.acd.model import MediaType
from ari_app.conversation.catalogue import Catalogue
from ari_app.conversation.text_account import TextAccount
from ari_app.storage.choices import Author, Direction, Failure, FileState, MessageState
from ari_app.storage.rows.channels import FileRow, MessageRow, ThreadRow
from workspace_web.wire import Epoch, Shape

INTERNAL = "internal"  # under this name the `extra` of a message says what kind of inner one it is


class FileCard(Shape):
    """A file of a message. It can be had once it is `ready`."""

    id: str
    name: str
    content_type: str = Field(description="By its content, whatever it calls itself.")
    bytes: int
    state: FileState
    reason: str = Field(description="Why it was refused.")


class MessageCard(Shape):
    """One message of a thread."""

    id: str
    thread: str
    interaction: str | None
    seq: int = Field(description="The order within the thread.")
    at: Epoch
    direction: Direction
    author: Author
    author_id: str | None
    author_name: str
    text: str
    html: str | None = Field(description="Cleaned: no scripts, no styles; images of others are not fetched.")
    files: tuple[FileCard, ...]
    extra: dict[str, Any] = Field(
        description="What not every message has: subject, cc, choices, template, links, form."
    )
    state: MessageState
    state_at: Epoch
    reason: str = Field(description="Why it failed.")
    failure: Failure | None = Field(
        description="What sending it again takes, once it failed: `passing`: it may go the next time; `window`: only a "
        "template can, until the customer writes; `lasting`: the same words to the same address never will."
    )
    internal: Literal["note", "whisper"] | None = Field(
        description="It never leaves the house: a note for colleagues, or a supervisor's word to the agent."
    )
    client_id: str | None


class FilesCard(Shape):
    """Which files may go out by an account."""

    types: tuple[str, ...] = Field(description="Content types; `image/*` for all of a kind.")
    size: int = Field(description="Bytes of one.")
    most: int = Field(description="How many to a message.")


class TextAccountCard(Shape):
    """An account that is written by, and what it can do."""

    id: str
    channel: str
    name: str
    address: str
    media_type: MediaType
    synchronous: bool = Field(description="The customer sits there now, and leaves when nobody answers.")
    text_limit: int
    html: bool
    subject: bool
    copies: bool
    window: float | None = Field(
        description="Seconds after the customer's last message in which one may write freely."
    )
    templates: bool = Field(description="After that, templates only.")
    files: FilesCard | None
    choices: int = Field(description="Quick replies that a message may bring.")
    typing: bool
    starts: bool = Field(description="One may write first.")


class ThreadCard(Shape):
    """All that is written between one address of a customer and one account of ours."""

    id: str
    account: TextAccountCard | None = Field(
        description="Null when it was removed: nothing can be sent any more."
    )
    address: str = Field(description="The customer's.")
    topic: str
    name: str = Field(description="As the customer calls themselves there.")
    subject: str
    language: str = Field(description="As detected; empty until then.")
    customer: str | None
    interaction: str | None = Field(description="The last one.")
    agent: str | None
    queue: str | None
    created_at: Epoch
    last_in_at: Epoch | None
    last_out_at: Epoch | None
    read_at: Epoch | None = Field(description="The customer has read all until then.")
    context: dict[str, Any] = Field(description="What came along: the page, the form, who they say they are.")


class TextTold(Shape):
    """Over the live socket: a message is new, or moved on."""

    type: Literal["text"] = "text"
    thread: str
    interaction: str | None
    message: MessageCard


class FileTold(Shape):
    """Over the live socket: a file is here now, or was not let in."""

    type: Literal["file"] = "file"
    thread: str
    file: FileCard


class TypingTold(Shape):
    """Over the live socket: somebody writes."""

    type: Literal["typing"] = "typing"
    thread: str
    who: str = Field(description="`customer`, or an agent.")
    name: str
    until: Epoch = Field(description="If nothing more is heard. Past: they stopped.")


class Onlooker(Shape):
    """An agent who has the conversation before them."""

    agent: str
    name: str
    writing: bool


class LookingTold(Shape):
    """Over the live socket: who else looks at a conversation."""

    type: Literal["looking"] = "looking"
    thread: str
    agents: tuple[Onlooker, ...]


def file_card(row: FileRow) -> FileCard:
    return FileCard.of(row)


def message_card(row: MessageRow, files: Mapping[str, FileRow], catalogue: Catalogue) -> MessageCard:
    """`files`: at least those of the message that can be shown."""
    internal = row.extra.get(INTERNAL)
    known = catalogue.agents.get(row.author_id or "")
    return MessageCard(
        id=row.id,
        thread=row.thread,
        interaction=row.interaction,
        seq=row.seq,
        at=row.at,
        direction=row.direction,
        author=row.author,
        author_id=row.author_id,
        author_name=known.name if known is not None else str(row.extra.get("author_name", "")),
        text=row.text,
        html=row.html,
        files=tuple(file_card(files[id]) for id in row.files if id in files),
        extra={key: value for key, value in row.extra.items() if key not in (INTERNAL, "author_name")},
        state=row.state,
        state_at=row.state_at,
        reason=row.reason,
        failure=row.failure,
        internal=internal if internal in ("note", "whisper") else None,
        client_id=row.client_id,
    )


def text_account_card(account: TextAccount) -> TextAccountCard:
    facts = account.facts
    return TextAccountCard(
        id=account.id,
        channel=facts.name,
        name=account.name,
        address=account.address,
        media_type=facts.media_type,
        synchronous=facts.synchronous,
        text_limit=facts.text_limit,
        html=facts.html,
        subject=facts.subject,
        copies=facts.copies,
        window=facts.window,
        templates=facts.templates,
        files=None if facts.files is None else FilesCard.of(facts.files),
        choices=facts.choices,
        typing=facts.typing,
        starts=facts.starts,
    )


def thread_card(row: ThreadRow, catalogue: Catalogue) -> ThreadCard:
    account = catalogue.accounts.get(row.account)
    return ThreadCard(
        id=row.id,
        account=None if account is None else text_account_card(account),
        address=row.address,
        topic=row.topic,
        name=row.name,
        subject=row.subject,
        language=row.language,
        customer=row.customer,
        interaction=row.interaction,
        agent=row.agent,
        queue=row.queue,
        created_at=row.created_at,
        last_in_at=row.last_in_at,
        last_out_at=row.last_out_at,
        read_at=row.read_at,
        context=dict(row.context),
    )


def is_whisper(row: MessageRow) -> bool:
    """Whether it is for the agent alone, and those who supervise."""
    return row.extra.get(INTERNAL) == "whisper"


def files_of(rows: Iterable[MessageRow]) -> frozenset[str]:
    """Ids of all files that these messages have."""
    return frozenset(id for row in rows for id in row.files)
