"""Real calls through the whole centre: SIP phones, real Asterisk, the app, speech, as `make run` starts them."""

import asyncio
import io
import subprocess
import wave
from array import array
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Literal

import pytest
import pytest_asyncio

from ari_app.speech.telephone_wav import to_telephone
from tests.integration.aftermath import ari
from tests.integration.running_centre import MENU, SUPPORT, VOICEMAIL, RunningCentre, running_centre
from tests.integration.voices import AGENT_HZ, CALLER_HZ, both_hear_each_other, hears_music
from tests.phone.audio import Samples
from tests.phone.hearing import ToneDetector
from tests.phone.incoming import IncomingCall
from tests.phone.outgoing import OutgoingCall
from tests.phone.phone import Phone
from tests.phone.waiting import DidNotHappen

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

BEEP_HZ = 700
PROMPT_SECONDS = 9.0
"""That the menu speaks if nobody stops it."""
RINGS_WITHIN = 8.0
ATTEMPTS = 3
"""On a machine without a breath to spare a caller's sound has gaps, and nobody understands it: they call again."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def centre() -> AsyncIterator[RunningCentre]:
    async with running_centre() as running:
        yield running


async def test_by_key_to_the_right_agent_and_both_hear_each_other(centre: RunningCentre) -> None:
    async with centre.agent("agent2") as agent, centre.call(MENU) as call:
        await call.answered()
        await call.hears_speech()
        call.press("2")

        ring = await agent.rings()
        assert ring.caller == "+15559001"
        ring.answer()
        await both_hear_each_other(call, ring)
        await call.hang_up()
        await ring.ended()
        await centre.agent_is("agent2", "wrap_up")
        await centre.dial_code(agent, "agent2", "*3", "available")


@pytest.mark.parametrize("word", ["support", "billing"])
async def test_by_word_to_the_right_agent(centre: RunningCentre, word: str, tmp_path: Path) -> None:
    expected = {"support": "agent2", "billing": "agent3"}[word]
    async with (
        centre.agent(expected) as agent,
        said_to_the_menu(centre, speak(word, tmp_path), agent) as (call, ring),
    ):
        ring.answer()
        await both_hear_each_other(call, ring)


async def test_speaking_stops_the_prompt(centre: RunningCentre, tmp_path: Path) -> None:
    assert RINGS_WITHIN < PROMPT_SECONDS
    async with (
        centre.agent("agent2") as agent,
        said_to_the_menu(centre, speak("support", tmp_path), agent),
    ):
        pass


async def test_hanging_up_in_the_menu_is_abandoned_in_flow(centre: RunningCentre) -> None:
    async with ends_as(centre, "abandoned", "in flow"), centre.call(MENU) as call:
        await call.answered()
        await call.hang_up()


async def test_hanging_up_in_the_queue_is_abandoned_in_queue(centre: RunningCentre) -> None:
    async with ends_as(centre, "abandoned", "in queue"), centre.call(SUPPORT) as call:
        await call.answered()
        await hears_music(centre, call)
        await call.hang_up()


async def test_hanging_up_while_ringing_stops_the_ringing(centre: RunningCentre) -> None:
    async with centre.agent("agent2") as agent:
        async with ends_as(centre, "abandoned", "while ringing"), centre.call(SUPPORT) as call:
            ring = await agent.rings()
            await call.hang_up()
            await ring.ended()
        await centre.agent_is("agent2", "available")


@pytest.mark.parametrize(
    ("policy", "state"), [("busy", "away"), ("decline", "away")], ids=["busy", "declines"]
)
async def test_an_agent_who_says_no_is_away_and_the_next_one_rings(
    centre: RunningCentre, policy: Literal["busy", "decline"], state: str
) -> None:
    async with centre.agent("agent2") as first, centre.agent("agent3") as second:
        first.on_ring = policy
        second.on_ring = "answer"
        async with centre.call(SUPPORT) as call:
            await call.answered()
            await centre.agent_is("agent3", "busy")
            await centre.agent_is("agent2", state)


async def test_an_agent_who_does_not_answer_is_set_aside_and_the_caller_keeps_waiting(
    centre: RunningCentre,
) -> None:
    async with centre.agent("agent2") as agent, centre.call(SUPPORT) as call:
        ring = await agent.rings()
        await centre.agent_is("agent2", "not_responding")
        await ring.ended()
        assert call.ending is None
        await centre.dial_code(agent, "agent2", "*1", "offered")
        again = await agent.rings()
        again.answer()
        await both_hear_each_other(call, again)


async def test_an_agent_whose_phone_is_not_registered_is_set_aside_until_it_is(centre: RunningCentre) -> None:
    async with centre.agent("agent2") as agent:
        await agent.unregister()
        async with centre.call(SUPPORT) as call:
            await centre.agent_is("agent2", "not_responding")
            await agent.register()
            ring = await agent.rings()
            ring.answer()
            await both_hear_each_other(call, ring)


async def test_two_callers_one_agent_the_first_comes_first(centre: RunningCentre) -> None:
    async with centre.call(SUPPORT, "+15550001") as first:
        await first.answered()
        async with centre.call(SUPPORT, "+15550002") as second:
            await second.answered()
            async with centre.agent("agent2", becomes="offered") as agent:
                ring = await agent.rings()
                assert ring.caller == "+15550001"
                ring.answer()
                await both_hear_each_other(first, ring)
                await first.hang_up()
                await centre.agent_is("agent2", "wrap_up")
                await centre.dial_code(agent, "agent2", "*3", "offered")
                following = await agent.rings()
                assert following.caller == "+15550002"
                following.answer()
                await both_hear_each_other(second, following)
                await second.hang_up()


async def test_the_recording_has_each_party_on_its_own_channel(centre: RunningCentre) -> None:
    async with centre.agent("agent2") as agent, centre.call(SUPPORT) as call:
        ring = await agent.rings()
        ring.answer()
        await both_hear_each_other(call, ring)
        await asyncio.sleep(1.0)  # a second of both to listen to
        interaction = await centre.talk_of("agent2")
        await call.hang_up()

    recordings: list[dict[str, Any]] = []

    async def recorded() -> bool:
        recordings[:] = (await centre.api("GET", f"/interactions/{interaction}/recordings"))["items"]
        return bool(recordings)

    await centre.until(recorded, "the recording")
    audio = await centre.download(f"/recordings/{recordings[0]['id']}/audio")
    left, right = channels(audio)
    assert tones(left) == {AGENT_HZ}
    assert tones(right) == {CALLER_HZ}


async def test_a_message_is_kept(centre: RunningCentre) -> None:
    loop = asyncio.get_running_loop()
    async with ends_as(centre, "voicemail", "message left"), centre.call(VOICEMAIL) as call:
        await call.answered()
        call.send_tone(CALLER_HZ)
        await call.hears_speech()
        call.press("#")  # skip the greeting
        await call.hears(BEEP_HZ, seconds=0.1)
        began = loop.time()
        await asyncio.sleep(2.5)  # long enough to be a message
        await call.hang_up()  # as most people end one
        took = loop.time() - began

    left = await centre.event("voicemail_left")
    assert 1.5 < left.data["seconds"] < took + 1.0
    (message,) = (await centre.api("GET", "/voicemails?mailbox=support"))["items"]
    with wave.open(io.BytesIO(await centre.download(f"/voicemails/{message['id']}/audio"))) as file:
        assert tones(array("h", file.readframes(file.getnframes()))) == {CALLER_HZ}


async def test_an_unknown_number_hears_so_and_ends_as_failed(centre: RunningCentre) -> None:
    async with ends_as(centre, "failed", "unknown number"), centre.call("+15557777") as call:
        await call.answered()
        await call.hears_speech()
        await call.ended()


async def test_an_agents_wrong_password_registers_nobody(centre: RunningCentre) -> None:
    async with Phone(centre.sip, "agent2", "wrong") as phone:
        assert await phone.try_register() == 401


@asynccontextmanager
async def ends_as(centre: RunningCentre, state: str, reason: str) -> AsyncIterator[None]:
    """What happens within makes exactly one interaction end, so."""
    await centre.settled()
    before = len(await centre.events("interaction_ended"))
    yield
    ended = (await centre.ended(before + 1))[before:]
    assert [(event.data["state"], event.data["reason"]) for event in ended] == [(state, reason)]


@asynccontextmanager
async def asked_by_the_menu(centre: RunningCentre, caller: str) -> AsyncIterator[OutgoingCall]:
    """A call that is past the greeting: the menu speaks, and listens."""

    async def greeted() -> bool:
        stepped = await centre.events("flow_stepped")
        return bool(sum(event.data["node"] == "greeting" for event in stepped) > before)

    before = sum(event.data["node"] == "greeting" for event in await centre.events("flow_stepped"))
    async with centre.call(MENU, caller) as call:
        await call.answered()
        await centre.until(greeted, "the greeting to end")
        yield call


@asynccontextmanager
async def said_to_the_menu(
    centre: RunningCentre, spoken: Path, agent: Phone
) -> AsyncIterator[tuple[OutgoingCall, IncomingCall]]:
    """Somebody says it as soon as the menu listens, and the agent's phone rings shortly after."""
    for attempt in range(ATTEMPTS):
        caller = f"+1555900{attempt}"
        async with asked_by_the_menu(centre, caller) as call:
            await listens(centre)
            call.send_wav(spoken)
            ring = None
            with suppress(DidNotHappen):
                ring = await agent.rings(RINGS_WITHIN)
            if ring is not None and ring.caller == caller:
                yield call, ring
                return
    raise AssertionError(f"{agent.address} did not ring within {RINGS_WITHIN} s, at {ATTEMPTS} attempts")


async def listens(centre: RunningCentre) -> None:
    """Asterisk sends the app what the only caller says."""

    async def has_ear() -> bool:
        channels = await ari(centre, "GET", "/channels")
        return any(channel["dialplan"]["app_name"] == "AudioSocket" for channel in channels)

    await centre.until(has_ear, "the menu to listen")


def speak(text: str, folder: Path) -> Path:
    """A word as 8 kHz WAV, by a voice that the model was not trained with."""
    wide, narrow = folder / f"{text}-wide.wav", folder / f"{text}.wav"
    subprocess.run(["espeak-ng", "-v", "en-us+m7", "-s", "140", "-w", wide, text], check=True, timeout=20)
    to_telephone(wide, narrow)
    return narrow


def channels(wav: bytes) -> tuple[Samples, Samples]:
    """The two channels of a 16-bit stereo WAV."""
    with wave.open(io.BytesIO(wav)) as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (2, 2, 8000)
        samples = array("h", file.readframes(file.getnframes()))
    return samples[0::2], samples[1::2]


def tones(samples: Samples) -> set[int]:
    """Which of the two tones is in it."""
    found = set()
    for hz in (CALLER_HZ, AGENT_HZ):
        detector = ToneDetector(hz)
        if any(detector.feed(samples[i : i + 160]) for i in range(0, len(samples), 160)):
            found.add(hz)
    return found
