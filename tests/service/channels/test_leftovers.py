"""What nobody sent is gone after a day; what somebody did send, or may still, is not."""

import os
from collections.abc import Sequence

import pytest

from ari_app.channels.double import picture
from ari_app.channels.file_rules import FileRefused
from ari_app.channels.files import HALF, SPARE
from ari_app.channels.incoming import to_json
from ari_app.channels.leftovers import (
    AT_ONCE,
    BEGUN,
    DISK_EVERY,
    SEEN,
    SWEEP_EVERY,
    UNSENT_FOR,
    Leftovers,
)
from ari_app.conversation.text import Correspondent, FileArrived, MessageArrived
from ari_app.storage import drafts, facts, files, inbound
from ari_app.storage.rows.channels import DraftRow, FileRow
from ari_app.storage.statement import Write
from ari_app.storage.writer import Durability
from tests.service.channels.conftest import World

PICTURE = picture()


async def keep(world: World, thread: str = "") -> FileRow:
    return await world.channels.files.keep(thread, "a.png", PICTURE)


async def there(world: World, *rows: FileRow) -> list[bool]:
    """Which of them are there, as a row and on the disk."""
    known = {row.id for row in await files.several(world.database.reader, [row.id for row in rows])}
    on_disk = {row.id for row in rows if world.channels.files.path(row.id).exists()}
    assert known == on_disk
    return [row.id in known for row in rows]


async def test_what_came_before_a_thread_and_went_nowhere(world: World) -> None:
    left, sent = await keep(world), await keep(world)
    await world.database.writer.commit([files.of_thread(sent.id, "t1")])
    await world.thread("t1")
    await world.write("Look", files=(sent.id,))
    sweep = world.channels.leftovers.sweep
    world.clock.advance(UNSENT_FOR - 1)
    assert await sweep() == 0, "its message may still come"
    world.clock.advance(2)
    late = await keep(world)
    assert await sweep() == 1
    assert await there(world, left, sent, late) == [False, True, True]


async def test_what_a_message_names_that_waits_to_be_taken_in(world: World) -> None:
    """Its account is switched off, for days: the message will come with its file all the same."""
    waits, left = await keep(world), await keep(world)
    event = MessageArrived(
        "m1", Correspondent("d1", "+1"), "Look", 1.0, files=(FileArrived("a.png", "image/png", 1, waits.id),)
    )
    await world.database.writer.commit([inbound.received("d1", "m1", to_json(event), world.clock.now())])
    world.clock.advance(9 * UNSENT_FOR)
    assert await world.channels.leftovers.sweep() == 1
    assert await there(world, waits, left) == [True, False]
    await world.database.writer.commit([inbound.done(1, world.clock.now())])
    assert await world.channels.leftovers.sweep() == 1


async def test_what_an_agent_brought_into_a_thread_and_did_not_send(world: World) -> None:
    await world.thread("t1")
    sent, begun, left = [await keep(world, "t1") for _ in range(3)]
    await world.write("Look", files=(sent.id,))
    draft = DraftRow("a1", "t1", "Look at", {"files": [{"id": begun.id, "name": "a.png"}]}, 1.0)
    await world.database.writer.commit([drafts.kept(draft)])
    world.clock.advance(UNSENT_FOR + 1)
    assert await world.channels.leftovers.sweep() == 1
    assert await there(world, sent, begun, left) == [True, True, False]


async def test_each_file_of_a_thread_is_looked_at_once(world: World) -> None:
    """However many there are: a centre has a million of them."""
    await world.thread("t1")
    many = []
    for _ in range(AT_ONCE + 3):
        many.append(await keep(world, "t1"))
        world.clock.advance(1)
    await world.write("Look", files=(many[0].id, many[-1].id))
    world.clock.advance(UNSENT_FOR)
    assert await world.channels.leftovers.sweep() == len(many) - 2
    last = many[-1].created_at, many[-1].id
    assert tuple(await facts.value(world.database.reader, SEEN)) == last
    assert await files.made(world.database.reader, last, world.clock.now(), 9) == []
    assert await there(world, many[0], many[1], many[-1]) == [True, False, True]


async def test_many_of_one_moment_are_all_looked_at(world: World) -> None:
    await world.thread("t1")
    many = [await keep(world, "t1") for _ in range(AT_ONCE + 3)]
    world.clock.advance(UNSENT_FOR + 1)
    assert await world.channels.leftovers.sweep() == len(many)


async def test_what_was_begun_and_thrown_away_days_later(world: World) -> None:
    """It is looked at until it is sent, or nobody's; by whichever process there is then."""
    await world.thread("t1")
    sent, left = [await keep(world, "t1") for _ in range(2)]
    sweep = world.channels.leftovers.sweep
    for named in ([sent, left], [left], []):
        listed = [{"id": row.id, "name": row.name} for row in named]
        await world.database.writer.commit(
            [drafts.kept(DraftRow("a1", "t1", "Look", {"files": listed}, 1.0))]
        )
        if named == [left]:
            await world.write("Look", files=(sent.id,))
        world.clock.advance(9 * UNSENT_FOR)
        assert await sweep() == (0 if named else 1)
    assert await there(world, sent, left) == [True, False]
    assert await facts.value(world.database.reader, BEGUN) == []


@pytest.mark.parametrize("said", [5, "x", {"id": 1}, [5, None, {"id": []}, {}]])
async def test_what_no_page_begins_keeps_nothing_from_being_swept(world: World, said: object) -> None:
    await world.thread("t1")
    left = await keep(world, "t1")
    await world.database.writer.commit([drafts.kept(DraftRow("a1", "t1", "", {"files": said}, 1.0))])
    world.clock.advance(UNSENT_FOR + 1)
    assert await world.channels.leftovers.sweep() == 1
    assert await there(world, left) == [False]


async def test_what_is_begun_just_then_keeps_its_file(world: World) -> None:
    """Between our look and our deletion; and then it is looked at again."""
    await world.thread("t1")
    row = await keep(world, "t1")
    begun = drafts.kept(DraftRow("a1", "t1", "Look", {"files": [{"id": row.id}]}, 1.0))
    await world.database.writer.commit([begun, files.forgotten(row.id, 9)])
    assert await there(world, row) == [True]


async def test_what_comes_in_just_then_keeps_its_file(world: World) -> None:
    row = await keep(world)
    event = MessageArrived(
        "m1", Correspondent("d1", "+1"), "Look", 1.0, files=(FileArrived("a.png", "image/png", 1, row.id),)
    )
    await world.database.writer.commit([inbound.received("d1", "m1", to_json(event), 1.0)])
    await world.database.writer.commit([files.dropped(row.id)])
    assert await there(world, row) == [True]
    await world.database.writer.commit([inbound.done(1, 1.0), files.dropped(row.id)])
    assert await files.several(world.database.reader, [row.id]) == []


async def test_a_message_that_is_written_just_then_keeps_its_file(world: World) -> None:
    """Between our look and our deletion."""
    await world.thread("t1")
    row = await keep(world, "t1")
    seen = (await files.named(world.database.reader, ["t1"]))["t1"]
    assert seen.files == set()
    await world.write("Now", files=(row.id,))
    await world.database.writer.commit([files.forgotten(row.id, seen.seq)])
    assert await there(world, row) == [True]


async def test_bytes_that_nobody_knows(world: World) -> None:
    """The program ended between the disk and the database, or in the middle of a file."""
    known = await keep(world)
    keeper = world.channels.files
    await keeper.write("strange1", b"whole")
    half, fresh = keeper.path("strange2").with_suffix(".new"), keeper.path("strange3")
    await keeper.write("strange3", b"just now")
    half.write_bytes(b"ha")
    old = world.clock.now() - UNSENT_FOR - 1
    for path in (keeper.path("strange1"), half, keeper.path(known.id)):
        os.utime(path, (old, old))
    os.utime(fresh, (world.clock.now(),) * 2)
    assert await Leftovers(world.database, keeper, world.clock.now).sweep() == 2
    assert (half.exists(), keeper.path("strange1").exists(), fresh.exists()) == (False, False, True)
    assert await there(world, known) == [True]


async def test_the_disk_is_looked_at_every_day(world: World) -> None:
    """What was too young at the start is not forgotten until the next one."""
    keeper, sweep = world.channels.files, world.channels.leftovers.sweep
    assert await sweep() == 0
    half = keeper.path("strange1").with_suffix(HALF)
    half.parent.mkdir(parents=True)
    half.write_bytes(b"ha")
    os.utime(half, (world.clock.now(),) * 2)
    for _ in range(25):
        assert half.exists()
        world.clock.advance(SWEEP_EVERY)
        swept = await sweep()
    world.clock.advance(DISK_EVERY)
    assert swept + await sweep() == 1
    assert not half.exists()


async def test_what_is_just_being_brought_stays_whatever_the_clock_of_the_disk_says(world: World) -> None:
    """It was set back by days: what is written now looks old, and no row says yet whose it is."""
    keeper, commit = world.channels.files, world.database.writer.commit

    async def in_between(writes: Sequence[Write]) -> Durability:
        for path in world.folder.glob("files/*/*"):
            os.utime(path, (1.0, 1.0))
        world.database.writer.commit = commit  # type: ignore[method-assign]
        assert await Leftovers(world.database, keeper, world.clock.now).sweep() == 0
        return await commit(writes)

    world.database.writer.commit = in_between  # type: ignore[method-assign]
    assert await there(world, await keep(world)) == [True]


async def test_a_disk_that_files_have_filled_has_room_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ASVS 5.2.1. Whoever brings files without end is stopped at the floor, and what they brought is gone a day later."""
    keeper = world.channels.files
    room = SPARE + 3 * len(PICTURE)

    def left() -> int:
        return room - sum(path.stat().st_size for path in world.folder.glob("files/*/*"))

    monkeypatch.setattr(keeper, "_room", left)
    kept = 0
    with pytest.raises(FileRefused, match="no room"):
        while True:
            await keep(world)
            kept += 1
    assert kept == 4
    world.clock.advance(UNSENT_FOR + 1)
    assert await world.channels.leftovers.sweep() == kept
    assert await there(world, await keep(world)) == [True]
