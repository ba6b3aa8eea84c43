"""Long messages that come in parts."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari_app.channels.gathering import PATIENCE, REPEATED, Waiting, gathered, joined
from ari_app.conversation.text import Correspondent, MessageArrived, TextEvent, WriterLeft

ANN = Correspondent("a", "+15559001")
OTHER = WriterLeft("left", ANN, 1.0)


def part(number: int, total: int = 3, name: str = "m", ref: str = "7") -> MessageArrived:
    extra = {"part": {"ref": ref, "number": number, "total": total}, "x": "y"}
    return MessageArrived(f"{name}{number}", ANN, f"{name}{number}.", float(number), extra=extra)


def told(*steps: tuple[float, list[TextEvent]]) -> list[tuple[str, str]]:
    """Names and texts of what is told when events come in these steps; what waits is written down and read in between."""
    waiting, found = Waiting(), []
    for now, events in steps:
        whole, after = gathered(events, waiting, now)
        waiting = Waiting.from_json(json.loads(json.dumps(after.to_json())))
        assert waiting == after
        found += [
            (event.provider_id, event.text if isinstance(event, MessageArrived) else "") for event in whole
        ]
    return found


WHOLE = [("m1", "m1.m2.m3.")]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        ([(0.0, [part(1)]), (1.0, [part(2)]), (2.0, [part(3)])], WHOLE),
        ([(0.0, [part(3)]), (1.0, [part(1)]), (2.0, [part(2)])], WHOLE),
        ([(0.0, [part(1), part(2), part(3)])], WHOLE),
        ([(0.0, [part(1)]), (1.0, [OTHER]), (2.0, [part(2), part(3)])], [("left", ""), *WHOLE]),
        ([(0.0, [part(1), part(2), part(1), part(3)]), (1.0, [part(2)])], WHOLE),
        ([(0.0, [part(1), part(3)]), (PATIENCE, [OTHER])], [("left", "")]),
        ([(0.0, [part(1), part(3)]), (PATIENCE + 1, [OTHER])], [("left", ""), ("m1", "m1. […] m3.")]),
        ([(0.0, [part(2)]), (PATIENCE + 1, []), (PATIENCE + 2, [part(2)])], [("m2", " […] m2. […] ")]),
        (
            [(0.0, [part(1), part(1, name="n")]), (1.0, [part(2, name="n"), part(3, name="n")])],
            [("m1", "m1. […]  […] "), ("n1", "n1.n2.n3.")],
        ),
        ([(0.0, [part(1, 1)])], [("m1", "m1.")]),
        ([(0.0, [part(1, 2, ref="8"), part(1, 2, name="n"), part(2, 2, name="n")])], [("n1", "n1.n2.")]),
    ],
)
def test_stories(steps: list[tuple[float, list[TextEvent]]], expected: list[tuple[str, str]]) -> None:
    assert told(*steps) == expected


def test_what_was_told_is_forgotten_after_a_day() -> None:
    _, after = gathered([part(1, 1)], Waiting(), 0.0)
    assert after.told == {"m1": 0.0}
    _, later = gathered([], after, REPEATED + 1)
    assert later == Waiting()


def test_a_whole_message_says_nothing_of_parts() -> None:
    message = joined([part(2, 2), part(1, 2)])
    assert (message.extra, message.at) == ({"x": "y"}, 1.0)


@given(st.permutations([1, 2, 3, 4]), st.lists(st.sampled_from([1, 2, 3, 4]), max_size=6))
def test_any_order_and_any_repeats_make_one(order: list[int], repeats: list[int]) -> None:
    steps: list[tuple[float, list[TextEvent]]] = [
        (float(at), [part(number, 4)]) for at, number in enumerate([*order, *repeats])
    ]
    assert told(*steps) == [("m1", "m1.m2.m3.m4.")]
