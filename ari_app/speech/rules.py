"""Decisions about hearing: which engine, what a phrase's words are, when an answer is complete. Pure."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from ari_app.speech.errors import CannotHearError
from ari_app.speech.ports import Heard, HeardWord, Hearing, RecogniserCapabilities

SETTINGS = ("auto", "vosk", "pocketsphinx", "off")
UNKNOWN = "[unk]"

# Seconds of silence that end an answer. The detector reports silence when 0.3 s of it have passed.
COMPLETE_PAUSE = 0.3
UNFINISHED_PAUSE = 0.8
REPEATING_PAUSE = 1.0

MOST = 0.6
"""The share of the sound of all known words that a phrase needs, to be the answer."""

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Choice:
    """An engine by name, and the hearing as that engine is to do it."""

    engine: str
    hearing: Hearing
    left_out: tuple[str, ...] = ()


def engines_wanted(setting: str) -> tuple[str, ...]:
    """The engine names that TRUNKLINE_SPEECH allows, the preferred one first."""
    match setting.strip().lower():
        case "auto":
            return ("vosk", "pocketsphinx")
        case "vosk" | "pocketsphinx" as one:
            return (one,)
        case "off":
            return ()
        case _:
            raise ValueError(f"TRUNKLINE_SPEECH is {setting!r}; it must be one of {', '.join(SETTINGS)}")


def words_of(phrase: str) -> tuple[str, ...]:
    """The words of a phrase as recognisers know them: lower case, no punctuation but the apostrophe."""
    return tuple(word.replace("’", "'") for word in _WORD.findall(phrase.lower()))


def missing_words(phrases: Sequence[str], vocabulary: frozenset[str]) -> frozenset[str]:
    return frozenset(word for phrase in phrases for word in words_of(phrase)) - vocabulary


def speaks(languages: frozenset[str], wanted: str) -> bool:
    """Whether an engine of these languages does for the wanted tag: "en-us" does for "en" and for "en-GB"."""
    tag = wanted.lower().replace("_", "-")
    primary = tag.split("-")[0]
    return any(own == tag or primary in (own, own.split("-")[0]) for own in (x.lower() for x in languages))


def choose(
    hearing: Hearing,
    engines: Sequence[RecogniserCapabilities],
    missing: Callable[[str, Sequence[str]], frozenset[str]],
) -> Choice:
    """The first engine that does the hearing fully; else the one that leaves the fewest phrases out.

    `engines` stand in order of preference; `missing(engine, phrases)` says which words an engine lacks.
    Raises CannotHearError, with what to do about it, when nobody can do any of it.
    """
    if not engines:
        raise CannotHearError("speech recognition is off (TRUNKLINE_SPEECH=off)")
    able = [engine for engine in engines if speaks(engine.languages, hearing.language)]
    if not able:
        known = ", ".join(sorted({tag for engine in engines for tag in engine.languages}))
        raise CannotHearError(
            f"no speech model for language {hearing.language!r} (there is {known}); "
            "set TRUNKLINE_SPEECH_MODEL to a Vosk model of it"
        )
    dictating = next((engine for engine in able if engine.can_dictate), None)
    if not hearing.phrases:
        if dictating is None:
            raise CannotHearError(
                "the speech models here know a fixed list of words and cannot take dictation; "
                "set TRUNKLINE_SPEECH_MODEL to a full Vosk model, such as vosk-model-small-en-us-0.15"
            )
        return Choice(dictating.name, hearing)
    offers = [_with_grammar(hearing, engine, missing) for engine in able if engine.can_grammar]
    best = min(offers, key=lambda offer: len(offer.left_out), default=None)
    if best is not None and not best.left_out:
        return best
    if dictating is not None:
        # A model with a fixed graph hears everything; the dialogue finds its phrase in the text.
        return Choice(dictating.name, replace(hearing, phrases=()))
    if best is None or not best.hearing.phrases:
        raise CannotHearError(
            f"no speech model here knows the words of: {', '.join(hearing.phrases)}; "
            "use other words or a larger model"
        )
    return best


def _with_grammar(
    hearing: Hearing, engine: RecogniserCapabilities, missing: Callable[[str, Sequence[str]], frozenset[str]]
) -> Choice:
    lacking = missing(engine.name, hearing.phrases)
    usable = tuple(p for p in hearing.phrases if words_of(p) and lacking.isdisjoint(words_of(p)))
    left_out = tuple(p for p in hearing.phrases if p not in usable)
    return Choice(engine.name, replace(hearing, phrases=usable), left_out)


def pause_that_ends(heard: Sequence[str], hearing: Hearing) -> float:
    """Seconds of silence after which the words heard so far are the answer.

    A whole phrase that is not the beginning of a longer one ends at once; all else may go on after a breath.
    """
    if hearing.repeats or not hearing.phrases:
        return REPEATING_PAUSE
    said = tuple(heard)
    grammar = {words_of(phrase) for phrase in hearing.phrases}
    may_go_on = any(len(phrase) > len(said) and phrase[: len(said)] == said for phrase in grammar)
    return COMPLETE_PAUSE if said in grammar and not may_go_on else UNFINISHED_PAUSE


def answer(words: Sequence[HeardWord], hearing: Hearing) -> Heard:
    """The result, held to the grammar: an engine's own grammar lets any of its words follow any other.

    Unknown words are left out of the text but weigh on the confidence by the time that they took, and so do
    words around the phrase. Of two phrases the one with most of the sound wins; if neither has, none was
    heard.
    """
    known = tuple(word for word in words if word.text != UNKNOWN)
    inside = known if hearing.repeats or not hearing.phrases else _one_phrase(known, hearing.phrases)
    if not inside:
        return Heard("", 0.0)
    confidence = _weight(inside) / sum(_seconds(word) for word in words)
    return Heard(" ".join(word.text for word in inside), confidence, inside)


def _one_phrase(words: tuple[HeardWord, ...], phrases: Sequence[str]) -> tuple[HeardWord, ...]:
    found: list[tuple[HeardWord, ...]] = []
    for phrase in {words_of(phrase) for phrase in phrases} - {()}:
        for first in range(len(words) - len(phrase) + 1):
            span = words[first : first + len(phrase)]
            if tuple(word.text for word in span) == phrase:
                found.append(span)
    best = max(found, key=_weight, default=())
    return best if _weight(best) >= MOST * _weight(words) else ()


def _weight(words: Sequence[HeardWord]) -> float:
    return sum(word.confidence * _seconds(word) for word in words)


def _seconds(word: HeardWord) -> float:
    return max(word.end - word.start, 0.03)


def restart_delay(deaths_in_a_row: int) -> float:
    """Seconds before a dead worker is started again: at once the first time, at most 10 s."""
    return 0.0 if deaths_in_a_row <= 1 else min(10.0, 0.1 * 2.0 ** min(deaths_in_a_row, 20))
