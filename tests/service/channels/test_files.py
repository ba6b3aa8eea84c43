"""Files: let in by their content, kept under names of our own, fetched, and had by a link for an hour."""

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from ari_app.channels.contract import Account, Http, Response
from ari_app.channels.double import DoubleChannel, answered, picture
from ari_app.channels.errors import OutcomeUnknown, SendFailed
from ari_app.channels.fetching import BESIDE, OUR_MISTAKE
from ari_app.channels.file_rules import FileRefused
from ari_app.channels.files import LINK_LASTS
from ari_app.storage import files
from ari_app.storage.choices import FileState, MessageState
from ari_app.storage.rows.channels import FileRow
from tests.service.channels.conftest import World

PICTURE = picture()
SOURCE = {"url": "https://provider.example/a.png"}


async def stored(world: World, id: str) -> FileRow:
    (row,) = await files.several(world.database.reader, [id])
    return row


async def test_a_file_is_kept_as_what_it_is(world: World) -> None:
    row = await world.channels.files.keep("", "../Photo.jpg", PICTURE, "image/jpeg")
    assert (row.name, row.content_type, row.bytes, row.state) == (
        "Photo.jpg",
        "image/png",
        len(PICTURE),
        FileState.READY,
    )
    assert await stored(world, row.id) == row
    path = world.channels.files.path(row.id)
    assert path.read_bytes() == PICTURE
    assert path.name == row.id, "no name of a stranger is on the disk"
    assert path.stat().st_mode & 0o077 == 0
    assert list(path.parent.iterdir()) == [path]


async def test_no_id_leaves_the_folder(world: World) -> None:
    for id in ("../secrets", "a/b", "", "."):
        with pytest.raises(ValueError, match="no id"):
            world.channels.files.path(id)


async def test_what_the_account_does_not_take_is_refused(world: World) -> None:
    await world.thread()
    keep = world.channels.files.keep
    assert (await keep("t1", "a.png", PICTURE)).thread == "t1"
    with pytest.raises(FileRefused, match="kind text/plain cannot"):
        await keep("t1", "a.txt", b"hello")
    with pytest.raises(FileRefused, match="too large for this account: at most 1 MB"):
        await keep("t1", "a.png", PICTURE + b"\0" * (1 << 20))
    with pytest.raises(FileRefused, match="at most 25 MB"):
        await keep("", "a.png", PICTURE + b"\0" * (26 << 20))


async def test_a_link_lasts_an_hour_and_cannot_be_made_up(world: World) -> None:
    row = await world.channels.files.keep("", "a.png", PICTURE)
    link = world.channels.files.link(row.id)
    assert link.startswith("https://we.example/files/")
    token = link.rpartition("/")[2]
    by_token = world.channels.files.by_token
    assert await by_token(token) == row
    id, until, mac = token.split(".")
    for wrong in (
        "",
        "x",
        f"{id}.{until}",
        f"{id}.{until}.{'A' * len(mac)}",
        f"x{token}",
        f"{id}.99999999999.{mac}",
        f"{id}.{'9' * 5000}.{mac}",
        f"{id}.\u0663.{mac}",
    ):
        assert await by_token(wrong) is None, wrong
    world.clock.advance(LINK_LASTS + 1)
    assert await by_token(token) is None


async def test_a_disk_that_is_nearly_full_is_left_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ari_app.channels.files.SPARE", 1 << 62)
    with pytest.raises(FileRefused, match="no room"):
        await world.channels.files.keep("", "a.png", PICTURE)
    assert not list(world.channels.files.path("a1").parent.parent.rglob("*.new"))


async def test_it_goes_out_by_its_link(world: World) -> None:
    await world.thread()
    row = await world.channels.files.keep("t1", "a.png", PICTURE)
    (out,) = await world.channels.files.outgoing(["unknown", row.id])
    assert (out.name, out.content_type, out.size, await out.read()) == (
        "a.png",
        "image/png",
        len(PICTURE),
        PICTURE,
    )
    world.start(world.channels.sender.run())
    world.http.will(answered(200, {"id": "p1"}))
    await world.is_in(await world.write("see", files=(row.id,)), MessageState.SENT)
    assert world.http.asked[0][2]["json"]["files"] == [out.url]


# --- fetched -------------------------------------------------------------------------------------------------------


async def waiting(world: World, id: str = "f1") -> None:
    await world.thread()
    row = FileRow(id, "t1", "a.png", "image/png", 0, "", FileState.WAITING, "", SOURCE, world.clock.now())
    await world.database.writer.commit([files.added(row)])


def had(content: bytes = PICTURE, status: int = 200) -> Response:
    return Response(status, {}, content)


async def test_it_is_fetched_from_its_provider(world: World) -> None:
    told: list[FileRow] = []
    world.channels.fetcher.told = told.append
    world.http.will(had())
    world.start(world.channels.fetcher.run())
    await waiting(world)
    await world.until(lambda: told)
    row = await stored(world, "f1")
    assert told == [row]
    assert (row.state, row.content_type, row.bytes) == (FileState.READY, "image/png", len(PICTURE))
    assert world.channels.files.path("f1").read_bytes() == PICTURE
    assert world.http.asked[0][:2] == ("GET", SOURCE["url"])


async def test_what_it_is_not_is_refused_with_the_reason(world: World) -> None:
    world.http.will(had(b"<html><script>alert(1)</script>"))
    world.start(world.channels.fetcher.run())
    await waiting(world)
    await world.settled()
    row = await stored(world, "f1")
    assert (row.state, row.reason) == (FileState.REFUSED, "Web pages are not let in.")
    assert not world.channels.files.path("f1").exists()


async def test_a_provider_that_is_away_is_asked_again(world: World) -> None:
    world.http.will(had(status=503), OutcomeUnknown("broke off"), had())
    world.start(world.channels.fetcher.run())
    await waiting(world)
    await world.settled()
    assert (await stored(world, "f1")).state is FileState.WAITING
    for pause in (2.0, 4.0):
        world.clock.advance(pause)
        await world.settled()
    assert (await stored(world, "f1")).state is FileState.READY


async def test_it_is_given_up_after_an_hour(world: World) -> None:
    world.start(world.channels.fetcher.run())
    await waiting(world)
    for _ in range(20):
        await world.settled()
        world.clock.advance(300.0)
    await world.settled()
    row = await stored(world, "f1")
    assert (row.state, row.reason) == (FileState.REFUSED, "The provider is away.")


async def test_what_the_provider_will_not_give_is_refused_at_once(world: World) -> None:
    world.http.will(SendFailed("It was deleted."))
    world.start(world.channels.fetcher.run())
    await waiting(world)
    await world.settled()
    assert (await stored(world, "f1")).reason == "It was deleted."


async def test_a_disk_that_is_full_stops_nothing_and_is_tried_again(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Files are fetched again when there is room; the program, and all that is said in it, goes on."""
    folder = world.channels.files.path("f1").parent.parent
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.write_text("in the way of all files")
    world.http.will(had(), had())
    fetching = world.start(world.channels.fetcher.run())
    await waiting(world)
    await world.until(lambda: "A file cannot be kept" in caplog.text)
    await world.settled()
    assert not fetching.done()
    folder.unlink()
    world.clock.advance(2.0)
    await world.until(lambda: world.channels.files.path("f1").exists())
    await world.settled()
    assert (await stored(world, "f1")).state is FileState.READY


async def test_a_mistake_of_a_channel_costs_one_file(world: World, caplog: pytest.LogCaptureFixture) -> None:
    class Broken(DoubleChannel):
        async def fetch(self, account: Account, source: Mapping[str, Any], http: Http, limit: int) -> bytes:
            if world.http.asked:
                return await super().fetch(account, source, http, limit)
            world.http.asked.append(("GET", "", {}))
            raise KeyError("what they wrote")

    account, _ = world.channels.accounts.used["d1"]
    world.channels.accounts.use({"d1": (account, Broken())})
    fetching = world.start(world.channels.fetcher.run())
    await waiting(world)
    await world.settled()
    assert (await stored(world, "f1")).reason == OUR_MISTAKE
    assert "KeyError" in caplog.text
    assert "what they wrote" not in caplog.text
    assert not fetching.done()


async def test_a_provider_that_does_not_answer_keeps_no_other_file_waiting(world: World) -> None:
    class Silent(DoubleChannel):
        async def fetch(self, account: Account, source: Mapping[str, Any], http: Http, limit: int) -> bytes:
            if account.id == "d1":
                await asyncio.Event().wait()
            return PICTURE

    account, _ = world.channels.accounts.used["d1"]
    silent = Silent()
    world.channels.accounts.use({"d1": (account, silent), "d2": (replace(account, id="d2"), silent)})
    world.start(world.channels.fetcher.run())
    await waiting(world)
    for n in range(2 * BESIDE):
        row = FileRow(f"s{n}", "t1", "a.png", "", 0, "", FileState.WAITING, "", SOURCE, world.clock.now())
        await world.database.writer.commit([files.added(row)])
    await world.settled()
    await world.thread("t2", account="d2")
    other = FileRow("o1", "t2", "a.png", "", 0, "", FileState.WAITING, "", SOURCE, world.clock.now())
    await world.database.writer.commit([files.added(other)])
    await world.until(lambda: world.channels.files.path("o1").exists())


async def test_a_file_that_came_before_its_thread_gets_one_once(world: World) -> None:
    row = await world.channels.files.keep("", "a.png", PICTURE)
    for thread in ("t1", "t2"):
        await world.database.writer.commit([files.of_thread(row.id, thread)])
    assert await stored(world, row.id) == replace(row, thread="t1")
