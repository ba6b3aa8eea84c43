"""The life cycles of `tables.py` as a page of the docs: a Mermaid diagram and the whole table of each.

python -m ari_app.acd.diagrams > docs/reference/life-cycles.md
"""

import sys
from collections.abc import Iterator
from enum import StrEnum
from typing import TypeVar

from ari_app.acd.model import AgentState, HoldState, InteractionState, OfferState
from ari_app.acd.tables import AGENT_LIFE, HOLD_LIFE, INTERACTION_LIFE, OFFER_LIFE, Table, Turn

StateT = TypeVar("StateT", bound=StrEnum)
HappeningT = TypeVar("HappeningT", bound=StrEnum)

_INTRODUCTION = """\
# Life cycles

Made from `ari_app/acd/tables.py` by `python -m ari_app.acd.diagrams`; a test compares the two. Change the
table, not this page. In the tables a dash means: refused, nothing changes.
"""

_AGENT = """\
Where an agent stands apart from the work that they have in hand. Only an available agent is offered work, as much as their
capacity says. What is shown of them is *offered* while something rings them, *busy* while they are active in something,
*wrap up* when that is all there is, and otherwise where they stand; so what they ask for while at work follows the
work. Parked work alone keeps nobody busy."""

_HOLD = """\
One piece of work that one agent has in hand; they may have several. What is offered, active or wrapped up takes up their
capacity, unless active work is interrupted by other work; what is parked takes none."""

_OFFER = "One offer of one interaction to one agent. It ends once; whatever comes after is refused."

_INTERACTION = "Each interaction ends in exactly one of the final states."


def life_cycles() -> str:
    """The page, as Markdown."""
    return "\n".join(
        [
            _INTRODUCTION,
            *_section("Agents", _AGENT, AgentState.SIGNED_OUT, AGENT_LIFE),
            *_section("Holds", _HOLD, HoldState.OFFERED, HOLD_LIFE),
            *_section("Offers", _OFFER, OfferState.PENDING, OFFER_LIFE),
            *_section("Interactions", _INTERACTION, InteractionState.IN_FLOW, INTERACTION_LIFE),
        ]
    )


def _section(title: str, text: str, start: StateT, life: Table[HappeningT, StateT]) -> Iterator[str]:
    yield from (f"## {title}", "", text, "")
    states = tuple(next(iter(life.values())))
    yield from _diagram(start, states, life)
    yield from _matrix(states, life)


def _diagram(start: StateT, states: tuple[StateT, ...], life: Table[HappeningT, StateT]) -> Iterator[str]:
    """What happens in a state to the same end shares one arrow."""
    arrows: dict[tuple[StateT, StateT | Turn], list[str]] = {}
    for happening, row in life.items():
        for state, answer in row.items():
            if answer is not Turn.REFUSED:
                arrows.setdefault((state, answer), []).append(_words(happening))
    yield from ("```mermaid", "stateDiagram-v2", f"    [*] --> {start}")
    for (state, answer), happenings in arrows.items():
        target = "[*]" if isinstance(answer, Turn) else answer
        yield f"    {state} --> {target}: {', '.join(happenings)}"
    leaving = {state for state, _ in arrows}
    for state in states:
        if state not in leaving:
            yield f"    {state} --> [*]"
    yield from ("```", "")


def _matrix(states: tuple[StateT, ...], life: Table[HappeningT, StateT]) -> Iterator[str]:
    yield f"| | {' | '.join(_words(state) for state in states)} |"
    yield "|---" * (len(states) + 1) + "|"
    for happening, row in life.items():
        yield f"| **{_words(happening)}** | {' | '.join(_answer(row[state]) for state in states)} |"
    yield ""


def _answer(answer: StrEnum | Turn) -> str:
    match answer:
        case Turn.REFUSED:
            return "–"
        case Turn.OVER:
            return "*over*"
        case _:
            assert isinstance(answer, StrEnum), "a state, when it is no turn"
            return _words(answer)


def _words(name: StrEnum) -> str:
    return name.replace("_", " ")


if __name__ == "__main__":
    sys.stdout.write(life_cycles())
