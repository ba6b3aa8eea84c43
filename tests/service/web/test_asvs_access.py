"""What OWASP's ASVS 5.0 asks of access, of what is kept and of what is written down, over HTTP: each test has the number of
what it holds us to."""

import logging
import re
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from ari_app.access.rules import SCOPES
from ari_app.storage.choices import Role
from tests.service.web.asvs import BETTER, page
from tests.service.web.browser import GOOD, Browser, with_password
from tests.service.web.conftest import House
from tests.service.web.test_who_may import address
from workspace_web.api import ROUTES
from workspace_web.app import PREFIX
from workspace_web.cookies import SESSION
from workspace_web.pages import PAGES

WHO = {Role.AGENT: "a1", Role.SUPERVISOR: "supervisor", Role.AUDITOR: "auditor"}


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
