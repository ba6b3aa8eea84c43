"""Phones and trunks pushed into the real Asterisk: live at once, only what differs, gone when unwanted."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import pytest_asyncio

from ari_app.conversation.line import CallArrived, LegAnswered, RingLeg
from ari_app.telephony.endpoints import (
    EndpointSpec,
    FixedPhone,
    IpTrunk,
    RegisteredPhone,
    RegisteringTrunk,
    digest_of,
)
from ari_app.telephony.provisioning import Provisioner
from ari_app.telephony.self_test import self_test
from tests.integration.asterisk_server import AsteriskServer, asterisk
from tests.integration.telephony_world import World, world_on
from tests.phone.phone import Phone

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[AsteriskServer]:
    async with asterisk(tmp_path_factory.mktemp("asterisk")) as server:
        yield server


@pytest_asyncio.fixture(loop_scope="module")
async def world(server: AsteriskServer) -> AsyncIterator[World]:
    async with world_on(server) as world:
        yield world
        await provision(world)


async def provision(world: World, *specs: EndpointSpec) -> int:
    return await Provisioner(world.switch.ari).provision(specs)


def agent(name: str = "agent1", password: str = "right") -> RegisteredPhone:
    return RegisteredPhone(name=name, digest=digest_of(name, password), display_name="Ada")


@asynccontextmanager
async def phone(world: World, password: str, name: str = "agent1") -> AsyncIterator[Phone]:
    settings = world.server.settings
    async with Phone((settings.bind, settings.sip_port), name, password) as phone:
        yield phone


async def test_a_phone_registers_as_soon_as_it_is_pushed_and_no_longer_when_it_is_removed(
    world: World,
) -> None:
    async with phone(world, "right") as agents:
        assert await agents.try_register() == 401
        assert await provision(world, agent()) == 1
        assert await agents.try_register() == 200
        assert await provision(world, agent()) == 0
        assert await provision(world) == 1
        assert await agents.try_register() == 401


async def test_a_new_password_counts_at_once_and_the_old_one_no_more(world: World) -> None:
    await provision(world, agent())
    assert await provision(world, agent(password="new")) == 1
    async with phone(world, "right") as old, phone(world, "new") as new:
        assert await old.try_register() == 401
        assert await new.try_register() == 200


async def test_of_three_hundred_phones_only_what_changed_is_written(world: World) -> None:
    specs = [agent(f"agent{number}") for number in range(300)]
    assert await provision(world, *specs) == 300
    assert await provision(world, *specs) == 0
    assert await provision(world, *specs[:299], agent("agent299", password="new")) == 1


async def test_a_desk_phone_at_a_fixed_address_rings_and_a_trunk_known_by_address_calls(world: World) -> None:
    settings = world.server.settings
    async with phone(world, "", "desk") as desk:
        desk.on_ring = "answer"
        host, port = desk.address
        await provision(
            world,
            IpTrunk(name="trunk", contact="sip:127.0.0.1:9", match=("127.0.0.1",), qualify_seconds=0),
            FixedPhone(
                name="desk", contact=f"sip:desk@{host}:{port}", match=("192.0.2.9",), qualify_seconds=0
            ),
        )
        async with Phone((settings.bind, settings.sip_port), "anybody") as trunk:
            await trunk.dial("+15550100", caller="+15559001")
            arrival = await world.event(CallArrived)
            assert (arrival.trunk, arrival.caller) == ("trunk", "+15559001")
            world.perform(RingLeg(arrival.line, "offer-desk", "desk", "+15559001", 10))
            assert await world.event(LegAnswered) == LegAnswered("offer-desk")


async def test_we_register_with_a_trunk_that_wants_it(world: World) -> None:
    await provision(
        world,
        RegisteringTrunk(
            name="carrier", server="127.0.0.1:9", user="us", password="secret", match=("192.0.2.1",)
        ),
    )
    fields = await world.server.ari("GET", "/asterisk/config/dynamic/res_pjsip/registration/carrier")
    assert {"attribute": "server_uri", "value": "sip:127.0.0.1:9"} in fields


async def test_a_phone_that_becomes_a_browser_keeps_nothing_of_before(world: World) -> None:
    await provision(world, FixedPhone(name="agent1", contact="sip:127.0.0.1:9", match=("192.0.2.9",)))
    await provision(world, RegisteredPhone(name="agent1", digest=digest_of("agent1", "right"), browser=True))
    fields = await world.server.ari("GET", "/asterisk/config/dynamic/res_pjsip/endpoint/agent1")
    values = {field["attribute"]: field["value"] for field in fields}
    assert (values["webrtc"], values["media_encryption"], values["identify_by"]) == (
        "yes",
        "dtls",
        "username",
    )
    with pytest.raises(AssertionError, match="404"):
        await world.server.ari("GET", "/asterisk/config/dynamic/res_pjsip/identify/agent1")


async def test_the_self_test_finds_nothing_here_and_names_what_is_wrong(world: World, tmp_path: Path) -> None:
    settings = world.server.settings
    log = settings.log / "messages.log"
    assert await self_test(world.switch.ari, world.recordings, log, "localhost") == []

    trapped = tmp_path / "messages.log"
    trapped.write_text("[2026] Asterisk 22 built by us\n[2026] WARNING acl.c: Unable to lookup 'vm'\n")
    await world.server.ari("DELETE", "/asterisk/modules/app_audiosocket.so")
    problems = await self_test(world.switch.ari, tmp_path / "nowhere", trapped, "localhost")
    await world.server.ari("POST", "/asterisk/modules/app_audiosocket.so")
    assert [problem.what.partition(":")[0] for problem in problems] == [
        "the module app_audiosocket.so does not run",
        f"the recordings folder {tmp_path}/nowhere is not ours to read and write",
        "Asterisk cannot look up its own host name, so calls take seconds",
    ]


async def test_the_host_names_trap_is_found_before_a_call_falls_into_it_and_forgotten_after_the_cure(
    world: World, tmp_path: Path
) -> None:
    log = tmp_path / "messages.log"
    (problem,) = await self_test(world.switch.ari, world.recordings, log, "no such host")
    assert problem.what.endswith("nobody knows the address of 'no such host'")

    log.write_text("[2026] WARNING acl.c: Unable to lookup 'vm'\n[2026] Asterisk 22 built by us\n")
    assert await self_test(world.switch.ari, world.recordings, log, "localhost") == []
