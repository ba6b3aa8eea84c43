"""The check, fault by fault: each row breaks one thing in a flow that works."""

import copy
from collections.abc import Mapping
from typing import Any

import pytest

from ivr.check import Known, check
from ivr.flow import parse
from ivr.node import Medium

GOOD: dict[str, Any] = {
    "id": "good",
    "name": "Good",
    "start": "hello",
    "variables": {"name": "you"},
    "nodes": {
        "hello": {"kind": "say", "text": "Hello {name}.", "exits": {"next": "number"}},
        "number": {
            "kind": "collect",
            "prompt": "Your number?",
            "save_as": "order",
            "exits": {"collected": "test", "no_input": "queue", "no_match": "queue"},
        },
        "test": {
            "kind": "branch",
            "cases": [{"name": "old", "when": "order < 1000 and brand != ''"}],
            "exits": {"old": "mail", "else": "queue"},
        },
        "queue": {
            "kind": "queue",
            "queue": "sales",
            "skills": {"german": 3},
            "max_wait": 60,
            "exits": {"max_wait": "mail", "closed": "mail"},
        },
        "mail": {
            "kind": "voicemail",
            "greeting": "Speak.",
            "mailbox": "sales",
            "exits": {"recorded": "end", "empty": "end"},
        },
        "end": {"kind": "hangup"},
    },
}
KNOWN = Known(
    queues=frozenset(("sales",)),
    skills=frozenset(("german",)),
    mailboxes=frozenset(("sales",)),
    media=frozenset((Medium.VOICE,)),
    variables=frozenset(("brand",)),
)


def faults_of(changes: Mapping[str, object], known: Known = KNOWN) -> set[tuple[str, str]]:
    document = copy.deepcopy(GOOD)
    for path, value in changes.items():
        *way, last = path.split("/")
        inner: Any = document
        for step in way:
            inner = inner[int(step)] if isinstance(inner, list) else inner[step]
        if value is None:
            del inner[last]
        else:
            inner[last] = value
    return {(fault.where, fault.code) for fault in check(parse(document), known)}


def test_a_good_flow_has_no_faults() -> None:
    assert faults_of({}) == set()


SAY = {"kind": "say", "text": "Hm."}
MENU = {"kind": "menu", "prompt": "?", "options": [{"name": "a", "keys": ["1"]}]}


@pytest.mark.parametrize(
    ("changes", "faults"),
    [
        ({"start": "nowhere"}, {("/start", "unknown_node")}),
        ({"media": []}, {("/media", "no_media"), ("/media", "medium_not_served")}),
        ({"media": ["voice", "text"]}, {("/nodes/mail/kind", "wrong_medium")}),
        ({"variables/caller": "x"}, {("/variables/caller", "read_only_variable")}),
        ({"nodes/number/save_as": "caller"}, {
            ("/nodes/number/save_as", "read_only_variable"),
            ("/nodes/test/cases/0/when", "unknown_variable"),
        }),
        ({"nodes/hello/text": "Hello {nmae}."}, {("/nodes/hello/text", "unknown_variable")}),
        ({"nodes/test/cases/0/when": "zip == 1"}, {("/nodes/test/cases/0/when", "unknown_variable")}),
        ({"nodes/queue/queue": "sails"}, {("/nodes/queue/queue", "unknown_queue")}),
        ({"nodes/queue/skills": {"greek": 1}}, {("/nodes/queue/skills/greek", "unknown_skill")}),
        ({"nodes/mail/mailbox": "sails"}, {("/nodes/mail/mailbox", "unknown_mailbox")}),
        ({"nodes/queue/exits/closed": None}, {("/nodes/queue/exits", "missing_exit")}),
        ({"nodes/number/exits/no_input": None}, {("/nodes/number/exits", "missing_exit")}),
        ({"nodes/hello/exits/later": "end"}, {("/nodes/hello/exits/later", "unknown_exit")}),
        ({"nodes/mail/exits/empty": "nowhere"}, {("/nodes/mail/exits/empty", "unknown_target")}),
        ({"nodes/island": {"kind": "hangup"}}, {("/nodes/island", "unreachable")}),
        ({"nodes/test/cases": []}, {("/nodes/test/cases", "no_cases"), ("/nodes/test/exits/old", "unknown_exit")}),
        ({"nodes/hello/exits/next": "hello"}, {
            ("/nodes/hello", "spins"),
            ("/nodes/hello", "no_way_out"),
            *((f"/nodes/{name}", "unreachable") for name in ("number", "test", "queue", "mail", "end")),
        }),
        # a closed queue and a failed recording come back at once: a circle of them spins
        ({"nodes/queue/exits/closed": "queue"}, {("/nodes/queue", "spins")}),
        ({"nodes/mail/exits/empty": "mail"}, {("/nodes/mail", "spins")}),
        # waiting for the limit of the queue, or for the caller, is no spinning
        ({"nodes/queue/exits/max_wait": "queue"}, set()),
        ({"nodes/number/exits/no_input": "number"}, set()),
        # a menu that leads only to itself waits, but never ends
        ({"nodes/number/exits/no_input": "trap", "nodes/trap": MENU | {
            "exits": {"a": "trap", "no_input": "trap", "no_match": "trap"}
        }}, {("/nodes/trap", "no_way_out")}),
        ({"nodes/hello/exits/next": "x", "nodes/x": SAY | {"exits": {"next": "y"}}, "nodes/y": SAY | {
            "exits": {"next": "x"}
        }, "nodes/test/exits/old": "x"}, {
            ("/nodes/x", "spins"),
            *((f"/nodes/{name}", "no_way_out") for name in ("hello", "x", "y")),
            *((f"/nodes/{name}", "unreachable") for name in ("number", "test", "queue", "mail", "end")),
        }),
    ],
)  # fmt: skip
def test_faults(changes: dict[str, object], faults: set[tuple[str, str]]) -> None:
    assert faults_of(changes) == faults


def test_a_flow_used_on_a_medium_that_it_does_not_serve() -> None:
    known = Known(variables=frozenset(("brand",)), media=frozenset((Medium.TEXT,)))
    assert faults_of({}, known) == {("/media", "medium_not_served")}


def test_names_are_not_checked_where_the_centre_is_not_known() -> None:
    document = {"nodes/queue/queue": "any", "nodes/queue/skills": {"any": 1}, "nodes/mail/mailbox": "any"}
    assert faults_of(document, Known(variables=frozenset(("brand",)))) == set()


def test_faults_of_a_node_are_told_with_its_place() -> None:
    assert faults_of({"nodes/number/min_digits": 10, "nodes/number/max_digits": 5}) == {
        ("/nodes/number/min_digits", "wrong_limits")
    }


def test_every_fault_is_told_and_each_says_what_to_do() -> None:
    document = copy.deepcopy(GOOD)
    document["nodes"]["queue"]["queue"] = "sails"
    document["nodes"]["hello"]["text"] = "{a} {b}"
    faults = check(parse(document), KNOWN)
    assert [fault.code for fault in faults] == ["unknown_variable", "unknown_variable", "unknown_queue"]
    assert all(";" in fault.message for fault in faults)
