"""Machines that answer machines: an answering service on a customer's phone writes back to whatever the flow writes, the
flow begins anew, and so on, at so much for each SMS. E-mail says who is a machine (`channels/mail/guards.py`); elsewhere it
shows only by how often a conversation begins."""

from collections import deque
from dataclasses import dataclass, field

HOUR = 3600.0
MOST = 20
"""Conversations that a person begins within an hour, at the very most: the flow has ended each of those before."""
_REMEMBERED = 1000  # threads


@dataclass(slots=True)
class Echoes:
    """When conversations began lately, by thread. In memory only: after a restart it takes as many again to notice."""

    _began: dict[str, deque[float]] = field(default_factory=dict)

    def begins(self, thread: str, now: float) -> bool:
        """One more begins. Whether that is more than a person can do: it had better not be answered."""
        times = self._began.pop(thread, deque(maxlen=MOST))
        echo = len(times) == MOST and times[0] > now - HOUR
        if not echo:
            times.append(now)
        self._began[thread] = times
        if len(self._began) > _REMEMBERED:
            del self._began[next(iter(self._began))]
        return echo
