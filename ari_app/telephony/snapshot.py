"""What is true in Asterisk at this moment: asked after each (re)connect, because events of the time
between are lost."""

import asyncio
from dataclasses import dataclass
from typing import Any

import orjson

from ari_app.conversation.line import CallArrived, LiveLine, SupervisionMode
from ari_app.telephony.ari import AriConnection
from ari_app.telephony.arrivals import AGENT_ARGUMENT, CALL_ARGUMENT, arrival_of, has_arrived
from ari_app.telephony.bridges import is_of_a_talk, is_ours
from ari_app.telephony.events import Channel, channel_of
from ari_app.telephony.exchange import INTERACTION, Exchange
from ari_app.telephony.leg import ASKED, LEG_ARGUMENT, LINE, ROLE
from ari_app.telephony.rest import Done, Request, uri_of

QUESTIONS_AT_ONCE = 16
OUTSIDE_OF_THE_TALK = frozenset({SupervisionMode.LISTEN.value, SupervisionMode.WHISPER.value})
"""Roles of legs that hear a talk from a bridge of their own."""
ORIGINATED = "AppDial2"
"""What Asterisk gives as the application of a channel that we originate, as long as it rings."""


@dataclass(frozen=True, slots=True)
class Found:
    """A channel of ours. `args` are those that it came to us with; `line` is, for a leg, the line it
    rings for, `role` what it does there (`leg.py`)."""

    channel: Channel
    args: tuple[str, ...]
    interaction: str
    line: str
    role: str

    @property
    def id(self) -> str:
        return self.channel.id

    @property
    def answered(self) -> bool:
        return self.channel.state == "Up"


@dataclass(frozen=True, slots=True)
class FoundTalk:
    """Who talk in a bridge. `leg` is the one that the line was joined with (None: it has gone), `inside` are all legs in
    there, `supervisors` those that are not; `on_hold`: the line is outside of it, with music."""

    line: str
    leg: str | None
    inside: tuple[str, ...]
    supervisors: tuple[str, ...]
    bridge: str
    on_hold: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`identity` changes when Asterisk is started anew. Leftovers are ears and bridges that serve nobody
    any more, and legs that were asked whether they take a call: nobody knows any more by whom."""

    identity: str
    calls: tuple[Found, ...]
    dialling_agents: tuple[Found, ...]
    legs: tuple[Found, ...]
    talks: tuple[FoundTalk, ...]
    idle_bridges: tuple[str, ...]
    leftover_channels: tuple[str, ...]
    leftover_bridges: tuple[str, ...]

    def live_lines(self) -> tuple[LiveLine, ...]:
        peers = {talk.line: talk.leg for talk in self.talks}
        rung_for = {
            leg.line: leg.interaction for leg in self.legs
        }  # what is only rung for has no mark of its own
        return tuple(
            LiveLine(
                call.id,
                call.interaction or rung_for.get(call.id, ""),
                call.answered,
                peers.get(call.id),
                _arrival(call),
            )
            for call in self.calls
        )

    def live_legs(self) -> tuple[LiveLine, ...]:
        peers = {leg: talk.line for talk in self.talks for leg in (*talk.inside, *talk.supervisors)}
        return tuple(
            LiveLine(leg.id, leg.interaction, leg.answered, peers.get(leg.id), None) for leg in self.legs
        )


async def look(ari: AriConnection) -> Snapshot:
    """Raises AriError when Asterisk does not answer, and KeyError, TypeError or ValueError when it
    answers nonsense."""
    info, channels, bridges = await asyncio.gather(
        _get(ari, "asterisk", "info"), _get(ari, "channels"), _get(ari, "bridges")
    )
    turn = asyncio.Semaphore(QUESTIONS_AT_ONCE)
    found = await asyncio.gather(
        *(_find(ari, channel, turn) for channel in channels if _may_be_ours(channel, ari))
    )
    legs = tuple(one for one in found if one.line and one.role != ASKED)
    callers = tuple(one for one in found if not one.line and one.args[:1] == (CALL_ARGUMENT,))
    agents = tuple(one for one in found if not one.line and one.args[:1] == (AGENT_ARGUMENT,))
    calls = callers + tuple(agent for agent in agents if agent.interaction)
    ours = [bridge for bridge in bridges if is_ours(bridge["id"])]
    of_talks = [bridge for bridge in ours if is_of_a_talk(bridge["id"])]
    talks = _talks(of_talks, {call.id for call in calls}, {leg.id: leg for leg in legs if leg.answered})
    idle_bridges = tuple(bridge["id"] for bridge in of_talks if not bridge["channels"])
    in_use = {talk.bridge for talk in talks}.union(idle_bridges)
    return Snapshot(
        identity=f"{info['system']['entity_id']} {info['status']['startup_time']}",
        calls=calls,
        dialling_agents=tuple(agent for agent in agents if not agent.interaction),
        legs=legs,
        talks=talks,
        leftover_channels=(
            *(channel["id"] for channel in channels if channel["name"].startswith("Snoop/")),
            *(one.id for one in found if one.role == ASKED),
        ),
        idle_bridges=idle_bridges,
        leftover_bridges=tuple(bridge["id"] for bridge in ours if bridge["id"] not in in_use),
    )


def clean_up(exchange: Exchange, truth: Snapshot) -> None:
    for channel in truth.leftover_channels:
        exchange.send(channel, "DELETE", "channels", channel)
    for bridge in truth.leftover_bridges:
        exchange.send(bridge, "DELETE", "bridges", bridge)


def _arrival(call: Found) -> CallArrived | None:
    arrival = arrival_of(call.channel, call.args)
    return arrival if isinstance(arrival, CallArrived) else None


async def _get(ari: AriConnection, *path: str) -> Any:
    outcome = await ari.ask(Request("GET", uri_of(*path)))
    if not isinstance(outcome, Done):
        raise LookupError(f"Asterisk does not know {path}: {outcome.reason}")
    return orjson.loads(outcome.body)


def _arguments(channel: dict[str, Any], app: str) -> tuple[str, ...]:
    """What follows our application's name in Stasis(app,...); empty when the channel is not in our hands."""
    dialplan = channel["dialplan"]
    name, *args = dialplan["app_data"].split(",")
    return tuple(args) if dialplan["app_name"] == "Stasis" and name == app else ()


def _may_be_ours(channel: dict[str, Any], ari: AriConnection) -> bool:
    """In our hands; or originated, and in nobody's hands until it is answered: its variables tell whether
    by us."""
    args = _arguments(channel, ari.address.app)
    in_our_hands = has_arrived(args) or args[:1] == (LEG_ARGUMENT,)
    return in_our_hands or channel["dialplan"]["app_name"] == ORIGINATED


async def _find(ari: AriConnection, channel: dict[str, Any], turn: asyncio.Semaphore) -> Found:
    async with turn:
        interaction = await _variable(ari, channel["id"], INTERACTION)
        line = await _variable(ari, channel["id"], LINE)
        role = await _variable(ari, channel["id"], ROLE) if line else ""
    return Found(channel_of(channel), _arguments(channel, ari.address.app), interaction, line, role)


async def _variable(ari: AriConnection, channel: str, name: str) -> str:
    """Empty when it was never set, or when the channel has ended meanwhile (its end comes as an event)."""
    outcome = await ari.ask(Request("GET", uri_of("channels", channel, "variable", variable=name)))
    if not isinstance(outcome, Done):
        return ""
    answer: dict[str, str] = orjson.loads(outcome.body)
    return answer["value"]


def _talks(bridges: list[dict[str, Any]], lines: set[str], legs: dict[str, Found]) -> tuple[FoundTalk, ...]:
    """Each leg in a bridge talks to the line that it works for: there with it, or outside with music."""
    talks: list[FoundTalk] = []
    for bridge in bridges:
        inside = [legs[one] for one in bridge["channels"] if one in legs and legs[one].line in lines]
        if not inside:
            continue
        line = inside[0].line
        own = [leg.id for leg in inside if leg.role == ""]
        listening = (leg.id for leg in legs.values() if leg.line == line and leg.role in OUTSIDE_OF_THE_TALK)
        talks.append(
            FoundTalk(
                line,
                own[0] if own else None,
                tuple(leg.id for leg in inside),
                tuple(listening),
                bridge["id"],
                on_hold=line not in bridge["channels"],
            )
        )
    return tuple(talks)
