"""The connection to an Asterisk that misbehaves: nothing it sends, withholds or breaks takes us down."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from ari_app.conversation.line import (
    CallArrived,
    HangUp,
    HearingFailed,
    Join,
    JoinFailed,
    KeyPressed,
    LegAnswered,
    LegFailed,
    LegFailure,
    LineCommand,
    LineEvent,
    LineGone,
    MessageRecorded,
    OpenEar,
    Play,
    PlayEnded,
    PlayMusic,
    RecordMessage,
    RingLeg,
    SwitchFound,
    SwitchLost,
)
from ari_app.telephony.ari import LANES, AriConnection, TakenOver
from ari_app.telephony.audiosocket import AudioServer
from ari_app.telephony.events import ALLOWED
from ari_app.telephony.exchange import Exchange
from ari_app.telephony.lines import AsteriskLines
from ari_app.telephony.rest import AriAddress
from tests.integration.telephony_world import Reports, ToneEars, ToneVoice
from tests.service.telephony.fake_ari import APP, FakeAri, fake_ari

LANE_APPS = [f"{APP}-rest-{number}" for number in range(LANES)]


def channel(name: str, exten: str = "+15550100") -> dict[str, Any]:
    return {
        "id": name,
        "name": f"PJSIP/trunk-{name}",
        "state": "Ring",
        "caller": {"name": "", "number": "+15559001"},
        "dialplan": {"exten": exten},
    }


def arrival(name: str) -> dict[str, Any]:
    return {"type": "StasisStart", "args": ["call"], "channel": channel(name)}


class NoMixMonitors:
    async def start_mix_monitor(self, channel: str, file: Path) -> bool:
        return False

    async def stop_mix_monitor(self, channel: str) -> bool:
        return False

    async def mute_mix_monitor(self, channel: str, *, muted: bool) -> bool:
        return False


class Side(Reports):
    """Our side of the connection."""

    def __init__(self, url: str, folder: Path, request_seconds: float) -> None:
        super().__init__()
        self.running: asyncio.Task[None]
        self.ari = AriConnection(AriAddress(url, "user", "password", APP), request_seconds=request_seconds)
        exchange = Exchange(APP, folder, ToneVoice(folder), ToneEars(), self.listen, self.ari.send)
        audio = AudioServer("127.0.0.1", 0)
        self.lines = AsteriskLines(exchange, self.ari, audio, NoMixMonitors())


@asynccontextmanager
async def connected(fake: FakeAri, folder: Path, request_seconds: float = 60) -> AsyncIterator[Side]:
    side = Side(fake.url, folder, request_seconds)
    side.running = asyncio.create_task(side.ari.run(side.lines))
    try:
        await side.event(SwitchFound)
        yield side
    finally:
        side.running.cancel()
        await asyncio.wait({side.running})


async def test_garbage_between_events_is_counted_and_nothing_else(tmp_path: Path) -> None:
    async with fake_ari() as fake, connected(fake, tmp_path) as side:
        await fake.say("{", "\x00", "[]", '{"type": "Novelty"}', '{"type": "StasisStart"}', arrival("c1"))
        assert (await side.event(CallArrived)).line == "c1"
        await fake.say({"type": "ChannelDtmfReceived", "channel": {"id": "c1"}})
        await fake.say({"type": "ChannelDtmfReceived", "digit": "5", "channel": channel("c1")})
        assert await side.event(KeyPressed) == KeyPressed("c1", "5")
        assert side.ari.unread == 6


async def test_garbage_instead_of_answers_is_survived(tmp_path: Path) -> None:
    async with fake_ari() as fake, connected(fake, tmp_path) as side:
        await fake.until_connected(*LANE_APPS)
        for lane in LANE_APPS:
            await fake.say(
                "{", "[]", "5", '{"request_id": []}', '{"request_id": "9", "status_code": "x"}', to=lane
            )
        await fake.say(arrival("c1"))
        await side.event(CallArrived)
        side.lines.perform(HangUp("c1"), "i1")
        assert (await fake.until_asked("DELETE", "channels/c1"))[2] == "socket"


async def test_events_of_unknown_channels_are_harmless(tmp_path: Path) -> None:
    async with fake_ari() as fake, connected(fake, tmp_path) as side:
        await fake.say(
            {"type": "ChannelDestroyed", "cause": 16, "channel": channel("x")},
            {"type": "StasisEnd", "channel": channel("x")},
            {"type": "PlaybackFinished", "playback": {"id": "x~1", "state": "done"}},
            {
                "type": "RecordingFinished",
                "recording": {"name": "m", "target_uri": "channel:x"},
            },
            {"type": "StasisStart", "args": ["novelty"], "channel": channel("x")},
            {"type": "StasisStart", "args": ["ear", "x"], "channel": channel("y")},
            arrival("c1"),
        )
        assert (await side.event(CallArrived)).line == "c1"
        assert len(side.events) == 2


async def test_the_event_filters_name_what_is_used(tmp_path: Path) -> None:
    async with fake_ari() as fake, connected(fake, tmp_path):
        await fake.until_connected(APP, *LANE_APPS)
        assert fake.filters[APP] == ALLOWED
        for lane in LANE_APPS:
            assert fake.filters[lane] == {"allowed": [{"type": "RESTResponse"}]}


async def test_requests_go_over_sockets_in_their_order(tmp_path: Path) -> None:
    async with fake_ari() as fake, connected(fake, tmp_path) as side:
        await fake.until_connected(*LANE_APPS)
        await fake.say(arrival("c1"))
        await side.event(CallArrived)
        side.lines.perform(PlayMusic("c1"), "i1")
        side.lines.perform(HangUp("c1"), "i1")
        await fake.until_asked("DELETE", "channels/c1")
        assert [one for one in fake.requests if "c1" in one[1]] == [
            ("POST", "channels/c1/variable?variable=TRUNKLINE_INTERACTION&value=i1", "socket"),
            ("POST", "channels/c1/answer", "socket"),
            ("POST", "channels/c1/moh", "socket"),
            ("DELETE", "channels/c1?reason=normal", "socket"),
        ]


async def test_requests_go_over_http_in_their_order_while_there_are_no_sockets(tmp_path: Path) -> None:
    async with fake_ari() as fake:
        fake.rest_sockets_allowed = False
        async with connected(fake, tmp_path) as side:
            await fake.say(arrival("c1"))
            await side.event(CallArrived)
            side.lines.perform(PlayMusic("c1"), "i1")
            side.lines.perform(HangUp("c1"), "i1")
            await fake.until_asked("DELETE", "channels/c1")
            asked = [(method, path.partition("?")[0], way) for method, path, way in fake.requests]
            assert [one for one in asked if "c1" in one[1]] == [
                ("POST", "channels/c1/variable", "http"),
                ("POST", "channels/c1/answer", "http"),
                ("POST", "channels/c1/moh", "http"),
                ("DELETE", "channels/c1", "http"),
            ]


async def test_an_answer_that_never_comes_is_a_failure_in_time(tmp_path: Path) -> None:
    async with fake_ari() as fake, connected(fake, tmp_path, request_seconds=0.2) as side:
        await fake.until_connected(*LANE_APPS)
        fake.silent = True
        await fake.say(arrival("c1"))
        await side.event(CallArrived)
        side.lines.perform(RingLeg("c1", "leg", "agent1", "+15559001", 5), "i1")
        assert await side.event(LegFailed) == LegFailed("leg", LegFailure.UNREACHABLE)


async def test_an_answer_lost_with_its_socket_is_a_failure_at_once(tmp_path: Path) -> None:
    async with fake_ari() as fake, connected(fake, tmp_path) as side:
        await fake.until_connected(*LANE_APPS)
        await fake.say(arrival("c1"))
        await side.event(CallArrived)
        side.lines.perform(RingLeg("c1", "leg", "agent1", "+15559001", 5), "i1")
        await fake.until_asked("POST", "channels?")
        await fake.say({"type": "StasisStart", "args": ["leg"], "channel": channel("leg")})
        await side.event(LegAnswered)
        fake.silent = True
        side.lines.perform(Join("c1", "leg", None), "i1")
        await fake.until_asked("POST", "bridges/talk~", "/addChannel?")
        for lane in LANE_APPS:
            await fake.hang_up_on(lane)
        assert (await side.event(JoinFailed)).leg == "leg"


@pytest.mark.parametrize(
    ("path", "status", "command", "event"),
    [
        ("/play/", 500, Play("c1", 1, "600 Hz for 1 s", "en"), PlayEnded("c1", 1, failed=True)),
        (
            "/record?",
            422,
            RecordMessage("c1", 1, "m", 5, 5, beep=False),
            MessageRecorded("c1", 1, "m", 0.0, failed=True),
        ),
        (
            "/snoop/",
            500,
            OpenEar("c1", 1, ("600",), "en", True),
            HearingFailed("c1", 1, "their sound does not reach us"),
        ),
        (
            "channels?",
            500,
            RingLeg("c1", "leg", "agent1", "+15559001", 5),
            LegFailed("leg", LegFailure.UNREACHABLE),
        ),
    ],
)
async def test_what_asterisk_refuses_ends_as_failed(
    tmp_path: Path, path: str, status: int, command: LineCommand, event: LineEvent
) -> None:
    async with fake_ari() as fake, connected(fake, tmp_path) as side:
        fake.refused[path] = status
        await fake.say(arrival("c1"))
        await side.event(CallArrived)
        side.lines.perform(command, "i1")
        assert await side.event(type(event)) == event


async def test_a_leg_that_rings_already_goes_on_to_ring(tmp_path: Path) -> None:
    async with fake_ari() as fake, connected(fake, tmp_path) as side:
        fake.refused["channels?"] = 409
        side.lines.perform(RingLeg("c1", "leg", "agent1", "+15559001", 5), "i1")
        await fake.until_asked("POST", "channels?")
        await fake.say({"type": "StasisStart", "args": ["leg"], "channel": channel("leg")})
        assert await side.event(LegAnswered) == LegAnswered("leg")
        assert not side.all_of(LegFailed)


async def test_a_leg_that_answers_after_it_was_given_up_is_dropped(tmp_path: Path) -> None:
    async with fake_ari() as fake, connected(fake, tmp_path, request_seconds=0.1) as side:
        await fake.until_connected(*LANE_APPS)
        fake.silent = True
        side.lines.perform(RingLeg("c1", "leg", "agent1", "+15559001", 5), "i1")
        await side.event(LegFailed)
        await fake.until_asked("DELETE", "channels/leg")
        fake.requests.clear()
        await fake.say({"type": "StasisStart", "args": ["leg"], "channel": channel("leg")})
        await fake.until_asked("DELETE", "channels/leg")
        assert not side.all_of(LegAnswered)


async def test_a_switch_that_cannot_say_what_is_true_is_asked_again(tmp_path: Path) -> None:
    async with fake_ari() as fake:
        fake.broken_info = 2
        async with connected(fake, tmp_path) as side:
            assert len(side.all_of(SwitchFound)) == 1
            assert not side.all_of(SwitchLost)


async def test_a_refusal_is_logged_once_and_without_the_password(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with fake_ari() as fake:
        fake.lets_in = False
        side = Side(fake.url, tmp_path, 60)
        with caplog.at_level(logging.DEBUG, logger="ari_app"):
            running = asyncio.create_task(side.ari.run(side.lines))
            await fake.until_asked("GET", "events")
            fake.lets_in = True
            await side.event(SwitchFound)
            running.cancel()
            await asyncio.wait({running})
        header = side.ari.address.authorization().split()[1]
        assert header not in caplog.text
        told = [record.message for record in caplog.records if record.levelno >= logging.INFO]
        assert [message.split(" at ")[0] for message in told] == [
            "No connection to Asterisk",
            "Asterisk is back",
        ]
        assert "401" in told[0]


async def test_commands_are_dropped_while_the_switch_is_away(tmp_path: Path) -> None:
    async with fake_ari() as fake, connected(fake, tmp_path) as side:
        await fake.say(arrival("c1"))
        await side.event(CallArrived)
        await fake.hang_up_on(APP)
        await side.event(SwitchLost)
        side.lines.perform(HangUp("c1"), "i1")
        await side.event(SwitchFound)
        assert not [one for one in fake.requests if one[0] == "DELETE"]


async def test_events_that_come_while_we_look_around_are_not_lost(tmp_path: Path) -> None:
    async with fake_ari() as fake:
        fake.broken_info = 0
        async with connected(fake, tmp_path) as side:
            await fake.hang_up_on(APP)
            await side.event(SwitchLost)
            await fake.until_connected(APP)
            await fake.say(arrival("c1"), {"type": "StasisEnd", "channel": channel("c1")})
            await side.event(SwitchFound)
            assert (await side.event(CallArrived)).line == "c1"
            assert (await side.event(LineGone)).line == "c1"


async def test_a_second_application_ends_us(tmp_path: Path) -> None:
    async with fake_ari() as fake, connected(fake, tmp_path) as side:
        await fake.say({"type": "ApplicationReplaced", "application": APP})
        await side.event(SwitchLost)
        with pytest.raises(BaseExceptionGroup) as ended:
            await side.running
        assert ended.group_contains(TakenOver)
