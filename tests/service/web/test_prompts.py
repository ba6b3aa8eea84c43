"""Prompts: recorded, uploaded, spoken; heard, used, replaced, removed."""

import io
import wave
from typing import Any

import pytest

from tests.service.web.conftest import House
from tests.service.web.test_flows import HELLO, save
from tests.unit.flows.test_sounds import wav
from workspace_web.app import PREFIX

WORDS = {"name": "Welcome!", "text": "Welcome to the shop.", "language": "en"}
QUERY = "?name=Welcome!&text=Welcome%20to%20the%20shop.&origin=recorded"


async def upload(house: House, content: bytes, path: str = f"/prompts{QUERY}", method: str = "POST") -> Any:
    return await house.ask(method, path, "admin", raw=content, headers={"Content-Type": "audio/wav"})


async def heard(house: House, path: str) -> tuple[int, int, float]:
    """Rate, channels and seconds of a sound as it is served."""
    headers = {"Authorization": f"Bearer {house.tokens['supervisor']}"}
    async with house.client.get(PREFIX + path, headers=headers) as response:
        assert response.status == 200
        assert response.headers["Content-Type"] == "audio/wav"
        with wave.open(io.BytesIO(await response.read())) as file:
            return file.getframerate(), file.getnchannels(), file.getnframes() / file.getframerate()


async def test_a_recording_becomes_telephone_sound(house: House) -> None:
    made = await upload(house, wav(2.0, 48000, 2))
    assert made.status == 201, made.body
    assert (made.body["id"], made.body["origin"], made.body["used_by"]) == ("welcome", "recorded", [])
    rate, channels, seconds = await heard(house, "/prompts/welcome/audio")
    assert (rate, channels, round(seconds, 1)) == (8000, 1, 2.0)


async def test_v5_3_2_and_v5_4_1_the_files_are_named_by_us(house: House) -> None:
    """Nothing that came from outside is part of a path, or of the name that a download has."""
    made = await upload(house, wav(), "/prompts?name=../../evil&text=x&origin=uploaded")
    assert made.body["id"] == "evil"
    folder = house.services.prompts.sound(await house.services.prompts.one("evil")).parent
    assert [path.suffix for path in folder.iterdir()] == [".wav"]
    (file,) = folder.iterdir()
    assert "evil" not in file.name
    headers = {"Authorization": f"Bearer {house.tokens['admin']}"}
    async with house.client.get(f"{PREFIX}/prompts/evil/audio", headers=headers) as response:
        assert response.headers["Content-Disposition"] == f'attachment; filename="{file.name}"'


@pytest.mark.parametrize(
    ("content", "why"),
    [(b"MZ\x90" + bytes(500), "no WAV"), (wav(301.0), "at most 300 s"), (b"", "no WAV")],
)
async def test_v5_2_2_and_v5_2_3_what_is_no_sound_is_refused(house: House, content: bytes, why: str) -> None:
    """By its content, whatever it is called; nothing is unpacked."""
    refused = await upload(house, content)
    assert refused.status == 422
    assert why in refused.detail


async def test_v5_2_1_too_much_is_refused_before_it_is_read(house: House) -> None:
    assert (await upload(house, bytes(13 * 1024 * 1024))).status == 413


async def test_another_kind_of_body_is_refused(house: House) -> None:
    refused = await house.ask(
        "POST", f"/prompts{QUERY}", "admin", raw=wav(), headers={"Content-Type": "text/html"}
    )
    assert refused.status == 415


async def test_a_prompt_is_spoken_by_the_voice(house: House) -> None:
    made = await house.ask("POST", "/prompts/spoken", "admin", body=WORDS)
    assert (made.status, made.body["origin"]) == (201, "spoken")
    short = made.body["seconds"]
    longer = {**WORDS, "text": "Welcome to the shop. " * 5}
    changed = await house.ask("PUT", "/prompts/welcome", "admin", body=longer)
    assert changed.body["seconds"] > 2 * short
    unspeakable = await house.ask("POST", "/prompts/spoken", "admin", body={**WORDS, "language": "xx"})
    assert unspeakable.status == 422


async def test_a_text_is_heard_before_it_is_kept(house: House) -> None:
    assert (await heard(house, "/spoken-text?text=Hello"))[0] == 8000
    assert (await house.ask("GET", "/spoken-text?text=Hello&language=xx")).status == 422


async def test_a_prompt_in_use_stays_and_its_sound_may_change(house: House) -> None:
    await upload(house, wav(1.0))
    await house.ask("POST", "/flows", "admin", body={"name": "Shop"})
    said = {"text": "Welcome.", "recording": "welcome"}
    nodes = {**HELLO["nodes"], "hello": {"kind": "say", "text": said, "exits": {"next": "end"}}}
    await save(house, "shop", 1, {**HELLO, "name": "Shop", "nodes": nodes})
    assert (await house.ask("GET", "/prompts/welcome")).body["used_by"] == ["shop"]
    refused = await house.ask("DELETE", "/prompts/welcome", "admin")
    assert (refused.status, "shop" in refused.detail) == (409, True)

    before = await house.services.prompts.speak("Welcome.", "en", "welcome")
    changed = await upload(house, wav(3.0), "/prompts/welcome/audio?origin=uploaded", "PUT")
    assert (changed.body["origin"], round(changed.body["seconds"])) == ("uploaded", 3)
    after = await house.services.prompts.speak("Welcome.", "en", "welcome")
    assert before != after
    assert before.is_file()  # somebody may be hearing it
    await house.services.prompts.load()
    assert not before.is_file()

    await save(house, "shop", 2, HELLO)
    assert (await house.ask("DELETE", "/prompts/welcome", "admin")).status == 204
    assert (await house.ask("GET", "/prompts/welcome")).status == 404


async def test_callers_hear_the_text_when_the_recording_is_gone(house: House) -> None:
    await upload(house, wav(1.0))
    recorded = await house.services.prompts.speak("Welcome.", "en", "welcome")
    assert recorded == house.services.prompts.sound(await house.services.prompts.one("welcome"))
    recorded.unlink()
    assert await house.services.prompts.speak("Welcome.", "en", "welcome") != recorded
    assert await house.services.prompts.speak(
        "Welcome.", "en", "never-was"
    ) == await house.services.prompts.speak("Welcome.", "en")


async def test_prompts_are_found(house: House) -> None:
    await upload(house, wav(1.0))
    await upload(house, wav(2.0), "/prompts?name=Goodbye&text=Bye.&origin=uploaded")
    listed = (await house.ask("GET", "/prompts?sort=seconds&order=desc")).body
    assert ([item["id"] for item in listed["items"]], listed["total"]) == (["goodbye", "welcome"], 2)
    assert [item["id"] for item in (await house.ask("GET", "/prompts?q=shop")).body["items"]] == ["welcome"]
    assert (await house.ask("GET", "/prompts.csv")).status == 200
