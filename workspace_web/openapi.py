"""The OpenAPI 3.1 document of the API, made of the same `Route`s that serve it. Pure.

What pydantic says of a model is JSON Schema 2020-12, which is what OpenAPI 3.1 wants: it goes in as it is.
"""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, TypeAlias

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from workspace_web.problems import MEDIA_TYPE, Kind, ProblemDocument
from workspace_web.route import Document, Download, Route, Table

Json: TypeAlias = dict[str, Any]
Schemas: TypeAlias = dict[tuple[type[BaseModel], JsonSchemaMode], Json]

_REF = "#/components/schemas/{model}"
_BEARER = "bearer"
_DESCRIPTION = """\
Calls and messages, agents, queues, offers. Times are seconds since the epoch (UTC). Every error is a problem
(RFC 9457) whose `detail` says what to do. `GET /live` upgrades to a WebSocket: a snapshot, then numbered
deltas; it is described in `docs/howto/api.md`."""


def openapi(routes: Iterable[Route], *, prefix: str, version: str) -> Json:
    """The document, as JSON. `prefix` is the path that all routes are under."""
    routes = tuple(routes)
    schemas, definitions = _schemas(routes)
    paths: dict[str, Json] = {}
    for route in routes:
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route, schemas)
    return {
        "openapi": "3.1.0",
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "info": {
            "title": "Trunkline",
            "version": version,
            "description": _DESCRIPTION,
            "license": {"name": "Apache License 2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": prefix}],
        "security": [{_BEARER: []}],
        "paths": paths,
        "components": {
            "schemas": dict(sorted(definitions.items())),
            "responses": {
                _response_name(kind): _problem(kind, schemas)
                for kind in sorted({kind for route in routes for kind in route.problems}, key=_by_status)
            },
            "securitySchemes": {
                _BEARER: {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A token made by `trunkline token create`; its role says what it may do.",
                }
            },
        },
    }


def _schemas(routes: Iterable[Route]) -> tuple[Schemas, Json]:
    """The schema of each model as it goes in or out, and the definitions that these refer to."""
    models: dict[tuple[type[BaseModel], JsonSchemaMode], None] = {(ProblemDocument, "serialization"): None}
    for route in routes:
        for model in (route.path_model, route.query_model, route.body_model):
            if model is not None:
                models[model, "validation"] = None
        if isinstance(route.answer, type) and issubclass(route.answer, BaseModel):
            models[route.answer, "serialization"] = None
    schemas, document = models_json_schema(list(models), ref_template=_REF)
    # A path or query is not a schema of its own in the document: its parameters are.
    spread = {_name(schemas[model, "validation"]) for route in routes for model in _spread(route)}
    definitions = document["$defs"]
    found: Schemas = {}
    for key in models:
        name = _name(schemas[key])
        found[key] = definitions[name] if name in spread else schemas[key]
    return found, {name: schema for name, schema in definitions.items() if name not in spread}


def _spread(route: Route) -> list[type[BaseModel]]:
    return [model for model in (route.path_model, route.query_model) if model is not None]


def _name(schema: Json) -> str:
    return str(schema["$ref"]).rpartition("/")[2]


def _operation(route: Route, schemas: Schemas) -> Json:
    operation: Json = {
        "operationId": route.name,
        "summary": route.summary,
        "tags": [route.path.split("/")[1]],
    }
    if route.description:
        operation["description"] = route.description
    parameters = [
        *_parameters("path", route.path_model, schemas),
        *_parameters("query", route.query_model, schemas),
    ]
    if parameters:
        operation["parameters"] = parameters
    if route.body_model is not None:
        operation["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": schemas[route.body_model, "validation"]}},
        }
    if route.takes_upload:
        file = {"schema": {"type": "string", "format": "binary"}}
        operation["requestBody"] = {"required": True, "content": {route.uploads[0]: file}}
    problems = {
        str(int(kind.status)): {"$ref": f"#/components/responses/{_response_name(kind)}"}
        for kind in route.problems
    }
    operation["responses"] = _success(route, schemas) | problems
    if route.scope is None:
        operation["security"] = []
    else:
        operation["x-scope"] = route.scope
    return operation


def _parameters(place: str, model: type[BaseModel] | None, schemas: Schemas) -> list[Json]:
    if model is None:
        return []
    schema = schemas[model, "validation"]
    required = schema.get("required", [])
    parameters: list[Json] = []
    for name, member in schema["properties"].items():
        said = {"description": member["description"]} if "description" in member else {}
        bare = {key: value for key, value in member.items() if key != "description"}
        parameters.append({"name": name, "in": place, "required": name in required, "schema": bare} | said)
    return parameters


def _success(route: Route, schemas: Schemas) -> Json:
    status = str(int(route.status))
    if route.answer is None:
        return {status: {"description": route.status.phrase}}
    if issubclass(route.answer, Download):
        content = {route.media_type: {"schema": {"type": "string", "format": "binary"}}}
        return {
            status: {"description": "The file.", "content": content},
            "206": {"description": "The part of the file that `Range` asked for.", "content": content},
            "304": {"description": "It has not changed since it was fetched."},
            "412": {"description": "It has changed: the condition of the request does not hold."},
            "416": {"description": "The file does not have the part that `Range` asked for."},
        }
    if issubclass(route.answer, Document):
        return {status: {"description": "A page.", "content": {"text/html": {"schema": {"type": "string"}}}}}
    if issubclass(route.answer, Table):
        content = {"text/csv": {"schema": {"type": "string"}}}
        return {status: {"description": "The list, all pages of it (RFC 4180).", "content": content}}
    schema = schemas[route.answer, "serialization"]
    return {status: {"description": route.status.phrase, "content": {route.media_type: {"schema": schema}}}}


def _problem(kind: Kind, schemas: Schemas) -> Json:
    response: Json = {
        "description": f"{kind.title}. {kind.cure}",
        "content": {MEDIA_TYPE: {"schema": schemas[ProblemDocument, "serialization"]}},
    }
    if kind.status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        response["headers"] = {
            "Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer", "minimum": 1}}
        }
    if kind.status is HTTPStatus.UNAUTHORIZED:
        response["headers"] = {
            "WWW-Authenticate": {"description": "How to prove who one is.", "schema": {"type": "string"}}
        }
    return response


def _response_name(kind: Kind) -> str:
    return "".join(word.capitalize() for word in kind.name.split("-"))


def _by_status(kind: Kind) -> int:
    return kind.status
