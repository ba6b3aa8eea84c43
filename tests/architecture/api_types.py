"""The shapes of the API as TypeScript, for the type checker of the pages: `python -m tests.architecture.api_types`."""

import json
import re
from pathlib import Path
from typing import Any

from pydantic.json_schema import models_json_schema

from workspace_web.api import ROUTES
from workspace_web.app import PREFIX
from workspace_web.openapi import openapi
from workspace_web.wire import AlertCard, BoardCard, BroadcastCard

FILE = Path(__file__).resolve().parents[2] / "workspace_web" / "static" / "js" / "api.d.ts"
_HEAD = """\
/**
 * The shapes of the API, from its OpenAPI document. Made by `python -m tests.architecture.api_types`; a test compares both.
 */
"""
LIVE = (AlertCard, BoardCard, BroadcastCard)
"""Cards that come by the live stream alone, or may."""

_PLAIN = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def api_types() -> str:
    _, live = models_json_schema([(card, "serialization") for card in LIVE])
    schemas = live["$defs"] | openapi(ROUTES, prefix=PREFIX, version="")["components"]["schemas"]
    return _HEAD + "".join(f"\n{_declared(name, schema)}\n" for name, schema in sorted(schemas.items()))


def _declared(name: str, schema: dict[str, Any]) -> str:
    if "properties" in schema:
        return f"export interface {_named(name)} {_object(schema, '')}"
    return f"export type {_named(name)} = {_type(schema, '')}"


def _named(name: str) -> str:
    return re.sub(r"\W+", "_", name).strip("_")


def _object(schema: dict[str, Any], indent: str) -> str:
    required = set(schema.get("required", ()))
    lines = ["{"]
    for field, inside in schema["properties"].items():
        optional = "" if field in required else "?"
        lines.append(f"{indent}  {_key(field)}{optional}: {_type(inside, indent + '  ')}")
    return "\n".join([*lines, f"{indent}}}"])


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z_]\w*", name) else json.dumps(name)


def _type(schema: dict[str, Any], indent: str) -> str:
    match schema:
        case {"$ref": str(ref)}:
            return _named(ref.rpartition("/")[2])
        case {"const": value}:
            return json.dumps(value)
        case {"enum": list(values)}:
            return " | ".join(json.dumps(value) for value in values)
        case {"anyOf": list(choices)} | {"oneOf": list(choices)}:
            return " | ".join(dict.fromkeys(_type(choice, indent) for choice in choices))
        case {"allOf": [only]}:
            return _type(only, indent)
        case {"type": "array", "prefixItems": list(places)}:
            return f"[{', '.join(_type(place, indent) for place in places)}]"
        case {"type": "array"}:
            item = _type(schema.get("items", {}), indent)
            return f"({item})[]" if "|" in item else f"{item}[]"
        case {"type": "object", "properties": dict()}:
            return _object(schema, indent)
        case {"type": "object"}:
            values = schema.get("additionalProperties", {})
            return f"Record<string, {_type(values, indent) if isinstance(values, dict) else 'unknown'}>"
        case {"type": list(types)}:
            return " | ".join(_type({**schema, "type": one}, indent) for one in types)
        case {"type": str(name)}:
            return _PLAIN[name]
        case _:
            return "unknown"


if __name__ == "__main__":
    FILE.write_text(api_types(), encoding="utf-8")
