"""Where one interaction is in its flow: plain data, so it can be printed, stored, resumed and replayed.

`Session.from_json(session.to_json()) == session`, exactly.
"""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import get_type_hints

from ivr.commands import Outcome
from ivr.node import Medium, Waiting
from ivr.nodes import NODES
from ivr.shapes import AnyValue, Json, JsonObject
from ivr.values import Value

_WAITINGS = {node.waiting.__name__: node.waiting for node in NODES if node.waiting is not None}


class BadSession(ValueError):
    """The stored data is no session: of an older release, or damaged."""

    retryable = False


@dataclass(frozen=True, slots=True)
class Session:
    """`step` is the first that no command has used. A session waits for something, or has an `outcome`."""

    flow: str
    flow_version: str
    node: str
    step: int
    medium: Medium
    language: str
    variables: Mapping[str, Value] = field(default_factory=dict)
    typed_ahead: str = ""
    waiting: Waiting | None = None
    outcome: Outcome | None = None
    reason: str = ""

    @property
    def finished(self) -> bool:
        return self.outcome is not None

    def to_json(self) -> JsonObject:
        return {
            "flow": self.flow,
            "flow_version": self.flow_version,
            "node": self.node,
            "step": self.step,
            "medium": self.medium.value,
            "language": self.language,
            "variables": dict(self.variables),
            "typed_ahead": self.typed_ahead,
            "waiting": _waiting_to_json(self.waiting),
            "outcome": self.outcome and self.outcome.value,
            "reason": self.reason,
        }

    @classmethod
    def from_json(cls, data: object) -> "Session":
        """Raises `BadSession`."""
        if not isinstance(data, Mapping) or data.keys() != {field.name for field in dataclasses.fields(cls)}:
            raise BadSession("a stored session must have exactly the members of Session")
        for name in ("flow", "flow_version", "node", "language", "typed_ahead", "reason"):
            if not isinstance(data[name], str):
                raise BadSession(f"{name!r} of a stored session must be a text")
        if type(data["step"]) is not int or not isinstance(data["variables"], Mapping):
            raise BadSession("'step' of a stored session must be a whole number, 'variables' an object")
        try:
            return cls(
                **{name: data[name] for name in data}
                | {
                    "medium": Medium(data["medium"]),
                    "variables": {
                        str(name): AnyValue().parse(value, name) for name, value in data["variables"].items()
                    },
                    "waiting": _waiting_from_json(data["waiting"]),
                    "outcome": None if data["outcome"] is None else Outcome(data["outcome"]),
                }
            )
        except ValueError as error:
            raise BadSession(f"a stored session cannot be read: {error}") from error


def _waiting_to_json(waiting: Waiting | None) -> Json:
    return None if waiting is None else {"for": type(waiting).__name__} | dataclasses.asdict(waiting)


def _waiting_from_json(data: object) -> Waiting | None:
    if data is None:
        return None
    waiting = _WAITINGS.get(str(data.get("for"))) if isinstance(data, Mapping) else None
    if not isinstance(data, Mapping) or waiting is None:
        raise BadSession("a stored session waits for something unknown")
    members = {name: member for name, member in data.items() if name != "for"}
    types = {field.name: get_type_hints(waiting)[field.name] for field in dataclasses.fields(waiting)}
    if members.keys() != types.keys() or not all(isinstance(members[name], types[name]) for name in types):
        raise BadSession(
            f"what a stored session waits for ({waiting.__name__}) has other members than it should"
        )
    return waiting(**members)
