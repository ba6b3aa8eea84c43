"""What a client is told when it does not get what it asked for: RFC 9457 `application/problem+json`.

A `Kind` is a class of problem, with its own page at `/api/v1/problems/{name}`; a `Problem` is one
occurrence, raised anywhere below a route. `detail` says what is wrong and what to do; nothing of the inside
of the program is in it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, ValidationError

MEDIA_TYPE = "application/problem+json"
PREFIX = "/api/v1/problems/"
SOON: Mapping[str, str] = {"Retry-After": "2"}  # headers of what may be well again in a moment


@dataclass(frozen=True, slots=True)
class Kind:
    """`cure` is what to do about it, whatever the occurrence."""

    name: str
    status: HTTPStatus
    title: str
    cure: str

    @property
    def type(self) -> str:
        return PREFIX + self.name


MALFORMED = Kind(
    "malformed", HTTPStatus.BAD_REQUEST, "The request cannot be read", "Send well-formed JSON in UTF-8."
)
UNAUTHENTICATED = Kind(
    "unauthenticated",
    HTTPStatus.UNAUTHORIZED,
    "Somebody who is signed in, or a valid token, is needed",
    "Sign in, or send `Authorization: Bearer <token>` with a token made by `trunkline token create`.",
)
FORBIDDEN = Kind(
    "forbidden",
    HTTPStatus.FORBIDDEN,
    "You may not do that",
    "Sign in as somebody who may, use a token of such a role, or ask an administrator.",
)
SIGN_IN_FAILED = Kind(
    "sign-in-failed",
    HTTPStatus.UNAUTHORIZED,
    "You are not signed in",
    "Check the user name, the password and the code; an administrator can send a new set-up link.",
)
SECOND_FACTOR_NEEDED = Kind(
    "second-factor-needed",
    HTTPStatus.UNAUTHORIZED,
    "A code is needed too",
    "Send the same again with `code`: the code of the authenticator, or a recovery code.",
)
SHOW_AGAIN = Kind(
    "show-again",
    HTTPStatus.FORBIDDEN,
    "Show again that it is you",
    "Send your password or a code to `POST /session/shown`, then repeat the request.",
)
CROSS_SITE = Kind(
    "cross-site",
    HTTPStatus.FORBIDDEN,
    "The request does not come from our own page",
    "Load the page anew and try again. A program uses a token instead of the cookie.",
)
NOT_FOUND = Kind(
    "not-found",
    HTTPStatus.NOT_FOUND,
    "There is no such thing",
    "Check the address and the id; list what there is first.",
)
METHOD_NOT_ALLOWED = Kind(
    "method-not-allowed",
    HTTPStatus.METHOD_NOT_ALLOWED,
    "This address does not take that method",
    "Use a method of the `Allow` header.",
)
CONFLICT = Kind(
    "conflict",
    HTTPStatus.CONFLICT,
    "The state has moved on",
    "Read the state again and decide anew; do not repeat the request as it is.",
)
TOO_LARGE = Kind(
    "too-large",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "The body is too large",
    "Send less: no request of this API needs as much.",
)
UNSUPPORTED_MEDIA_TYPE = Kind(
    "unsupported-media-type",
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "The body is of a kind that is not taken",
    "Send `Content-Type: application/json`, and no `Content-Encoding`.",
)
INVALID = Kind(
    "invalid",
    HTTPStatus.UNPROCESSABLE_ENTITY,
    "The request does not fit its description",
    "See `errors`: each names the place and what is wanted there.",
)
TOO_MANY_FAILURES = Kind(
    "too-many-failures",
    HTTPStatus.TOO_MANY_REQUESTS,
    "Too many attempts failed",
    "Stop, wait for the seconds of `Retry-After`, and come with what is right.",
)
INTERNAL = Kind(
    "internal",
    HTTPStatus.INTERNAL_SERVER_ERROR,
    "Something went wrong on our side",
    "Look for the id of `instance` in the log, and report it.",
)
UNAVAILABLE = Kind(
    "unavailable",
    HTTPStatus.SERVICE_UNAVAILABLE,
    "Not possible right now",
    "Try again after the seconds of `Retry-After`; `/readyz` says what is missing.",
)

KINDS = (
    MALFORMED,
    UNAUTHENTICATED,
    SIGN_IN_FAILED,
    SECOND_FACTOR_NEEDED,
    FORBIDDEN,
    SHOW_AGAIN,
    CROSS_SITE,
    NOT_FOUND,
    METHOD_NOT_ALLOWED,
    CONFLICT,
    TOO_LARGE,
    UNSUPPORTED_MEDIA_TYPE,
    INVALID,
    TOO_MANY_FAILURES,
    INTERNAL,
    UNAVAILABLE,
)
BY_NAME: Mapping[str, Kind] = {kind.name: kind for kind in KINDS}
BY_STATUS: Mapping[int, Kind] = {int(kind.status): kind for kind in reversed(KINDS)}  # the first of each


class Part(StrEnum):
    """The part of a request that a fault is in."""

    PATH = "path"
    QUERY = "query"
    BODY = "body"


class Fault(BaseModel):
    """One thing that does not fit. `pointer` is a JSON Pointer (RFC 6901) into the part; empty: all of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    part: Part
    pointer: str = Field(examples=["/state"])
    detail: str


class ProblemDocument(BaseModel):
    """RFC 9457. `instance` is the id that the log knows this occurrence by."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str = Field(description="The address of the page about this kind of problem.")
    title: str
    status: int
    detail: str = Field(description="What is wrong this time, and what to do.")
    instance: str
    errors: tuple[Fault, ...] | None = Field(
        default=None, description="Each thing that does not fit, when `type` ends in `invalid`."
    )


class Problem(Exception):
    """One occurrence, on its way to the client."""

    def __init__(
        self,
        kind: Kind,
        detail: str = "",
        *,
        errors: Iterable[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail or kind.cure)
        self.kind = kind
        self.detail = detail or kind.cure
        self.errors = tuple(errors)
        self.headers = headers or {}

    def response(self, instance: str) -> web.Response:
        """As the client sees it; `instance` is the id of the request."""
        document = ProblemDocument(
            type=self.kind.type,
            title=self.kind.title,
            status=self.kind.status,
            detail=self.detail,
            instance=f"urn:uuid:{instance}",
            errors=self.errors or None,
        )
        return web.Response(
            status=self.kind.status,
            body=document.model_dump_json(exclude_none=True).encode(),
            content_type=MEDIA_TYPE,
            headers=self.headers,
        )


def unfit(part: Part, error: ValidationError) -> Problem:
    """What pydantic found. The values themselves are not repeated: one of them may be a secret."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    if part is Part.BODY and any(fault["type"] == "json_invalid" for fault in found):
        return Problem(MALFORMED, f"The body is not well-formed JSON: {found[0]['msg']}.")
    faults = [Fault(part=part, pointer=_pointer(fault["loc"]), detail=fault["msg"]) for fault in found]
    return Problem(INVALID, errors=faults)


def _pointer(place: tuple[int | str, ...]) -> str:
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in place)
