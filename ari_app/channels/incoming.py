"""An event of text as JSON and back: as it is kept in `inbound` from when it came until it is understood.

What is written here is read again, perhaps by a later release: names stay, and what is new has a default.
"""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any, assert_never

from ari_app.conversation.text import (
    Correspondent,
    FileArrived,
    MessageArrived,
    RatingGiven,
    ReceiptArrived,
    TextEvent,
    ThreadRead,
    WriterLeft,
)
from ari_app.storage.choices import Failure, MessageState

_KINDS: Mapping[str, type[TextEvent]] = {
    "message": MessageArrived,
    "receipt": ReceiptArrived,
    "read": ThreadRead,
    "left": WriterLeft,
    "rating": RatingGiven,
}
_KIND_OF = {kind: name for name, kind in _KINDS.items()}
_PLAIN = {
    kind: tuple(each.name for each in fields(kind) if each.name not in ("whom", "files", "state", "failure"))
    for kind in (*_KINDS.values(), Correspondent, FileArrived)
}
_DEFAULTS = {
    kind: {each.name: each.default for each in fields(kind)} | {"extra": {}, "context": {}} for kind in _PLAIN
}


class NotAnEvent(ValueError):
    """What was kept is no event that this release knows."""


def account_of(event: TextEvent) -> str:
    return event.account if isinstance(event, ReceiptArrived) else event.whom.account


def lane_of(event: TextEvent) -> tuple[str, ...]:
    """What is taken one after the other: all of a thread, all receipts of a message."""
    match event:
        case ReceiptArrived(account=account, message=message):
            return account, message
        case (
            MessageArrived(whom=whom) | ThreadRead(whom=whom) | WriterLeft(whom=whom) | RatingGiven(whom=whom)
        ):
            return whom.account, whom.address, whom.topic
        case _:
            assert_never(event)


def to_json(event: TextEvent) -> dict[str, Any]:
    """Without what is as it is unless said otherwise."""
    body = {"kind": _KIND_OF[type(event)]} | _said(event)
    match event:
        case ReceiptArrived(state=state, failure=failure):
            return body | {"state": state.value, "failure": failure.value}
        case MessageArrived(whom=whom, files=files):
            kept = body | {"whom": _said(whom)}
            return kept | {"files": [_said(each) for each in files]} if files else kept
        case ThreadRead(whom=whom) | WriterLeft(whom=whom) | RatingGiven(whom=whom):
            return body | {"whom": _said(whom)}
        case _:
            assert_never(event)


def from_json(body: Mapping[str, Any]) -> TextEvent:
    """Raises NotAnEvent."""
    try:
        kind = _KINDS[body["kind"]]
        said: dict[str, Any] = {name: value for name, value in body.items() if name in _PLAIN[kind]}
        if kind is ReceiptArrived:
            failure = Failure(body.get("failure", Failure.PASSING))
            return kind(**said, state=MessageState(body["state"]), failure=failure)
        said["whom"] = Correspondent(**body["whom"])
        if kind is MessageArrived:
            said["files"] = tuple(FileArrived(**each) for each in body.get("files", ()))
        return kind(**said)
    except (KeyError, TypeError, ValueError) as error:
        raise NotAnEvent(f"{type(error).__name__} in the fields {sorted(map(str, body))}") from error


def _said(record: TextEvent | Correspondent | FileArrived) -> dict[str, Any]:
    kind = type(record)
    usual = _DEFAULTS[kind]
    return {
        name: value
        for name in _PLAIN[kind]
        if (value := getattr(record, name)) is not usual.get(name) and value != usual.get(name)
    }
