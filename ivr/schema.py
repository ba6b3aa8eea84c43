"""`python -m ivr.schema` writes the JSON Schema of flows, and its reference page, anew from the code.

`flow.schema.json` is for editors, `docs/reference/flow-schema.md` for people. A test compares both with the code. As a
command, and only so, this is the one file of the room that writes.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from ivr import flow
from ivr.nodes import NODES
from ivr.records import Items, Record, fields_of

ROOM = Path(__file__).parent
SCHEMA_FILE = ROOM / "flow.schema.json"
REFERENCE_FILE = ROOM.parent / "docs" / "reference" / "flow-schema.md"


def schema_text() -> str:
    return json.dumps(flow.schema(), indent=2) + "\n"


def reference_text() -> str:
    return "\n".join(_reference()) + "\n"


def _reference() -> Iterator[str]:
    yield "# Flows: every member"
    yield ""
    yield "Made from the code by `python -m ivr.schema`. How to write a flow: [howto/flows.md](../howto/flows.md)."
    yield ""
    yield "## The flow"
    yield ""
    yield from _members(flow.Flow)
    for node in NODES:
        yield ""
        yield f"## `{node.kind}`"
        yield ""
        yield f"{(node.__doc__ or '').strip()} Runs on {' and '.join(sorted(node.media))}."
        yield ""
        yield from _members(node)


def _members(record: type[object]) -> Iterator[str]:
    yield "| member | meaning | if left out |"
    yield "|---|---|---|"
    for field in fields_of(record):
        default = "(must be there)" if field.required else f"`{json.dumps(field.shape.dump(field.default))}`"
        yield f"| `{field.name}` | {field.help} | {default} |"
    for field in fields_of(record):
        if isinstance(field.shape, Items) and isinstance(field.shape.of, Record):
            yield ""
            yield f"Each of `{field.name}`:"
            yield ""
            yield from _members(field.shape.of.of)


if __name__ == "__main__":
    SCHEMA_FILE.write_text(schema_text())
    REFERENCE_FILE.write_text(reference_text())
