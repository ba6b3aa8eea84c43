"""Answers of the API, and the OpenAPI document that judges them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jsonschema import Draft202012Validator

from workspace_web.api import ROUTES
from workspace_web.app import PREFIX
from workspace_web.openapi import openapi


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def detail(self) -> str:
        return str(self.body["detail"])


class Document:
    """The OpenAPI document, as a judge of answers."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document
        self._templates: dict[tuple[str, int], list[list[str]]] = {}
        for path, operations in document["paths"].items():
            steps = path.split("/")
            for method in operations:
                self._templates.setdefault((method, len(steps)), []).append(steps)

    def template(self, method: str, path: str) -> str | None:
        """The path of the document that a path is of."""
        steps = path.partition("?")[0].split("/")
        for wanted in self._templates.get((method.lower(), len(steps)), ()):
            if all(want == step or want.startswith("{") for want, step in zip(wanted, steps, strict=True)):
                return "/".join(wanted)
        return None

    def judge(self, template: str, method: str, answer: Answer) -> None:
        operation = self.document["paths"][template][method.lower()]
        response = operation["responses"].get(str(answer.status))
        assert response is not None, f"{method} {template} is not said to give {answer.status}: {answer.body}"
        if "$ref" in response:
            response = self.document["components"]["responses"][response["$ref"].rpartition("/")[2]]
        media_type = answer.headers.get("Content-Type", "").partition(";")[0]
        if answer.body is None:
            assert "content" not in response or "json" not in next(iter(response["content"]))
            return
        schema = response["content"][media_type]["schema"]
        whole = {**schema, "components": self.document["components"]}
        Draft202012Validator(whole).validate(answer.body)


@cache
def the_document(version: str) -> Document:
    """It is large, and the same in every house: that it is the one that is served tells test_openapi_document.py."""
    return Document(json.loads(json.dumps(openapi(ROUTES, prefix=PREFIX, version=version))))
