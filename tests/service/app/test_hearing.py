"""Speech's hearers as telephony's ears: each event in the other room's words, in order, and none after the end."""

import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from ari_app.hearing import SpeechEars
from ari_app.speech.double import ScriptedRecogniser, spoken
from ari_app.telephony.ports import HearingEvent, HearingLost, Utterance, VoiceBegan


@pytest.fixture
def recogniser() -> ScriptedRecogniser:
    return ScriptedRecogniser({"sales", "support", "one", "two"})


@pytest_asyncio.fixture
async def ears(recogniser: ScriptedRecogniser) -> AsyncIterator[SpeechEars]:
    made = SpeechEars(recogniser)
    yield made
    await made.close()


class Told:
    """What a listening reported; `over` returns at its last event."""

    def __init__(self) -> None:
        self.events: list[HearingEvent] = []
        self._over = asyncio.Event()

    def __call__(self, event: HearingEvent) -> None:
        self.events.append(event)
        if not isinstance(event, VoiceBegan):
            self._over.set()

    async def over(self) -> list[HearingEvent]:
        await asyncio.wait_for(self._over.wait(), 60)
        return self.events


async def test_a_word_is_heard(ears: SpeechEars) -> None:
    told = Told()
    ears.open(("sales", "support"), "en", True, told).feed(spoken("sales"))
    assert await told.over() == [VoiceBegan(), Utterance("sales", 1.0)]


async def test_a_lost_recogniser_is_told(ears: SpeechEars, recogniser: ScriptedRecogniser) -> None:
    told = Told()
    ears.open(("sales",), "en", True, told)
    recogniser.hearers[-1].fail("the worker died")
    assert await told.over() == [HearingLost("the worker died")]


async def test_what_nobody_can_hear_is_told_after_open_has_returned(ears: SpeechEars) -> None:
    told = Told()
    hearer = ears.open(("verkauf",), "de", True, told)
    assert told.events == []
    hearer.feed(bytes(320))
    hearer.close()
    (event,) = await told.over()
    assert isinstance(event, HearingLost)


async def test_digits_may_follow_one_another_and_words_may_not(
    ears: SpeechEars, recogniser: ScriptedRecogniser
) -> None:
    ears.open(("one", "two"), "en", False, Told())
    ears.open(("sales",), "en", True, Told())
    digits, words = (hearer.hearing for hearer in recogniser.hearers)
    assert (digits.repeats, digits.reject_unknown) == (True, False)
    assert (words.repeats, words.reject_unknown) == (False, True)


async def test_after_close_nothing_is_told(ears: SpeechEars, recogniser: ScriptedRecogniser) -> None:
    told = Told()
    ears.open(("sales",), "en", True, told).close()
    recogniser.hearers[-1].hear("sales")
    await ears.close()
    assert told.events == []


async def test_a_listener_that_breaks_is_logged_and_harms_no_other(
    ears: SpeechEars, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(event: HearingEvent) -> None:
        raise ValueError("broken listener")

    told = Told()
    ears.open(("sales",), "en", True, broken).feed(spoken("sales"))
    ears.open(("sales",), "en", True, told).feed(spoken("sales"))
    await told.over()
    assert "A listening broke." in caplog.text
