"""What is being drawn."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ari_app.storage.choices import PromptOrigin


@dataclass(frozen=True, slots=True)
class FlowDraftRow:
    flow: str
    name: str
    body: Mapping[str, Any]
    layout: Mapping[str, Any]
    revision: int
    saved_at: float
    saved_by: str


@dataclass(frozen=True, slots=True)
class FlowPublicationRow:
    seq: int
    flow: str
    version: str
    published_at: float
    published_by: str
    note: str
    layout: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class PromptRow:
    id: str
    name: str
    text: str
    language: str
    origin: PromptOrigin
    file: str
    seconds: float
    changed_at: float
    changed_by: str
