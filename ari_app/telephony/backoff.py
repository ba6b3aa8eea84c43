"""How long to wait before the next try: at once, then ever longer, never all peers in step."""

import random

FIRST_SECONDS = 0.1
LONGEST_SECONDS = 5.0


class Backoff:
    """Doubles from FIRST to LONGEST seconds, each wait between half and all of that."""

    def __init__(self, chance: random.Random | None = None) -> None:
        self._chance = chance or random.Random()
        self._step = FIRST_SECONDS

    def next(self) -> float:
        wait = self._step * self._chance.uniform(0.5, 1.0)
        self._step = min(self._step * 2, LONGEST_SECONDS)
        return wait

    def reset(self) -> None:
        self._step = FIRST_SECONDS
