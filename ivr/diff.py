"""What is different between two documents of a flow, node by node: before publishing, and between versions.

Works on decoded JSON, not on `Flow`: a draft need not be a flow yet, and is compared all the same.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from ivr.faults import pointer

Document = Mapping[str, Any]
OUTSIDE = frozenset(("nodes", "$schema", "id"))
"""Members of a flow that are compared elsewhere or never."""


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Difference:
    """One member. `at`: a JSON pointer from the node (or the flow) on; `before` and `after` are null where it is not."""

    at: str
    change: Change
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True)
class NodeDifference:
    """`members`: its configuration; `exits`: where its ways lead. Both are empty for a node that came or went."""

    node: str
    kind: str
    change: Change
    members: tuple[Difference, ...] = ()
    exits: tuple[Difference, ...] = ()


@dataclass(frozen=True, slots=True)
class FlowDifference:
    flow: tuple[Difference, ...]
    nodes: tuple[NodeDifference, ...]


def difference(before: Document, after: Document) -> FlowDifference:
    """From `before` to `after`, nodes in the order of `after`, those that are gone at the end."""
    return FlowDifference(
        tuple(_members(_own(before, OUTSIDE), _own(after, OUTSIDE), "")),
        tuple(_nodes(_nodes_of(before), _nodes_of(after))),
    )


def _nodes_of(document: Document) -> Mapping[str, Any]:
    nodes = document.get("nodes")
    return nodes if isinstance(nodes, Mapping) else {}


def _nodes(before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[NodeDifference]:
    for id in dict.fromkeys((*after, *before)):
        old, new = before.get(id), after.get(id)
        if old is None or new is None:
            yield NodeDifference(id, _kind(new or old), Change.ADDED if old is None else Change.REMOVED)
        elif old != new:
            yield _node(id, old, new)


def _node(id: str, old: Any, new: Any) -> NodeDifference:
    old_members, new_members = (_own(node, frozenset(("exits",))) for node in (old, new))
    old_exits, new_exits = (_own(_own(node, frozenset()).get("exits"), frozenset()) for node in (old, new))
    return NodeDifference(
        id,
        _kind(new),
        Change.CHANGED,
        tuple(_members(old_members, new_members, "")),
        tuple(_members(old_exits, new_exits, "")),
    )


def _kind(node: Any) -> str:
    return str(_own(node, frozenset()).get("kind", ""))


def _own(value: Any, without: frozenset[str]) -> dict[str, Any]:
    return (
        {name: member for name, member in value.items() if name not in without}
        if isinstance(value, Mapping)
        else {}
    )


def _members(before: Mapping[str, Any], after: Mapping[str, Any], where: str) -> Iterator[Difference]:
    """Objects are compared member by member, a list as a whole: options that were moved read best so."""
    for name in dict.fromkeys((*after, *before)):
        at = pointer(where, name)
        if name not in before:
            yield Difference(at, Change.ADDED, after=after[name])
        elif name not in after:
            yield Difference(at, Change.REMOVED, before=before[name])
        elif isinstance(before[name], Mapping) and isinstance(after[name], Mapping):
            yield from _members(before[name], after[name], at)
        elif before[name] != after[name] or type(before[name]) is not type(after[name]):
            yield Difference(at, Change.CHANGED, before[name], after[name])
