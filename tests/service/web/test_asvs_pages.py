"""What OWASP's ASVS 5.0 asks of cookies, headers, CSRF and sockets, over HTTP: each test has the number of what it holds us
to."""

import re
from http.cookies import SimpleCookie

import pytest
from aiohttp import WSServerHandshakeError

from tests.service.web.asvs import HTML, page, script
from tests.service.web.browser import with_password
from tests.service.web.conftest import NOBODY, House
from tests.service.web.test_who_may import address
from workspace_web.api import ROUTES
from workspace_web.app import PREFIX
from workspace_web.cookies import SESSION
from workspace_web.pages import PAGES
from workspace_web.static import FOLDER as STATIC

UNSAFE = [route for route in ROUTES if route.method != "GET"]


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
    live = await script(house, "js/core/live.js")
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
    while not (message := await live.receive(timeout=60)).type.name.startswith("CLOS"):
        pass
    assert live.close_code == 4401, message
    with pytest.raises(WSServerHandshakeError) as refused:
        await a1.live()
    assert refused.value.status == 401
