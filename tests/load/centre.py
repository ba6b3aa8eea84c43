"""What is measured: a telephone exchange that gives callers to 300 agents, whichever way it does so."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path

AGENTS = 300


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rig gives to an exchange: a folder of its own, and where callers and agents are."""

    folder: Path
    callers_port: int
    """The UDP port of 127.0.0.1 that every call comes from."""
    agents_port: int
    """The UDP port of 127.0.0.1 that is every agent's phone: agent 17 is sip:agent17@127.0.0.1:PORT."""


@dataclass(frozen=True, slots=True)
class Centre:
    """A running exchange, all of its agents free."""

    sip_port: int
    number: str
    """What callers dial."""
    asterisk_pid: int
    app_pid: int | None
    """The first of the app's processes; none when Asterisk does it all by itself."""


StartCentre = Callable[[Surroundings], AbstractAsyncContextManager[Centre]]
"""Starts a fresh exchange and ends it again."""
