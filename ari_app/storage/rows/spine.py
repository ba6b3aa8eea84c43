"""What happens."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ari_app.acd.model import AgentState, InteractionState, MediaType, OfferState


@dataclass(frozen=True, slots=True)
class InteractionRow:
    id: str
    medium: str
    channel: str
    called: str
    caller: str
    line: str
    created_at: float
    flow: str
    flow_version: str
    state: InteractionState
    reason: str = ""
    session: Mapping[str, Any] | None = None
    alarm_step: int | None = None
    alarm_at: float | None = None
    queue: str | None = None
    skills: Mapping[str, int] | None = None
    priority: int | None = None
    queued_at: float | None = None
    queue_order: int | None = None
    queue_step: int | None = None
    queue_until: float | None = None
    wanted_agent: str | None = None
    wanted_until: float | None = None
    agent: str | None = None
    offer: str | None = None
    leg: str | None = None
    answered: bool = False
    epoch: int = 0
    voicemail: bool = False
    connected_at: float | None = None
    ended_at: float | None = None
    version: int = 0
    variables: Mapping[str, str] | None = None
    talk: Mapping[str, Any] | None = None
    media_type: MediaType = MediaType.CALL
    thread: str | None = None
    labels: Sequence[str] | None = None
    writing: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class EventRow:
    seq: int
    at: float
    kind: str
    interaction: str | None
    agent: str | None
    queue: str | None
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class OfferRow:
    id: str
    interaction: str
    agent: str
    queue: str
    epoch: int
    state: OfferState
    reason: str
    offered_at: float
    deadline: float
    closed_at: float | None = None


@dataclass(frozen=True, slots=True)
class AgentStateRow:
    agent: str
    state: AgentState
    reason: str
    since: float
    until: float | None = None
    interaction: str | None = None
    next_state: AgentState = AgentState.AVAILABLE
    next_reason: str = ""
    holds: Sequence[Mapping[str, Any]] | None = None


@dataclass(frozen=True, slots=True)
class RecordingRow:
    id: str
    interaction: str
    file: str
    started_at: float
    seconds: float
    channels: int


@dataclass(frozen=True, slots=True)
class VoicemailRow:
    id: str
    interaction: str
    mailbox: str
    file: str
    seconds: float
    created_at: float
    heard_at: float | None = None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    id: int
    topic: str
    key: str
    body: Mapping[str, Any]
    created_at: float
    due_at: float
    attempts: int = 0
    done_at: float | None = None
    error: str | None = None
