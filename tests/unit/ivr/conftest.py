"""`build`: a flow around the nodes that a test is about."""

from collections.abc import Mapping
from typing import Protocol

import pytest

from ivr.flow import Flow, parse

JsonNode = Mapping[str, object]


class Build(Protocol):
    def __call__(self, main: JsonNode, *, media: tuple[str, ...] = ..., **others: JsonNode) -> Flow: ...


@pytest.fixture
def build() -> Build:
    """`build(main, other=...)`: a flow that starts at `main`; an exit that is not wired leads to `end`, a
    hangup."""

    def built(main: JsonNode, *, media: tuple[str, ...] = ("voice",), **others: JsonNode) -> Flow:
        nodes: dict[str, JsonNode] = {"main": main, **others, "end": {"kind": "hangup"}}
        flow = {"id": "test", "name": "Test", "media": media, "start": "main", "nodes": nodes}
        for name, placed in parse(flow).nodes.items():
            exits = {exit: placed.exits.get(exit, "end") for exit in placed.node.exits().required}
            nodes[name] = {**nodes[name], "exits": exits | dict(placed.exits)}
        return parse(flow)

    return built
