"""What `/readyz` and `/metrics` say of the accounts."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ari_app.channels.pollers import State
from ari_app.status import ChannelStatus
from tests.service.channels.conftest import DRAFT, World, empty_database, open_world  # noqa: F401


@pytest.fixture
async def world(tmp_path: Path, empty_database: Path) -> AsyncIterator[World]:  # noqa: F811 - pytest's way
    async with open_world(tmp_path, empty_database) as opened:
        await opened.channels.accounts.add(DRAFT, "admin", "d1")
        await opened.channels.load()
        yield opened


async def test_an_account_in_trouble_is_shown_and_keeps_nobody_out(world: World) -> None:
    status = ChannelStatus(world.channels)
    (check,) = status.checks()
    assert (check.ok, check.state, check.needed) == (True, "1 in use, none in trouble", False)
    world.channels.pollers.states["d1"] = State("The password is wrong.")
    (check,) = status.checks()
    assert (check.ok, check.state) == (False, "Tests: The password is wrong.")


async def test_its_figures_are_counted(world: World) -> None:
    names = {figure.name: figure.value for figure in ChannelStatus(world.channels).figures()}
    assert set(names.values()) == {0}
    assert "messages_set_aside" in names
