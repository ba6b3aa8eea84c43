"""Names, faults and mentions of flows."""

from typing import Any

import pytest

from ari_app.flows import rules
from ivr.check import ANYTHING, Known
from ivr.faults import Fault
from ivr.node import Medium


@pytest.mark.parametrize(
    ("name", "taken", "id"),
    [
        ("The shop", set(), "the-shop"),
        ("The shop", {"the-shop"}, "the-shop-2"),
        ("The shop", {"the-shop", "the-shop-2"}, "the-shop-3"),
        ("Größe 2!", set(), "grosse-2"),
        ("日本", set(), "flow"),
        ("../../etc/passwd", set(), "etc-passwd"),
        ("x" * 100, set(), "x" * 40),
    ],
)
def test_ids_are_made_of_names(name: str, taken: set[str], id: str) -> None:
    assert rules.id_of(name, taken) == id


def test_what_is_no_flow_yet_has_faults_and_no_version() -> None:
    flow, faults = rules.read({"id": "a"}, ANYTHING)
    assert flow is None
    assert {fault.where for fault in faults} == {"/name", "/nodes", "/start"}
    assert rules.version_of({"id": "a"}) is None


def test_a_flow_is_checked_against_what_there_is() -> None:
    document = {
        "id": "a",
        "name": "A",
        "start": "end",
        "nodes": {"end": {"kind": "hangup", "text": {"text": "Bye.", "recording": "bye"}}},
    }
    flow, faults = rules.read(document, Known(prompts=frozenset()))
    assert flow is not None
    assert [(fault.where, fault.code) for fault in faults] == [
        ("/nodes/end/text/recording", "unknown_prompt")
    ]
    assert rules.read(document, Known(prompts=frozenset({"bye"})))[1] == ()


@pytest.mark.parametrize(
    ("where", "node"),
    [("/nodes/a/exits/b", "a"), ("/nodes/a~1b", "a/b"), ("/start", None), ("", None), ("/nodes", None)],
)
def test_the_node_of_a_fault(where: str, node: str | None) -> None:
    assert rules.node_of(Fault(where, "code", "message")) == node


@pytest.mark.parametrize(
    ("document", "found"),
    [
        ({"nodes": {"a": {"text": {"text": "x", "recording": "r"}}}}, {"r"}),
        ({"nodes": [{"text": {"text": "x", "recording": "r"}}, {"recording": "no-text"}]}, {"r"}),
        ({"recording": 5, "text": "x"}, set()),
        ([], set()),
    ],
)
def test_recordings_are_found_wherever_they_stand(document: Any, found: set[str]) -> None:
    assert rules.recordings_in(document) == found


def test_a_medium_that_is_not_served() -> None:
    assert "text" in rules.not_served(Medium.TEXT).message
