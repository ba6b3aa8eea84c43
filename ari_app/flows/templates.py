"""What a new flow may begin from: the shipped ones of `ivr/flows/`, and a blank sheet."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Template:
    id: str
    name: str
    document: Mapping[str, Any]


@cache
def templates() -> Mapping[str, Template]:
    """By id, the blank one first."""
    folder = resources.files("ivr") / "flows"
    documents = [
        json.loads(file.read_text(encoding="utf-8"))
        for file in sorted(folder.iterdir(), key=lambda file: file.name)
        if file.name.endswith(".json")
    ]
    blank = Template(BLANK, "Blank", _BLANK)
    shipped = [Template(document["id"], document["name"], _bare(document)) for document in documents]
    return {template.id: template for template in (blank, *shipped)}


def _bare(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: member for name, member in document.items() if name != "$schema"}


_BLANK: Mapping[str, Any] = {
    "language": "en",
    "media": ["voice"],
    "start": "welcome",
    "nodes": {
        "welcome": {"kind": "say", "text": "Welcome.", "exits": {"next": "goodbye"}},
        "goodbye": {"kind": "hangup", "text": "Goodbye."},
    },
}
