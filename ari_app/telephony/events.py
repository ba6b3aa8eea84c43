"""ARI's events, typed: the few that we subscribe to. Anything else, or anything malformed, is None, and
counted.

`ALLOWED` is the application's event filter: it must name exactly what `parse` knows (a test compares them),
because each further type costs every call, and because a type that is missing there never arrives.
"""

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import orjson

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Channel:
    """What an event says of its channel. `name` is Asterisk's, such as PJSIP/agent1-0000002a."""

    id: str
    name: str
    state: str
    caller: str
    caller_name: str
    dialled: str

    @property
    def endpoint(self) -> str:
        """The phone or trunk behind a PJSIP channel."""
        return self.name.partition("/")[2].rpartition("-")[0]


@dataclass(frozen=True, slots=True)
class ChannelEntered:
    """StasisStart: the channel is in our hands; `args` are those of the dialplan or of our originate."""

    channel: Channel
    args: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChannelLeft:
    """StasisEnd: the channel is no longer in our hands. The only word of the end of a channel that came
    by itself: Asterisk stops reporting on it here, so how it ended is not known."""

    id: str


@dataclass(frozen=True, slots=True)
class ChannelEnded:
    """ChannelDestroyed, of a channel that we originated; `cause` by Q.850."""

    id: str
    cause: int


@dataclass(frozen=True, slots=True)
class DigitReceived:
    channel: str
    digit: str


@dataclass(frozen=True, slots=True)
class PlaybackEnded:
    id: str
    failed: bool


@dataclass(frozen=True, slots=True)
class RecordingEnded:
    """RecordingFinished or RecordingFailed, of the recording of one channel."""

    channel: str
    name: str
    failed: bool


@dataclass(frozen=True, slots=True)
class TransferRequested:
    """ChannelTransfer: the phone of `channel` sent REFER. To `number`; or, attended, to whom its other call `other`
    talks to."""

    channel: str
    number: str
    other: str | None


@dataclass(frozen=True, slots=True)
class ApplicationReplaced:
    """Another programme took our application: it gets the events from now on."""


AriEvent: TypeAlias = (
    ChannelEntered
    | ChannelLeft
    | ChannelEnded
    | DigitReceived
    | PlaybackEnded
    | RecordingEnded
    | TransferRequested
    | ApplicationReplaced
)


def channel_of(json: dict[str, Any]) -> Channel:
    """Raises KeyError or TypeError when it is no channel."""
    return Channel(
        id=json["id"],
        name=json["name"],
        state=json["state"],
        caller=json["caller"]["number"],
        caller_name=json["caller"]["name"],
        dialled=json["dialplan"]["exten"],
    )


def _recording_ended(json: dict[str, Any], *, failed: bool) -> RecordingEnded:
    return RecordingEnded(json["target_uri"].removeprefix("channel:"), json["name"], failed)


def _transfer(json: dict[str, Any]) -> TransferRequested:
    refer_to = json["refer_to"]
    other = refer_to.get("destination_channel")
    return TransferRequested(
        channel=json["referred_by"]["source_channel"]["id"],
        number=refer_to["requested_destination"].get("destination", ""),
        other=None if other is None else other["id"],
    )


_PARSERS: dict[str, Callable[[dict[str, Any]], AriEvent]] = {
    "StasisStart": lambda json: ChannelEntered(channel_of(json["channel"]), tuple(json["args"])),
    "StasisEnd": lambda json: ChannelLeft(json["channel"]["id"]),
    "ChannelDestroyed": lambda json: ChannelEnded(json["channel"]["id"], int(json["cause"])),
    "ChannelDtmfReceived": lambda json: DigitReceived(json["channel"]["id"], json["digit"]),
    "PlaybackFinished": lambda json: PlaybackEnded(
        json["playback"]["id"], json["playback"]["state"] == "failed"
    ),
    "RecordingFinished": lambda json: _recording_ended(json["recording"], failed=False),
    "RecordingFailed": lambda json: _recording_ended(json["recording"], failed=True),
    "ChannelTransfer": _transfer,
    "ApplicationReplaced": lambda json: ApplicationReplaced(),
}

ALLOWED = {"allowed": [{"type": name} for name in (*_PARSERS, "RESTResponse")]}


class EventParser:
    """`unread` counts, by type, what could not be used."""

    def __init__(self) -> None:
        self.unread: Counter[str] = Counter()

    def parse(self, text: str | bytes) -> AriEvent | None:
        what = "no JSON"
        try:
            json = orjson.loads(text)
            what = "unknown type"
            parser = _PARSERS[json["type"]]
            what = json["type"]
            return parser(json)
        except (orjson.JSONDecodeError, KeyError, TypeError, ValueError, AttributeError):
            self._note(what, text)
            return None

    def _note(self, what: str, text: str | bytes) -> None:
        """Logged the first time of each sort: a peer that sends garbage should not fill the disk too."""
        self.unread[what] += 1
        if self.unread[what] == 1:
            log.warning("Asterisk sent an event that we cannot use (%s): %.200r", what, text)
