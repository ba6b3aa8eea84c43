"""My phones by the API: which one rings, and a new password for the softphone of this page."""

import pytest
from sqlalchemy import func, select

from ari_app.administration.devices import Devices, PhoneNotPushed
from ari_app.administration.things import Kind
from ari_app.administration.writes import removed as written_off
from ari_app.catalogue_reader import read_catalogue
from ari_app.storage import configuration, endpoints, settings
from ari_app.storage.choices import EndpointKind
from ari_app.storage.rows.setup import AgentRow, EndpointRow
from ari_app.storage.settings import Changeable
from ari_app.storage.tables.spine import outbox
from ari_app.telephony.endpoints import digest_of
from tests.service.web.conftest import House, in_force


@pytest.fixture
async def desk_phone(house: House) -> str:
    """Agent a1 is set up, with a phone on the desk that rings."""
    phone = EndpointRow("desk-1", EndpointKind.REGISTERED, agent="a1", username="desk-1", ha1="0" * 32)
    await house.database.writer.commit(
        [*configuration.agent_set(AgentRow("a1", "Ada", phone.id), {}, ()), endpoints.known(phone)]
    )
    return phone.id


async def test_a_page_becomes_the_phone_and_the_page_before_it_is_none_any_more(
    house: House, desk_phone: str
) -> None:
    first = await house.ask("POST", "/me/phone", "a1")
    assert first.status == 200
    assert first.body["websocket"] == "/sip"
    assert first.body["uri"] == f"sip:{first.body['username']}@trunkline"
    assert first.body["ice_servers"] == [{"urls": "stun:stun.example"}]
    assert first.body["username"].startswith("a-")
    second = await house.ask("POST", "/me/phone", "a1")
    assert second.body["username"] == first.body["username"]
    assert second.body["password"] != first.body["password"]

    name = second.body["username"]
    row = await endpoints.one(house.database.reader, name)
    assert row is not None
    assert row.ha1 == digest_of(name, second.body["password"]), "only the digest is kept"
    assert (row.agent, row.webrtc, row.kind) == ("a1", True, EndpointKind.REGISTERED)
    assert await rings(house) == name


async def test_which_phone_rings_is_my_choice(house: House, desk_phone: str) -> None:
    assert (await house.ask("GET", "/me/device", "a1")).body == {
        "device": "desk",
        "choices": ["browser", "desk"],
        "reachable": None,
    }
    await house.ask("POST", "/me/phone", "a1")
    assert (await house.ask("GET", "/me/device", "a1")).body["device"] == "browser"
    answer = await house.ask("PUT", "/me/device", "a1", body={"device": "desk"})
    assert (answer.status, answer.body["device"]) == (200, "desk")
    assert await rings(house) == desk_phone
    answer = await house.ask("PUT", "/me/device", "a1", body={"device": "browser"})
    assert answer.body["device"] == "browser"

    answer = await house.ask("PUT", "/me/device", "a1", body={"device": "mobile"})
    assert (answer.status, "no mobile phone" in answer.detail) == (409, True)
    mobile = EndpointRow("ada-mobile", EndpointKind.FIXED, agent="a1", contact="sip:ada@192.0.2.7")
    await house.database.writer.commit([endpoints.known(mobile)])
    answer = await house.ask("PUT", "/me/device", "a1", body={"device": "mobile"})
    assert answer.body == {"device": "mobile", "choices": ["browser", "desk", "mobile"], "reachable": None}
    assert await rings(house) == mobile.id


@pytest.mark.parametrize(("phone", "reachable"), [("p1", True), ("unplugged", False)])
async def test_a_page_learns_whether_the_phone_on_the_desk_would_ring(
    house: House, phone: str, reachable: bool
) -> None:
    row = EndpointRow(phone, EndpointKind.REGISTERED, agent="a1", username=phone, ha1="0" * 32)
    await house.database.writer.commit(
        [*configuration.agent_set(AgentRow("a1", "Ada", phone), {}, ()), endpoints.known(row)]
    )
    shown = (await house.ask("GET", "/me/device", "a1")).body
    assert (shown["device"], shown["reachable"]) == ("desk", reachable)


async def test_an_agent_who_never_had_a_phone_may_choose_the_browser(house: House) -> None:
    await house.database.writer.commit(configuration.agent_set(AgentRow("a1", "Ada", ""), {}, ()))
    assert (await house.ask("GET", "/me/device", "a1")).body == {
        "device": None,
        "choices": ["browser"],
        "reachable": None,
    }
    answer = await house.ask("PUT", "/me/device", "a1", body={"device": "browser"})
    assert answer.body["device"] == "browser"
    assert (await rings(house)).startswith("a-")


async def test_the_running_centre_is_told_of_another_phone_and_not_of_another_password(
    house: House, desk_phone: str
) -> None:
    async def told() -> int:
        posted = select(func.count()).select_from(outbox).where(outbox.c.topic == configuration.CHANGED)
        return int(await house.database.reader.value(posted))

    before = await told()
    await house.ask("POST", "/me/phone", "a1")
    assert await told() == before + 1
    await house.ask("POST", "/me/phone", "a1")
    assert await told() == before + 1


async def test_when_asterisk_is_away_the_page_is_told_to_try_again(house: House, desk_phone: str) -> None:
    async def push(endpoint: str) -> None:
        raise PhoneNotPushed("Asterisk is away")

    devices = Devices(house.database, push, house.clock.now, digest_of, in_force)
    with pytest.raises(PhoneNotPushed):
        await devices.browser_phone("a1", "a1")


async def test_the_phone_in_the_browser_goes_with_its_agent_and_the_one_on_the_desk_stays(
    house: House, desk_phone: str
) -> None:
    name = (await house.ask("POST", "/me/phone", "a1")).body["username"]
    await house.database.writer.commit(written_off(Kind.AGENT, "a1"))
    assert await endpoints.one(house.database.reader, name) is None
    left = await endpoints.one(house.database.reader, desk_phone)
    assert left is not None
    assert left.agent is None


async def test_who_is_no_agent_any_more_has_no_phone(house: House) -> None:
    answer = await house.ask("POST", "/me/phone", "a2")
    assert answer.status == 409


async def rings(house: House) -> str:
    row = await configuration.agent_row(house.database.reader, "a1")
    assert row is not None
    return row.endpoint


async def test_a_mobile_is_set_up_with_its_number_and_the_trunk_that_calls_it(
    house: House, desk_phone: str
) -> None:
    await house.database.writer.commit(settings.changed(Changeable(dialable=["+49"])))
    trunk = {"id": "carrier", "kind": "trunk_ip", "addresses": ["203.0.113.7"], "address": "sip:203.0.113.7"}
    assert (await house.ask("POST", "/setup/trunks", "admin", body=trunk)).status == 201
    mobile = {
        "id": "adas-own",
        "kind": "mobile",
        "agent": "a1",
        "number": "+49 170 1234567",
        "trunk": "carrier",
    }
    made = await house.ask("POST", "/setup/phones", "admin", body=mobile)
    assert (made.status, made.body["number"], made.body["trunk"]) == (201, "+491701234567", "carrier")
    assert made.body["address"] is None
    for wrong, at in (({"number": "+44123456"}, "number"), ({"trunk": "gone"}, "trunk")):
        answer = await house.ask("POST", "/setup/phones", "admin", body={**mobile, "id": "other", **wrong})
        assert (answer.status, at in str(answer.body["errors"])) == (422, True)

    answer = await house.ask("PUT", "/me/device", "a1", body={"device": "mobile"})
    assert (answer.status, await rings(house)) == (200, "adas-own")
    known = await read_catalogue(house.database.reader, language="de")
    assert known.agents["a1"].endpoint == "+491701234567@carrier"
    assert known.mobiles == {"+491701234567@carrier": "de"}
    await house.database.writer.commit(settings.changed(Changeable(dialable=["+43"])))
    assert not (await read_catalogue(house.database.reader, "de")).mobiles, "it may not be called any more"
