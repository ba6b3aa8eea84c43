"""What is different between two flows, member by member."""

from typing import Any

import pytest

from ivr.diff import Change, Difference, FlowDifference, NodeDifference, difference

SAY = {"kind": "say", "text": "Hello.", "exits": {"next": "end"}}
BEFORE: dict[str, Any] = {
    "name": "Shop",
    "start": "hello",
    "nodes": {"hello": SAY, "end": {"kind": "hangup"}},
}


def test_equal_flows_have_no_difference() -> None:
    assert difference(BEFORE, BEFORE) == FlowDifference((), ())


def test_nodes_come_go_and_change() -> None:
    after = {
        "name": "The shop",
        "start": "hello",
        "nodes": {
            "hello": {"kind": "say", "text": "Good day.", "barge_in": False, "exits": {"next": "bye"}},
            "bye": {"kind": "hangup"},
        },
    }
    assert difference(BEFORE, after) == FlowDifference(
        flow=(Difference("/name", Change.CHANGED, "Shop", "The shop"),),
        nodes=(
            NodeDifference(
                "hello",
                "say",
                Change.CHANGED,
                members=(
                    Difference("/text", Change.CHANGED, "Hello.", "Good day."),
                    Difference("/barge_in", Change.ADDED, after=False),
                ),
                exits=(Difference("/next", Change.CHANGED, "end", "bye"),),
            ),
            NodeDifference("bye", "hangup", Change.ADDED),
            NodeDifference("end", "hangup", Change.REMOVED),
        ),
    )


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ({"a/b": {"c": 1}}, {"a/b": {"c": 2}}, [("/a~1b/c", Change.CHANGED)]),
        ({"a": [1, 2]}, {"a": [2, 1]}, [("/a", Change.CHANGED)]),
        ({"a": {"b": 1}}, {"a": {}}, [("/a/b", Change.REMOVED)]),
        ({"a": 1}, {"a": True}, [("/a", Change.CHANGED)]),
        ({"id": "x", "$schema": "y"}, {"id": "z"}, []),
    ],
)
def test_members_of_the_flow(before: Any, after: Any, found: list[tuple[str, Change]]) -> None:
    assert [(each.at, each.change) for each in difference(before, after).flow] == found


@pytest.mark.parametrize("nodes", [None, [], {"a": 7}, {"a": {"exits": "b"}}, {"a": {"kind": ["x"]}}])
def test_a_draft_that_is_no_flow_is_compared_all_the_same(nodes: Any) -> None:
    assert {each.change for each in difference({"nodes": nodes}, BEFORE).nodes} >= {Change.ADDED}
    assert {each.change for each in difference(BEFORE, {"nodes": nodes}).nodes} >= {Change.REMOVED}
