"""A flow is tried at the screen: keys, words, silence, a voice."""

import io
import wave
from typing import Any

import pytest

from ari_app.flows.simulations import IDLE, MOST_EACH
from ari_app.speech.double import spoken
from tests.service.web.conftest import House
from tests.service.web.test_flows import with_queue
from tests.unit.flows.test_sounds import wav

ASKS: dict[str, Any] = {
    "id": "ask",
    "name": "Ask",
    "media": ["voice", "text"],
    "start": "ask",
    "nodes": {
        "ask": {
            "kind": "menu",
            "prompt": "Sales or support?",
            "options": [
                {"name": "sales", "keys": ["1"], "phrases": ["sales"]},
                {"name": "support", "keys": ["2"], "phrases": ["support"]},
            ],
            "exits": {"sales": "end", "support": "wait", "no_input": "end", "no_match": "end"},
        },
        "wait": {
            "kind": "queue",
            "queue": "support",
            "max_wait": 60,
            "exits": {"max_wait": "end", "closed": "end"},
        },
        "end": {"kind": "hangup", "text": "Goodbye."},
    },
}


async def begun(house: House, **more: Any) -> Any:
    await with_queue(house)
    answer = await house.ask("POST", "/simulations", "admin", body={"document": ASKS, **more})
    assert answer.status == 201, answer.body
    return answer.body


async def act(house: House, trial: Any, deed: str, **more: Any) -> Any:
    answer = await house.ask("POST", f"/simulations/{trial['id']}/acts", "admin", body={"deed": deed, **more})
    assert answer.status == 200, answer.body
    return answer.body


def said(trial: Any) -> list[str]:
    return [line["text"] for line in trial["lines"] if line["kind"] == "flow"]


async def test_keys_lead_to_a_queue_and_an_agent_answers(house: House) -> None:
    trial = await begun(house, caller="+4412")
    assert (trial["node"], trial["listens"], trial["over"]) == ("ask", True, False)
    assert trial["listens_for"] == ["sales", "support"]
    assert trial["variables"]["caller"] == "+4412"
    trial = await act(house, trial, "keys", keys="2")
    assert (trial["node"], trial["queue"]) == ("wait", "support")
    step = next(line for line in trial["lines"] if line["kind"] == "step")
    assert (step["node"], step["exit"], step["target"]) == ("ask", "support", "wait")
    trial = await act(house, trial, "agent")
    assert trial["over"]
    again = await house.ask("POST", f"/simulations/{trial['id']}/acts", "admin", body={"deed": "agent"})
    assert again.status == 409


@pytest.mark.parametrize(
    ("deeds", "last"),
    [
        ([("words", {"words": "sales please"})], "Goodbye."),
        ([("silence", {})] * 3, "Goodbye."),
        ([("silence", {})], "Sales or support?"),
        ([("keys", {"keys": "2"}), ("wait", {"seconds": 61})], "Goodbye."),
        ([("keys", {"keys": "2"}), ("closed", {})], "Goodbye."),
        ([("hang_up", {})], "Sales or support?"),
    ],
)
async def test_everything_a_caller_can_do(house: House, deeds: list[tuple[str, Any]], last: str) -> None:
    trial = await begun(house)
    for deed, more in deeds:
        trial = await act(house, trial, deed, **more)
    assert said(trial)[-1] == last


async def test_on_text_it_is_written(house: House) -> None:
    trial = await act(house, await begun(house, medium="text"), "words", words="1")
    assert said(trial) == ["Sales or support?", "Goodbye."]
    assert trial["over"]


def voice(text: str) -> bytes:
    """A WAV file in which only the double of the recogniser hears this text."""
    file = io.BytesIO()
    with wave.open(file, "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(8000)
        out.writeframes(bytes(8000) + spoken(text))
    return file.getvalue()


async def speak(house: House, trial: Any, sound: bytes) -> Any:
    return await house.ask(
        "POST",
        f"/simulations/{trial['id']}/speech",
        "admin",
        raw=sound,
        headers={"Content-Type": "audio/wav"},
    )


async def test_a_voice_is_heard_with_the_phrases_of_the_node(house: House) -> None:
    trial = await begun(house)
    answer = await speak(house, trial, voice("support"))
    assert (answer.body["heard"], answer.body["node"]) == ("support", "wait")
    deaf = await speak(house, trial, voice("support"))
    assert deaf.status == 409


async def test_silence_and_noise(house: House) -> None:
    trial = await begun(house)
    assert (await speak(house, trial, wav(1.0))).body["heard"] is None
    unclear = (await speak(house, trial, voice("gibberish"))).body
    assert unclear["heard"] == ""
    assert said(unclear) == ["Sales or support?", "Sales or support?"]
    assert (await speak(house, trial, wav(21.0))).status == 422
    assert (await speak(house, trial, b"no sound")).status == 422


async def test_a_flow_with_faults_is_not_tried(house: House) -> None:
    refused = await house.ask("POST", "/simulations", "admin", body={"document": ASKS})
    assert refused.status == 422  # the queue is not there
    assert refused.body["errors"][0]["pointer"] == "/nodes/wait/queue"
    assert (await house.ask("POST", "/simulations", "admin", body={"flow": "none"})).status == 404
    await house.ask("POST", "/flows", "admin", body={"name": "Voice only"})
    body = {"flow": "voice-only", "medium": "text"}
    assert (await house.ask("POST", "/simulations", "admin", body=body)).status == 422
    assert (await house.ask("POST", "/simulations", "admin", body={"flow": "voice-only"})).status == 201


async def test_trials_are_ones_own_few_and_do_not_stay(house: House) -> None:
    trials = [await begun(house) for _ in range(MOST_EACH + 1)]
    oldest, *rest = [f"/simulations/{trial['id']}" for trial in trials]
    assert (await house.ask("GET", oldest, "admin")).status == 404
    assert (await house.ask("GET", rest[0], "admin")).status == 200
    assert (await house.ask("GET", rest[0], "supervisor")).status == 404
    await house.ask("DELETE", rest[0], "supervisor")
    assert (await house.ask("GET", rest[0], "admin")).status == 200
    await house.ask("DELETE", rest[0], "admin")
    assert (await house.ask("GET", rest[0], "admin")).status == 404
    house.clock.advance(IDLE)
    assert (await house.ask("GET", rest[1], "admin")).status == 404
