"""What supervisors watch by and act with."""

from collections.abc import Sequence
from dataclasses import dataclass

from ari_app.storage.choices import AlertLevel, Measure, Recipients, Subject


@dataclass(frozen=True, slots=True)
class ThresholdRow:
    measure: Measure
    amber: float | None
    red: float | None


@dataclass(frozen=True, slots=True)
class AlertRow:
    id: str
    measure: Measure
    subject: Subject
    subject_id: str
    level: AlertLevel
    since: float
    raised_at: float
    acknowledged_at: float | None = None
    acknowledged_by: str | None = None
    cleared_at: float | None = None


@dataclass(frozen=True, slots=True)
class BroadcastRow:
    id: str
    sender: str
    sender_name: str
    recipients: Recipients
    recipients_id: str
    text: str
    sent_at: float


@dataclass(frozen=True, slots=True)
class BroadcastReaderRow:
    broadcast: str
    agent: str
    read_at: float | None = None


@dataclass(frozen=True, slots=True)
class WallboardRow:
    id: str
    hash: str
    title: str
    queues: Sequence[str]
    numbers: Sequence[str]
    rotate: float
    created_by: str
    created_at: float
