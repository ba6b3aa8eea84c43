"""Speech's hearers as telephony's ears: the two rooms never meet but here."""

import asyncio
import io
import logging
from collections.abc import Callable

from ari_app.flows import simulations
from ari_app.flows.sounds import UnusableSound
from ari_app.speech import ports as speech
from ari_app.speech.errors import SpeechError
from ari_app.speech.telephone_wav import telephone_samples
from ari_app.telephony import ports as telephony

_log = logging.getLogger(__name__)

SILENCE_AFTER = 2  # seconds that are put behind a sound, so that its end is an end of speech


class SpeechEars:
    """`telephony.ports.Ears` on a recogniser. Each listening is a task kept here; `close` ends them all."""

    def __init__(self, recogniser: speech.Recogniser) -> None:
        self._recogniser = recogniser
        self._tasks: set[asyncio.Task[None]] = set()

    def open(
        self,
        phrases: tuple[str, ...],
        language: str,
        reject_unknown: bool,
        on_event: Callable[[telephony.HearingEvent], None],
    ) -> telephony.Hearer:
        """A grammar that need not reject is one of digits, which follow one another."""
        hint = speech.Hearing(phrases, language, reject_unknown, repeats=not reject_unknown)
        try:
            hearer = self._recogniser.open(hint)
        except SpeechError as error:
            reason = str(error)
            asyncio.get_running_loop().call_soon(lambda: on_event(telephony.HearingLost(reason)))
            return _Deaf()
        task = asyncio.get_running_loop().create_task(_report(hearer, on_event), name="hearing")
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return hearer

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("A listening broke.", exc_info=error)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)


class OneAnswer:
    """`flows.simulations.Listener` on the same recogniser: a whole sound in, what was said in it out."""

    def __init__(self, recogniser: speech.Recogniser, time_limit: float = 6.0) -> None:
        self._recogniser = recogniser
        self._time_limit = time_limit

    async def hear(
        self, sound: bytes, phrases: tuple[str, ...], language: str, reject_unknown: bool
    ) -> simulations.Heard | None:
        hint = speech.Hearing(phrases, language, reject_unknown, repeats=not reject_unknown)
        try:
            samples = await asyncio.to_thread(telephone_samples, io.BytesIO(sound))
        except ValueError as error:
            raise UnusableSound(f"It cannot be heard: {error}.") from error
        try:
            hearer = self._recogniser.open(hint)
        except SpeechError as error:
            raise simulations.CannotListen(f"Nobody can listen: {error}. Press keys or type.") from error
        try:
            hearer.feed(samples + bytes(SILENCE_AFTER * speech.BYTES_PER_SECOND))
            async with asyncio.timeout(self._time_limit):
                return await _final(hearer)
        except TimeoutError:
            return None  # while nobody speaks nothing comes
        finally:
            hearer.close()


async def _final(hearer: speech.Hearer) -> simulations.Heard | None:
    async for event in hearer:
        match event:
            case speech.Heard(text, confidence):
                return simulations.Heard(text, confidence)
            case speech.HearingFailed(reason):
                raise simulations.CannotListen(
                    f"Nobody could listen: {reason}. Try again, press keys or type."
                )
            case _:
                pass
    return None


class _Deaf:
    """What is left of a listening that could not begin."""

    def feed(self, pcm: bytes) -> None:
        pass

    def close(self) -> None:
        pass


async def _report(hearer: speech.Hearer, on_event: Callable[[telephony.HearingEvent], None]) -> None:
    async for event in hearer:
        match event:
            case speech.SpeechStarted():
                on_event(telephony.VoiceBegan())
            case speech.Heard(text, confidence):
                on_event(telephony.Utterance(text, confidence))
            case speech.HearingFailed(reason):
                on_event(telephony.HearingLost(reason))
            case speech.PartialHeard():
                pass
