"""A request of a provider's that somebody has kept, and sends again when all that we remember of it is what was written."""

import importlib
from dataclasses import replace
from pathlib import Path

import pytest

from ari_app.administration.retention import DAY, KEEP_INBOUND, Retention
from ari_app.channels.contract import Hooked
from ari_app.channels.errors import Forged
from ari_app.channels.everything import CHANNELS
from ari_app.conversation.text import MessageArrived
from ari_app.storage import inbound, messages
from ari_app.storage.choices import Author, Direction, MessageState
from ari_app.storage.rows.channels import InboundRow, MessageRow
from tests.contract.channels.peer import NOW, Hook, Peer
from tests.service.channels.conftest import World, open_world

HOOKED = [channel for channel in CHANNELS if isinstance(channel, Hooked)]


async def written(world: World, row: InboundRow) -> None:
    """As the spine does."""
    message = MessageRow(
        f"in{row.id}", "t1", None, row.id, NOW, Direction.IN, Author.CUSTOMER, None, "Hi", None, [], {},
        row.provider_id, None, MessageState.RECEIVED, "", NOW, None,
    )  # fmt: skip
    writes = [messages.added(message)] if row.body["kind"] == "message" else []
    await world.database.writer.commit([*writes, inbound.done(row.id, world.clock.now())])


async def kept(world: World) -> list[InboundRow]:
    return await inbound.undone(world.database.reader, 0, 1000)


@pytest.mark.parametrize("channel", HOOKED, ids=lambda channel: channel.facts.name)
async def test_a_message_is_never_taken_twice(channel: Hooked, tmp_path: Path, empty_database: Path) -> None:
    """Of whatever the provider documents that it sends us; however long after."""
    peer: Peer = importlib.import_module(f"tests.contract.channels.{channel.facts.name}").PEER
    hook = peer.hook
    assert isinstance(hook, Hook)
    requests = [
        hook.signed(recorded.body, NOW)
        for recorded in hook.recorded.values()
        if any(isinstance(event, MessageArrived) for event in recorded.events)
    ]
    assert requests
    async with open_world(tmp_path, empty_database, channel) as world:
        world.channels.accounts.use({peer.account.id: (peer.account, channel)})
        await world.thread("t1", peer.account.id)
        for request in requests:
            await world.channels.intake.receive(peer.account.id, request)
        for row in await kept(world):
            await written(world, row)
        world.clock.advance(KEEP_INBOUND + DAY)
        await Retention(world.database, tmp_path, world.clock.now).sweep()
        for request in requests:
            later = replace(request, at=world.clock.now())
            try:
                await world.channels.intake.receive(peer.account.id, later)
            except Forged:
                continue  # what it signed says when
            assert [row.provider_id for row in await kept(world) if row.body["kind"] == "message"] == []


async def test_who_was_never_heard_is_heard_however_late(tmp_path: Path, empty_database: Path) -> None:
    """And what is called as a message of another account, or as one of ours, is another one."""
    peer: Peer = importlib.import_module("tests.contract.channels.twilio").PEER
    assert peer.hook is not None
    body = next(
        recorded.body
        for recorded in peer.hook.recorded.values()
        if any(isinstance(event, MessageArrived) for event in recorded.events)
    )
    async with open_world(tmp_path, empty_database, peer.channel) as world:
        world.channels.accounts.use({peer.account.id: (peer.account, peer.channel)})
        await world.thread("t1", "another account")
        await world.thread("t2", peer.account.id, "+15550001")
        await world.channels.intake.receive(peer.account.id, peer.hook.signed(body, NOW))
        (row,) = await kept(world)
        await written(world, row)
        ours = await world.message(await world.write("Hello", "t2"))
        await world.database.writer.commit(
            [messages.moved(replace(ours, state=MessageState.SENT, provider_id=row.provider_id))]
        )
        world.clock.advance(KEEP_INBOUND + DAY)
        await Retention(world.database, tmp_path, world.clock.now).sweep()
        again = replace(peer.hook.signed(body, NOW), at=world.clock.now())
        await world.channels.intake.receive(peer.account.id, again)
        assert [one.provider_id for one in await kept(world)] == [row.provider_id]
