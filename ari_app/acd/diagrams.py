"""The life cycles of `tables.py` as a page of the docs: a Mermaid diagram and the whole table of each.

python -m ari_app.acd.diagrams > docs/reference/life-cycles.md
"""

import sys
from collections.abc import Iterator
from enum import StrEnum
from typing import TypeVar

from ari_app.acd.model import AgentState, InteractionState, OfferState
from ari_app.acd.tables import AGENT_LIFE, INTERACTION_LIFE, OFFER_LIFE, Table, Turn

StateT = TypeVar("StateT", bound=StrEnum)
HappeningT = TypeVar("HappeningT", bound=StrEnum)

_INTRODUCTION = """\
# Life cycles

Made from `ari_app/acd/tables.py` by `python -m ari_app.acd.diagrams`; a test compares the two. Change the
table, not this page. In the tables a dash means: refused, nothing changes.
"""

_AGENT = """\
Only an available agent is offered work. *Later* means that the state stays and what was asked for follows the
work; *what follows* is what was asked for, or available when nothing was. An agent who asked to be away or
signed out while it rang goes there, however the offer ends unanswered."""

_OFFER = "One offer of one interaction to one agent. It ends once; whatever comes after is refused."

_INTERACTION = "Each interaction ends in exactly one of the final states."


def life_cycles() -> str:
    """The page, as Markdown."""
    return "\n".join(
        [
            _INTRODUCTION,
            *_section("Agents", _AGENT, AgentState.SIGNED_OUT, AGENT_LIFE),
            *_section("Offers", _OFFER, OfferState.PENDING, OFFER_LIFE),
            *_section("Interactions", _INTERACTION, InteractionState.IN_FLOW, INTERACTION_LIFE),
        ]
    )


def _section(title: str, text: str, start: StateT, life: Table[HappeningT, StateT]) -> Iterator[str]:
    yield from (f"## {title}", "", text, "")
    yield from _diagram(start, life)
    yield from _matrix(type(start), life)


def _diagram(start: StateT, life: Table[HappeningT, StateT]) -> Iterator[str]:
    """What happens in a state to the same end shares one arrow; what comes later is left to the table."""
    arrows: dict[tuple[StateT, StateT | Turn], list[str]] = {}
    for happening, row in life.items():
        for state, answer in row.items():
            if answer not in (Turn.REFUSED, Turn.LATER):
                arrows.setdefault((state, answer), []).append(_words(happening))
    yield from ("```mermaid", "stateDiagram-v2", f"    [*] --> {start}")
    if any(answer is Turn.FOLLOW for _, answer in arrows):
        yield "    state what_follows <<choice>>"
        yield f"    what_follows --> {AgentState.AVAILABLE}: nothing was asked for"
        yield f"    what_follows --> {AgentState.AWAY}: asked away"
        yield f"    what_follows --> {AgentState.SIGNED_OUT}: asked signed out, or removed"
    for (state, answer), happenings in arrows.items():
        target = "what_follows" if isinstance(answer, Turn) else answer
        yield f"    {state} --> {target}: {', '.join(happenings)}"
    leaving = {state for state, _ in arrows}
    for state in type(start):
        if state not in leaving:
            yield f"    {state} --> [*]"
    yield from ("```", "")


def _matrix(states: type[StateT], life: Table[HappeningT, StateT]) -> Iterator[str]:
    yield f"| | {' | '.join(_words(state) for state in states)} |"
    yield "|---" * (len(states) + 1) + "|"
    for happening, row in life.items():
        yield f"| **{_words(happening)}** | {' | '.join(_answer(row[state]) for state in states)} |"
    yield ""


def _answer(answer: StrEnum | Turn) -> str:
    match answer:
        case Turn.REFUSED:
            return "–"
        case Turn.LATER:
            return "*later*"
        case Turn.FOLLOW:
            return "*what follows*"
        case _:
            return _words(answer)


def _words(name: StrEnum) -> str:
    return name.replace("_", " ")


if __name__ == "__main__":
    sys.stdout.write(life_cycles())
