"""Long messages that a provider brings in parts, one request each and in any order: they are told when all parts are there,
or as far as they came when one stays out.

What waits is kept with the account, and written in one transaction with what it makes whole: so nothing is lost and nothing
told twice, whenever this process dies. A provider that repeats a part which we have is known by the part's name, not by the
message's number: phones count these from anew.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from ari_app.channels.incoming import from_json, to_json
from ari_app.conversation.text import MessageArrived, TextEvent
from ari_app.storage import channel_cursors
from ari_app.storage.reader import Reader

PART = "part"
"""In the extra of a message: {ref, number, total}."""
PATIENCE = 600.0  # seconds until a message is told without the part that stays out
REPEATED = 86_400.0  # seconds for which a provider may repeat a part
GAP = " […] "


@dataclass(frozen=True, slots=True)
class Waiting:
    """`parts`: events by number, of each long message. `told`: when which part was told, by its name."""

    parts: Mapping[str, Mapping[str, MessageArrived]] = field(default_factory=dict)
    since: Mapping[str, float] = field(default_factory=dict)
    told: Mapping[str, float] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        parts = {
            key: {number: to_json(one) for number, one in parts.items()} for key, parts in self.parts.items()
        }
        return {"parts": parts, "since": dict(self.since), "told": dict(self.told)}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Waiting":
        parts = {
            key: {number: _message(one) for number, one in parts.items()}
            for key, parts in kept.get("parts", {}).items()
        }
        return cls(parts, kept.get("since", {}), kept.get("told", {}))


def _message(kept: Mapping[str, Any]) -> MessageArrived:
    event = from_json(kept)
    assert isinstance(event, MessageArrived), "only messages come in parts"
    return event


def gathered(
    events: Sequence[TextEvent], before: Waiting, now: float
) -> tuple[tuple[TextEvent, ...], Waiting]:
    """What is to be told, and what waits on. Pure."""
    parts = {key: dict(one) for key, one in before.parts.items()}
    since = dict(before.since)
    told = {name: at for name, at in before.told.items() if now - at <= REPEATED}
    whole: list[TextEvent] = []

    def tell(key: str) -> None:
        of_it = parts.pop(key)
        del since[key]
        told.update({one.provider_id: now for one in of_it.values()})
        whole.append(joined(list(of_it.values())))

    for event in events:
        if not isinstance(event, MessageArrived) or PART not in event.extra:
            whole.append(event)
            continue
        if event.provider_id in told:
            continue
        part = event.extra[PART]
        key, number = f"{event.whom.address} {part['ref']} {part['total']}", str(part["number"])
        there = parts.get(key, {}).get(number)
        if there is not None and there.provider_id != event.provider_id:
            tell(key)  # the phone has begun to count anew
        parts.setdefault(key, {})[number] = event
        since.setdefault(key, now)
        if len(parts[key]) == part["total"]:
            tell(key)
    for key in [key for key, at in since.items() if now - at > PATIENCE]:
        tell(key)
    return tuple(whole), Waiting(parts, since, told)


def joined(parts: Sequence[MessageArrived]) -> MessageArrived:
    """The message whose parts these are, in whatever order; one that is not there leaves a gap. It has the name and the time
    of the first."""
    in_order = sorted(parts, key=lambda one: int(one.extra[PART]["number"]))
    first, total = in_order[0], int(in_order[0].extra[PART]["total"])
    by_number = {int(one.extra[PART]["number"]): one.text for one in in_order}
    text = "".join(by_number.get(number, GAP) for number in range(1, total + 1))
    return replace(first, text=text, extra={key: value for key, value in first.extra.items() if key != PART})


class Gathering:
    """For all accounts that are called. Nothing waits for anything where nothing comes in parts."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._waiting: dict[str, Waiting] = {}
        self._one_by_one: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    @asynccontextmanager
    async def whole(
        self, account: str, events: Sequence[TextEvent], now: float
    ) -> AsyncIterator[tuple[Sequence[TextEvent], Mapping[str, Any] | None]]:
        """What is to be told of `events`, and the account's cursor when that has changed. On leaving without an error
        both are durable. Raises DatabaseUnavailable."""
        in_parts = any(isinstance(event, MessageArrived) and PART in event.extra for event in events)
        known = self._waiting.get(account)
        if not in_parts and known is not None and not known.parts:
            yield events, None
            return
        async with self._one_by_one[account]:
            before = self._waiting.get(account)
            if before is None:
                before = Waiting.from_json(await channel_cursors.of(self._reader, account))
            told, after = gathered(events, before, now)
            changed = in_parts or len(told) != len(events)
            yield told, after.to_json() if changed else None
            self._waiting[account] = after
