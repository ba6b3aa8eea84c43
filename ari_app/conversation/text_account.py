"""Where one writes to us, and what can be done there: the channel's `Facts`, held by each account of it."""

import math
from dataclasses import dataclass

from ari_app.acd.model import MediaType
from ari_app.storage.choices import IdentityKind, MessageState


@dataclass(frozen=True, slots=True)
class AllowedFiles:
    """Which files may go out: content types (`image/*` for all of a kind), the bytes of one, how many to a message."""

    types: tuple[str, ...]
    size: int
    most: int


@dataclass(frozen=True, slots=True)
class Facts:
    """What a channel can do.

    `media_type`: what attention it takes. `synchronous`: the writer sits there now and leaves when nobody answers; else they
    read it later. `known_by`: what kind of identity an address is. `text_limit`: characters of one message; longer ones are
    refused in the composer (SMS: cut into parts by the provider). `window`: seconds after the customer's last message in
    which one may write freely; afterwards only templates. `receipts`: what we are told of a message after it was sent.
    `choices`: how many quick replies a message may bring. `per_second`: what an account may send, unless its settings say
    otherwise. `starts`: we may write first. `tolls`: a message costs by where it goes, so that agents write first to those
    numbers alone that somebody has allowed.
    """

    name: str
    title: str
    media_type: MediaType
    known_by: IdentityKind | None
    synchronous: bool = False
    text_limit: int = 4096
    html: bool = False
    subject: bool = False
    copies: bool = False
    window: float | None = None
    templates: bool = False
    files: AllowedFiles | None = None
    receipts: frozenset[MessageState] = frozenset()
    typing: bool = False
    choices: int = 0
    per_second: float = 10.0
    starts: bool = True
    tolls: bool = False


NEVER = math.inf


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a conversation in writing may rest. Seconds. `inactive_after`: our last word has no answer: it takes nobody's
    attention any more; `close_after`: it is closed (or NEVER), with a last word where the customer sits there
    (`synchronous`). `reopen_within`: who writes so soon after an agent has closed it comes back to that queue, and
    `wanted_for` so long to that agent alone. `longest_snooze`: for so long an agent may put it aside."""

    inactive_after: float
    close_after: float
    reopen_within: float
    wanted_for: float
    longest_snooze: float = 366 * 86_400.0


AT_ONCE = Pace(inactive_after=120.0, close_after=600.0, reopen_within=0.0, wanted_for=120.0)
"""The customer sits there."""

IN_TIME = Pace(inactive_after=900.0, close_after=72 * 3600.0, reopen_within=72 * 3600.0, wanted_for=900.0)
"""They read it when they have time."""


def usual_pace(synchronous: bool) -> Pace:
    """Where nobody has said anything else."""
    return AT_ONCE if synchronous else IN_TIME


@dataclass(frozen=True, slots=True)
class TextAccount:
    """One address of ours at one provider. `flow`: the id of the flow that answers. `facts`: what can be done there.
    `prefixes`: how a number has to begin that may be written to first; None: it costs the same wherever it goes.
    `own_pace`: None where it is as usual."""

    id: str
    name: str
    address: str
    flow: str
    facts: Facts
    prefixes: tuple[str, ...] | None = None
    own_pace: Pace | None = None

    @property
    def pace(self) -> Pace:
        """How long one may rest there."""
        return self.own_pace or usual_pace(self.facts.synchronous)
