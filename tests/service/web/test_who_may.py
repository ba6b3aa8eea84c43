"""Every route with every role, and with no good token at all: derived from the routes themselves, so none is forgotten."""

import logging
import re

import pytest
from aiohttp import web

from ari_app.access.rules import allowed
from tests.service.web.conftest import NOBODY, USERS, House
from workspace_web.api import ROUTES
from workspace_web.app import PREFIX
from workspace_web.pages import PAGES
from workspace_web.route import Route

# What is served besides the declared routes, each for a reason of its own.
OPEN_TO_ALL = {
    ("GET", "/"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/metrics"),
    ("GET", f"{PREFIX}/openapi.json"),
}
ITS_OWN_DOOR = {("GET", f"{PREFIX}/live"), ("GET", "/sip")}  # see test_live_socket.py, test_sip_proxy.py

# Providers, by their signatures and by links that are signed: test_webhooks.py.
OF_PROVIDERS = {("GET", "/in/{account}"), ("POST", "/in/{account}"), ("GET", "/files/{token}")}

# Visitors of other web sites: test_visitors.py, test_visitor_routes.py, test_visitor_phone.py.
_CHAT = "/chat/{account}"
OF_VISITORS = {
    *(("GET", f"{_CHAT}/{path}") for path in ("settings", "socket", "messages", "files/{file}", "sip")),
    *(
        ("POST", f"{_CHAT}/{path}")
        for path in (
            "sessions",
            "messages",
            "read",
            "ratings",
            "end",
            "transcripts",
            "identity",
            "files",
            "notes",
            "calls",
        )
    ),
    ("DELETE", f"{_CHAT}/sessions/mine"),
    ("OPTIONS", f"{_CHAT}/{{rest}}"),
    ("GET", "/widget/loader.js"),
    ("GET", "/widget/{digest}/{path}"),
    ("GET", "/demo/shop"),
}

FOR_ANOTHER_REASON = ("belongs to no agent", "takes a person")
ANSWERS = (200, 201, 202, 204, 404, 409, 415, 422)  # the thing is not there, or nothing was said of it

GUARDED = [route for route in ROUTES if route.scope is not None]


def address(route: Route) -> str:
    """A path of the route, about things that do not exist."""
    fields = {} if route.path_model is None else dict.fromkeys(route.path_model.model_fields, "none")
    query = "?mailbox=none" if route.name == "list_voicemails" else ""
    return route.path.format(**fields) + query


def body(route: Route) -> dict[str, str] | None:
    if route.body_model is None:
        return None
    return {"state": "away"} if route.name == "change_state" else {}


async def test_nothing_is_served_but_what_is_declared(house: House) -> None:
    served = set()
    for resource in house.web.app.router.resources():
        for served_route in resource:
            assert isinstance(resource, web.PlainResource | web.DynamicResource)
            if served_route.method != "HEAD":
                served.add((served_route.method, resource.canonical))
    declared = {(route.method, PREFIX + route.path) for route in ROUTES}
    pages = {("GET", re.sub(r":[^}]+", "", page.path)) for page in PAGES} | {
        ("GET", "/static/{digest}/{path}")
    }
    assert served == declared | pages | OPEN_TO_ALL | ITS_OWN_DOOR | OF_PROVIDERS | OF_VISITORS


@pytest.mark.timeout(300)
async def test_v8_2_1_each_role_gets_what_it_may_and_nothing_else(house: House) -> None:
    for who, (role, _) in USERS.items():
        for route in GUARDED:
            answer = await house.ask(route.method, address(route), who, body=body(route))
            if not allowed(role, str(route.scope)):
                assert answer.status == 403, (who, route.name)
                assert str(route.scope) in answer.detail, (who, route.name)
            elif answer.status == 403:
                refused = [said for said in FOR_ANOTHER_REASON if said in answer.detail]
                assert refused, (who, route.name, answer.detail)
            else:
                assert answer.status in ANSWERS, (who, route.name, answer.body)


async def test_without_a_good_token_nobody_gets_anything(house: House) -> None:
    tokens = await house.access.tokens_of((await house.access.users())[0].id)
    revoked = (await house.access.users())[0].name
    await house.access.revoke_token(tokens[0].id)
    for n, who in enumerate((NOBODY, "tl_wrong", "wrong", revoked)):
        for route in GUARDED:
            house.clock.advance(60)  # else a guesser has to wait
            answer = await house.ask(route.method, address(route), who, body=body(route))
            assert answer.status == 401, (n, route.name)
            assert answer.headers["WWW-Authenticate"].startswith("Bearer"), (n, route.name)


@pytest.mark.parametrize("header", ["Basic YTpi", "Bearer", "Bearer  ", "tl_abc", "Bearer \xff\xfe"])
async def test_a_header_that_is_no_bearer_token(house: House, header: str) -> None:
    answer = await house.ask("GET", "/me", NOBODY, headers={"Authorization": header})
    assert answer.status == 401


async def test_a_disabled_user_is_nobody_at_once(house: House) -> None:
    assert (await house.ask("GET", "/me", "admin")).status == 200
    (admin,) = [user for user in await house.access.users() if user.name == "admin"]
    await house.access.disable_user(admin.id)
    assert (await house.ask("GET", "/me", "admin")).status == 401


async def test_a_guesser_has_to_wait_and_those_who_are_known_have_not(house: House) -> None:
    assert (await house.ask("GET", "/me", "a1")).status == 200
    statuses = [(await house.ask("GET", "/me", f"tl_guess{n}")).status for n in range(7)]
    assert statuses == [401] * 5 + [429] * 2

    assert (await house.ask("GET", "/me", "a1")).status == 200
    stranger = await house.ask("GET", "/me", "a2")
    assert (stranger.status, stranger.headers["Retry-After"]) == (429, "60")

    house.clock.advance(60)
    assert (await house.ask("GET", "/me", "a2")).status == 200


async def test_no_token_is_in_any_log_line(house: House, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        await house.ask("GET", "/me", "a1")
        await house.ask("GET", "/me?token=tl_in_the_query", "tl_in_the_header")
        live = await house.client.ws_connect(
            f"{PREFIX}/live", protocols=("trunkline.v1", f"bearer.{house.tokens['a1']}")
        )
        await live.close()
        await house.ask("GET", "/live", NOBODY, headers={"Sec-WebSocket-Protocol": "bearer.tl_alone"})
    said = "\n".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    assert "GET /api/v1/me: 200" in said
    for secret in (house.tokens["a1"], "tl_in_the_query", "tl_in_the_header", "tl_alone"):
        assert secret not in said
