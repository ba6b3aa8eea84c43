"""What agents have in hand, as the database keeps it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ari_app.acd.model import Hold, HoldState, MediaType


def to_json(holds: Iterable[Hold]) -> list[dict[str, Any]] | None:
    """None for nothing. What is interrupted follows from the rest, and an offer outlives no restart: neither is kept."""
    return [_to_json(hold) for hold in holds if hold.state is not HoldState.OFFERED] or None


def from_json(holds: Sequence[Mapping[str, Any]] | None) -> tuple[Hold, ...]:
    """As they were written."""
    return tuple(_from_json(hold) for hold in holds or ())


def _to_json(hold: Hold) -> dict[str, Any]:
    written: dict[str, Any] = {
        "interaction": hold.interaction,
        "queue": hold.queue,
        "media_type": hold.media_type.value,
        "state": hold.state.value,
        "since": hold.since,
    }
    if hold.labels:
        written["labels"] = sorted(hold.labels)
    if hold.until is not None:
        written["until"] = hold.until
    if hold.exceeding:
        written["exceeding"] = True
    return written


def _from_json(written: Mapping[str, Any]) -> Hold:
    return Hold(
        interaction=written["interaction"],
        queue=written["queue"],
        media_type=MediaType(written["media_type"]),
        labels=frozenset(written.get("labels", ())),
        state=HoldState(written["state"]),
        since=written["since"],
        until=written.get("until"),
        exceeding=written.get("exceeding", False),
    )
