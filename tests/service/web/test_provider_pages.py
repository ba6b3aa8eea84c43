"""Signing in through a provider, as a browser goes: there, back, and in. The provider itself: tests/service/access."""

from collections.abc import AsyncIterator
from http.cookies import SimpleCookie

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer

from ari_app.access.hashing import Hashing
from ari_app.access.openid import OpenId, Provider
from ari_app.access.reception import Reception, open_reception
from ari_app.clock import HandClock
from ari_app.storage import audit
from ari_app.storage.choices import Role
from ari_app.storage.database import Database
from tests.service.access.provider import CLIENT, SECRET, TestProvider
from tests.service.storage.conftest import database, database_url
from workspace_web.cookies import SESSION
from workspace_web.provider import AWAY, LEAVE, RETURN, ProviderPages

__all__ = ["database", "database_url"]


class World:
    """The two pages alone, and the provider."""

    def __init__(
        self,
        provider: TestProvider,
        reception: Reception,
        client: TestClient[web.Request, web.Application],
        clock: HandClock,
    ) -> None:
        self.provider, self.reception, self.client, self.clock = provider, reception, client, clock

    async def get(self, path: str, cookie: str = "", **query: str) -> ClientResponse:
        headers = {"Cookie": cookie} if cookie else {}
        async with self.client.get(path, params=query, headers=headers, allow_redirects=False) as response:
            await response.read()
            assert response.status == 303
            return response

    async def signed_in(self) -> str:
        """A session, ten minutes after somebody signed in; its cookie."""
        answer, held = await self.there()
        back = await self.get(RETURN, held, **answer)
        self.clock.advance(601)
        return f"{SESSION}={_cookies(back)[SESSION].value}"

    async def there(self, cookie: str = "", **query: str) -> tuple[dict[str, str], str]:
        """What the provider sends back, and what the browser holds meanwhile."""
        response = await self.get(LEAVE, cookie, **query)
        held = SimpleCookie(response.headers["Set-Cookie"])[AWAY]
        assert held["secure"]
        assert held["httponly"]
        assert held["samesite"] == "Lax"
        return self.provider.visited(response.headers["Location"]), f"{AWAY}={held.value}"


def _cookies(response: ClientResponse) -> SimpleCookie:
    cookies = SimpleCookie()
    for header in response.headers.getall("Set-Cookie"):
        cookies.load(header)
    return cookies


@pytest.fixture
async def world(database: Database) -> AsyncIterator[World]:
    clock = HandClock()
    provider = TestProvider(clock.now)
    await provider.start()
    reception = open_reception(
        database,
        clock.now,
        "a secret",
        hashing=Hashing(passes=1, kibibytes=64),
        openid=OpenId(Provider(provider.issuer, CLIENT, SECRET), clock.now),
    )
    await reception.access.add_user("ann", Role.SUPERVISOR)
    app = web.Application()
    ProviderPages(reception).add_to(app.router)
    async with TestClient(TestServer(app)) as client:
        yield World(provider, reception, client, clock)
    await provider.stop()


async def test_there_back_and_in(world: World, database: Database) -> None:
    answer, held = await world.there()
    back = await world.get(RETURN, held, **answer)
    assert back.headers["Location"] == "/"
    cookies = _cookies(back)
    assert cookies[AWAY].value == "", "it is not needed any more"
    identity = await world.reception.sessions.verify(cookies[SESSION].value)
    assert identity is not None
    assert (identity.name, identity.role) == ("ann", Role.SUPERVISOR)
    (row,) = await audit.after(database.reader, 0)
    assert (row.name, row.action) == ("ann", "signed_in")


async def test_v10_2_1_nobody_is_signed_in_as_somebody_else_by_a_link(world: World) -> None:
    """An attacker's answer, in the browser of somebody who never left for the provider, or left another time."""
    answer, _ = await world.there()
    _, others = await world.there()
    for held in ("", f"{AWAY}=nonsense", others):
        back = await world.get(RETURN, held, **answer)
        assert back.headers["Location"] == "/sign-in?failed=late"
        assert f"{SESSION}=" not in str(back.headers.getall("Set-Cookie"))


# --- showing again who one is, without a password --------------------------------------------------------------


async def test_v7_5_1_who_has_no_password_shows_it_to_their_provider(
    world: World, database: Database
) -> None:
    session = await world.signed_in()
    before = await world.reception.sessions.verify(session.partition("=")[2])
    assert before is not None
    assert not world.reception.sign_in.shown_lately(before)
    answer, held = await world.there(session, again="")
    assert world.provider.asked_anew
    world.provider.claims |= {"auth_time": int(world.clock.now())}
    back = await world.get(RETURN, f"{session}; {held}", **answer)
    assert back.headers["Location"] == "/account?shown"
    after = await world.reception.sessions.verify(_cookies(back)[SESSION].value)
    assert after is not None
    assert after.session == before.session, "so the pages that are open go on"
    assert world.reception.sign_in.shown_lately(after)
    assert await world.reception.sessions.verify(session.partition("=")[2]) is None, "another secret"
    *_, row = await audit.after(database.reader, 0)
    assert (row.name, row.action) == ("ann", "show_again")


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({}, "refused"),
        ({"auth_time": "now"}, "refused"),
        ({"auth_time": 0}, "refused"),
        ({"auth_time": 10**12, "sub": "somebody-else"}, "unknown"),
    ],
)
async def test_v7_5_1_nothing_less_will_do(world: World, claims: dict[str, object], why: str) -> None:
    """The provider has to ask them anew, and to vouch for the same person."""
    session = await world.signed_in()
    answer, held = await world.there(session, again="")
    world.provider.claims |= claims
    back = await world.get(RETURN, f"{session}; {held}", **answer)
    assert back.headers["Location"] == f"/sign-in?failed={why}"
    identity = await world.reception.sessions.verify(session.partition("=")[2])
    assert identity is not None
    assert not world.reception.sign_in.shown_lately(identity)


async def test_v7_5_1_only_in_the_session_that_left(world: World) -> None:
    session, other = await world.signed_in(), await world.signed_in()
    answer, held = await world.there(session, again="")
    world.provider.claims |= {"auth_time": int(world.clock.now())}
    back = await world.get(RETURN, f"{other}; {held}", **answer)
    assert back.headers["Location"] == "/sign-in?failed=late"


async def test_what_goes_wrong_is_said_in_words_of_our_own(world: World) -> None:
    world.provider.claims = {"preferred_username": "<script>"}
    answer, held = await world.there()
    assert (await world.get(RETURN, held, **answer)).headers["Location"] == "/sign-in?failed=unknown"
    answer, held = await world.there()
    refused = {"state": answer["state"], "error": "access_denied", "error_description": "<script>"}
    assert (await world.get(RETURN, held, **refused)).headers["Location"] == "/sign-in?failed=refused"
    world.provider.discovery = {"issuer": "https://elsewhere.example"}
    world.reception.openid._discovery = None  # type: ignore[union-attr]
    assert (await world.get(LEAVE)).headers["Location"] == "/sign-in?failed=failed"


async def test_without_a_provider_there_are_no_such_pages(world: World, database: Database) -> None:
    router = web.Application().router
    ProviderPages(open_reception(database, lambda: 0.0, "a secret")).add_to(router)
    assert list(router.routes()) == []
