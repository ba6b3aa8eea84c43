"""Customers, notes and wrap-up."""

from dataclasses import dataclass

from ari_app.storage.choices import IdentityKind


@dataclass(frozen=True, slots=True)
class CustomerRow:
    id: str
    name: str
    organisation: str
    language: str
    created_at: float
    changed_at: float


@dataclass(frozen=True, slots=True)
class IdentityRow:
    kind: IdentityKind
    value: str
    customer: str
    added_at: float


@dataclass(frozen=True, slots=True)
class CallerRow:
    interaction: str
    customer: str
    by: str
    at: float


@dataclass(frozen=True, slots=True)
class NoteRow:
    id: str
    customer: str | None
    interaction: str | None
    author: str
    text: str
    created_at: float
    changed_at: float | None = None


@dataclass(frozen=True, slots=True)
class WrapUpRow:
    interaction: str
    agent: str
    code: str | None
    note: str
    chosen: bool
    at: float
