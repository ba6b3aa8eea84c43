"""What is true of each channel of the double, and who hears whom by it."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from ari_app.conversation.line import (
    CallArrived,
    OpenEar,
    Play,
    RecordMessage,
    RingLeg,
    SupervisionMode,
    TransferState,
)

MUSIC = "music"


@dataclass(slots=True)
class FakeLine:
    """What is true of one customer's (or dialling agent's) channel. `peer` is the leg that it was joined with."""

    arrival: CallArrived | None
    interaction: str = ""
    answered: bool = False
    plays: deque[Play] = field(default_factory=deque)
    announcements: list[str] = field(default_factory=list)
    ear: OpenEar | None = None
    recording: RecordMessage | None = None
    music: bool = False
    peer: str | None = None
    held: bool = False
    record: str | None = None
    recording_muted: bool = False


@dataclass(slots=True)
class FakeLeg:
    """What is true of one agent's channel. `line` is whose talk it is in: as its peer, included, or (with a `mode`)
    supervising it. `reports` is what its phone was told of the transfer that it asked for; `asked`: picked up,
    and has not said yet whether they take the call."""

    request: RingLeg
    interaction: str
    answered: bool = False
    asked: bool = False
    line: str | None = None
    mode: SupervisionMode | None = None
    reports: list[TransferState] = field(default_factory=list)


def heard_by(channel: str, lines: Mapping[str, FakeLine], legs: Mapping[str, FakeLeg]) -> frozenset[str]:
    """Whom this line or leg hears; MUSIC when it waits. Raises KeyError when it is gone."""
    leg = legs.get(channel)
    name = channel if leg is None else leg.line
    line = lines[channel] if leg is None else lines.get(name or "")
    if name is None:
        return frozenset()
    inside = {one for one, state in legs.items() if state.line == name and _speaks(state)}
    if line is not None and not line.held and inside and not line.music:
        inside.add(name)
    if leg is None:
        return frozenset({MUSIC}) if lines[name].music else frozenset(inside - {channel})
    if not _speaks(leg):
        return frozenset(inside)
    whispering = {
        one for one, state in legs.items() if state.line == name and state.mode is SupervisionMode.WHISPER
    }
    to_the_agent = whispering if line is not None and line.peer == channel else set()
    return frozenset((inside | to_the_agent) - {channel})


def _speaks(leg: FakeLeg) -> bool:
    """Whether all who talk on its line hear it."""
    return leg.mode in (None, SupervisionMode.BARGE)
