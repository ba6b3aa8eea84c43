"""How long whoever was wrong has to wait: twice as long each time, never for ever. No I/O, no clock.

What is counted, in this order of strictness: one account from one address, which a guesser hits at once and a forgetful
owner only after five tries; one account from anywhere, for guessers of many addresses; one address whatever the account.
The longest waits of the last two are short, so that nobody can lock somebody else out, nor a whole office behind one
address. Only the `MOST` that failed last are remembered.
"""

from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass

MOST = 20_000  # counts
FORGOTTEN_AFTER = 3600.0  # seconds without a failure


@dataclass(frozen=True, slots=True)
class Rule:
    """`free` failures cost nothing; the next costs 1 s, then 2, 4 ... up to `longest`."""

    free: int
    longest: float

    def pause(self, failures: int) -> float:
        over = failures - self.free
        return 0.0 if over <= 0 else min(self.longest, 2.0 ** min(over - 1, 30))


PAIR, ACCOUNT, ADDRESS = Rule(5, 900.0), Rule(30, 30.0), Rule(100, 30.0)


@dataclass(slots=True)
class _Count:
    failures: int = 0
    last: float = 0.0
    until: float = 0.0


class Throttle:
    """A try counts as failed from its beginning (`tried`), so that a thousand at once are no way round; one that went well
    is taken back."""

    def __init__(self) -> None:
        self._counts: OrderedDict[tuple[str, str], _Count] = OrderedDict()

    def wait(self, account: str, address: str, now: float) -> float:
        """Seconds until this account may be tried from this address; 0: now."""
        counts = (self._counts.get(key) for key, _ in _rules(account, address))
        return max((0.0, *(count.until - now for count in counts if count is not None)))

    def tried(self, account: str, address: str, now: float) -> None:
        """Somebody tries."""
        for key, rule in _rules(account, address):
            count = self._counts.setdefault(key, _Count())
            if count.last + FORGOTTEN_AFTER <= now:
                count.failures = 0
            count.failures += 1
            count.last, count.until = now, now + rule.pause(count.failures)
            self._counts.move_to_end(key)
        while len(self._counts) > MOST:
            self._counts.popitem(last=False)

    def take_back(self, account: str, address: str) -> None:
        """The try was no failure; those before still count."""
        for key, _ in _rules(account, address):
            if (count := self._counts.get(key)) is not None:
                count.failures, count.until = count.failures - 1, 0.0

    def succeeded(self, account: str, address: str) -> None:
        """They are who they say: their failures are forgiven, those of the address are not."""
        self.take_back(account, address)
        for key, _ in _rules(account, address):
            if key[0]:
                self._counts.pop(key, None)


def _rules(account: str, address: str) -> Iterator[tuple[tuple[str, str], Rule]]:
    account = account.casefold()[:200]
    yield (account or "?", address), PAIR
    yield (account or "?", ""), ACCOUNT
    yield ("", address), ADDRESS
