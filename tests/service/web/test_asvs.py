"""What OWASP's ASVS 5.0 asks of sign-in, sessions, cookies, CSRF, headers, sockets and access, over HTTP: each test has
the number of what it holds us to. Passwords, codes, sessions and the chain: tests/unit/access, tests/service/access."""

import base64
import logging
import re
from http.cookies import SimpleCookie
from typing import Any, get_args

import pytest
from aiohttp import WSServerHandshakeError
from pydantic import BaseModel

from ari_app.access import totp
from ari_app.access.password_rules import LONGEST
from ari_app.access.rules import SCOPES
from ari_app.storage.choices import Role
from tests.service.web.browser import GOOD, Browser, with_password
from tests.service.web.conftest import NOBODY, House
from tests.service.web.test_who_may import address
from workspace_web.api import ROUTES
from workspace_web.app import PREFIX
from workspace_web.cookies import SESSION
from workspace_web.pages import PAGES
from workspace_web.static import FOLDER as STATIC

BETTER = "seven quiet lanterns"
HTML = {"Accept": "text/html"}
WHO = {Role.AGENT: "a1", Role.SUPERVISOR: "supervisor", Role.AUDITOR: "auditor"}
UNSAFE = [route for route in ROUTES if route.method != "GET"]


async def page(house: House, path: str, cookie: str = "") -> Any:
    """A page, as a browser asks for it."""
    headers = HTML | ({"Cookie": f"{SESSION}={cookie}"} if cookie else {})
    async with house.client.get(path, headers=headers, allow_redirects=False) as response:
        await response.read()
        return response


# --- V3: what a browser is told ----------------------------------------------------------------------------------------


async def test_v3_3_1_to_v3_3_4_the_cookie(house: House) -> None:
    """Secure, `__Host-`, SameSite, HttpOnly; for this host and all its paths; no longer than the browser is open."""
    browser = await with_password(house, "a1")
    (header,) = browser.cookies_set
    (name, cookie), *_ = SimpleCookie(header).items()
    assert name.startswith("__Host-")
    assert cookie["secure"]
    assert cookie["httponly"]
    assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")
    assert (cookie["max-age"], cookie["expires"]) == ("", "")
    assert len(header) < 4096


async def test_v3_4_1_to_v3_4_6_the_headers(house: House) -> None:
    """CSP that runs nothing inline and allows no frame, nosniff, no referrer, nothing for other origins to read; on pages,
    answers, problems, files."""
    supervisor = await with_password(house, "supervisor")
    for path in ("/sign-in", "/account", "/api/v1/me", "/nothing", "/healthz", "/api/v1/openapi.json"):
        response = await page(house, path, supervisor.cookie)
        policy = response.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "base-uri 'none'" in policy
        assert "object-src" not in policy, "what default-src says holds"
        assert "unsafe" not in policy
        assert "*" not in policy
        assert response.headers["X-Content-Type-Options"] == "nosniff"
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert "Strict-Transport-Security" not in response.headers, "this is not https"
        assert "Access-Control-Allow-Origin" not in response.headers


async def test_v3_4_3_each_page_has_a_nonce_of_its_own(house: House) -> None:
    admin = await with_password(house, "admin")
    paths = [re.sub(r"\{[^}]+\}", "none", shown.path) for shown in PAGES]
    nonces = set()
    for path in (*paths, *paths):
        async with house.client.get(path, headers=HTML | {"Cookie": f"{SESSION}={admin.cookie}"}) as response:
            html = await response.text()
            policy = response.headers["Content-Security-Policy"]
        assert response.status == 200, path
        (nonce,) = re.findall(r"'nonce-([\w-]{20,})'", policy)
        nonces.add(nonce)
        scripts = re.findall(r"<script([^>]*)>", html)
        runs = [script for script in scripts if "src=" not in script and "application/json" not in script]
        assert all(f'nonce="{nonce}"' in script for script in runs)
        assert not re.search(r"\son\w+=|style=|javascript:", html)
    assert len(nonces) == 2 * len(PAGES)


async def test_v3_5_1_and_v3_5_3_no_other_site_makes_a_browser_do_anything(house: House) -> None:
    """Every route that is not GET: without the token of the page, with a wrong one, from another origin: nothing."""
    admin = await with_password(house, "admin")
    elsewhere: list[dict[str, str | None]] = [
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "same-site"},
    ]
    forged: list[dict[str, str | None]] = [{"X-CSRF-Token": None}, {"X-CSRF-Token": "0" * 64}]
    for route in UNSAFE:
        for headers in elsewhere if route.scope is None else [*elsewhere, *forged]:
            answer = await admin.ask(route.method, address(route), {}, headers=headers)
            assert answer.status == 403, (route.name, headers, answer.body)
            assert answer.body["type"].endswith("/cross-site"), (route.name, headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "null"},
        {"Origin": "https://127.0.0.1.evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "none"},
        {"X-CSRF-Token": ""},
        {"X-CSRF-Token": "\udcff"},
    ],
    ids=str,
)
async def test_v3_5_1_every_sign_of_another_site_is_enough(house: House, headers: dict[str, str]) -> None:
    a1 = await with_password(house, "a1")
    assert (await a1.ask("PUT", "/me/state", {"state": "away"})).status == 200
    assert (await a1.ask("PUT", "/me/state", {"state": "away"}, headers=headers)).status == 403


async def test_v3_5_1_one_sessions_token_is_worth_nothing_in_another(house: House) -> None:
    a1, a2 = await with_password(house, "a1"), await with_password(house, "a2")
    assert a1.csrf != a2.csrf
    answer = await a1.ask("PUT", "/me/state", {"state": "away"}, headers={"X-CSRF-Token": a2.csrf})
    assert answer.status == 403


async def test_v3_5_2_a_form_of_another_site_is_no_json(house: House) -> None:
    a1 = await with_password(house, "a1")
    answer = await house.ask(
        "PUT",
        "/me/state",
        NOBODY,
        raw=b'{"state":"available"}',
        headers={
            "Content-Type": "text/plain",
            "Cookie": f"{SESSION}={a1.cookie}",
            "X-CSRF-Token": a1.csrf,
        },
    )
    assert answer.status == 415


def test_v3_5_5_no_page_listens_to_what_others_post_to_it() -> None:
    """Nor is there a frame, or another host (3.5.4), to talk to."""
    own = [path for path in (STATIC / "js").rglob("*.js") if "vendor" not in path.parts]
    assert len(own) > 50
    for path in own:
        assert not re.search(
            r"postMessage|addEventListener\(.message|\bonmessage = .*origin", path.read_text()
        ), path


async def test_v3_5_3_what_is_safe_changes_nothing(house: House) -> None:
    """No GET has a body."""
    assert [route.name for route in ROUTES if route.method == "GET" and route.body_model] == []


# --- V4: sockets ---------------------------------------------------------------------------------------------------------


async def test_v4_4_1_the_socket_of_a_page_is_as_encrypted_as_the_page(house: House) -> None:
    """Both are made of the page's own address (tests/unit/web_front/live.test.mjs opens one), and a page may connect to
    nothing but that."""
    live = await _static(house, "js/core/live.js")
    assert "where.protocol.replace('http', 'ws')" in live
    assert "ws://" not in live
    async with house.client.get("/sign-in", headers=HTML) as response:
        assert "connect-src 'self';" in response.headers["Content-Security-Policy"]


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "", "http://127.0.0.1:1", None])
async def test_v4_4_2_no_other_sites_page_opens_a_socket_with_our_cookie(
    house: House, origin: str | None
) -> None:
    a1 = await with_password(house, "a1")
    headers = {"Cookie": f"{SESSION}={a1.cookie}"} | ({} if origin is None else {"Origin": origin})
    with pytest.raises(WSServerHandshakeError) as refused:
        await house.client.ws_connect(f"{PREFIX}/live", headers=headers)
    assert refused.value.status == 403


async def test_v4_4_3_and_v4_4_4_and_v7_4_1_a_socket_lives_no_longer_than_its_session(house: House) -> None:
    """It is opened by the session itself, which is looked at then and again and again."""
    a1 = await with_password(house, "a1")
    live = await a1.live()
    assert (await live.receive_json())["type"] == "snapshot"
    held = a1.cookie
    assert (await a1.ask("DELETE", "/session")).status == 204
    a1.cookie = held
    while not (message := await live.receive(timeout=5)).type.name.startswith("CLOS"):
        pass
    assert live.close_code == 4401, message
    with pytest.raises(WSServerHandshakeError) as refused:
        await a1.live()
    assert refused.value.status == 401


# --- V6: who is it -------------------------------------------------------------------------------------------------------


async def test_v6_2_2_and_v6_2_3_everybody_changes_their_own_password(house: House) -> None:
    a1 = await with_password(house, "a1")
    wrong = await a1.ask("PUT", "/account/password", {"current": BETTER, "password": BETTER})
    assert wrong.status == 401
    weak = await a1.ask("PUT", "/account/password", {"current": GOOD, "password": "password123"})
    assert (weak.status, weak.body["errors"][0]["pointer"]) == (422, "/password")
    assert (await a1.ask("PUT", "/account/password", {"current": GOOD, "password": BETTER})).status == 200
    assert (await a1.ask("GET", "/me")).status == 200, "under another cookie"
    assert (await Browser(house).sign_in("a1", GOOD)).status == 401
    assert (await Browser(house).sign_in("a1", BETTER)).status == 201


async def test_v6_2_6_and_v6_2_7_the_fields_let_password_managers_help(house: House) -> None:
    """Masked, may be looked at, and nothing hinders pasting."""
    prefix = (await page(house, "/sign-in")).status
    assert prefix == 200
    source = (await _static(house, "js/account/door.js")).lower()
    assert "type=${seen ? 'text' : 'password'}" in source
    assert "onpaste" not in source
    for name, wanted in (("sign-in", "current-password"), ("set-up", "new-password")):
        assert f'autocomplete="{wanted}"' in await _static(house, f"js/pages/{name}.js")


async def _static(house: House, path: str) -> str:
    async with house.client.get("/sign-in", headers=HTML) as response:
        digest = re.findall(r'"(/static/[^/"]+/)', await response.text())[0]
    async with house.client.get(digest + path) as response:
        assert response.status == 200
        return await response.text()


async def test_v6_2_9_a_long_password_is_taken_whole(house: House) -> None:
    long = ("harbour otter quilt " * 20)[:LONGEST]
    await with_password(house, "a1", long)
    assert (await Browser(house).sign_in("a1", long)).status == 201
    assert (await Browser(house).sign_in("a1", long[:-1])).status == 401
    assert (await Browser(house).sign_in("a1", long + "x")).status == 401


async def test_v6_3_1_a_guesser_is_told_to_wait(house: House) -> None:
    await with_password(house, "a1")
    guesser = Browser(house)
    statuses = [(await guesser.sign_in("a1", f"guess {n}")).status for n in range(7)]
    assert statuses == [401] * 6 + [429]
    waiting = await guesser.sign_in("a1")
    assert (waiting.status, waiting.headers["Retry-After"]) == (429, "1")
    house.clock.advance(1)
    assert (await guesser.sign_in("a1")).status == 201


async def test_v6_3_3_a_second_factor_from_the_picture_to_the_code(house: House) -> None:
    a1 = await with_password(house, "a1")
    enrolment = (await a1.ask("POST", "/account/second-factor")).body
    assert enrolment["picture"].startswith("<svg")
    assert enrolment["secret"] in enrolment["address"]
    secret = base64.b32decode(enrolment["secret"])
    assert (await a1.ask("POST", "/account/second-factor/confirm", {"code": "000000"})).status == 401

    def code() -> str:
        return totp.code(secret, int(house.clock.now()) // 30)

    kept = (await a1.ask("POST", "/account/second-factor/confirm", {"code": code()})).body["codes"]
    account = (await a1.ask("GET", "/account")).body
    assert (account["second_factor_since"], account["recovery_codes"]) == (house.clock.now(), 10)

    other = Browser(house)
    asked = await other.sign_in("a1")
    assert (asked.status, asked.body["type"]) == (401, "/api/v1/problems/second-factor-needed")
    assert other.cookie == ""
    assert (await other.sign_in("a1", code=code())).status == 401, "it was taken already"
    house.clock.advance(30)
    assert (await other.sign_in("a1", code=code())).status == 201
    assert (await Browser(house).sign_in("a1", code=kept[0])).status == 201
    assert len((await a1.ask("POST", "/account/recovery-codes")).body["codes"]) == 10
    assert (await a1.ask("DELETE", "/account/second-factor")).status == 204
    assert (await Browser(house).sign_in("a1")).status == 201


# --- V7: sessions ----------------------------------------------------------------------------------------------------------


async def test_v7_2_1_and_v7_2_4_signing_in_makes_a_session_of_its_own(house: House) -> None:
    """Nobody can give a browser the session that somebody then signs in to."""
    await with_password(house, "a1")
    browser = Browser(house, cookie="chosen-by-somebody-else")
    assert (await browser.sign_in("a1")).status == 201
    assert browser.cookie != "chosen-by-somebody-else"
    first = browser.cookie
    assert (await browser.sign_in("a1")).status == 201
    assert browser.cookie != first


async def test_v7_3_1_and_v7_3_2_over_http_too(house: House) -> None:
    a1 = await with_password(house, "a1")
    house.clock.advance(3600)
    gone = await a1.ask("GET", "/me")
    assert (gone.status, gone.body["type"]) == (401, "/api/v1/problems/unauthenticated")
    front = await page(house, "/account", a1.cookie)
    assert (front.status, front.headers["Location"]) == (303, "/sign-in?next=/account")


async def test_v7_4_5_an_administrator_ends_somebodys_sessions(house: House) -> None:
    a1, admin = await with_password(house, "a1"), await with_password(house, "admin")
    user = await house.access.user_named("a1")
    assert user is not None
    path = f"/setup/users/{user.id}/sessions"
    (session,) = (await admin.ask("GET", path)).body["items"]
    assert (await admin.ask("DELETE", f"{path}/{session['id']}")).status == 204
    assert (await a1.ask("GET", "/me")).status == 401
    assert (await admin.ask("GET", path)).body["items"] == []


async def test_v7_4_4_every_page_of_a_person_signs_them_out(house: House) -> None:
    """It is in the frame that each of them has."""
    assert "run: signOut" in await _static(house, "js/components/frame.js")
    for shown in PAGES:
        if shown.scope is not None:
            assert "core/page.js" in await _static(house, f"js/{shown.module}"), shown.name


async def test_v7_5_2_one_sees_and_ends_ones_own_sessions(house: House) -> None:
    a1 = await with_password(house, "a1")
    others = [Browser(house) for _ in range(3)]
    for other in others:
        await other.sign_in("a1")
    listed = (await a1.ask("GET", "/account/sessions")).body["items"]
    assert len(listed) == 4
    (mine,) = [session for session in listed if session["current"]]
    (theirs, *_) = [session for session in listed if not session["current"]]
    assert (await a1.ask("DELETE", f"/account/sessions/{theirs['id']}")).status == 204
    assert (await a1.ask("DELETE", f"/account/sessions/{theirs['id']}")).status == 404
    assert sum([(await other.ask("GET", "/me")).status == 200 for other in others]) == 2
    a2 = await with_password(house, "a2")
    assert (await a2.ask("DELETE", f"/account/sessions/{mine['id']}")).status == 404, "not a2's"
    assert (await a1.ask("DELETE", "/account/sessions")).status == 204
    assert [(await other.ask("GET", "/me")).status for other in others] == [401] * 3
    assert (await a1.ask("GET", "/me")).status == 200


async def test_v7_4_2_who_is_disabled_is_out_at_once(house: House) -> None:
    a1 = await with_password(house, "a1")
    access = house.services.reception.access
    user = await access.user_named("a1")
    assert user is not None
    await access.disable_user(user.id)
    assert (await a1.ask("GET", "/me")).status == 401
    assert (await Browser(house).sign_in("a1")).status == 401


SENSITIVE = [route for route in ROUTES if route.sensitive]


async def test_v7_5_1_what_is_sensitive_asks_again_who_it_is(house: House) -> None:
    admin = await with_password(house, "admin")
    house.clock.advance(601)
    for route in SENSITIVE:
        asked = await admin.ask(route.method, address(route), {})
        assert (asked.status, asked.body["type"]) == (403, "/api/v1/problems/show-again"), route.name
    assert (await admin.ask("POST", "/session/shown", {"password": "wrong"})).status == 401
    cookie, csrf = admin.cookie, admin.csrf
    assert (await admin.ask("POST", "/session/shown", {"password": GOOD})).status == 200
    assert admin.cookie != cookie
    assert admin.csrf == csrf, "pages of other tabs go on"
    for route in SENSITIVE:
        again = await admin.ask(route.method, address(route), {})
        assert "show-again" not in str(again.body), route.name


def test_v7_5_1_the_sensitive_ones_are_all_there() -> None:
    names = {route.name for route in SENSITIVE}
    assert {"enrol_second_factor", "remove_second_factor", "renew_recovery_codes", "make_my_token"} <= names
    assert {"add_user", "change_user", "make_set_up_link", "reset_second_factor", "make_token_of"} <= names
    assert "change_settings" in names, "it says who needs a second factor"


# --- V8: who may --------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.AGENT, Role.SUPERVISOR, Role.AUDITOR], ids=str)
async def test_v8_2_1_a_session_may_no_more_than_its_role(house: House, role: Role) -> None:
    """The same walk as with tokens (test_who_may.py), by cookie."""
    browser = await with_password(house, WHO[role])
    for route in ROUTES:
        if route.scope is None or route.scope in SCOPES[role]:
            continue
        answer = await browser.ask(route.method, address(route), {})
        assert answer.status == 403, route.name
        assert route.scope in answer.detail, route.name


@pytest.mark.parametrize("role", [None, Role.AGENT, Role.SUPERVISOR, Role.AUDITOR], ids=str)
async def test_v8_2_1_each_page_is_open_to_those_who_may(house: House, role: Role | None) -> None:
    cookie = "" if role is None else (await with_password(house, WHO[role])).cookie
    for shown in PAGES:
        if shown.scope is None:
            continue
        answer = await page(house, re.sub(r"\{[^}]+\}", "none", shown.path), cookie)
        if role is None:
            assert answer.status == 303, shown.name
            assert answer.headers["Location"].startswith("/sign-in?next="), shown.name
        else:
            assert answer.status == (200 if shown.scope in SCOPES[role] else 403), shown.name


async def test_v8_2_2_who_is_narrowed_to_some_queues_sees_nothing_of_others(house: House) -> None:
    interaction = await house.connected("a1")
    access = house.services.reception.access
    supervisor = await access.user_named("supervisor")
    assert supervisor is not None
    ways = ("", "/events", "/recordings")
    for way in ways:
        assert (await house.ask("GET", f"/interactions/{interaction}{way}")).status == 200
    await access.change_user(supervisor.id, supervisor.role, agent=None, teams=None, queues=["sales"])
    for way in (*ways, "/explanation"):
        assert (await house.ask("GET", f"/interactions/{interaction}{way}")).status == 404
    assert (await house.ask("GET", "/interactions")).body["items"] == []
    assert [queue["id"] for queue in (await house.ask("GET", "/queues")).body["items"]] == ["sales"]
    assert (await house.ask("GET", "/queues/support")).status == 404
    assert (await house.ask("GET", "/agents")).body["items"] == []
    assert (await house.ask("GET", "/agents/a1")).status == 404
    await access.change_user(supervisor.id, supervisor.role, agent=None, teams=["nobody's"], queues=None)
    assert (await house.ask("GET", f"/interactions/{interaction}")).status == 404
    assert (await house.ask("GET", "/interactions")).body["items"] == []


def test_v8_2_3_nobody_sets_a_field_that_is_not_theirs_to_set() -> None:
    """Whatever a body has besides its own fields is refused, all the way down; and answers are made field by field too."""
    for route in ROUTES:
        for model in (route.body_model, route.query_model, route.path_model, route.answer):
            if model is not None and issubclass(model, BaseModel):
                for shape in _shapes(model):
                    assert shape.model_config.get("extra") == "forbid", (route.name, shape)


def _shapes(model: type[BaseModel], known: frozenset[type[BaseModel]] = frozenset()) -> set[type[BaseModel]]:
    found = {model}
    for field in model.model_fields.values():
        for inner in _within(field.annotation):
            if inner not in known | found:
                found |= _shapes(inner, known | found)
    return found


def _within(annotation: Any) -> set[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {annotation}
    return set().union(*(_within(argument) for argument in get_args(annotation)))


async def test_v8_2_3_a_role_is_no_field_of_ones_own_account(house: House) -> None:
    a1 = await with_password(house, "a1")
    for method, path, body in (
        ("PUT", "/me/state", {"state": "away"}),
        ("PUT", "/account/password", {"current": GOOD, "password": BETTER}),
        ("POST", "/account/tokens", {"label": "x"}),
    ):
        refused = await a1.ask(method, path, {**body, "scopes": ["users:write"], "user": "admin"})
        assert refused.status == 422, path
    assert (await a1.ask("GET", "/account")).body["role"] == "agent"


async def test_v8_3_1_what_is_about_a_person_is_done_by_that_person(house: House) -> None:
    """No token reads or changes an account: whoever steals one gains no foothold."""
    for route in ROUTES:
        if route.path.startswith("/account/") or route.path == "/account":
            path = route.path.format(session="none", token="none")
            body = {"current": "x", "password": "y", "code": "1", "label": "x"}
            wanted = {} if route.body_model is None else route.body_model.model_fields
            sent = {name: value for name, value in body.items() if name in wanted}
            answer = await house.ask(route.method, path, "admin", body=sent if wanted else None)
            assert answer.status == 403, route.name
            assert "takes a person" in answer.detail


async def test_my_tokens_are_made_shown_once_and_revoked(house: House) -> None:
    a1, a2 = await with_password(house, "a1"), await with_password(house, "a2")
    made = await a1.ask("POST", "/account/tokens", {"label": "report", "days": 30})
    assert made.status == 201
    assert (await house.ask("GET", "/me", made.body["secret"])).body["user"] == "a1"
    higher = await a1.ask("POST", "/account/tokens", {"label": "more", "role": "admin"})
    assert higher.status == 409
    id = made.body["token"]["id"]
    listed = (await a1.ask("GET", "/account/tokens")).body["items"]
    assert [token["label"] for token in listed if token["id"] == id] == ["report"]
    assert made.body["secret"] not in str(listed)
    assert (await a2.ask("DELETE", f"/account/tokens/{id}")).status == 404, "not a2's"
    assert (await a1.ask("DELETE", f"/account/tokens/{id}")).status == 204
    assert (await house.ask("GET", "/me", made.body["secret"])).status == 401


# --- V12, V14: on the way, and kept ----------------------------------------------------------------------------------------


async def test_v14_2_1_no_secret_is_in_an_address_or_a_log_line(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        a1 = await with_password(house, "a1")
        await Browser(house).sign_in("a1", "a wrong password")
        made = await a1.ask("POST", "/account/tokens", {"label": "report"})
        await a1.ask("PUT", "/account/password", {"current": GOOD, "password": BETTER})
    said = "\n".join(f"{record.getMessage()} {vars(record)}" for record in caplog.records)
    assert "POST /api/v1/session: 401" in said
    for secret in (GOOD, BETTER, "a wrong password", a1.cookie, a1.csrf, made.body["secret"]):
        assert secret not in said


@pytest.mark.parametrize("path", ["/api/v1/session", "/account", "/api/v1/account"])
async def test_v14_3_2_nothing_of_a_person_is_kept_by_the_browser(house: House, path: str) -> None:
    a1 = await with_password(house, "a1")
    assert (await page(house, path, a1.cookie)).headers["Cache-Control"] == "no-store"


# --- V16: what is written down ---------------------------------------------------------------------------------------------


async def test_v16_3_1_and_v16_2_5_every_sign_in_and_deed_is_in_the_audit_log_and_no_secret(
    house: House,
) -> None:
    a1 = await with_password(house, "a1")
    await Browser(house).sign_in("a1", "a wrong password")
    await Browser(house).sign_in("mallory", "a wrong password")
    await a1.ask("PUT", "/me/state", {"state": "away", "reason": "lunch"})
    await a1.ask("PUT", "/account/password", {"current": GOOD, "password": BETTER})
    await a1.ask("DELETE", "/session")
    auditor = await with_password(house, "auditor")
    found = (await auditor.ask("GET", "/audit?order=asc")).body
    deeds = [(deed["name"], deed["action"]) for deed in found["items"]]
    assert deeds == [
        ("a1", "set_up"),
        ("a1", "sign_in_failed"),
        ("mallory", "sign_in_failed"),
        ("a1", "change_state"),
        ("a1", "change_password"),
        ("a1", "sign_out"),
        ("auditor", "set_up"),
    ]
    assert found["items"][3]["detail"]["sent"] == {"state": "away", "reason": "lunch"}
    for secret in (GOOD, BETTER, "a wrong password", a1.csrf):
        assert secret not in str(found)
    narrowed = (await auditor.ask("GET", "/audit?q=mallory")).body
    assert (narrowed["total"], narrowed["items"][0]["user"]) == (1, None)
    assert "change_state" in (await auditor.ask("GET", "/audit/actions")).body["items"]


async def test_v16_4_2_the_auditor_verifies_the_log_and_takes_it_along(house: House) -> None:
    auditor = await with_password(house, "auditor")
    verdict = (await auditor.ask("GET", "/audit/verify")).body
    assert (verdict["ok"], verdict["rows"], verdict["first_broken"]) == (True, 1, None)
    async with house.client.get(
        f"{PREFIX}/audit.csv", headers={"Cookie": f"{SESSION}={auditor.cookie}"}
    ) as response:
        text = await response.text(encoding="utf-8-sig")
    head, row, *_ = text.splitlines()
    assert head.startswith("seq,time,name,action")
    assert row.startswith("1,")
    assert verdict["head"] in row
    again = (await auditor.ask("GET", "/audit")).body["items"]
    assert again[0]["action"] == "export_audit", "taking it along is a deed too"


async def test_v16_3_2_who_was_refused_is_in_the_log(house: House, caplog: pytest.LogCaptureFixture) -> None:
    a1 = await with_password(house, "a1")
    with caplog.at_level(logging.INFO):
        await a1.ask("GET", "/audit")
    (record,) = [record for record in caplog.records if "/audit" in record.getMessage()]
    fields = vars(record)
    (mine,) = (await a1.ask("GET", "/account/sessions")).body["items"]
    assert (fields["status"], fields["session"]) == (403, mine["id"])


async def test_v16_3_3_who_tries_to_get_round_something_is_in_the_log(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    """A guesser who has to wait, what another site sends, a body that is none."""
    a1 = await with_password(house, "a1")
    guesser = Browser(house)
    with caplog.at_level(logging.INFO):
        for n in range(7):
            await guesser.sign_in("a1", f"guess {n}")
        await a1.ask("PUT", "/me/state", {"state": "away"}, headers={"Origin": "https://evil.example"})
        await a1.ask("PUT", "/me/state", {"state": "away", "role": "admin"})
    said = [(vars(record).get("path"), vars(record).get("status")) for record in caplog.records]
    assert said.count((f"{PREFIX}/session", 429)) == 1
    assert [status for path, status in said if path == f"{PREFIX}/me/state"] == [403, 422]
    auditor = await with_password(house, "auditor")
    failed = (await auditor.ask("GET", "/audit?action=sign_in_failed")).body["items"]
    assert any("has_to_wait" in row["detail"] for row in failed)
