"""Collect: a number, by keys, by spoken digits or by typing, and if wanted read back to be confirmed.

Keys end with the terminator, with the last possible digit, or with a pause. A spoken number must come in one
breath.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar

from ivr import grammar
from ivr.commands import SetTimer
from ivr.events import Event, TimerFired
from ivr.faults import Fault
from ivr.node import Exits, Leave, Medium, Move, Node, Scene, Stay, Waiting
from ivr.nodes.asking import (
    NO_INPUT,
    NO_MATCH,
    TOO_MANY,
    Asking,
    Manner,
    Noise,
    Pressed,
    Said,
    Silence,
    ask,
    give_up,
    hear,
    tired,
    typed_ahead,
)
from ivr.records import Maybe, given
from ivr.shapes import WRITTEN_VARIABLE, Choice, Flag, Number, SpokenText, Whole
from ivr.templates import Template

DIGITS = frozenset("0123456789")
RIGHT_KEY, WRONG_KEY = "1", "2"


class Terminator(StrEnum):
    HASH = "#"
    STAR = "*"
    NONE = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectNode(Node):
    """Asks for a number."""

    kind: ClassVar[str] = "collect"
    waiting: ClassVar[type[Waiting]] = Asking

    prompt: Template = given(SpokenText(), "The question.")
    save_as: str = given(WRITTEN_VARIABLE, "The variable that gets the digits, as text.")
    no_input_prompt: Template | None = given(
        Maybe(SpokenText()), "Asked after silence; null: the question again.", default=None
    )
    no_match_prompt: Template | None = given(
        Maybe(SpokenText()), "Asked after a wrong answer; null: the question again.", default=None
    )
    confirm: Template | None = given(
        Maybe(SpokenText()),
        "Reads the number back and asks for 1 or 'yes', 2 or 'no'; null: not confirmed.",
        default=None,
    )
    min_digits: int = given(Whole(1, 40), "The fewest digits.", default=1)
    max_digits: int = given(
        Whole(1, 40), "The most digits; with the last one the number is complete.", default=20
    )
    terminator: Terminator = given(
        Choice(Terminator), "The key that ends the number; empty: none.", default=Terminator.HASH
    )
    first_digit_seconds: float = given(Number(0.5, 120), "Silence until 'no input'.", default=6)
    inter_digit_seconds: float = given(Number(0.5, 30), "The pause that ends the number.", default=3)
    text_answer_seconds: float = given(Number(10, 604_800), "How long a writer may take.", default=1_800)
    attempts: int = given(Whole(1, 10), "How often it is asked before giving up.", default=3)
    barge_in: bool = given(Flag(), "Keys and speech cut the prompt short.", default=True)
    speech: bool = given(Flag(), "Listen for spoken digits; false: keys only.", default=True)

    def exits(self) -> Exits:
        every = ("collected", NO_INPUT, NO_MATCH)
        return Exits(every, {TOO_MANY: NO_MATCH}, frozenset((*every, TOO_MANY)))

    def enter(self, scene: Scene) -> Move:
        keys = typed_ahead(scene, self._manner(scene, Asking()))
        if keys and self.barge_in:
            return self._typed(scene, Asking(), keys)
        return self._ask(scene, Asking(), self.prompt)

    def on_event(self, scene: Scene, waiting: Waiting, event: Event) -> Move | None:
        assert isinstance(waiting, Asking)
        if waiting.typed and isinstance(event, TimerFired) and event.step == waiting.timer:
            return self._complete(scene, waiting, waiting.typed)
        match hear(scene, self._manner(scene, waiting), waiting, event):
            case Pressed(keys) if waiting.confirming:
                return self._confirmed(scene, waiting, {RIGHT_KEY: True, WRONG_KEY: False}.get(keys[0]))
            case Pressed(keys):
                return self._typed(scene, waiting, keys)
            case Said(text) if waiting.confirming:
                return self._confirmed(scene, waiting, _yes_or_no(text))
            case Said(text):
                return self._complete(scene, waiting, grammar.digits(text) or "")
            case Silence():
                asking = replace(waiting, no_inputs=waiting.no_inputs + 1)
                leave = tired(scene, asking, self.attempts)
                return leave or self._ask(scene, asking, self.no_input_prompt)
            case Noise():
                return self._not_matched(scene, waiting)
            case Stay() | None as going_on:
                return going_on

    def reopen(self, scene: Scene, waiting: Waiting) -> Move:
        """Keys that were on their way when the app went may be lost, so the number begins again."""
        assert isinstance(waiting, Asking)
        return self._ask(scene, replace(waiting.hushed(), typed=""), self.prompt)

    def check(self) -> Iterator[Fault]:
        if self.min_digits > self.max_digits:
            yield Fault(
                "/min_digits", "wrong_limits", f"must not be above max_digits ({self.max_digits}); lower it"
            )

    def _manner(self, scene: Scene, asking: Asking) -> Manner:
        """With nothing typed yet a terminator ends nothing. A digit grammar hears best when it may not
        reject.
        """
        seconds = self.text_answer_seconds if scene.medium is Medium.TEXT else self.first_digit_seconds
        if asking.confirming:
            phrases = (*grammar.YES, *grammar.NO) if self.speech else ()
            return Manner(phrases, seconds, deaf_to=self.terminator)
        return Manner(
            grammar.DIGIT_PHRASES if self.speech else (),
            seconds,
            reject_unknown=False,
            barge_in=self.barge_in,
            deaf_to="" if asking.typed else self.terminator,
        )

    def _ask(self, scene: Scene, asking: Asking, text: Template | None) -> Stay:
        """Asks for the number, or whether it is right; then it is read back whatever went wrong."""
        variables = scene.variables
        if asking.confirming and self.confirm:
            text, variables = self.confirm, {**variables, self.save_as: asking.confirming}
        return ask(self._manner(scene, asking), scene, scene.say(text or self.prompt, variables), asking)

    def _typed(self, scene: Scene, asking: Asking, keys: str) -> Move:
        """Keys go to the number until it is complete; those left over are typed ahead for what comes next."""
        number = asking.typed
        for at, key in enumerate(keys):
            if key == self.terminator:
                return self._complete(scene, asking, number, keys[at + 1 :])
            if key not in DIGITS:
                return self._not_matched(scene, asking)
            number += key
            if len(number) >= self.max_digits:
                return self._complete(scene, asking, number, keys[at + 1 :])
        timer = SetTimer(scene.step, self.inter_digit_seconds)
        waiting = replace(asking.hushed(), typed=number, timer=timer.step)
        stop = replace(asking, timer=None).quiet()  # the new timer replaces the old one
        return Stay(waiting, (*stop, timer), typed_ahead="")

    def _complete(self, scene: Scene, asking: Asking, number: str, ahead: str | None = None) -> Move:
        if not self.min_digits <= len(number) <= self.max_digits:
            return self._not_matched(scene, asking)
        if self.confirm:
            asking = replace(asking, typed="", confirming=number)
            return replace(self._ask(scene, asking, None), typed_ahead="")
        return Leave("collected", asking.quiet(), {self.save_as: number}, ahead)

    def _confirmed(self, scene: Scene, asking: Asking, right: bool | None) -> Move:
        if right is None:
            return self._not_matched(scene, asking)
        if right:
            return Leave("collected", asking.quiet(), {self.save_as: asking.confirming})
        asking = replace(asking, confirming="", no_matches=asking.no_matches + 1)
        return give_up(asking, self.attempts) or self._ask(scene, asking, self.prompt)

    def _not_matched(self, scene: Scene, asking: Asking) -> Move:
        asking = replace(asking, typed="", no_matches=asking.no_matches + 1)
        leave = give_up(asking, self.attempts)
        return leave or replace(self._ask(scene, asking, self.no_match_prompt), typed_ahead="")


def _yes_or_no(text: str) -> bool | None:
    said = grammar.meant(text, {"yes": (*grammar.YES, RIGHT_KEY), "no": (*grammar.NO, WRONG_KEY)})
    return None if said is None else said == "yes"
