"""How fast an account may send: a bucket that fills with time, each message takes a token. Pure."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Bucket:
    """`per_second` on the average, `burst` at once after a silence."""

    per_second: float
    burst: float = 0.0
    _tokens: float = field(default=0.0, init=False)
    _seen: float | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.burst = max(1.0, self.burst or self.per_second)
        self._tokens = self.burst

    def take(self, now: float) -> float:
        """0.0 and a token is taken; else after how many seconds there will be one."""
        if self._seen is not None:
            # A clock that was set back gives nothing, and takes nothing away.
            self._tokens = min(self.burst, self._tokens + max(0.0, now - self._seen) * self.per_second)
        self._seen = now
        if self._tokens >= 1.0:
            self._tokens -= 1.0
            return 0.0
        return (1.0 - self._tokens) / self.per_second
