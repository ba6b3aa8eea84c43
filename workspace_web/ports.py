"""What the web needs to be told by those who know: small promises, handed in by `main`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that has to be well for the centre to work. `state`: how it is, in words; `cure`: what to
    do when it is not `ok`. Without `needed`, a failed check is shown but the centre counts as ready. None
    of it is secret."""

    name: str
    ok: bool
    state: str
    cure: str = ""
    needed: bool = True


class HealthSource(Protocol):
    """Called at every `/readyz`: answers at once, from what it knows, and never raises."""

    def checks(self) -> Iterable[Check]: ...


class Reached(StrEnum):
    """Whether a phone or trunk answers; nobody asks some."""

    ONLINE = "online"
    OFFLINE = "offline"
    UNKNOWN = "unknown"


class Reach(Protocol):
    """The phones and trunks that the switch knows, by name. Never raises: empty while the switch is away."""

    async def states(self) -> Mapping[str, Reached]: ...


class FigureKind(StrEnum):
    """A gauge goes up and down, a counter only up (to 0 at a restart)."""

    GAUGE = "gauge"
    COUNTER = "counter"


@dataclass(frozen=True, slots=True)
class Figure:
    """One number for `/metrics`. `name` without the leading `trunkline_`, and a counter's without
    `_total`."""

    name: str
    help: str
    value: float
    kind: FigureKind = FigureKind.GAUGE
    labels: Mapping[str, str] = field(default_factory=dict)


class FigureSource(Protocol):
    """Called at every `/metrics`: answers at once and never raises. Figures of one name come one after the
    other and have the same labels; they are all numbers, of nobody in particular."""

    def figures(self) -> Iterable[Figure]: ...
