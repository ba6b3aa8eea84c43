"""A caller's voice that breaks off, and comes again."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from ari_app.conversation.line import HearingFailed, LineEvent, OpenEar
from ari_app.telephony import ear as module
from ari_app.telephony.audiosocket import AudioServer
from ari_app.telephony.ear import SOUND_ENDED, Ear
from ari_app.telephony.exchange import Exchange
from ari_app.telephony.ports import Hearer, HearingEvent
from ari_app.telephony.rest import Request


class Deaf:
    """Ears that hear nothing."""

    def feed(self, pcm: bytes) -> None: ...

    def close(self) -> None: ...

    def open(
        self,
        phrases: tuple[str, ...],
        language: str,
        reject_unknown: bool,
        on_event: Callable[[HearingEvent], None],
    ) -> Hearer:
        return self


class Mute:
    """A voice that nobody may ask: who listens says nothing."""

    async def speak(self, text: str, language: str, recording: str = "") -> Path:
        raise AssertionError(f"asked to say {text}")


def listens(step: int) -> OpenEar:
    return OpenEar("line-1", step, ("sales",), "en", reject_unknown=True)


@pytest.fixture
def heard() -> list[LineEvent]:
    return []


@pytest.fixture
def ear(heard: list[LineEvent], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ear:
    monkeypatch.setattr(module, "FAREWELL_SECONDS", 0.0)

    def send(key: str, request: Request) -> None: ...

    def hear(event: LineEvent) -> None:
        heard.append(event)

    exchange = Exchange("app", tmp_path, Mute(), Deaf(), hear, send)
    return Ear(exchange, AudioServer("127.0.0.1", 0), "line-1")


async def settled() -> None:
    for _ in range(5):
        await asyncio.sleep(0.001)


async def test_a_sound_that_ends_while_somebody_listens_is_told(ear: Ear, heard: list[LineEvent]) -> None:
    ear.open(listens(1))
    ear.silenced()
    await settled()
    assert heard == [HearingFailed("line-1", 1, SOUND_ENDED)]


async def test_the_end_of_a_sound_is_no_fault_of_the_next_one(ear: Ear, heard: list[LineEvent]) -> None:
    ear.open(listens(1))
    ear.silenced()
    ear.open(listens(2))
    await settled()
    assert heard == []
