"""Users as an admin sets them up: what they may and see, their links, sessions and tokens."""

from typing import Any

from tests.service.web.conftest import House


async def user(house: House, name: str) -> dict[str, Any]:
    (found,) = (await house.ask("GET", f"/setup/users?q={name}&size=1", "admin")).body["items"]
    return dict(found)


async def test_a_new_user_has_no_password_until_a_link_was_used(house: House) -> None:
    made = await house.ask("POST", "/setup/users", "admin", body={"name": "anna", "role": "auditor"})
    assert (made.status, made.body["sign_in"], made.body["version"]) == (201, False, 0)
    again = await house.ask("POST", "/setup/users", "admin", body={"name": "anna", "role": "auditor"})
    assert (again.status, "already" in again.detail) == (409, True)

    link = (await house.ask("POST", f"/setup/users/{made.body['id']}/link", "admin")).body
    assert link["link"].startswith("http://127.0.0.1")
    assert link["expires_at"] > house.clock.now()
    assert (await house.ask("POST", "/setup/users/nobody/link", "admin")).status == 404


async def test_what_they_may_is_changed_on_what_was_seen(house: House) -> None:
    await house.ask("POST", "/setup/teams", "admin", body={"id": "north", "name": "North"})
    seen = await user(house, "supervisor")
    path = f"/setup/users/{seen['id']}"
    wanted = {"role": "supervisor", "teams": ["north"], "version": 0}
    changed = await house.ask("PUT", path, "admin", body=wanted)
    assert (changed.status, changed.body["teams"], changed.body["version"]) == (200, ["north"], 1)
    assert changed.body["changed_by"] == "admin"
    assert (await house.ask("PUT", path, "admin", body=wanted)).status == 409

    unknown = await house.ask("PUT", path, "admin", body=wanted | {"version": 1, "teams": ["south"]})
    assert unknown.body["errors"][0]["pointer"] == "/teams/0"
    answer = await house.ask("DELETE", "/setup/teams/north", "admin")
    assert (answer.status, "user supervisor" in answer.detail) == (409, True)


async def test_an_agent_is_answered_by_one_user(house: House) -> None:
    await house.ask("POST", "/setup/agents", "admin", body={"id": "ada", "name": "Ada"})
    body = {"name": "ada.l", "role": "agent"}
    nobody = await house.ask("POST", "/setup/users", "admin", body=body)
    assert nobody.body["errors"][0]["pointer"] == "/agent"
    assert (await house.ask("POST", "/setup/users", "admin", body=body | {"agent": "ada"})).status == 201
    second = await house.ask("POST", "/setup/users", "admin", body=body | {"name": "b", "agent": "ada"})
    assert second.body["errors"][0]["detail"].startswith("ada.l answers")
    assert (await house.ask("GET", "/setup/agents/ada", "admin")).body["users"] == ["ada.l"]


async def test_one_who_is_disabled_is_out_at_once_and_may_come_back(house: House) -> None:
    seen = await user(house, "auditor")
    path = f"/setup/users/{seen['id']}"
    out = await house.ask("PUT", path, "admin", body={"role": "auditor", "version": 0, "disabled": True})
    assert out.body["disabled_at"] == house.clock.now()
    assert (await house.ask("GET", "/agents", "auditor")).status == 401
    assert (await house.ask("PUT", path, "admin", body={"role": "auditor", "version": 1})).status == 200
    assert (await house.ask("GET", "/agents", "auditor")).status == 200


async def test_nobody_takes_their_own_rights_away(house: House) -> None:
    path = f"/setup/users/{(await user(house, 'admin'))['id']}"
    for change in ({"role": "agent"}, {"role": "admin", "disabled": True}):
        answer = await house.ask("PUT", path, "admin", body=change | {"version": 0})
        assert (answer.status, "another administrator" in answer.detail) == (409, True)


async def test_tokens_of_a_program_are_made_listed_and_revoked(house: House) -> None:
    path = f"/setup/users/{(await user(house, 'service'))['id']}/tokens"
    made = (await house.ask("POST", path, "admin", body={"label": "export", "days": 1})).body
    assert (await house.ask("GET", "/agents", made["secret"])).status == 200
    labels = [token["label"] for token in (await house.ask("GET", path, "admin")).body["items"]]
    assert sorted(labels) == ["export", "test"]
    assert made["secret"] not in str((await house.ask("GET", path, "admin")).body)

    assert (await house.ask("DELETE", f"{path}/{made['token']['id']}", "admin")).status == 204
    assert (await house.ask("DELETE", f"{path}/{made['token']['id']}x", "admin")).status == 404
    assert (await house.ask("GET", "/agents", made["secret"])).status == 401
    house.clock.advance(86_401)
    assert [token["label"] for token in (await house.ask("GET", path, "admin")).body["items"]] == ["test"]


async def test_where_somebody_is_signed_in_is_seen_and_ended(house: House) -> None:
    seen = await user(house, "auditor")
    path = f"/setup/users/{seen['id']}/sessions"
    assert (await house.ask("GET", path, "admin")).body["items"] == []
    assert (await house.ask("DELETE", f"{path}/none", "admin")).status == 404
    assert (await house.ask("GET", "/setup/users/none/sessions", "admin")).status == 404


async def test_only_admins_and_auditors_see_users(house: House) -> None:
    for who, status in (("admin", 200), ("auditor", 200), ("supervisor", 403), ("a1", 403), ("service", 403)):
        assert (await house.ask("GET", "/setup/users", who)).status == status
