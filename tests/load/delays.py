"""Post-dial delay: from a caller's INVITE to the INVITE that rings an agent for this caller. Pure."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.phone.message import Address, Request


@dataclass(frozen=True, slots=True)
class Invite:
    """One INVITE on the wire; `seconds` since the epoch."""

    seconds: float
    to_port: int
    request: Request


def post_dial_delays(invites: Iterable[Invite], server_port: int, agents_port: int) -> dict[str, float]:
    """Milliseconds for each caller's number whose call reached an agent; repeats of an INVITE don't count."""
    dialled: dict[str, float] = {}
    reached: dict[str, float] = {}
    for invite in invites:
        seen = {server_port: dialled, agents_port: reached}[invite.to_port]
        seen.setdefault(Address.parse(invite.request.get("from")).user, invite.seconds)
    return {caller: 1000 * (at - dialled[caller]) for caller, at in reached.items() if caller in dialled}


def percentile(values: Sequence[float], share: float) -> float:
    """The least of the values (at least one) that this share of them, 0 to 1, does not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]
