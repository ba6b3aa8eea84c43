"""The two worlds that the stories of a `Lines` play in."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest
import pytest_asyncio

from tests.contract.lines_worlds import AsteriskWorld, DoubleWorld, LinesWorld
from tests.integration.asterisk_server import AsteriskServer, asterisk
from tests.integration.telephony_world import world_on


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def server(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[AsteriskServer]:
    """Started by the first story that needs it: none, when only the double is tested."""
    async with asterisk(tmp_path_factory.mktemp("asterisk")) as server:
        await server.provision_trunk()
        yield server


@pytest_asyncio.fixture(loop_scope="module")
async def asterisk_world(server: AsteriskServer) -> AsyncIterator[LinesWorld]:
    async with world_on(server) as world, AsyncExitStack() as phones:
        yield AsteriskWorld(server, world, phones)
        assert not world.running.done(), "the switch ended by itself"


@pytest_asyncio.fixture(loop_scope="module")
async def invented_world() -> LinesWorld:
    return DoubleWorld()
