"""What OWASP's ASVS 5.0 asks of sign-in and sessions, over HTTP: each test has the number of what it holds us to. Passwords,
codes and sessions themselves: tests/unit/access, tests/service/access."""

import base64

from ari_app.access import totp
from ari_app.access.password_rules import LONGEST
from tests.service.web.asvs import BETTER, page, script
from tests.service.web.browser import GOOD, Browser, with_password
from tests.service.web.conftest import House
from tests.service.web.test_who_may import address
from workspace_web.api import ROUTES
from workspace_web.pages import PAGES

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
    source = (await script(house, "js/account/door.js")).lower()
    assert "type=${seen ? 'text' : 'password'}" in source
    assert "onpaste" not in source
    for name, wanted in (("sign-in", "current-password"), ("set-up", "new-password")):
        assert f'autocomplete="{wanted}"' in await script(house, f"js/pages/{name}.js")


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
    assert "run: signOut" in await script(house, "js/components/frame.js")
    for shown in PAGES:
        if shown.scope is not None:
            assert "core/page.js" in await script(house, f"js/{shown.module}"), shown.name


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
