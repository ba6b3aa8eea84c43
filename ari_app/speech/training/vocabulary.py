"""What the model is to hear, and sentences made of it for the synthetic speakers."""

import random
from pathlib import Path

_FOLDER = Path(__file__).parent

WORDS = (_FOLDER / "words.txt").read_text("utf-8").split()
PHRASES = (_FOLDER / "phrases.txt").read_text("utf-8").splitlines()

# Other words, so that sounds are not tied to the vocabulary, and unknown speech has something to sound like.
GENERAL_WORDS = (_FOLDER / "general_words.txt").read_text("utf-8").split()

DIGITS = ("zero", "oh", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
# Said alone in menus, so trained alone as well.
_MENU_WORDS = """
sales support billing accounts technical agent operator representative help repeat cancel order delivery password
reset goodbye yes no yeah star pound refund payment invoice callback voicemail english
"""
MENU_WORDS = _MENU_WORDS.split()


def sentence(chance: random.Random) -> str:
    """One utterance: digit strings, single words, phrases and word salad in the shares that worked best."""
    share = chance.random()
    if share < 0.18:
        return _digits(chance, 1, 7)
    if share < 0.23:
        return chance.choice([*DIGITS, *MENU_WORDS])
    if share < 0.33:
        return chance.choice(WORDS)
    if share < 0.47:
        phrase = chance.choice(PHRASES)
        return f"{phrase} {_digits(chance, 3, 6)}" if phrase.endswith(" is") else phrase
    if share < 0.72:
        return " ".join(chance.choice(WORDS) for _ in range(chance.randint(3, 5)))
    if share < 0.94:
        return " ".join(chance.choice(GENERAL_WORDS) for _ in range(chance.randint(2, 6)))
    return " ".join(chance.choice(chance.choice((WORDS, GENERAL_WORDS))) for _ in range(chance.randint(2, 5)))


def _digits(chance: random.Random, fewest: int, most: int) -> str:
    return " ".join(chance.choice(DIGITS) for _ in range(chance.randint(fewest, most)))
