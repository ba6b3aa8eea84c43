"""ARI's JSON becomes typed events, or is counted; never an exception."""

import json
import logging

import pytest

from ari_app.telephony.events import (
    ALLOWED,
    ApplicationReplaced,
    AriEvent,
    Channel,
    ChannelEnded,
    ChannelEntered,
    ChannelLeft,
    DigitReceived,
    EventParser,
    PlaybackEnded,
    RecordingEnded,
    TransferRequested,
)

CHANNEL = {
    "id": "1795326499.0",
    "name": "PJSIP/agent-1-0000002a",
    "state": "Ring",
    "caller": {"name": "Ada", "number": "+15559001"},
    "connected": {"name": "", "number": ""},
    "dialplan": {"context": "from-trunk", "exten": "+15550100", "priority": 2},
}
TYPED = Channel("1795326499.0", "PJSIP/agent-1-0000002a", "Ring", "+15559001", "Ada", "+15550100")
BLIND = {"requested_destination": {"destination": "+15550123"}}
ATTENDED = {"requested_destination": {"protocol_id": "a@b"}, "destination_channel": {"id": "1795326499.9"}}
RECORDING = {"name": "message", "format": "wav", "state": "done", "target_uri": "channel:1795326499.0"}


@pytest.mark.parametrize(
    ("event", "typed"),
    [
        ({"type": "StasisStart", "args": ["call"], "channel": CHANNEL}, ChannelEntered(TYPED, ("call",))),
        ({"type": "StasisEnd", "channel": CHANNEL}, ChannelLeft(TYPED.id)),
        ({"type": "ChannelDestroyed", "cause": 17, "channel": CHANNEL}, ChannelEnded(TYPED.id, 17)),
        ({"type": "ChannelDtmfReceived", "digit": "#", "channel": CHANNEL}, DigitReceived(TYPED.id, "#")),
        ({"type": "PlaybackFinished", "playback": {"id": "p", "state": "done"}}, PlaybackEnded("p", False)),
        ({"type": "PlaybackFinished", "playback": {"id": "p", "state": "failed"}}, PlaybackEnded("p", True)),
        ({"type": "RecordingFinished", "recording": RECORDING}, RecordingEnded(TYPED.id, "message", False)),
        ({"type": "RecordingFailed", "recording": RECORDING}, RecordingEnded(TYPED.id, "message", True)),
        (
            {"type": "ChannelTransfer", "refer_to": BLIND, "referred_by": {"source_channel": CHANNEL}},
            TransferRequested(TYPED.id, "+15550123", None),
        ),
        (
            {"type": "ChannelTransfer", "refer_to": ATTENDED, "referred_by": {"source_channel": CHANNEL}},
            TransferRequested(TYPED.id, "", "1795326499.9"),
        ),
        ({"type": "ApplicationReplaced", "application": "trunkline"}, ApplicationReplaced()),
    ],
)
def test_what_we_subscribe_to_is_typed(event: dict[str, object], typed: AriEvent) -> None:
    parser = EventParser()
    assert parser.parse(json.dumps(event)) == typed
    assert not parser.unread


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("", "no JSON"),
        ('{"type": "StasisStart"', "no JSON"),
        ("\x00\xff", "no JSON"),
        ("[]", "unknown type"),
        ("null", "unknown type"),
        ("{}", "unknown type"),
        ('{"type": ["StasisStart"]}', "unknown type"),
        ('{"type": "ChannelVarset"}', "unknown type"),
        ('{"type": "StasisStart"}', "StasisStart"),
        ('{"type": "StasisStart", "args": [], "channel": {"id": 1}}', "StasisStart"),
        ('{"type": "ChannelDestroyed", "cause": "x", "channel": {"id": "1"}}', "ChannelDestroyed"),
        ('{"type": "RecordingFinished", "recording": {"target_uri": 5}}', "RecordingFinished"),
    ],
)
def test_what_cannot_be_used_is_counted(text: str, counted: str) -> None:
    parser = EventParser()
    assert parser.parse(text) is None
    assert parser.unread == {counted: 1}


def test_a_flood_of_garbage_is_logged_once(caplog: pytest.LogCaptureFixture) -> None:
    parser = EventParser()
    with caplog.at_level(logging.WARNING):
        for _ in range(100):
            parser.parse("{")
    assert parser.unread.total() == 100
    assert len(caplog.records) == 1


def test_the_filter_lets_through_what_we_can_read_and_responses() -> None:
    """Without RESTResponse every request over the socket would hang for ever."""
    allowed = {entry["type"] for entry in ALLOWED["allowed"]}
    assert allowed == {
        "StasisStart",
        "StasisEnd",
        "ChannelDestroyed",
        "ChannelDtmfReceived",
        "PlaybackFinished",
        "RecordingFinished",
        "RecordingFailed",
        "ChannelTransfer",
        "ApplicationReplaced",
        "RESTResponse",
    }


@pytest.mark.parametrize(
    ("name", "endpoint"),
    [("PJSIP/agent1-0000002a", "agent1"), ("PJSIP/agent-1-0000002a", "agent-1"), ("odd", "")],
)
def test_the_endpoint_behind_a_channel(name: str, endpoint: str) -> None:
    assert Channel("1", name, "Up", "", "", "").endpoint == endpoint
