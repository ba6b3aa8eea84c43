"""How a question is asked, for menu and collect alike: say it, listen, be patient, be quiet when answered.

On voice the ear opens with the prompt, so the caller may barge in by key or by voice; the clock of the answer
starts when the prompt has ended. On text the question is sent, and the next message is the answer.
"""

from dataclasses import dataclass, replace
from typing import TypeAlias

from ivr.commands import Command, Listen, Say, SetTimer, StopListening, StopSaying, StopTimer
from ivr.events import (
    Event,
    HearingFailed,
    KeyPressed,
    MessageReceived,
    SayingEnded,
    SpeechBegan,
    SpeechHeard,
    TimerFired,
)
from ivr.node import KEYS, Leave, Medium, Scene, Stay, Waiting

LONGEST_UTTERANCE = 15.0
"""Seconds after which speech that does not end is taken for noise: nobody waits for ever on a dead
recogniser.
"""

NO_INPUT, NO_MATCH, TOO_MANY = "no_input", "no_match", "too_many"


@dataclass(frozen=True, slots=True)
class Asking(Waiting):
    """How far the question has come: the steps of what goes on, what went wrong so far, and for collect the
    keys.
    """

    say: int | None = None
    ear: int | None = None
    timer: int | None = None
    speaking: bool = False
    no_inputs: int = 0
    no_matches: int = 0
    typed: str = ""
    confirming: str = ""

    def steps(self) -> tuple[int | None, ...]:
        return (self.say, self.ear, self.timer)

    def quiet(self) -> tuple[Command, ...]:
        saying = () if self.say is None else (StopSaying(self.say),)
        hearing = () if self.ear is None else (StopListening(self.ear),)
        timing = () if self.timer is None else (StopTimer(),)
        return (*saying, *hearing, *timing)

    def hushed(self) -> "Asking":
        """The same after `quiet`."""
        return replace(self, say=None, ear=None, timer=None, speaking=False)


@dataclass(frozen=True, slots=True)
class Manner:
    """How the question is asked: the grammar (none: do not listen), and for how many seconds an answer may
    come.

    `deaf_to` are keys that mean nothing here, like the `#` that many callers press after every number.
    """

    phrases: tuple[str, ...]
    seconds: float
    reject_unknown: bool = True
    barge_in: bool = True
    deaf_to: str = ""


@dataclass(frozen=True, slots=True)
class Pressed:
    keys: str


@dataclass(frozen=True, slots=True)
class Said:
    text: str


@dataclass(frozen=True, slots=True)
class Silence:
    pass


@dataclass(frozen=True, slots=True)
class Noise:
    """Something was said that is none of the phrases."""


Heard: TypeAlias = Pressed | Said | Silence | Noise


def typed_ahead(scene: Scene, manner: Manner) -> str:
    return scene.typed_ahead.lstrip(manner.deaf_to) if manner.deaf_to else scene.typed_ahead


def ask(manner: Manner, scene: Scene, say: Say, asking: Asking) -> Stay:
    """Ask (again): whatever still went on ends."""
    step = say.step
    if scene.medium is Medium.TEXT:
        timer = SetTimer(step + 1, manner.seconds)
        return Stay(replace(asking.hushed(), timer=timer.step), (*asking.quiet(), say, timer))
    if manner.barge_in and manner.phrases:
        listen = _listen(step + 1, scene, manner)
        return Stay(replace(asking.hushed(), say=step, ear=listen.step), (*asking.quiet(), say, listen))
    return Stay(replace(asking.hushed(), say=step), (*asking.quiet(), say))


def hear(scene: Scene, manner: Manner, asking: Asking, event: Event) -> Stay | Heard | None:
    """What the event means for the question: an answer, a change in how it goes on, or nothing (None)."""
    match event:
        case KeyPressed(key):
            return _key(scene, manner, asking, key)
        case MessageReceived(text):
            return Said(text)
        case SayingEnded(step) if step == asking.say:
            ahead = "" if manner.barge_in else typed_ahead(scene, manner)
            return Pressed(ahead) if ahead else _be_patient(scene, manner, replace(asking, say=None))
        case SpeechBegan(step) if step == asking.ear and not asking.speaking:
            saying = () if asking.say is None else (StopSaying(asking.say),)
            timer = SetTimer(scene.step, LONGEST_UTTERANCE)
            return Stay(replace(asking, say=None, timer=timer.step, speaking=True), (*saying, timer))
        case SpeechHeard(step, text) if step == asking.ear:
            if text.strip():
                return Said(text)
            return Noise() if asking.say is None else _listen_again(scene, manner, asking)
        case HearingFailed(step) if step == asking.ear:
            deaf = replace(asking, ear=None)
            return _be_patient(scene, replace(manner, phrases=()), deaf) if asking.speaking else Stay(deaf)
        case TimerFired(step) if step == asking.timer:
            return Noise() if asking.speaking else Silence()
        case _:
            return None


def give_up(asking: Asking, attempts: int) -> Leave | None:
    """The exit once all attempts are used up: what went wrong, `too_many` when not always the same."""
    if asking.no_inputs + asking.no_matches < attempts:
        return None
    exit = TOO_MANY if asking.no_inputs and asking.no_matches else NO_INPUT if asking.no_inputs else NO_MATCH
    return Leave(exit, asking.quiet(), typed_ahead="")


def tired(scene: Scene, asking: Asking, attempts: int) -> Leave | None:
    """After a silence: `give_up`, but a writer is not asked again. They have read it, and write when they like."""
    if scene.medium is Medium.TEXT:
        return Leave(NO_INPUT, asking.quiet(), typed_ahead="")
    return give_up(asking, attempts)


def _key(scene: Scene, manner: Manner, asking: Asking, key: str) -> Stay | Pressed | None:
    if key not in KEYS or key in manner.deaf_to:
        return None
    if asking.say is not None and not manner.barge_in:
        return Stay(asking, typed_ahead=scene.typed_ahead + key)
    return Pressed(key)


def _be_patient(scene: Scene, manner: Manner, asking: Asking) -> Stay:
    """The prompt is over: the answer may take `manner.seconds`; the ear opens if it is not open yet."""
    timer = SetTimer(scene.step, manner.seconds)
    patient = replace(asking, timer=timer.step, speaking=False)
    if asking.ear is not None or not manner.phrases:
        return Stay(patient, (timer,))
    listen = _listen(scene.step + 1, scene, manner)
    return Stay(replace(patient, ear=listen.step), (timer, listen))


def _listen_again(scene: Scene, manner: Manner, asking: Asking) -> Stay:
    """A cough into the prompt is no answer: the prompt goes on."""
    listen = _listen(scene.step, scene, manner)
    return Stay(replace(asking, ear=listen.step), (listen,))


def _listen(step: int, scene: Scene, manner: Manner) -> Listen:
    return Listen(step, manner.phrases, scene.language, manner.reject_unknown)
