"""Real calls through the whole centre: SIP phones, real Asterisk, the app, speech, as `make run` starts them."""

import asyncio
import io
import subprocess
import wave
from array import array
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Literal

import pytest
import pytest_asyncio

from ari_app.speech.telephone_wav import to_telephone
from tests.integration.running_centre import MENU, SUPPORT, VOICEMAIL, RunningCentre, running_centre
from tests.phone.audio import Samples
from tests.phone.call import Call
from tests.phone.hearing import ToneDetector
from tests.phone.outgoing import OutgoingCall
from tests.phone.phone import Phone

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

CALLER_HZ, AGENT_HZ = 600, 1000


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def centre() -> AsyncIterator[RunningCentre]:
    async with running_centre() as running:
        yield running


async def test_by_key_to_the_right_agent_and_both_hear_each_other(centre: RunningCentre) -> None:
    async with centre.agent("agent2") as agent, centre.call(MENU) as call:
        await call.answered()
        await call.hears_speech(5)
        call.press("2")

        ring = await agent.rings(10)
        assert ring.caller == "+15559001"
        ring.answer()
        await both_hear_each_other(call, ring)
        await call.hang_up()
        await ring.ended(5)
        await centre.agent_is("agent2", "wrap_up")
        await centre.dial_code(agent, "agent2", "*3", "available")


@pytest.mark.parametrize("word", ["support", "billing"])
async def test_by_word_to_the_right_agent(centre: RunningCentre, word: str, tmp_path: Path) -> None:
    spoken = speak(word, tmp_path)
    expected = {"support": "agent2", "billing": "agent3"}[word]
    async with centre.agent(expected) as agent, asked_by_the_menu(centre) as call:
        call.send_wav(spoken)
        ring = await agent.rings(15)
        ring.answer()
        await both_hear_each_other(call, ring)


async def test_speaking_stops_the_prompt(centre: RunningCentre, tmp_path: Path) -> None:
    async with centre.agent("agent2") as agent, asked_by_the_menu(centre) as call:
        call.send_wav(speak("support", tmp_path))
        await agent.rings(5)  # the whole prompt takes 9 s


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
            ring = await agent.rings(10)
            await call.hang_up()
            await ring.ended(5)
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
            await call.answered(15)
            await centre.agent_is("agent3", "busy")
            await centre.agent_is("agent2", state)


async def test_an_agent_who_does_not_answer_is_set_aside_and_the_caller_keeps_waiting(
    centre: RunningCentre,
) -> None:
    async with centre.agent("agent2") as agent, centre.call(SUPPORT) as call:
        ring = await agent.rings(10)
        await centre.agent_is("agent2", "not_responding", within=30)
        await ring.ended(5)
        assert call.ending is None
        await centre.dial_code(agent, "agent2", "*1", "offered")
        again = await agent.rings(10)
        again.answer()
        await both_hear_each_other(call, again)


async def test_an_agent_whose_phone_is_not_registered_is_set_aside_until_it_is(centre: RunningCentre) -> None:
    async with centre.agent("agent2") as agent:
        await agent.unregister()
        async with centre.call(SUPPORT) as call:
            await centre.agent_is("agent2", "not_responding")
            await agent.register()
            ring = await agent.rings(10)
            ring.answer()
            await both_hear_each_other(call, ring)


async def test_two_callers_one_agent_the_first_comes_first(centre: RunningCentre) -> None:
    async with centre.call(SUPPORT, "+15550001") as first:
        await first.answered()
        async with centre.call(SUPPORT, "+15550002") as second:
            await second.answered()
            async with centre.agent("agent2", becomes="offered") as agent:
                ring = await agent.rings(10)
                assert ring.caller == "+15550001"
                ring.answer()
                await both_hear_each_other(first, ring)
                await first.hang_up()
                await centre.agent_is("agent2", "wrap_up")
                await centre.dial_code(agent, "agent2", "*3", "offered")
                following = await agent.rings(10)
                assert following.caller == "+15550002"
                following.answer()
                await both_hear_each_other(second, following)
                await second.hang_up()


async def test_the_recording_has_each_party_on_its_own_channel(centre: RunningCentre) -> None:
    async with centre.agent("agent2") as agent, centre.call(SUPPORT) as call:
        ring = await agent.rings(10)
        ring.answer()
        await both_hear_each_other(call, ring)
        await asyncio.sleep(1.0)  # a second of both to listen to
        before = len(await centre.events("call_recorded"))
        await call.hang_up()
        recorded = await centre.event("call_recorded", count=before + 1)

    recording = await centre.api("GET", f"/interactions/{recorded.interaction}/recordings")
    audio = await centre.download(f"/recordings/{recording['items'][0]['id']}/audio")
    left, right = channels(audio)
    assert tones(left) == {AGENT_HZ}
    assert tones(right) == {CALLER_HZ}


async def test_a_message_is_kept(centre: RunningCentre) -> None:
    async with ends_as(centre, "voicemail", "message left"), centre.call(VOICEMAIL) as call:
        await call.answered()
        call.send_tone(CALLER_HZ)
        await call.hears_speech(5)
        call.press("#")  # skip the greeting
        await asyncio.sleep(2.5)  # long enough to be a message
        await call.hang_up()  # as most people end one

    left = await centre.event("voicemail_left")
    assert left.data["seconds"] == pytest.approx(2.5, abs=1.0)
    (message,) = (await centre.api("GET", "/voicemails?mailbox=support"))["items"]
    with wave.open(io.BytesIO(await centre.download(f"/voicemails/{message['id']}/audio"))) as file:
        assert tones(array("h", file.readframes(file.getnframes()))) == {CALLER_HZ}


async def test_an_unknown_number_hears_so_and_ends_as_failed(centre: RunningCentre) -> None:
    async with ends_as(centre, "failed", "unknown number"), centre.call("+15557777") as call:
        await call.answered()
        await call.hears_speech(5)
        await call.ended(20)


async def test_an_agents_wrong_password_registers_nobody(centre: RunningCentre) -> None:
    async with Phone(centre.sip, "agent2", "wrong") as phone:
        assert await phone.try_register() == 401


@asynccontextmanager
async def ends_as(centre: RunningCentre, state: str, reason: str) -> AsyncIterator[None]:
    """What happens within makes exactly one interaction end, so."""
    before = len(await centre.events("interaction_ended"))
    yield
    ended = (await centre.ended(before + 1))[before:]
    assert [(event.data["state"], event.data["reason"]) for event in ended] == [(state, reason)]


@asynccontextmanager
async def asked_by_the_menu(centre: RunningCentre) -> AsyncIterator[OutgoingCall]:
    """A call that is past the greeting: the menu speaks, and listens."""

    async def greeted() -> bool:
        stepped = await centre.events("flow_stepped")
        return bool(sum(event.data["node"] == "greeting" for event in stepped) > before)

    before = sum(event.data["node"] == "greeting" for event in await centre.events("flow_stepped"))
    async with centre.call(MENU) as call:
        await call.answered()
        await centre.until(greeted, "the greeting to end")
        yield call


async def both_hear_each_other(call: Call, ring: Call) -> None:
    call.send_tone(CALLER_HZ)
    ring.send_tone(AGENT_HZ)
    await asyncio.gather(call.hears(AGENT_HZ), ring.hears(CALLER_HZ))


async def hears_music(centre: RunningCentre, call: Call) -> None:
    async def loud() -> bool:
        return bool(max(array("h", call.heard[-8000:]), default=0) > 300)

    await centre.until(loud, "music")


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
