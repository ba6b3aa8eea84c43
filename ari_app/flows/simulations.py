"""Trying a flow at a screen: the real interpreter, a clock moved by hand, and a person who presses, types or speaks.

Nothing of it is kept: a simulation ends when it is over and left alone, and nobody has more than a few.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from ari_app.conversation.requests import Conflict, NotFound
from ivr import simulator
from ivr.flow import Flow
from ivr.interpreter import StartFacts
from ivr.simulator import Simulation

IDLE = 900.0  # seconds after the last word
MOST = 200
MOST_EACH = 3
LONGEST = 500  # lines; a flow that goes round with its caller ends here


@dataclass(frozen=True, slots=True)
class Heard:
    """`text` is empty when somebody spoke, but nothing that was listened for."""

    text: str
    confidence: float


class Listener(Protocol):
    async def hear(
        self, sound: bytes, phrases: tuple[str, ...], language: str, reject_unknown: bool
    ) -> Heard | None:
        """What is said in `sound` (a WAV file), None when nobody speaks. Takes some seconds at most; raises
        CannotListen and UnusableSound."""
        ...


class CannotListen(Conflict):
    """No recogniser can do it now; the message says why."""


@dataclass(slots=True)
class Trial:
    """One simulation under way; `until` moves on with each word."""

    id: str
    owner: str
    flow: Flow
    simulation: Simulation
    until: float

    @property
    def over(self) -> bool:
        return self.simulation.over or len(self.simulation.transcript) >= LONGEST


class Simulations:
    """Each belongs to who began it. A new one takes the place of their oldest when they have too many."""

    def __init__(self, now: Callable[[], float], new_id: Callable[[], str], listener: Listener) -> None:
        self._now = now
        self._new_id = new_id
        self._listener = listener
        self._trials: dict[str, Trial] = {}  # by the last word, oldest first

    def begin(self, owner: str, flow: Flow, facts: StartFacts, at: float) -> Trial:
        """`at`: the time that it is to be in the flow."""
        self._forget_idle()
        own = [trial.id for trial in self._trials.values() if trial.owner == owner]
        for id in own[: len(own) - MOST_EACH + 1]:
            del self._trials[id]
        if len(self._trials) >= MOST:
            raise Conflict("Too many flows are being tried just now. Try again in some minutes.")
        trial = Trial(self._new_id(), owner, flow, simulator.begin(flow, at, facts), self._now() + IDLE)
        self._trials[trial.id] = trial
        return trial

    def one(self, owner: str, id: str) -> Trial:
        self._forget_idle()
        trial = self._trials.get(id)
        if trial is None or trial.owner != owner:
            raise NotFound("This trial is over or was left alone for too long. Begin a new one.")
        return trial

    def act(self, owner: str, id: str, act: Callable[[Flow, Simulation], Simulation]) -> Trial:
        """`act` is one of the simulator's functions, with what the caller does filled in."""
        trial = self.one(owner, id)
        if trial.over:
            raise Conflict("This trial is over. Begin a new one.")
        trial.simulation = act(trial.flow, trial.simulation)
        trial.until = self._now() + IDLE
        self._trials[id] = self._trials.pop(id)
        return trial

    async def speak(self, owner: str, id: str, sound: bytes) -> tuple[Trial, Heard | None]:
        """What the centre's recogniser makes of a voice, with the phrases that the flow listens for now."""
        ear = self.one(owner, id).simulation.ear
        if ear is None:
            raise Conflict("The flow does not listen just now: press a key, or wait.")
        heard = await self._listener.hear(sound, ear.phrases, ear.language, ear.reject_unknown)
        if heard is None:
            return self.one(owner, id), None
        return self.act(
            owner, id, lambda flow, now: simulator.say(flow, now, heard.text, heard.confidence)
        ), heard

    def end(self, owner: str, id: str) -> None:
        """Harmless when it is gone."""
        trial = self._trials.get(id)
        if trial is not None and trial.owner == owner:
            del self._trials[id]

    def _forget_idle(self) -> None:
        now = self._now()
        for id in [trial.id for trial in self._trials.values() if trial.until <= now]:
            del self._trials[id]
