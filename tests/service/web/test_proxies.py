"""Behind a proxy: whose word on where a request comes from counts, and what follows from it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp.test_utils import make_mocked_request
from multidict import CIMultiDict

from ari_app.clock import HandClock
from ari_app.storage import audit
from tests.service.web.browser import Browser, with_password
from tests.service.web.conftest import House, catalogue, open_house
from workspace_web.app import PREFIX
from workspace_web.cookies import SESSION
from workspace_web.proxies import FOR, PROTO, Client, client_behind, networks_of

TRUSTED = "10.0.0.1, 10.1.0.0/16, fd00::/8"
HTTPS = {PROTO: "https"}


class Transport:
    """The other end of a connection."""

    def __init__(self, peer: str) -> None:
        self._peer = peer

    def get_extra_info(self, name: str, default: object = None) -> object:
        return (self._peer, 40_000) if name == "peername" else default


@pytest.mark.parametrize(
    ("peer", "sent", "client"),
    [
        ("192.0.2.7", [], Client("192.0.2.7", "http")),
        ("192.0.2.7", [(FOR, "198.51.100.1"), (PROTO, "https")], Client("192.0.2.7", "http")),
        ("10.0.0.1", [], Client("10.0.0.1", "http")),
        ("10.0.0.1", [(FOR, "198.51.100.1"), (PROTO, "https")], Client("198.51.100.1", "https")),
        ("::ffff:10.0.0.1", [(FOR, "::ffff:198.51.100.1")], Client("198.51.100.1", "http")),
        ("10.0.0.1", [(FOR, "6.6.6.6, 198.51.100.1")], Client("198.51.100.1", "http")),
        ("10.0.0.1", [(FOR, "6.6.6.6"), (FOR, "198.51.100.1")], Client("198.51.100.1", "http")),
        ("10.0.0.1", [(FOR, "198.51.100.1, 10.1.2.3")], Client("198.51.100.1", "http")),
        ("10.0.0.1", [(FOR, "10.1.2.4, 10.1.2.3")], Client("10.1.2.4", "http")),
        ("10.0.0.1", [(FOR, "198.51.100.1, unknown")], Client("10.0.0.1", "http")),
        ("10.0.0.1", [(FOR, "198.51.100.1, 10.1.2.3'--, 10.1.2.3")], Client("10.1.2.3", "http")),
        ("10.0.0.1", [(FOR, ""), (PROTO, "")], Client("10.0.0.1", "http")),
        ("10.0.0.1", [(PROTO, "javascript")], Client("10.0.0.1", "http")),
        ("10.0.0.1", [(PROTO, "http, HTTPS")], Client("10.0.0.1", "https")),
        ("fd00::1", [(FOR, "2001:db8::9")], Client("2001:db8::9", "http")),
    ],
)
def test_of_the_forwarded_addresses_only_what_a_trusted_proxy_wrote_counts(
    peer: str, sent: list[tuple[str, str]], client: Client
) -> None:
    request = make_mocked_request("GET", "/", CIMultiDict(sent), transport=Transport(peer))
    assert client_behind(request, networks_of(TRUSTED)) == client


def test_by_itself_nobody_is_trusted() -> None:
    request = make_mocked_request(
        "GET", "/", {FOR: "198.51.100.1", **HTTPS}, transport=Transport("127.0.0.1")
    )
    assert client_behind(request, networks_of("")) == Client("127.0.0.1", "http")


# --- and what follows from it --------------------------------------------------------------------------------


@pytest.fixture
async def behind_proxy(tmp_path: Path, empty_database: Path) -> AsyncIterator[House]:
    """A house whose proxy is on loopback, as the tests are."""
    async with open_house(
        tmp_path, empty_database, HandClock(), catalogue(), trusted_proxies="127.0.0.1"
    ) as opened:
        yield opened


async def test_v16_2_1_the_audit_log_and_the_session_name_the_browser(behind_proxy: House) -> None:
    await with_password(behind_proxy, "a1")
    browser = Browser(behind_proxy)
    body = {"user": "a1", "password": "wrong"}
    await browser.ask("POST", "/session", body, headers={FOR: "6.6.6.6, 198.51.100.1"})
    *_, failed = await audit.after(behind_proxy.database.reader, 0)
    assert (failed.action, failed.address) == ("sign_in_failed", "198.51.100.1")


async def test_v6_3_1_a_guesser_behind_the_proxy_locks_nobody_else_behind_it_out(behind_proxy: House) -> None:
    guesser = {FOR: "198.51.100.1"}
    statuses = [
        (await behind_proxy.ask("GET", "/me", f"tl_guess{n}", headers=guesser)).status for n in range(7)
    ]
    assert statuses == [401] * 5 + [429] * 2
    assert (await behind_proxy.ask("GET", "/me", "a2", headers=guesser)).status == 429
    assert (await behind_proxy.ask("GET", "/me", "a2", headers={FOR: "198.51.100.2"})).status == 200


async def test_v3_4_1_who_came_by_https_is_told_to_stay(behind_proxy: House) -> None:
    for headers, told in ((HTTPS, True), ({}, False)):
        async with behind_proxy.client.get(
            "/sign-in", headers={"Accept": "text/html", **headers}
        ) as response:
            assert ("Strict-Transport-Security" in response.headers) == told


async def test_v3_5_1_the_same_host_without_encryption_is_another_origin(behind_proxy: House) -> None:
    a1 = await with_password(behind_proxy, "a1")
    host = behind_proxy.client.make_url("/").authority
    wish = {"state": "away"}
    for scheme, status in (("https", 200), ("http", 403)):
        headers = {**HTTPS, "Origin": f"{scheme}://{host}"}
        assert (await a1.ask("PUT", "/me/state", wish, headers=headers)).status == status
    with_cookie = {**HTTPS, "Cookie": f"{SESSION}={a1.cookie}"}
    live = await behind_proxy.client.ws_connect(
        f"{PREFIX}/live", headers={**with_cookie, "Origin": f"https://{host}"}
    )
    assert (await live.receive_json())["type"] == "snapshot"
    await live.close()


async def test_a_link_that_is_shown_is_as_people_reach_us(behind_proxy: House) -> None:
    admin = await with_password(behind_proxy, "admin")
    user = await behind_proxy.access.user_named("a1")
    assert user is not None
    made = await admin.ask("POST", f"/setup/users/{user.id}/link", headers={**HTTPS, "Origin": None})
    assert made.body["link"].startswith("https://"), made.body
