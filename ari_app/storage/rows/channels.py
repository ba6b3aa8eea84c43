"""What is written, and by which account."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ari_app.storage.choices import Author, Direction, Failure, FileState, MessageState


@dataclass(frozen=True, slots=True)
class ChannelAccountRow:
    id: str
    channel: str
    name: str
    address: str
    flow: str
    settings: Mapping[str, Any]
    secrets: str | None
    enabled: bool
    created_at: float
    changed_at: float
    archived_at: float | None = None


@dataclass(frozen=True, slots=True)
class ChannelCursorRow:
    account: str
    value: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ThreadRow:
    id: str
    account: str
    address: str
    topic: str
    name: str
    subject: str
    language: str
    customer: str | None
    interaction: str | None
    agent: str | None
    queue: str | None
    created_at: float
    last_in_at: float | None = None
    last_out_at: float | None = None
    read_at: float | None = None
    context: Mapping[str, Any] = field(default_factory=dict)
    handled_at: float | None = None


@dataclass(frozen=True, slots=True)
class MessageRow:
    id: str
    thread: str
    interaction: str | None
    seq: int
    at: float
    direction: Direction
    author: Author
    author_id: str | None
    text: str
    html: str | None
    files: Sequence[str]
    extra: Mapping[str, Any]
    provider_id: str | None
    client_id: str | None
    state: MessageState
    reason: str
    state_at: float
    due_at: float | None = None
    attempts: int = 0
    failure: Failure | None = None


@dataclass(frozen=True, slots=True)
class InboundRow:
    id: int
    account: str
    provider_id: str
    body: Mapping[str, Any]
    received_at: float
    done_at: float | None = None


@dataclass(frozen=True, slots=True)
class FileRow:
    id: str
    thread: str
    name: str
    content_type: str
    bytes: int
    sha256: str
    state: FileState
    reason: str
    source: Mapping[str, Any] | None
    created_at: float


@dataclass(frozen=True, slots=True)
class VisitorRow:
    token_hash: str
    account: str
    address: str
    name: str
    context: Mapping[str, Any]
    created_at: float
    seen_at: float


@dataclass(frozen=True, slots=True)
class CannedReplyRow:
    id: str
    shortcut: str
    title: str
    text: str
    language: str
    queues: Sequence[str] | None
    created_at: float
    changed_at: float


@dataclass(frozen=True, slots=True)
class DraftRow:
    agent: str
    thread: str
    text: str
    extra: Mapping[str, Any]
    at: float


@dataclass(frozen=True, slots=True)
class RatingRow:
    interaction: str
    score: int
    comment: str
    at: float


@dataclass(frozen=True, slots=True)
class CustomerMergeRow:
    id: str
    kept: str
    merged: str
    moved: Mapping[str, Any]
    by: str
    at: float
    undone_at: float | None = None
