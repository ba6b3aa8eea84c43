"""Pronunciations, from the dictionary in the pocketsphinx wheel, and the phones of the model."""

import re
from pathlib import Path

import pocketsphinx

_PHONES = (
    "AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH T TH UH UW V W Y Z ZH"
)
PHONES = _PHONES.split()
NUMBER = {phone: number for number, phone in enumerate(PHONES, start=1)}
"""Silence is 0. A phone has two outputs of the network: 2n for its first frame, 2n + 1 for the others."""

OUTPUTS = 2 * (len(PHONES) + 1)

Pronunciation = tuple[str, ...]
Lexicon = dict[str, list[Pronunciation]]

_VOWELS = frozenset(
    ["AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW"]
)
_MOST = 4
_OWN = {
    "voicemail": "V OY S M EY L",
    "callback": "K AO L B AE K",
    "nope": "N OW P",
    "a": "AH, EY",
    "an": "AE N, AH N",
    "the": "DH AH, DH IY",
    "to": "T UW, T AH, T IH",
    "yeah": "Y AE, Y EH, Y EH AH",
    "your": "Y AO R, Y UH R, Y ER",
    "for": "F AO R, F ER",
}


def load_lexicon() -> Lexicon:
    dictionary = Path(pocketsphinx.__file__).parent / "model" / "en-us" / "cmudict-en-us.dict"
    lexicon: Lexicon = {}
    for row in dictionary.read_text("utf-8").splitlines():
        word, *phones = row.split()
        lexicon.setdefault(re.sub(r"\(\d+\)$", "", word), []).append(tuple(phones))
    for word, ways in _OWN.items():
        lexicon[word] = [tuple(way.split()) for way in ways.split(", ")]
    return lexicon


def american(lexicon: Lexicon, word: str) -> list[Pronunciation]:
    return list(dict.fromkeys(lexicon[word]))[:_MOST]


def american_and_british(lexicon: Lexicon, word: str) -> list[Pronunciation]:
    ways = american(lexicon, word)
    return ways + [way for way in dict.fromkeys(map(_without_r, ways)) if way not in ways]


def _without_r(way: Pronunciation) -> Pronunciation:
    """British: R is silent after a vowel, unless another vowel follows."""
    kept = []
    for place, phone in enumerate(way):
        after_vowel = place > 0 and way[place - 1] in _VOWELS
        before_vowel = place + 1 < len(way) and way[place + 1] in _VOWELS
        if not (phone == "R" and after_vowel and not before_vowel):
            kept.append(phone)
    return tuple(kept)
