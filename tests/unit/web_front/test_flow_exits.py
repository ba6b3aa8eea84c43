"""The editor shows the very exits that the flow language has."""

import json
from typing import Any

from ari_app.flows.templates import templates
from ivr.flow import parse
from ivr.nodes import KINDS
from tests.unit.web_front.node import HERE, node

MORE: dict[str, dict[str, Any]] = {
    "collect": {"kind": "collect", "prompt": "Number?", "save_as": "number"},
    "branch": {"kind": "branch", "cases": [{"name": "gold", "when": "caller == '1'"}]},
    "set": {"kind": "set", "values": [{"variable": "a", "to": "1"}]},
    "patient": {"kind": "queue", "queue": "sales"},
    "impatient": {"kind": "queue", "queue": "sales", "max_wait": 60},
}


def test_the_exits_are_those_of_the_language() -> None:
    drawn = {"id": "all", "name": "All", "start": "set", "nodes": MORE}
    flows = [drawn, *({**each.document, "id": each.id, "name": each.name} for each in templates().values())]
    nodes = [
        (placed, document["nodes"][id]) for document in flows for id, placed in parse(document).nodes.items()
    ]
    assert {placed.node.kind for placed, _ in nodes} == KINDS.keys()

    ran = node(HERE / "flow_exits.mjs", stdin=json.dumps([written for _, written in nodes]).encode())
    assert ran.returncode == 0, ran.stderr
    for (placed, _), shown in zip(nodes, json.loads(ran.stdout), strict=True):
        exits = placed.node.exits()
        required = {(name, True, None) for name in exits.required}
        optional = {(name, False, instead) for name, instead in exits.optional.items()}
        assert {tuple(exit) for exit in shown} == required | optional, placed.node.kind
