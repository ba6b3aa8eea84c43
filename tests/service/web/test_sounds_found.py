"""Recordings and messages: found, narrowed to what somebody sees, drawn, marked as heard."""

import wave
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ari_app.acd.model import InteractionState
from ari_app.storage import interactions, recordings
from ari_app.storage.choices import Role
from ari_app.storage.rows.spine import InteractionRow, RecordingRow, VoicemailRow
from tests.service.web.conftest import House

CALLS = (
    ("c1", "a1", "support", "+4411", 100.0),
    ("c2", "a2", "sales", "+4922", 200.0),
    ("c3", "a1", "sales", "+4933", 300.0),
)


@pytest.fixture
async def sounds(house: House) -> House:
    for id, agent, queue, caller, at in CALLS:
        call = InteractionRow(
            id, "voice", "trunk", "+15550101", caller, f"l-{id}", at, "f", "v", InteractionState.HANDLED
        )
        await house.database.writer.commit(
            [
                interactions.added(replace(call, agent=agent, queue=queue, ended_at=at + 9)),
                recordings.kept(RecordingRow(f"r-{id}", id, "call", at, at / 10, 2)),
                recordings.voicemail_left(VoicemailRow(f"v-{id}", id, queue, "call", 3.0, at)),
            ]
        )
    write(house.recordings / "call.wav")
    return house


def write(path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\x00\x40\x00\x00" * 800)


async def found(house: House, query: str, who: str = "supervisor", of: str = "recordings") -> Any:
    return [item["id"] for item in (await house.ask("GET", f"/{of}?{query}", who)).body["items"]]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ("", ["r-c3", "r-c2", "r-c1"]),
        ("order=asc&sort=caller", ["r-c1", "r-c2", "r-c3"]),
        ("start=150&end=300", ["r-c2"]),
        ("agent=a1", ["r-c3", "r-c1"]),
        ("queue=sales&number=22", ["r-c2"]),
        ("q=SALES+33", ["r-c3"]),
        ("q=100%25", []),
        ("size=1&page=2", ["r-c2"]),
    ],
)
async def test_recordings_are_found(sounds: House, query: str, ids: list[str]) -> None:
    assert await found(sounds, query) == ids


@pytest.mark.parametrize("of", ["recordings", "voicemails"])
async def test_they_are_sorted_by_each_of_their_columns(sounds: House, of: str) -> None:
    (parameter,) = [
        one
        for one in sounds.document.document["paths"][f"/{of}"]["get"]["parameters"]
        if one["name"] == "sort"
    ]
    name = parameter["schema"]["$ref"].rpartition("/")[2]
    for sort in sounds.document.document["components"]["schemas"][name]["enum"]:
        assert len(await found(sounds, f"sort={sort}", of=of)) == 3, sort
        assert len(await found(sounds, f"sort={sort}&order=asc", of=of)) == 3, sort


async def test_a_page_says_how_many_there_are(sounds: House) -> None:
    page = (await sounds.ask("GET", "/recordings?size=1&queue=sales", "supervisor")).body
    assert (page["total"], page["items"][0]["agent_name"]) == (2, "Agent 1")


async def test_who_is_narrowed_finds_what_they_see(sounds: House) -> None:
    user = await sounds.access.add_user("narrow", Role.SUPERVISOR, queues=["sales"])
    sounds.tokens["narrow"] = (await sounds.access.create_token(user.id, Role.SUPERVISOR, "t")).secret
    assert "r-c1" not in await found(sounds, "", "narrow")
    assert "v-c1" not in await found(sounds, "", "narrow", "voicemails")
    for path in ("/recordings/r-c1/peaks", "/recordings/r-c1/audio", "/voicemails/v-c1/peaks"):
        assert (await sounds.ask("GET", path, "narrow")).status == 404


async def test_they_are_exported(sounds: House) -> None:
    headers = {"Authorization": f"Bearer {sounds.tokens['supervisor']}"}
    async with sounds.client.get("/api/v1/recordings.csv?queue=sales", headers=headers) as response:
        lines = (await response.read()).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("started_at,seconds,agent,queue,caller")
    assert [line.split(",")[4] for line in lines[1:]] == ["+4933", "+4922"]


async def test_a_recording_is_drawn(sounds: House) -> None:
    peaks = (await sounds.ask("GET", "/recordings/r-c1/peaks")).body["channels"]
    assert [max(channel["high"]) for channel in peaks] == [50, 0]
    assert max((await sounds.ask("GET", "/voicemails/v-c1/peaks")).body["high"]) == 50
    (sounds.recordings / "call.wav").write_bytes(b"still being written")
    (sounds.recordings / "call.wav.peaks.json").unlink()
    assert (await sounds.ask("GET", "/recordings/r-c1/peaks")).status == 404


async def test_messages_are_found_and_marked(sounds: House) -> None:
    assert await found(sounds, "mailbox=sales", of="voicemails") == ["v-c3", "v-c2"]
    assert await found(sounds, "q=11", of="voicemails") == ["v-c1"]
    heard = await sounds.ask("PUT", "/voicemails/v-c1/heard", body={"heard": True})
    assert heard.body["heard_at"] == sounds.clock.now()
    assert await found(sounds, "new=true", of="voicemails") == ["v-c3", "v-c2"]
    assert (await sounds.ask("PUT", "/voicemails/v-c1/heard", body={"heard": False})).body["heard_at"] is None
    assert (await sounds.ask("PUT", "/voicemails/none/heard", body={"heard": True})).status == 404
    assert (await sounds.ask("PUT", "/voicemails/v-c1/heard", "auditor", body={"heard": True})).status == 403
