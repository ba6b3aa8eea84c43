"""Parts of a long message are kept with the account until the message is whole: through deaths, repeats and crowds."""

import asyncio
from dataclasses import replace

import pytest

from ari_app.channels.double import written
from ari_app.channels.gathering import PATIENCE, Gathering
from ari_app.channels.intake import Intake
from ari_app.conversation.text import Correspondent, MessageArrived
from ari_app.storage import inbound
from ari_app.storage.errors import DatabaseUnavailable
from ari_app.storage.reader import Reader
from tests.contract.channels.double import HELLO, request
from tests.contract.channels.peer import NOW
from tests.service.channels.conftest import World

TOTAL = 4


def part(number: int) -> bytes:
    extra = {"part": {"ref": "7", "number": number, "total": TOTAL}}
    whom = Correspondent("d1", "+15559001")
    return written(MessageArrived(f"p{number}", whom, f"{number} ", float(number), extra=extra))


def intake_of(world: World, reader: Reader | None = None) -> Intake:
    """As a new process has it."""
    gathering = Gathering(reader or world.database.reader)
    return Intake(world.database, world.channels.accounts, gathering, world.clock.now)


async def kept(world: World) -> list[tuple[str, str]]:
    rows = await inbound.undone(world.database.reader, 0, 100)
    return [(row.provider_id, row.body["text"]) for row in rows]


async def test_a_process_dies_after_each_part(world: World) -> None:
    for number in (3, 1, 4, 2):
        assert await kept(world) == []
        assert (await intake_of(world).receive("d1", request(part(number)))).status == 200
    assert await kept(world) == [("p1", "1 2 3 4 ")]


async def test_all_at_once_and_each_three_times(world: World) -> None:
    intake = intake_of(world)
    numbers = [*range(1, TOTAL + 1)] * 3
    await asyncio.gather(*(intake.receive("d1", request(part(number))) for number in numbers))
    assert await kept(world) == [("p1", "1 2 3 4 ")]


async def test_a_part_that_stays_out_does_not_hold_the_others_for_ever(world: World) -> None:
    await intake_of(world).receive("d1", request(part(1)))
    later = NOW + PATIENCE + 1
    await intake_of(world).receive("d1", replace(request(written(HELLO), later), at=later))
    assert await kept(world) == [("m1", HELLO.text), ("p1", "1  […]  […]  […] ")]


class Away:
    """A database that cannot be read just now."""

    async def first(self, *_: object) -> None:
        raise DatabaseUnavailable("away")


async def test_what_could_not_be_kept_is_not_acknowledged(world: World) -> None:
    away: Reader = Away()  # type: ignore[assignment]
    with pytest.raises(DatabaseUnavailable):
        await intake_of(world, away).receive("d1", request(part(1)))
    assert await kept(world) == []
