"""What a flow is, and its JSON.

A flow is a graph of nodes. Each node has a kind, that kind's configuration, and where each of its exits
leads. `parse` says whether a document is a flow at all; whether the flow can work is `check.py`'s question.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256

from ivr.faults import FlowFaults, pointer
from ivr.node import Medium, Node
from ivr.nodes import KINDS, NODES
from ivr.records import Gathered, Items, Members, Record, given
from ivr.shapes import ID, LANGUAGE, AnyValue, Choice, JsonObject, Mention, Shape, Text, fault
from ivr.values import NAME_PATTERN, Value

SCHEMA_ID = "urn:trunkline:flow.schema.json"
BUILT_IN = frozenset(("interaction", "caller", "called", "medium", "language"))
"""Variables that every session has; a flow reads them and never sets them."""

_NAME = Text("an identifier (lower-case letters, digits, - and _)", ID)
_EXITS = Members(_NAME, _NAME)


@dataclass(frozen=True, slots=True)
class Placed:
    """A node in its place: `exits` maps each wired exit to the id of the next node."""

    node: Node
    exits: Mapping[str, str]

    def target(self, exit: str) -> str | None:
        """Where the exit leads; an optional exit that is not wired goes the way of its stand-in."""
        stand_in = self.node.exits().optional.get(exit, exit)
        return self.exits.get(exit) or self.exits.get(stand_in)


class _PlacedShape(Shape[Placed]):
    """A node's members, its `kind` and its `exits` stand side by side."""

    def parse(self, value: object, where: str) -> Placed:
        if not isinstance(value, Mapping):
            raise fault(where, "wrong_object", "must be an object with a 'kind'")
        kind = value.get("kind")
        node = KINDS.get(kind) if isinstance(kind, str) else None
        if node is None:
            known = ", ".join(KINDS)
            raise fault(pointer(where, "kind"), "unknown_kind", f"must be one of {known}, not {kind!r}")
        own = {name: member for name, member in value.items() if name not in ("kind", "exits")}
        gathered = Gathered()
        parsed = gathered.parse(Record(node), own, where)
        exits = gathered.parse(_EXITS, value.get("exits", {}), pointer(where, "exits"))
        gathered.complain()
        assert parsed is not None and exits is not None
        return Placed(parsed, exits)

    def dump(self, value: Placed) -> JsonObject:
        own = Record(type(value.node)).dump(value.node)
        return {"kind": value.node.kind} | own | ({"exits": dict(value.exits)} if value.exits else {})

    def schema(self) -> JsonObject:
        return {"oneOf": [{"$ref": f"#/$defs/{node.kind}"} for node in NODES]}

    def mentions(self, value: Placed, where: str) -> Iterable[Mention]:
        return Record(type(value.node)).mentions(value.node, where)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Made by `parse`. `version` is the fingerprint of the content: equal content, equal version."""

    id: str = given(_NAME, "The flow's name for machines.")
    name: str = given(Text("a name of 1 to 100 characters", r"[^\n]{1,100}"), "The flow's name for people.")
    language: str = given(LANGUAGE, "The language of its texts.", default="en")
    media: tuple[Medium, ...] = given(
        Items(Choice(Medium), 2), "The media that it serves.", default=(Medium.VOICE,)
    )
    start: str = given(_NAME, "The node where it begins.")
    variables: Mapping[str, Value] = given(
        Members(Text("a variable name like 'order.number'", NAME_PATTERN), AnyValue()),
        "Its variables, each with its first value.",
        default={},
    )
    nodes: Mapping[str, Placed] = given(Members(_NAME, _PlacedShape()), "Its nodes by name.")
    version: str = field(default="", compare=False)

    def mentions(self) -> Iterator[Mention]:
        """Every variable, queue, skill and mailbox that a node names, and where."""
        return Record(Flow).mentions(self, "")


def parse(document: object) -> Flow:
    """A flow from decoded JSON. Raises `FlowFaults` with all that is wrong."""
    if isinstance(document, Mapping):
        document = {name: member for name, member in document.items() if name != "$schema"}
    flow = Record(Flow).parse(document, "")
    canonical = json.dumps(dump(flow), sort_keys=True, separators=(",", ":"))
    return replace(flow, version=sha256(canonical.encode()).hexdigest()[:16])


def loads(text: str | bytes) -> Flow:
    """A flow from JSON text. Raises `FlowFaults`, also for a name given twice, which JSON lets pass."""
    try:
        return parse(json.loads(text, object_pairs_hook=_members_once))
    except RecursionError as error:
        raise fault("", "no_json", "is nested too deeply for a flow") from error
    except FlowFaults:
        raise
    except ValueError as error:
        raise fault("", "no_json", f"is no JSON: {error}") from error


def dump(flow: Flow) -> JsonObject:
    """The JSON of a flow: `parse(dump(flow)) == flow`."""
    return Record(Flow).dump(flow)


def schema() -> JsonObject:
    """The JSON Schema (2020-12) of flows, as published in `flow.schema.json`."""
    return (
        {
            "$schema": "https://json-schema.org/draft/2020-12/schema",
            "$id": SCHEMA_ID,
            "title": "Trunkline flow",
        }
        | _with_member(Record(Flow).schema(), "$schema", {"type": "string"})
        | {"$defs": {node.kind: _node_schema(node) for node in NODES}}
    )


def _node_schema(node: type[Node]) -> JsonObject:
    kind: JsonObject = {"const": node.kind}
    schema = _with_member(Record(node).schema(), "exits", _EXITS.schema())
    schema = _with_member(schema, "kind", kind)
    return schema | {"description": (node.__doc__ or "").strip()}


def _with_member(schema: JsonObject, name: str, member: JsonObject) -> JsonObject:
    properties = schema["properties"]
    assert isinstance(properties, dict)
    return schema | {"properties": {name: member} | properties}


def _members_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    names = [name for name, _ in pairs]
    twice = next((name for at, name in enumerate(names) if name in names[:at]), None)
    if twice is not None:
        raise fault(
            "", "duplicate_name", f"the name {twice!r} stands twice in one object; rename or remove one"
        )
    return dict(pairs)
