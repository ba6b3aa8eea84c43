"""Which passwords are good enough. Pure.

Long, and not to be guessed: nobody has to mix letters, digits and signs, which makes passwords worse, and nothing is cut
off or changed. A password is guessable when it is well known, is made of the user's name or ours, or of one thing said
over and over; digits and signs around such a word make it no better.
"""

import string
from collections.abc import Callable
from itertools import pairwise

SHORTEST, LONGEST = 10, 256  # characters
FEW_CHARACTERS = 5  # fewer different ones than this are a pattern, not a password
OWN_WORDS = ("trunkline",)
SHORTEST_WORD = 4  # a name that is shorter stands in many good passwords by chance

_AROUND = string.digits + string.punctuation + string.whitespace


def fault(password: str, user: str, well_known: Callable[[str], bool]) -> str | None:
    """What is wrong with it and what to do, None when it is good. `well_known` is asked in lower case."""
    if len(password) < SHORTEST:
        return f"It has to be at least {SHORTEST} characters long: three or four words do well."
    if len(password) > LONGEST:
        return f"It may be at most {LONGEST} characters long."
    folded = password.casefold()
    bare = folded.strip(_AROUND)
    if well_known(folded) or (len(bare) >= SHORTEST_WORD and well_known(bare)):
        return "It is among those that are tried first: choose one that nobody else has."
    if len(set(folded)) < FEW_CHARACTERS or _is_a_run(folded):
        return "It repeats or counts, which is guessed at once: use several words instead."
    for word in (user.casefold(), *OWN_WORDS):
        if len(word) >= SHORTEST_WORD and word in folded:
            return f"It contains “{word}”, which others think of too: leave that out."
    return None


def _is_a_run(text: str) -> bool:
    """`abcdefghij`, `9876543210`: each character is the neighbour of the one before."""
    steps = {ord(after) - ord(before) for before, after in pairwise(text)}
    return steps in ({1}, {-1})
