"""Menu: one of several options, by key, by voice or by typing; each option is an exit of its own.

When all attempts are used up the exit says what went wrong: `no_input`, `no_match`, or `too_many` for both
mixed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import ClassVar

from ivr.commands import Choice
from ivr.events import Event
from ivr.faults import Fault
from ivr.grammar import meant, words
from ivr.node import KEYS, Exits, Leave, Medium, Move, Node, Scene, Stay, Waiting
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
from ivr.records import Items, Maybe, Record, given
from ivr.shapes import ID, Flag, Number, SpokenText, Text, Whole
from ivr.templates import Template

KEY = Text("one key of 0-9, *, #, A-D", r"[0-9*#A-D]")
PHRASE = Text("a word or a few, at most 80 characters", r"[^{}\n]{1,80}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    name: str = given(
        Text("an exit name (lower-case letters, digits, - and _)", ID), "The exit that it takes."
    )
    keys: tuple[str, ...] = given(Items(KEY, len(KEYS)), "Keys that choose it.", default=())
    phrases: tuple[str, ...] = given(Items(PHRASE), "Words that choose it, spoken or typed.", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuNode(Node):
    """Asks for one of several options."""

    kind: ClassVar[str] = "menu"
    waiting: ClassVar[type[Waiting]] = Asking

    prompt: Template = given(SpokenText(), "The question.")
    text_prompt: Template | None = given(
        Maybe(SpokenText()), "The question for writers, when it differs.", default=None
    )
    no_input_prompt: Template | None = given(
        Maybe(SpokenText()), "Asked after silence; null: the question again.", default=None
    )
    no_match_prompt: Template | None = given(
        Maybe(SpokenText()), "Asked after a wrong answer; null: the question again.", default=None
    )
    options: tuple[Option, ...] = given(Items(Record(Option)), "What can be chosen.")
    attempts: int = given(Whole(1, 10), "How often it is asked before giving up.", default=3)
    answer_seconds: float = given(Number(0.5, 120), "Silence after the prompt until 'no input'.", default=6)
    text_answer_seconds: float = given(Number(10, 604_800), "The same for a writer.", default=1_800)
    barge_in: bool = given(Flag(), "Keys and speech cut the prompt short.", default=True)
    speech: bool = given(Flag(), "Listen for the phrases; false: keys only.", default=True)

    def exits(self) -> Exits:
        names = tuple(option.name for option in self.options)
        every = (*names, NO_INPUT, NO_MATCH)
        return Exits(every, {TOO_MANY: NO_MATCH}, frozenset((*every, TOO_MANY)))

    def enter(self, scene: Scene) -> Move:
        keys = typed_ahead(scene, self._manner(scene))
        if keys and self.barge_in:
            return self._pressed(scene, Asking(), keys)
        return self._ask(scene, Asking(), None)

    def on_event(self, scene: Scene, waiting: Waiting, event: Event) -> Move | None:
        assert isinstance(waiting, Asking)
        match hear(scene, self._manner(scene), waiting, event):
            case Pressed(keys):
                return self._pressed(scene, waiting, keys)
            case Said(text):
                return self._said(scene, waiting, text)
            case Silence():
                asking = replace(waiting, no_inputs=waiting.no_inputs + 1)
                leave = tired(scene, asking, self.attempts)
                return leave or self._ask(scene, asking, self.no_input_prompt)
            case Noise():
                return self._not_matched(scene, waiting)
            case Stay() | None as going_on:
                return going_on

    def reopen(self, scene: Scene, waiting: Waiting) -> Move:
        assert isinstance(waiting, Asking)
        return self._ask(scene, waiting.hushed(), None)

    def check(self) -> Iterator[Fault]:
        if not self.options:
            yield Fault("/options", "no_options", "a menu needs at least one option; add one")
        names: dict[str, str] = dict.fromkeys((NO_INPUT, NO_MATCH, TOO_MANY), "every menu")
        keys: dict[str, str] = {}
        phrases: dict[str, str] = {}
        for at, option in enumerate(self.options):
            where = f"/options/{at}"
            yield from _twice(names, option.name, f"{where}/name", "duplicate_exit", option.name)
            for index, key in enumerate(option.keys):
                yield from _twice(keys, key, f"{where}/keys/{index}", "duplicate_key", option.name)
            for index, phrase in enumerate(option.phrases):
                said = " ".join(words(phrase))
                if not said:
                    yield Fault(
                        f"{where}/phrases/{index}", "empty_phrase", "holds no word; write words or remove it"
                    )
                yield from _twice(phrases, said, f"{where}/phrases/{index}", "duplicate_phrase", option.name)
            if not option.keys and not option.phrases:
                yield Fault(
                    where, "no_way_to_choose", f"nothing chooses {option.name!r}; give it a key or a phrase"
                )
            elif not option.keys and not self.speech:
                yield Fault(
                    where,
                    "no_way_to_choose",
                    f"{option.name!r} has only phrases but 'speech' is off; give it a key",
                )

    def _manner(self, scene: Scene) -> Manner:
        phrases = tuple(" ".join(words(phrase)) for option in self.options for phrase in option.phrases)
        on_text = scene.medium is Medium.TEXT
        return Manner(
            phrases if self.speech else (),
            self.text_answer_seconds if on_text else self.answer_seconds,
            barge_in=self.barge_in,
            deaf_to="" if any("#" in option.keys for option in self.options) else "#",
        )

    def _ask(self, scene: Scene, asking: Asking, instead: Template | None) -> Stay:
        usual = self.text_prompt if scene.medium is Medium.TEXT and self.text_prompt else self.prompt
        say = scene.say(instead or usual)
        if scene.medium is Medium.TEXT:
            say = replace(say, choices=tuple(map(_choice, self.options)))
        return ask(self._manner(scene), scene, say, asking)

    def _pressed(self, scene: Scene, asking: Asking, keys: str) -> Move:
        chosen = next((option for option in self.options if keys[0] in option.keys), None)
        if chosen is None:
            return self._not_matched(scene, asking)
        return Leave(chosen.name, asking.quiet(), typed_ahead=keys[1:])

    def _said(self, scene: Scene, asking: Asking, text: str) -> Move:
        by_key = (option.name for option in self.options if text.strip() in option.keys)
        chosen = next(by_key, None) or meant(text, {option.name: option.phrases for option in self.options})
        if chosen is None:
            return self._not_matched(scene, asking)
        return Leave(chosen, asking.quiet())

    def _not_matched(self, scene: Scene, asking: Asking) -> Move:
        """Keys typed after a wrong one meant something else than they would mean now: they are forgotten."""
        asking = replace(asking, no_matches=asking.no_matches + 1)
        leave = give_up(asking, self.attempts)
        return leave or replace(self._ask(scene, asking, self.no_match_prompt), typed_ahead="")


def _choice(option: Option) -> Choice:
    """Called by what is short to type, and shown by its first words."""
    titles = (*option.phrases, option.name.replace("-", " ").replace("_", " "))
    title = titles[0]
    return Choice((*option.keys, title)[0], title[:1].upper() + title[1:])


def _twice(seen: dict[str, str], name: str, where: str, code: str, option: str) -> Iterator[Fault]:
    if name in seen:
        yield Fault(where, code, f"{name!r} is taken already by {seen[name]!r}; choose another or remove it")
    seen.setdefault(name, option)
