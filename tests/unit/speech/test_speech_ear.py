"""When an answer starts and ends, told with a scripted detector and decoder: a frame is 30 ms."""

from collections.abc import Sequence

import pytest

from ari_app.speech.ear import Ear
from ari_app.speech.ports import Heard, HeardWord, Hearing, HearingEvent, PartialHeard, SpeechStarted
from ari_app.speech.rules import UNKNOWN

FRAME = 480
VOICE, QUIET = b"\x01" * FRAME, bytes(FRAME)
MENU = Hearing(("sales", "reset", "reset password"))


class LoudnessDetector:
    """Voice after ten loud frames, silence after ten quiet ones: as the real one, without the doubt."""

    frame_bytes = FRAME

    def __init__(self) -> None:
        self.in_speech = False
        self._others = 0

    def process(self, frame: bytes) -> bytes | None:
        loud = frame == VOICE
        self._others = 0 if loud == self.in_speech else self._others + 1
        if self._others == 10:
            self.in_speech, self._others = loud, 0
        return None


class ScriptedDecoder:
    """`script`: the words after so many frames of audio; `ends` are the frames at which it finds the end itself."""

    def __init__(self, script: dict[int, str], ends: Sequence[int] = ()) -> None:
        self.frames = 0
        self.finished = 0
        self._script = script
        self._ends = ends

    def accept(self, pcm: bytes) -> bool:
        before, self.frames = self.frames, self.frames + len(pcm) // FRAME
        return any(before < end <= self.frames for end in self._ends)

    def partial(self) -> tuple[str, ...]:
        return tuple(
            next((text for frame, text in reversed(self._script.items()) if frame <= self.frames), "").split()
        )

    def finish(self) -> tuple[HeardWord, ...]:
        self.finished += 1
        words = tuple(HeardWord(word, 1.0, place, place + 1) for place, word in enumerate(self.partial()))
        self.frames = 0
        return words

    def close(self) -> None: ...


def listen(
    decoder: ScriptedDecoder, frames: Sequence[tuple[bytes, int]], hearing: Hearing = MENU
) -> list[tuple[float, HearingEvent]]:
    """Events with the seconds at which they came."""
    ear, now, told = Ear(hearing, decoder, LoudnessDetector()), 0.0, []
    for frame, count in frames:
        for _ in range(count):
            now += 0.03
            told += [(round(now, 2), event) for event in ear.feed(frame)]
    return told


def test_a_whole_phrase_ends_with_the_silence_that_the_detector_needs() -> None:
    told = listen(ScriptedDecoder({25: "sales"}), [(QUIET, 30), (VOICE, 20), (QUIET, 60)])
    start, partial, final = told
    assert start[1] == SpeechStarted()
    assert partial == (start[0], PartialHeard("sales"))
    assert isinstance(final[1], Heard)
    assert final[1].text == "sales"
    assert final[0] - 50 * 0.03 == pytest.approx(0.3, abs=0.07)


def test_a_phrase_that_may_go_on_is_given_a_breath() -> None:
    told = listen(ScriptedDecoder({25: "reset"}), [(QUIET, 30), (VOICE, 20), (QUIET, 60)])
    assert told[-1][0] - 50 * 0.03 == pytest.approx(0.8, abs=0.07)


def test_a_breath_inside_a_phrase_does_not_end_it() -> None:
    decoder = ScriptedDecoder({25: "reset", 60: "reset password"})
    told = listen(decoder, [(QUIET, 30), (VOICE, 20), (QUIET, 15), (VOICE, 20), (QUIET, 60)])
    assert [event for _, event in told[:3]] == [
        SpeechStarted(),
        PartialHeard("reset"),
        PartialHeard("reset password"),
    ]
    assert isinstance(told[-1][1], Heard)
    assert told[-1][1].text == "reset password"
    assert decoder.finished == 1


def test_silence_is_never_decoded() -> None:
    decoder = ScriptedDecoder({1: "sales"})
    assert listen(decoder, [(QUIET, 1000)]) == []
    assert decoder.frames == 0


def test_the_decoder_hears_what_was_said_before_the_detector_was_sure() -> None:
    decoder = ScriptedDecoder({})
    listen(decoder, [(QUIET, 30), (VOICE, 10)])
    assert decoder.frames == 20


def test_a_noise_without_words_is_forgotten_and_the_next_word_is_heard() -> None:
    decoder = ScriptedDecoder({})
    ear = Ear(MENU, decoder, LoudnessDetector())
    assert ear.feed(QUIET * 30 + VOICE * 15 + QUIET * 60) == []
    assert decoder.finished == 1
    decoder._script = {25: "sales"}
    events = ear.feed(VOICE * 20 + QUIET * 60)
    assert events[0] == SpeechStarted()
    assert isinstance(events[-1], Heard)
    assert ear.done


def test_unknown_words_interrupt_only_when_they_go_on() -> None:
    short = listen(ScriptedDecoder({25: UNKNOWN, 30: ""}), [(QUIET, 30), (VOICE, 12), (QUIET, 60)])
    long = listen(ScriptedDecoder({25: UNKNOWN}), [(QUIET, 30), (VOICE, 60), (QUIET, 60)])
    assert short == []
    assert long[0][1] == SpeechStarted()
    assert long[-1][1] == Heard("", 0.0)


def test_on_a_noisy_line_the_engine_says_when_the_words_end() -> None:
    told = listen(ScriptedDecoder({25: "sales"}, ends=[60]), [(QUIET, 30), (VOICE, 500)])
    assert isinstance(told[-1][1], Heard)
    assert told[-1][0] < 4.0


def test_who_never_stops_is_heard_up_to_the_limit() -> None:
    hearing = Hearing(MENU.phrases, max_seconds=5.0)
    told = listen(ScriptedDecoder({25: "sales"}), [(QUIET, 30), (VOICE, 500)], hearing)
    assert isinstance(told[-1][1], Heard)
    assert told[-1][0] == pytest.approx(0.9 + 5.0, abs=0.5)
