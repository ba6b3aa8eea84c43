"""A route of the API: what it is called, who may use it, what goes in, what comes out, what can go wrong;
said once.

    @route("POST", "/offers/{offer}/decline", scope="me:act", problems=(CONFLICT,))
    async def decline(ask: Ask, path: OfferPath, body: Decline) -> AgentCard:
        \"\"\"Decline an offer.

        The caller is offered to someone else.\"\"\"

The signature is the declaration: `path`, `query` and `body`, each a pydantic model and each optional, or `upload`
in the place of `body`, are read from the request, and the annotated answer is what is sent. The docstring is the
summary and the description. The decorator makes a `Route` and registers nothing: each resource lists its routes in
`ROUTES`, `api/__init__.py` lists the resources. From those lists come the server (`adapter.py`), the
OpenAPI document (`openapi.py`) and the test of every route and role.
"""

import inspect
import string
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any, Concatenate, Literal, ParamSpec, TypeAlias

from pydantic import BaseModel

from ari_app.access.rules import ALL_SCOPES
from workspace_web.ask import Ask
from workspace_web.problems import (
    CROSS_SITE,
    FORBIDDEN,
    INTERNAL,
    INVALID,
    MALFORMED,
    SHOW_AGAIN,
    TOO_LARGE,
    TOO_MANY_FAILURES,
    UNAUTHENTICATED,
    UNAVAILABLE,
    UNSUPPORTED_MEDIA_TYPE,
    Kind,
)

Method: TypeAlias = Literal["GET", "POST", "PUT", "PATCH", "DELETE"]


@dataclass(frozen=True, slots=True)
class Download:
    """An answer that is a file, sent in ranges when asked so. `name`: what it is saved as, if not as on our disk.
    `inline`: a browser that opens the address shows it; for what can do no harm there."""

    path: Path
    media_type: str
    name: str = ""
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Upload:
    """A body that is a file, as it came: what it really is, its content has to say."""

    content: bytes


@dataclass(frozen=True, slots=True)
class Document:
    """An answer that a browser shows in a frame. `policy`: its Content-Security-Policy, as it is not ours."""

    html: str
    policy: str


Cell: TypeAlias = str | int | float | bool | None


@dataclass(frozen=True, slots=True)
class Table:
    """An answer that is a CSV file, sent row by row. `name`: of the file, without its ending."""

    name: str
    columns: Sequence[str]
    rows: AsyncIterator[Sequence[Cell]]


LARGEST_BODY = 64 * 1024  # bytes
SOUNDS = ("audio/wav", "audio/wave", "audio/x-wav")
ANYTHING = ("*/*",)
PATIENCE = 10.0  # seconds
Answer: TypeAlias = BaseModel | Download | Document | Table | None
Params = ParamSpec("Params")


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """`scope` None: open to all, even without a token. `own`: what can go wrong besides what every route can. `sensitive`:
    whoever is signed in has to have shown lately that it is them. `largest`: bytes of a body; `takes_upload`: the body is
    a file, of one of the content types `uploads`. `patience`: seconds for all of it. `noted`: in the audit log, once it was
    done; not what goes on all the time and is kept elsewhere.

    `handler` takes the `Ask` and, by name, the models that are not None here."""

    method: Method
    path: str
    scope: str | None
    name: str
    summary: str
    description: str
    path_model: type[BaseModel] | None
    query_model: type[BaseModel] | None
    body_model: type[BaseModel] | None
    takes_upload: bool
    uploads: tuple[str, ...]
    largest: int
    patience: float
    sensitive: bool
    noted: bool
    answer: type[BaseModel] | type[Download] | type[Document] | type[Table] | None
    status: HTTPStatus
    media_type: str
    own: tuple[Kind, ...]
    handler: Callable[..., Awaitable[Answer]]

    @property
    def problems(self) -> tuple[Kind, ...]:
        """All that can go wrong, by status."""
        kinds = {*self.own, INTERNAL, UNAVAILABLE}
        if self.scope is None and self.method != "GET":
            kinds.add(CROSS_SITE)
        if self.scope is not None:
            kinds |= {UNAUTHENTICATED, FORBIDDEN, TOO_MANY_FAILURES}
        if self.path_model is not None or self.query_model is not None:
            kinds.add(INVALID)
        if self.body_model is not None:
            kinds |= {MALFORMED, TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, INVALID}
        if self.takes_upload:
            kinds |= {TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, INVALID}
        if self.sensitive:
            kinds.add(SHOW_AGAIN)
        return tuple(sorted(kinds, key=lambda kind: (kind.status, kind.name)))


def route(
    method: Method,
    path: str,
    *,
    scope: str | None,
    problems: tuple[Kind, ...] = (),
    status: HTTPStatus | None = None,
    media_type: str = "application/json",
    largest: int = LARGEST_BODY,
    uploads: tuple[str, ...] = SOUNDS,
    patience: float = PATIENCE,
    sensitive: bool = False,
    noted: bool = True,
) -> Callable[[Callable[Concatenate[Ask, Params], Awaitable[Answer]]], Route]:
    """Declare a route; see above. `status` of success: 200, or 204 for an answer of None, unless said."""

    def declare(handler: Callable[Concatenate[Ask, Params], Awaitable[Answer]]) -> Route:
        if scope is not None and scope not in ALL_SCOPES:
            raise TypeError(f"{handler.__qualname__}: no role has the scope {scope!r}.")
        models, parameters = _models(handler, path), inspect.signature(handler).parameters
        answer = inspect.get_annotations(handler, eval_str=True)["return"]
        summary, _, description = (inspect.getdoc(handler) or "").partition("\n\n")
        if not summary:
            raise TypeError(f"{handler.__qualname__} has no docstring: it is the route's summary.")
        return Route(
            method=method,
            path=path,
            scope=scope,
            name=handler.__name__,
            summary=summary.rstrip("."),
            description=description,
            path_model=models.get("path"),
            query_model=models.get("query"),
            body_model=models.get("body"),
            takes_upload="upload" in parameters,
            uploads=uploads,
            largest=largest,
            patience=patience,
            sensitive=sensitive,
            noted=noted,
            answer=answer,
            status=status or (HTTPStatus.NO_CONTENT if answer is None else HTTPStatus.OK),
            media_type=media_type,
            own=problems,
            handler=handler,
        )

    return declare


def _models(handler: Callable[..., Any], path: str) -> dict[str, type[BaseModel]]:
    """The models of `path`, `query` and `body`. A handler that does not fit its path stops the start."""
    annotations = inspect.get_annotations(handler, eval_str=True)
    _, *parameters = inspect.signature(handler).parameters
    models: dict[str, type[BaseModel]] = {}
    for name in parameters:
        model = annotations[name]
        if name == "upload" and model is Upload and "body" not in parameters:
            continue
        if name not in ("path", "query", "body") or not issubclass(model, BaseModel):
            raise TypeError(f"{handler.__qualname__}: {name} is not one of path, query, body with a model.")
        models[name] = model
    named = {field for _, field, _, _ in string.Formatter().parse(path) if field}
    taken = set(models["path"].model_fields) if "path" in models else set()
    if named != taken:
        raise TypeError(f"{handler.__qualname__}: the path names {sorted(named)}, its model {sorted(taken)}.")
    return models
