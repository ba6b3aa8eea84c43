"""What can be said of flows and prompts without asking anybody. Pure."""

import re
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from ivr.check import Known, check
from ivr.faults import Fault, FlowFaults
from ivr.flow import Flow, dump, parse
from ivr.node import Medium

LONGEST_ID = 40
_UNNAMED = "flow"


def id_of(name: str, taken: Collection[str], otherwise: str = _UNNAMED) -> str:
    """An id for a thing of this name that no other has: `Größe 2` is `grosse-2`, the second one `grosse-2-2`."""
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:LONGEST_ID].strip("-") or otherwise
    if stem not in taken:
        return stem
    return next(id for count in range(2, len(taken) + 3) if (id := f"{stem}-{count}") not in taken)


def read(document: Mapping[str, Any], known: Known) -> tuple[Flow | None, tuple[Fault, ...]]:
    """The flow, None when the document is none yet, and everything that is wrong with it."""
    try:
        flow = parse(document)
    except FlowFaults as error:
        return None, error.faults
    return flow, check(flow, known)


def version_of(document: Mapping[str, Any]) -> str | None:
    """The fingerprint that it would be published under; None when it is no flow yet."""
    try:
        return parse(document).version
    except FlowFaults:
        return None


def canonical(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The document with nothing in it that says what holds anyway, so that only what counts is compared. What is no flow
    yet stays as it is."""
    try:
        return dump(parse(document))
    except FlowFaults:
        return document


def not_served(medium: Medium) -> Fault:
    """What is wrong when a flow is tried on a medium that it does not serve."""
    return Fault("/media", "medium_not_served", f"the flow does not serve {medium}; add it to its media")


def node_of(fault: Fault) -> str | None:
    """The node that a fault is in."""
    found = re.match(r"/nodes/([^/]+)", fault.where)
    return None if found is None else found[1].replace("~1", "/").replace("~0", "~")


def recordings_in(document: object) -> frozenset[str]:
    """The recorded prompts that a document names, a flow or not."""
    return frozenset(_recordings(document))


def _recordings(value: object) -> Iterator[str]:
    if isinstance(value, Mapping):
        named = value.get("recording")
        if isinstance(named, str) and "text" in value:
            yield named
        for member in value.values():
            yield from _recordings(member)
    elif isinstance(value, list | tuple):
        for member in value:
            yield from _recordings(member)
