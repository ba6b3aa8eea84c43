"""Whether a flow can work: every fault that can be known before the first caller, and where it is.

`Known` says what exists in the centre; where it says None, names of that kind are not checked.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import assert_never

from ivr.faults import Fault, pointer
from ivr.flow import BUILT_IN, Flow, Placed
from ivr.node import Medium
from ivr.shapes import Mention, Named


@dataclass(frozen=True, slots=True)
class Known:
    """`media`: where the flow is to run, beside those it names; `variables`: what its starter brings."""

    queues: frozenset[str] | None = None
    skills: frozenset[str] | None = None
    mailboxes: frozenset[str] | None = None
    calendars: frozenset[str] | None = None
    prompts: frozenset[str] | None = None
    media: frozenset[Medium] = frozenset()
    variables: frozenset[str] = frozenset()


ANYTHING = Known()


def check(flow: Flow, known: Known = ANYTHING) -> tuple[Fault, ...]:
    """All faults, by place in the flow; none: the flow can run."""
    return (
        *_faults_of_flow(flow, known),
        *(fault for node in flow.nodes for fault in _faults_of_node(flow, node)),
        *_wrong_media(flow),
        *_unknown_names(flow, known),
        *_unreachable(flow),
        *_no_way_out(flow),
        *_circles(flow),
    )


def _at(node: str) -> str:
    return pointer("/nodes", node)


def _faults_of_flow(flow: Flow, known: Known) -> Iterator[Fault]:
    if flow.start not in flow.nodes:
        yield Fault("/start", "unknown_node", f"there is no node {flow.start!r}; name the node to begin with")
    if not flow.media:
        yield Fault("/media", "no_media", "the flow serves no medium; name voice, text or both")
    for medium in sorted(known.media - set(flow.media)):
        yield Fault(
            "/media", "medium_not_served", f"the flow is used on {medium}; add it here, or use another flow"
        )
    for name in sorted(BUILT_IN & flow.variables.keys()):
        yield Fault(
            pointer("/variables", name),
            "read_only_variable",
            f"{name!r} is set by the system; choose another name",
        )


def _faults_of_node(flow: Flow, id: str) -> Iterator[Fault]:
    placed = flow.nodes[id]
    for fault in placed.node.check():
        yield replace(fault, where=_at(id) + fault.where)
    exits = placed.node.exits()
    at_exits = pointer(_at(id), "exits")
    for exit in dict.fromkeys(exits.required):
        if exit not in placed.exits:
            yield Fault(at_exits, "missing_exit", f"the exit {exit!r} leads nowhere; name the next node")
    for exit, target in placed.exits.items():
        if exit not in exits.required and exit not in exits.optional:
            names = ", ".join((*exits.required, *exits.optional)) or "none"
            yield Fault(
                pointer(at_exits, exit), "unknown_exit", f"there is no such exit; its exits are {names}"
            )
        if target not in flow.nodes:
            yield Fault(
                pointer(at_exits, exit),
                "unknown_target",
                f"there is no node {target!r}; add it or name another",
            )


def _wrong_media(flow: Flow) -> Iterator[Fault]:
    """Nodes that a medium may come to, and that cannot run on it. A branch on the medium leads the others past them."""
    for medium in flow.media:
        edges = {id: _targets_on(flow, placed, medium) for id, placed in flow.nodes.items()}
        reached = _reached(flow.start, edges) if flow.start in flow.nodes else set(flow.nodes)
        for id, placed in flow.nodes.items():
            if id in reached and medium not in placed.node.media:
                yield Fault(
                    pointer(_at(id), "kind"),
                    "wrong_medium",
                    f"{placed.node.kind!r} cannot run on {medium}; lead {medium} past it by a branch on the medium, "
                    f"replace it, or remove {medium} from the media",
                )


def _unknown_names(flow: Flow, known: Known) -> Iterator[Fault]:
    mentions = tuple(flow.mentions())
    written = {mention.name for mention in mentions if mention.named is Named.VARIABLE_WRITTEN}
    readable = BUILT_IN | flow.variables.keys() | known.variables | written
    for mention in mentions:
        match mention.named:
            case Named.VARIABLE_READ:
                yield from _unless_known(mention, readable, "set it before, or declare it in 'variables'")
            case Named.VARIABLE_WRITTEN:
                if mention.name in BUILT_IN:
                    message = f"{mention.name!r} is set by the system; choose another name"
                    yield Fault(mention.where, "read_only_variable", message)
            case Named.QUEUE:
                yield from _unless_known(mention, known.queues, "create the queue or name another")
            case Named.SKILL:
                yield from _unless_known(mention, known.skills, "create the skill or name another")
            case Named.MAILBOX:
                yield from _unless_known(mention, known.mailboxes, "create the mailbox or name another")
            case Named.CALENDAR:
                yield from _unless_known(mention, known.calendars, "create the opening hours or name others")
            case Named.PROMPT:
                yield from _unless_known(mention, known.prompts, "record the prompt or name another")
            case _:
                assert_never(mention.named)


def _unless_known(mention: Mention, known: frozenset[str] | None, remedy: str) -> Iterator[Fault]:
    if known is not None and mention.name not in known:
        what = mention.named.value
        yield Fault(mention.where, f"unknown_{what}", f"there is no {what} {mention.name!r}; {remedy}")


# --- the graph ----------------------------------------------------------------------------------------------


def _targets(flow: Flow, placed: Placed) -> set[str]:
    """The nodes that its own exits lead to; faulty ones are told elsewhere."""
    exits = placed.node.exits()
    own = (*exits.required, *exits.optional)
    return {target for exit in own if (target := placed.target(exit)) in flow.nodes and target is not None}


def _targets_on(flow: Flow, placed: Placed, medium: Medium) -> set[str]:
    """Those of them that this medium may come to."""
    targets = (placed.target(exit) for exit in placed.node.exits_on(medium))
    return {target for target in targets if target is not None and target in flow.nodes}


def _reached(start: str, edges: Mapping[str, set[str]]) -> set[str]:
    found: set[str] = set()
    ahead = [start]
    while ahead:
        node = ahead.pop()
        if node not in found:
            found.add(node)
            ahead += edges.get(node, ())
    return found


def _unreachable(flow: Flow) -> Iterator[Fault]:
    if flow.start not in flow.nodes:
        return
    reached = _reached(flow.start, {id: _targets(flow, placed) for id, placed in flow.nodes.items()})
    for id in flow.nodes:
        if id not in reached:
            yield Fault(_at(id), "unreachable", "no way leads here from the start; connect it or remove it")


def _no_way_out(flow: Flow) -> Iterator[Fault]:
    """Nodes from which the interaction can never come to an end: nobody hangs up, no agent takes it."""
    back: dict[str, set[str]] = {id: set() for id in flow.nodes}
    for id, placed in flow.nodes.items():
        for target in _targets(flow, placed):
            back[target].add(id)
    ending: set[str] = set()
    for id, placed in flow.nodes.items():
        if placed.node.may_end:
            ending |= _reached(id, back)
    for id in flow.nodes:
        if id not in ending:
            yield Fault(
                _at(id), "no_way_out", "from here nothing ever ends; lead a way to a queue or a hangup"
            )


def _circles(flow: Flow) -> Iterator[Fault]:
    """Circles of exits that may all be taken without waiting for anybody; each is told once."""
    edges = {id: _hasty_targets(flow, placed) for id, placed in flow.nodes.items()}
    after = {
        id: set().union(*(_reached(target, edges) for target in targets)) for id, targets in edges.items()
    }
    told: set[str] = set()
    for id in flow.nodes:
        if id not in after[id] or id in told:
            continue
        circle = [node for node in flow.nodes if node in after[id] and id in after[node]]
        told.update(circle)
        way = ", ".join(circle)
        message = f"goes round for ever without waiting ({way}); put a menu or an end into the circle"
        yield Fault(_at(id), "spins", message)


def _hasty_targets(flow: Flow, placed: Placed) -> set[str]:
    exits = placed.node.exits()
    hasty = (exit for exit in (*exits.required, *exits.optional) if exit not in exits.patient)
    return {target for exit in hasty if (target := placed.target(exit)) in flow.nodes and target is not None}
