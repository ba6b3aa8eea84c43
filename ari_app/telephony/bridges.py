"""Mixing bridges, kept for the next talk: to make one and to remove it again are two requests of each call's six."""

import uuid

BRIDGE_PREFIX = "talk~"


WATCH_PREFIX = "watch~"
"""Bridges of one supervisor and what they hear (`supervision.py`)."""


def is_of_a_talk(bridge: str) -> bool:
    return bridge.startswith(BRIDGE_PREFIX)


def is_ours(bridge: str) -> bool:
    return bridge.startswith((BRIDGE_PREFIX, WATCH_PREFIX))


class Bridges:
    """Those that exist and are empty. A bridge is given back when both who talked in it are known to be gone, so nobody
    ever meets a stranger in it."""

    def __init__(self) -> None:
        self._idle: list[str] = []

    def take(self) -> tuple[str, bool]:
        """A bridge's id, and whether it has yet to be made."""
        if self._idle:
            return self._idle.pop(), False
        return f"{BRIDGE_PREFIX}{uuid.uuid4().hex}", True

    def give_back(self, bridge: str) -> None:
        self._idle.append(bridge)

    def forget_all(self) -> None:
        """The connection is lost: what exists will be seen anew."""
        self._idle.clear()
