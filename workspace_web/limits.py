"""How many wrong tokens an address may send: a plain count over a window, kept for a bounded number of
addresses."""

from collections import OrderedDict
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Failures:
    count: int
    until: float


@dataclass(slots=True)
class FailureLimit:
    """`most` failures within `window` seconds of the first; then the address waits for the window's end.

    Only the `addresses` that failed last are remembered, so that a flood from many of them costs no
    memory."""

    most: int = 20
    window: float = 60.0
    addresses: int = 10_000
    _failures: OrderedDict[str, _Failures] = field(default_factory=OrderedDict)

    def wait(self, address: str, now: float) -> float:
        """The seconds until this address may try again; 0 when it may now."""
        failures = self._failures.get(address)
        if failures is None or failures.count < self.most:
            return 0.0
        return max(0.0, failures.until - now)

    def failed(self, address: str, now: float) -> None:
        """Note one wrong token."""
        failures = self._failures.get(address)
        if failures is None or failures.until <= now:
            failures = self._failures[address] = _Failures(0, now + self.window)
        failures.count += 1
        self._failures.move_to_end(address)
        if len(self._failures) > self.addresses:
            self._failures.popitem(last=False)
