"""What is set up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ari_app.acd.model import MediaType, WrapUpMode
from ari_app.storage.choices import EndpointKind


@dataclass(frozen=True, slots=True)
class AgentRow:
    id: str
    name: str
    endpoint: str
    team: str | None = None
    units: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class CapacityRuleRow:
    media_type: MediaType
    units: int
    interrupted_by: Sequence[str]


@dataclass(frozen=True, slots=True)
class LabelCapRow:
    label: str
    most: int


@dataclass(frozen=True, slots=True)
class TeamRow:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class SkillRow:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class QueueRow:
    id: str
    name: str
    skills: Mapping[str, int]
    offer_timeout: float
    wrap_up: float
    announce_every: float | None
    record: bool
    max_waiting: int | None = None
    wrap_up_mode: WrapUpMode = WrapUpMode.TIMED
    service_level_seconds: float = 20.0
    service_level_percent: float = 80.0
    calendar: str | None = None
    wrap_up_codes: Sequence[str] = field(default_factory=list)
    targets: Mapping[str, float] | None = None


@dataclass(frozen=True, slots=True)
class WrapUpCodeRow:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class CalendarRow:
    id: str
    name: str
    time_zone: str
    weekly: Sequence[Mapping[str, Any]] = field(default_factory=list)
    holidays: Sequence[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class AgentSkillRow:
    agent: str
    skill: str
    level: int


@dataclass(frozen=True, slots=True)
class AgentQueueRow:
    agent: str
    queue: str


@dataclass(frozen=True, slots=True)
class NumberRow:
    number: str
    flow: str


@dataclass(frozen=True, slots=True)
class FlowRow:
    id: str
    version: str
    body: Mapping[str, Any]
    published_at: float | None = None


@dataclass(frozen=True, slots=True)
class EndpointRow:
    id: str
    kind: EndpointKind
    agent: str | None = None
    username: str | None = None
    ha1: str | None = None
    contact: str | None = None
    match: str | None = None
    server_uri: str | None = None
    secret: str | None = None
    codecs: Sequence[str] = ()
    webrtc: bool = False
    transport: str | None = None

    @property
    def addresses(self) -> tuple[str, ...]:
        """Those of `match`: addresses or networks that it calls from."""
        return tuple((self.match or "").replace(",", " ").split())

    def __repr__(self) -> str:  # it may end up in a log line; `ha1` and `secret` must not
        return f"EndpointRow({self.id!r}, {self.kind.value})"


@dataclass(frozen=True, slots=True)
class SettingRow:
    key: str
    value: Any


@dataclass(frozen=True, slots=True)
class RevisionRow:
    kind: str
    id: str
    version: int
    at: float
    by: str
