"""A part that stays out holds the others for some minutes, whoever else writes or does not, and whenever we start again."""

import asyncio

import pytest

from ari_app.channels.gathering import PATIENCE, Gathering
from ari_app.channels.intake import Intake
from ari_app.channels.late_parts import LOOK_AGAIN, LateParts
from ari_app.storage import inbound
from tests.contract.channels.double import request
from tests.service.channels.conftest import World
from tests.service.channels.test_gathering import part


async def kept(world: World) -> list[str]:
    return [row.body["text"] for row in await inbound.undone(world.database.reader, 0, 100)]


def new_process(world: World) -> Intake:
    gathering = Gathering(world.database.reader)
    return Intake(world.database, world.channels.accounts, gathering, world.clock.now)


@pytest.mark.parametrize("again", [False, True], ids=["the same process", "started again"])
async def test_it_is_told_though_nothing_else_comes(world: World, again: bool) -> None:
    intake = new_process(world)
    await intake.receive("d1", request(part(1)))
    if again:
        intake = new_process(world)
    world.start(LateParts(world.channels.accounts, intake, world.clock).run())
    await world.settled()
    assert await kept(world) == []
    world.clock.advance(PATIENCE)
    async with asyncio.timeout(60):
        while not await kept(world):
            await world.settled()
            world.clock.advance(LOOK_AGAIN)
    assert await kept(world) == ["1  […]  […]  […] "]


async def test_it_runs_with_the_other_works(world: World) -> None:
    works = world.channels.works()
    assert "late parts" in works
    for work in works.values():
        work.close()
