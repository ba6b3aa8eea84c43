"""Signing in and out at a browser, from the set-up link to the last session."""

from tests.service.web.browser import GOOD, Browser, with_password
from tests.service.web.conftest import House


async def test_from_the_set_up_link_to_signing_out(house: House) -> None:
    a1 = await with_password(house, "a1")
    assert (await a1.ask("GET", "/me")).body["user"] == "a1"
    assert (await a1.ask("PUT", "/me/state", {"state": "available"})).status == 200

    other = Browser(house)
    assert (await other.sign_in("a1")).status == 201
    assert (await other.ask("GET", "/session")).body["user"] == "a1"
    held = other.cookie
    assert (await other.ask("DELETE", "/session")).status == 204
    assert other.cookie == ""
    other.cookie = held
    assert (await other.ask("GET", "/me")).status == 401
    assert (await a1.ask("GET", "/me")).status == 200


async def test_a_link_is_good_once(house: House) -> None:
    reception = house.services.reception
    user = await reception.access.user_named("a1")
    assert user is not None
    link = await reception.links.make(user.id)
    browser = Browser(house)
    assert (await browser.ask("POST", "/session/link", {"link": link})).body == {"user": "a1"}
    weak = await browser.ask("POST", "/session/set-up", {"link": link, "password": "password"})
    assert (weak.status, weak.body["errors"][0]["pointer"]) == (422, "/password")
    done = await browser.ask("POST", "/session/set-up", {"link": link, "password": GOOD})
    assert done.status == 201
    again = await browser.ask("POST", "/session/set-up", {"link": link, "password": GOOD})
    assert again.status == 401
    assert "Ask an administrator" in again.detail


async def test_the_live_connection_by_the_cookie(house: House) -> None:
    a1 = await with_password(house, "a1")
    live = await a1.live()
    assert (await live.receive_json())["type"] == "snapshot"
    await live.close()
