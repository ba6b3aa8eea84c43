"""How much somebody may do: so much each second, and what they saved up at once. Time is an argument."""


class Allowance:
    """A bucket that holds `most`, full at first, and gains `each_second`."""

    def __init__(self, each_second: float, most: float, now: float) -> None:
        self._each_second = each_second
        self._most = self._left = most
        self._at = now

    def take(self, now: float, count: float = 1.0) -> bool:
        """Whether there were so many left; they are gone then."""
        self._left = min(self._most, self._left + (now - self._at) * self._each_second)
        self._at = now
        if self._left < count:
            return False
        self._left -= count
        return True

    def wait(self, count: float = 1.0) -> float:
        """Seconds after the last look until there are so many; as many as it ever holds, for more than that."""
        return max(0.0, min(count, self._most) - self._left) / self._each_second
