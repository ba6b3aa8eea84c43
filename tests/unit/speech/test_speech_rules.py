"""Tables: which engine, which words, when an answer is complete, and what the answer is."""

from collections.abc import Sequence

import pytest

from ari_app.speech.errors import CannotHearError
from ari_app.speech.ports import HeardWord, Hearing, RecogniserCapabilities
from ari_app.speech.rules import (
    COMPLETE_PAUSE,
    REPEATING_PAUSE,
    UNFINISHED_PAUSE,
    UNKNOWN,
    answer,
    choose,
    engines_wanted,
    pause_that_ends,
    restart_delay,
    speaks,
    words_of,
)


def engine(
    name: str, *, language: str = "en", grammar: bool = True, dictate: bool = False
) -> RecogniserCapabilities:
    return RecogniserCapabilities(
        name, frozenset({language}), grammar, dictate, can_reject=True, sample_rate=8000
    )


SMALL, GENERAL = engine("small"), engine("general", language="en-us")
LARGE = engine("large", language="en-us", dictate=True)
FIXED = engine("fixed", language="de", grammar=False, dictate=True)
WORDS = {
    "small": {"sales", "support", "yes", "no"},
    "general": {"sales", "support", "yes", "no", "pizza", "pasta"},
    "large": {"sales", "support", "yes", "no", "pizza"},
    "fixed": {"ja", "nein"},
}


def lacking(name: str, phrases: Sequence[str]) -> frozenset[str]:
    return frozenset(word for phrase in phrases for word in words_of(phrase)) - WORDS[name]


@pytest.mark.parametrize(
    ("engines", "hearing", "chosen", "left_out"),
    [
        pytest.param(
            (SMALL, GENERAL), Hearing(("Sales", "yes")), "small", (), id="the preferred one knows all"
        ),
        pytest.param(
            (SMALL, GENERAL), Hearing(("sales", "pizza")), "general", (), id="only the other knows all"
        ),
        pytest.param((SMALL,), Hearing(("sales", "pizza")), "small", ("pizza",), id="nobody knows all"),
        pytest.param((SMALL, LARGE), Hearing(()), "large", (), id="dictation"),
        pytest.param((SMALL, GENERAL), Hearing(("yes",), "en-GB"), "small", (), id="another English"),
        pytest.param((SMALL, FIXED), Hearing(("ja",), "de"), "fixed", (), id="a graph that takes no grammar"),
    ],
)
def test_the_engine_that_is_chosen(
    engines: tuple[RecogniserCapabilities, ...], hearing: Hearing, chosen: str, left_out: tuple[str, ...]
) -> None:
    choice = choose(hearing, engines, lacking)
    assert (choice.engine, choice.left_out) == (chosen, left_out)


def test_phrases_left_out_are_not_in_the_grammar_of_the_engine() -> None:
    assert choose(Hearing(("sales", "pizza", "...")), (SMALL,), lacking).hearing.phrases == ("sales",)


def test_a_model_without_grammars_hears_everything() -> None:
    assert choose(Hearing(("ja",), "de"), (FIXED,), lacking).hearing.phrases == ()


@pytest.mark.parametrize(
    ("engines", "hearing", "reason"),
    [
        pytest.param((), Hearing(("yes",)), "TRUNKLINE_SPEECH=off", id="off"),
        pytest.param((SMALL,), Hearing(("oui",), "fr"), "language 'fr'", id="no such language"),
        pytest.param((SMALL, GENERAL), Hearing(()), "dictation", id="nobody takes dictation"),
        pytest.param((SMALL,), Hearing(("pizza", "pasta")), "pizza, pasta", id="no word known"),
    ],
)
def test_a_hearing_that_nobody_can_do_is_refused_with_the_reason(
    engines: tuple[RecogniserCapabilities, ...], hearing: Hearing, reason: str
) -> None:
    with pytest.raises(CannotHearError, match=reason):
        choose(hearing, engines, lacking)


@pytest.mark.parametrize(
    ("setting", "engines"),
    [
        ("auto", ("vosk", "pocketsphinx")),
        (" Vosk ", ("vosk",)),
        ("pocketsphinx", ("pocketsphinx",)),
        ("off", ()),
    ],
)
def test_settings(setting: str, engines: tuple[str, ...]) -> None:
    assert engines_wanted(setting) == engines


def test_a_wrong_setting_says_what_it_may_be() -> None:
    with pytest.raises(ValueError, match="TRUNKLINE_SPEECH is 'google'; it must be one of auto, vosk"):
        engines_wanted("google")


@pytest.mark.parametrize(
    ("phrase", "words"),
    [
        ("Reset my password!", ("reset", "my", "password")),
        ("I don’t know", ("i", "don't", "know")),
        ("  twenty-one ", ("twenty", "one")),
        ('["', ()),
        ("größe", ("größe",)),
    ],
)
def test_words_of_a_phrase(phrase: str, words: tuple[str, ...]) -> None:
    assert words_of(phrase) == words


@pytest.mark.parametrize(
    ("own", "wanted", "does"),
    [
        ("en-us", "en", True),
        ("en", "en-GB", True),
        ("en-us", "en_US", True),
        ("de", "en", False),
        ("es", "e", False),
    ],
)
def test_languages(own: str, wanted: str, does: bool) -> None:
    assert speaks(frozenset({own}), wanted) is does


@pytest.mark.parametrize(
    ("heard", "hearing", "pause"),
    [
        pytest.param(["sales"], Hearing(("sales", "support")), COMPLETE_PAUSE, id="a whole phrase"),
        pytest.param(["reset"], Hearing(("reset", "reset password")), UNFINISHED_PAUSE, id="may go on"),
        pytest.param(
            ["reset", "password"], Hearing(("reset", "reset password")), COMPLETE_PAUSE, id="cannot go on"
        ),
        pytest.param(["technical"], Hearing(("technical support",)), UNFINISHED_PAUSE, id="half a phrase"),
        pytest.param([UNKNOWN], Hearing(("sales",)), UNFINISHED_PAUSE, id="unknown words"),
        pytest.param([], Hearing(("sales",)), UNFINISHED_PAUSE, id="no words yet"),
        pytest.param(
            ["four"], Hearing(("four", "two"), repeats=True), REPEATING_PAUSE, id="more digits may come"
        ),
        pytest.param(["i", "want"], Hearing(()), REPEATING_PAUSE, id="dictation"),
    ],
)
def test_the_pause_that_ends_an_answer(heard: list[str], hearing: Hearing, pause: float) -> None:
    assert pause_that_ends(heard, hearing) == pause


def spoken(*words: tuple[str, float, float]) -> tuple[HeardWord, ...]:
    """(word, confidence, seconds) one after the other."""
    result, now = [], 0.0
    for text, confidence, seconds in words:
        result.append(HeardWord(text, confidence, now, now + seconds))
        now += seconds
    return tuple(result)


MENU = Hearing(("sales", "support", "reset password"))


@pytest.mark.parametrize(
    ("words", "hearing", "text", "confidence"),
    [
        pytest.param(spoken(("sales", 0.9, 0.5)), MENU, "sales", 0.9, id="the phrase alone"),
        pytest.param(
            spoken((UNKNOWN, 1, 0.5), ("sales", 1, 0.5)), MENU, "sales", 0.5, id="after unknown words"
        ),
        pytest.param(
            spoken(("reset", 1, 0.4), ("password", 1, 0.6)), MENU, "reset password", 1.0, id="two words"
        ),
        pytest.param(spoken(("password", 1, 0.6)), MENU, "", 0.0, id="a word, but no phrase"),
        pytest.param(spoken(("sales", 1, 0.5), ("support", 1, 0.5)), MENU, "", 0.0, id="two phrases"),
        pytest.param(
            spoken(("sales", 0.2, 0.1), ("support", 1, 0.4)), MENU, "support", 0.8, id="one clearly more"
        ),
        pytest.param(spoken((UNKNOWN, 1, 0.5)), MENU, "", 0.0, id="only unknown words"),
        pytest.param((), MENU, "", 0.0, id="no words"),
        pytest.param(
            spoken(("two", 1, 0.5), ("four", 0.5, 0.5)),
            Hearing(("two", "four"), repeats=True),
            "two four",
            0.75,
            id="repeats",
        ),
        pytest.param(spoken(("good", 1, 0.5), ("day", 1, 0.5)), Hearing(()), "good day", 1.0, id="dictation"),
    ],
)
def test_the_answer_is_held_to_the_grammar(
    words: tuple[HeardWord, ...], hearing: Hearing, text: str, confidence: float
) -> None:
    heard = answer(words, hearing)
    assert heard.text == text
    assert heard.confidence == pytest.approx(confidence)


def test_restarts_are_at_once_then_slower_and_slower_up_to_ten_seconds() -> None:
    delays = [restart_delay(deaths) for deaths in range(1, 50)]
    assert delays[0] == 0.0
    assert delays == sorted(delays)
    assert delays[-1] == 10.0
