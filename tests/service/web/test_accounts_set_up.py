"""Accounts of channels, set up from a screen: told what they need, tried, switched off; their secrets never come out."""

from typing import Any

import pytest

from ari_app.administration.things import Kind
from ari_app.channels.double import DOUBLE
from ari_app.storage import configuration
from ari_app.storage.rows.setup import FlowRow
from tests.service.web.conftest import House

FLOW = {
    "id": "answers",
    "name": "Answers",
    "language": "en",
    "start": "end",
    "nodes": {"end": {"kind": "hangup"}},
}


@pytest.fixture
async def house(house: House) -> House:
    """With a published flow."""
    await house.database.writer.commit(
        [
            configuration.flow_added(FlowRow("answers", "1", FLOW)),
            configuration.flow_published("answers", "1", house.clock.now()),
        ]
    )
    return house


def secret_of(channel: Any) -> str:
    return str(next(each.name for each in channel.settings if each.secret))


def draft(**changes: Any) -> dict[str, Any]:
    said = {"url": "https://provider.example/in"}
    return {
        "channel": DOUBLE.facts.name,
        "name": "Test line",
        "address": "test",
        "flow": "answers",
        "settings": said,
        "secrets": {secret_of(DOUBLE): "very-secret-words"},
        **changes,
    }


async def added(house: House) -> Any:
    made = await house.ask("POST", "/setup/accounts", "admin", body=draft())
    assert made.status == 201, made.body
    return made.body


async def test_each_channel_says_what_it_has_to_be_told(house: House) -> None:
    channels = (await house.ask("GET", "/setup/channels", "admin")).body["items"]
    names = {channel["name"] for channel in channels}
    assert {"webchat", "telegram", DOUBLE.facts.name} <= names
    assert all(channel["title"] and channel["settings"] for channel in channels)


async def test_a_secret_goes_in_and_never_comes_out(house: House) -> None:
    made = await added(house)
    assert made["secrets"] == [secret_of(DOUBLE)]
    everything = [
        await house.ask("GET", path, "admin")
        for path in ("/setup/accounts", f"/setup/accounts/{made['id']}", "/audit")
    ]
    assert all("very-secret-words" not in str(answer.body) for answer in everything)


async def test_a_change_keeps_the_secret_and_two_people_do_not_overwrite_each_other(house: House) -> None:
    made = await added(house)
    path, change = f"/setup/accounts/{made['id']}", {**draft(secrets={}), "version": made["version"]}
    changed = await house.ask("PUT", path, "admin", body={**change, "name": "Front door", "enabled": False})
    assert (changed.status, changed.body["name"], changed.body["enabled"]) == (200, "Front door", False)
    assert changed.body["secrets"] == made["secrets"]
    late = await house.ask("PUT", path, "admin", body={**change, "name": "Back door"})
    assert late.status == 409
    listed = (await house.ask("GET", "/setup/accounts?q=front", "admin")).body
    assert [each["id"] for each in listed["items"]] == [made["id"]]


async def test_what_is_wrong_is_said_at_its_place(house: House) -> None:
    wrong = await house.ask(
        "POST", "/setup/accounts", "admin", body=draft(flow="none", settings={"nothing": "x"}, secrets={})
    )
    assert wrong.status == 422
    pointers = {fault["pointer"] for fault in wrong.body["errors"]}
    assert {"/flow", "/settings/nothing"} <= {pointer.removeprefix("/body") for pointer in pointers}
    assert (await house.ask("POST", "/setup/accounts", "admin", body=draft(channel="none"))).status == 404
    assert (await house.ask("GET", "/setup/accounts/none", "admin")).status == 404


async def test_an_account_is_tried_and_taken_away(house: House) -> None:
    made = await added(house)
    path = f"/setup/accounts/{made['id']}"
    tried = await house.ask("POST", f"{path}/test", "admin")
    assert (tried.status, bool(tried.body["says"])) == (200, True)
    plan = await house.services.administration.plan()
    assert made["id"] in plan.of(Kind.ACCOUNT)
    assert (await house.ask("DELETE", path, "admin")).status == 204
    assert (await house.ask("GET", path, "admin")).status == 404
    assert (await house.ask("POST", f"{path}/test", "admin")).status == 404


async def test_only_admins_change_accounts(house: House) -> None:
    for who in ("a1", "supervisor", "auditor"):
        assert (await house.ask("POST", "/setup/accounts", who, body=draft())).status == 403
    assert (await house.ask("GET", "/setup/accounts", "auditor")).status == 200
