"""What was meant by what was said: phrases to options, spoken numbers to digits.

Recognisers and writers both end here, so the same words work by voice and by text.
"""

import re
from collections.abc import Mapping, Sequence

Words = tuple[str, ...]


def words(text: str) -> Words:
    """Lower-case words without punctuation: `"Technical-support, please!"` is `technical support please`."""
    return tuple(re.findall(r"[^\W_]+", text.lower().replace("'", "")))


def meant(said: str, options: Mapping[str, Sequence[str]]) -> str | None:
    """Which option was meant, or None when none or more than one was.

    A phrase said exactly wins. Else the phrases found inside what was said decide, where a longer one hides
    those within it ("technical support" hides "support"). Else fewer words than the phrase do, if only one
    option has them ("technical" for "technical support").
    """
    heard = words(said)
    if not heard:
        return None
    phrases = [(option, words(phrase)) for option, listed in options.items() for phrase in listed]
    for candidates in (
        {option for option, phrase in phrases if phrase == heard},
        _contained(heard, phrases),
        {option for option, phrase in phrases if set(heard) <= set(phrase)},
    ):
        if candidates:
            return candidates.pop() if len(candidates) == 1 else None
    return None


def _contained(heard: Words, phrases: Sequence[tuple[str, Words]]) -> set[str]:
    spans = [
        (start, start + len(phrase), option)
        for option, phrase in phrases
        if phrase
        for start in range(len(heard) - len(phrase) + 1)
        if heard[start : start + len(phrase)] == phrase
    ]
    return {
        option
        for start, end, option in spans
        if not any(s <= start and end <= e and e - s > end - start for s, e, _ in spans)
    }


YES = ("yes", "yeah", "correct", "right", "sure", "okay")
NO = ("no", "nope", "wrong", "not right")

_DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_UNITS = {word: str(digit) for digit, word in enumerate(_DIGITS)} | {"oh": "0", "o": "0"}
_TEENS = {
    "ten": "10",
    "eleven": "11",
    "twelve": "12",
    "thirteen": "13",
    "fourteen": "14",
    "fifteen": "15",
    "sixteen": "16",
    "seventeen": "17",
    "eighteen": "18",
    "nineteen": "19",
}
_TENS = {
    "twenty": "2",
    "thirty": "3",
    "forty": "4",
    "fifty": "5",
    "sixty": "6",
    "seventy": "7",
    "eighty": "8",
    "ninety": "9",
}
_TIMES = {"double": 2, "triple": 3}
_FILLERS = frozenset(["and", "the", "it", "is", "its", "my", "number", "please", "um", "uh"])

DIGIT_PHRASES = tuple(word for word in (*_UNITS, *_TEENS, *_TENS, *_TIMES, "hundred") if word != "o")
"""The grammar of a spoken number: any of these words, in any order."""


def digits(said: str) -> str | None:
    """The digits of a spoken or written number, or None when something else was said.

    "one two three" is 123, "double five oh" 550, "nineteen eighty four" 1984, "four hundred and two" 402;
    digits that are written already stand as they are.
    """
    rest = [word for word in words(said) if word not in _FILLERS]
    found = ""
    while rest:
        number, used = _number(rest)
        if not used:
            return None
        found += number
        rest = rest[used:]
    return found or None


def _number(heard: Sequence[str]) -> tuple[str, int]:
    """The digits at the beginning of `heard`, and how many words they took (0: no number)."""
    first, second = heard[0], heard[1] if len(heard) > 1 else ""
    if first.isdecimal() and first.isascii():
        return first, 1
    if first in _TIMES and (second in _UNITS or second in _UNITS.values()):
        return _UNITS.get(second, second) * _TIMES[first], 2
    if first in _UNITS and second == "hundred":
        tail, used = _below_hundred(heard[2:])
        return _UNITS[first] + tail.rjust(2, "0"), 2 + used
    return _below_hundred(heard)


def _below_hundred(heard: Sequence[str]) -> tuple[str, int]:
    first, second = heard[0] if heard else "", heard[1] if len(heard) > 1 else ""
    if first in _TENS and _UNITS.get(second, "0") != "0":
        return _TENS[first] + _UNITS[second], 2
    if first in _TENS:
        return _TENS[first] + "0", 1
    if first in _TEENS:
        return _TEENS[first], 1
    if first in _UNITS:
        return _UNITS[first], 1
    return "", 0
