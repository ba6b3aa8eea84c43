"""A route is what its handler's signature says; one that contradicts itself stops the start."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus

import pytest

from workspace_web.ask import Ask
from workspace_web.problems import BY_STATUS, CONFLICT, FORBIDDEN, KINDS, UNAUTHENTICATED
from workspace_web.route import Answer, Route, route
from workspace_web.wire import Shape


class ThingPath(Shape):
    thing: str


class Wish(Shape):
    colour: str


class Thing(Shape):
    id: str


@route("PUT", "/things/{thing}", scope="agents:read", problems=(CONFLICT,))
async def paint(ask: Ask, path: ThingPath, body: Wish) -> Thing:
    """Paint a thing.

    It dries quickly."""
    return Thing(id=path.thing)


@route("GET", "/nothing", scope=None)
async def nothing(ask: Ask) -> None:
    """Say nothing."""


def statuses(of: Route) -> list[int]:
    return [int(kind.status) for kind in of.problems]


def test_all_is_taken_from_the_signature_and_the_docstring() -> None:
    assert (paint.name, paint.summary, paint.description) == ("paint", "Paint a thing", "It dries quickly.")
    assert (paint.path_model, paint.query_model, paint.body_model, paint.answer) == (
        ThingPath,
        None,
        Wish,
        Thing,
    )
    assert (paint.status, nothing.status) == (HTTPStatus.OK, HTTPStatus.NO_CONTENT)


def test_what_can_go_wrong_follows_from_what_it_takes() -> None:
    assert statuses(paint) == [400, 401, 403, 409, 413, 415, 422, 429, 500, 503]
    assert statuses(nothing) == [500, 503]


async def wrong_path(ask: Ask, path: ThingPath) -> None:
    """The path has another name."""


async def wrong_name(ask: Ask, form: Wish) -> None:
    """There is no such part."""


async def undocumented(ask: Ask) -> None: ...


@pytest.mark.parametrize(
    ("handler", "path", "scope", "complaint"),
    [
        (wrong_path, "/things/{id}", None, "the path names"),
        (wrong_path, "/things", None, "the path names"),
        (wrong_name, "/things", None, "form is not one of"),
        (undocumented, "/things", None, "no docstring"),
        (undocumented, "/things", "things:paint", "no role has the scope"),
    ],
)
def test_a_contradiction_stops_the_start(
    handler: Callable[..., Awaitable[Answer]], path: str, scope: str | None, complaint: str
) -> None:
    with pytest.raises(TypeError, match=complaint):
        route("GET", path, scope=scope)(handler)


def test_a_status_alone_means_the_general_kind_of_it() -> None:
    assert BY_STATUS[401] is UNAUTHENTICATED
    assert BY_STATUS[403] is FORBIDDEN
    assert {int(kind.status) for kind in KINDS} == set(BY_STATUS)
