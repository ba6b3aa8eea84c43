"""Rows that the stories are about."""

from dataclasses import replace
from typing import Any

from ari_app.acd.model import InteractionState, OfferState
from ari_app.storage.rows.spine import InteractionRow, OfferRow

NOW = 1_800_000_000.0

CALL = InteractionRow(
    id="call-1",
    medium="voice",
    channel="trunk",
    called="+15550100",
    caller="+15551234",
    line="line-1",
    created_at=NOW,
    flow="menu",
    flow_version="f1",
    state=InteractionState.IN_FLOW,
)

OFFER = OfferRow("offer-1", "call-1", "agent1", "support", 1, OfferState.PENDING, "", NOW, NOW + 20.0)


def call(id: str, **changes: Any) -> InteractionRow:
    return replace(CALL, id=id, line=f"line-{id}", **changes)


def offer(id: str, **changes: Any) -> OfferRow:
    return replace(OFFER, id=id, **changes)
