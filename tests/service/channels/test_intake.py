"""What comes in: nothing is acknowledged that is not kept, nothing is kept twice, all is taken in order."""

import asyncio
import logging
import random
from collections import deque
from collections.abc import Callable

import pytest

from ari_app.channels import postman
from ari_app.channels.contract import Account, Parsed, Request
from ari_app.channels.double import DoubleChannel, texts, written
from ari_app.channels.errors import Forged, Malformed
from ari_app.channels.incoming import to_json
from ari_app.channels.intake import Broken, NoSuchAccount
from ari_app.channels.postman import APART, AT_ONCE
from ari_app.conversation.text import Correspondent, MessageArrived, ReceiptArrived
from ari_app.conversation.text_turns import UnknownAccount
from ari_app.storage import inbound
from ari_app.storage.choices import MessageState
from ari_app.storage.errors import DatabaseUnavailable
from tests.contract.channels.double import HELLO, SECRET, request
from tests.service.channels.conftest import World


def message(number: int, address: str = "+15559001", text: str = "") -> MessageArrived:
    return MessageArrived(f"m{number}", Correspondent("d1", address), text or f"text {number}", float(number))


async def undone(world: World) -> list[str]:
    return [row.provider_id for row in await inbound.undone(world.database.reader, 0, 1000)]


async def in_time(world: World, true: Callable[[], object]) -> None:
    """Let the clock go on until it is so."""
    async with asyncio.timeout(60):
        while not true():
            await world.settled()
            world.clock.advance(60)


async def test_it_is_kept_before_it_is_acknowledged(world: World) -> None:
    answer = await world.channels.intake.receive("d1", request(written(HELLO)))
    assert answer.status == 200
    (row,) = await inbound.undone(world.database.reader, 0, 10)
    assert (row.account, row.provider_id, row.body, row.done_at) == ("d1", "m1", to_json(HELLO), None)


async def test_what_comes_twice_is_kept_once(world: World) -> None:
    intake = world.channels.intake
    batch = written(message(1), message(2), message(1))
    await asyncio.gather(*(intake.receive("d1", request(batch)) for _ in range(5)))
    assert sorted(await undone(world)) == ["m1", "m2"]


async def test_two_accounts_may_call_two_things_the_same(world: World) -> None:
    other = MessageArrived("m1", Correspondent("d2", "+15559001"), "x", 1.0)
    await world.channels.intake.take("d1", [message(1)])
    await world.channels.intake.take("d2", [other])
    assert await undone(world) == ["m1", "m1"]


async def test_what_is_called_by_a_novel_is_kept_once_and_costs_nobody_else_anything(world: World) -> None:
    """PostgreSQL refuses to index it, and a provider would bring it again for ever."""
    novel = "".join(random.Random(1).choices("äöüß漢字かな", k=3000))
    events = [
        MessageArrived(novel, Correspondent("d1", "+15559001"), "named so", 1.0),
        MessageArrived("m2", Correspondent("d1", novel), "from there", 1.0),
        message(3),
    ]
    for _ in range(2):
        await world.channels.intake.take("d1", events)
    rows = await inbound.undone(world.database.reader, 0, 10)
    assert [row.body["text"] for row in rows] == ["named so", "text 3"]
    assert len(rows[0].provider_id) < 100 and rows[0].body["provider_id"] == rows[0].provider_id


async def test_nothing_of_a_refused_request_is_kept_or_logged(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secret_words = written(message(1, text="my card is 4111"))
    forged = Request("POST", "https://we.example/in/d1", {}, {}, secret_words, world.clock.now())
    with pytest.raises(Forged):
        await world.channels.intake.receive("d1", forged)
    with pytest.raises(Malformed):
        await world.channels.intake.receive("d1", request(b'["my card is 4111"]'))
    assert await undone(world) == []
    assert "4111" not in caplog.text
    assert SECRET not in caplog.text
    assert (world.channels.intake.forged, world.channels.intake.malformed) == (1, 1)


async def test_nobody_is_called_at_an_unknown_account(world: World) -> None:
    with pytest.raises(NoSuchAccount):
        await world.channels.intake.receive("d9", request(written(HELLO)))
    await world.channels.accounts.enable("d1", False, 1, "admin")
    await world.channels.load()
    with pytest.raises(NoSuchAccount):
        await world.channels.intake.receive("d1", request(written(HELLO)))


async def test_a_mistake_of_a_channel_tells_nobody_what_was_written(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    account, _ = world.channels.accounts.used["d1"]

    class Clumsy(DoubleChannel):
        def parse(self, account: Account, request: Request) -> Parsed:
            raise KeyError(request.body)

    world.channels.accounts.use({"d1": (account, Clumsy())})
    with pytest.raises(Broken):
        await world.channels.intake.receive("d1", request(b"my card is 4111"))
    assert "KeyError" in caplog.text
    assert "4111" not in caplog.text


# --- to the spine --------------------------------------------------------------------------------------------------


async def test_all_of_it_reaches_the_spine_in_order(world: World) -> None:
    events = [message(n, address=f"+1555900{n % 3}") for n in range(60)]
    await world.channels.intake.take("d1", events[:20])
    world.start(world.channels.postman.run())
    await world.channels.intake.take("d1", events[20:])
    await world.until(lambda: len(world.post.taken) == 60)
    for address in ("+15559000", "+15559001", "+15559002"):
        mine = [event for _, event in world.post.taken if isinstance(event, MessageArrived)]
        assert [each for each in mine if each.whom.address == address] == [
            each for each in events if each.whom.address == address
        ]
    assert world.channels.postman.in_hand == 0


async def test_what_was_taken_is_not_brought_again(world: World) -> None:
    await world.channels.intake.take("d1", [message(1), message(2)])
    await world.database.writer.commit([inbound.done(1, world.clock.now())])
    world.start(world.channels.postman.run())
    await world.until(lambda: world.post.taken)
    await world.settled()
    assert texts([event for _, event in world.post.taken]) == ["text 2"]


async def test_what_cannot_be_taken_now_is_brought_again_and_holds_its_thread(world: World) -> None:
    early = [message(1), message(2), message(3, address="+15559009")]
    world.post.refusals["text 1"] = deque([DatabaseUnavailable("away")] * 3)
    await world.channels.intake.take("d1", early)
    world.start(world.channels.postman.run())
    await world.until(lambda: world.post.taken)
    await world.settled()
    assert texts([event for _, event in world.post.taken]) == ["text 3"], "another thread does not wait"
    for pause in (0.2, 0.4, 0.8):
        world.clock.advance(pause)
        await world.settled()
    assert texts([event for _, event in world.post.taken]) == ["text 3", "text 1", "text 2"]


async def test_what_cannot_be_taken_at_all_is_set_aside_and_stays(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    world.post.refusals["my card is 4111"] = deque([KeyError("my card is 4111")])
    await world.channels.intake.take("d1", [message(1, text="my card is 4111"), message(2)])
    world.start(world.channels.postman.run())
    await world.until(lambda: world.post.taken)
    assert texts([event for _, event in world.post.taken]) == ["text 2"]
    assert world.channels.postman.aside == 1
    assert "4111" not in caplog.text
    assert "m1" in await undone(world)


async def test_what_is_set_aside_is_brought_once_more_when_the_accounts_have_changed(world: World) -> None:
    world.post.refusals["text 1"] = deque([UnknownAccount("switched off")])
    await world.channels.intake.take("d1", [message(1), message(2)])
    world.start(world.channels.postman.run())
    await world.until(lambda: world.post.taken)
    assert (texts([event for _, event in world.post.taken]), world.channels.postman.aside) == (["text 2"], 1)
    await world.channels.accounts.load()
    await world.until(lambda: len(world.post.taken) == 2)
    await world.settled()
    assert texts([event for _, event in world.post.taken]) == ["text 2", "text 1"]
    assert (world.channels.postman.aside, world.channels.postman.in_hand) == (0, 0)


async def test_no_message_is_given_up_however_long_the_database_is_away(world: World) -> None:
    world.post.refusals["text 1"] = deque([DatabaseUnavailable("away")] * 25)
    await world.channels.intake.take("d1", [message(1), message(2)])
    world.start(world.channels.postman.run())
    await in_time(world, lambda: len(world.post.taken) == 2)
    assert texts([event for _, event in world.post.taken]) == ["text 1", "text 2"]


async def test_what_others_sent_by_the_same_account_keeps_nobody_waiting(world: World) -> None:
    """A page, or a number, is often used by another program too, and its receipts come to us as well."""
    foreign = [
        ReceiptArrived(f"r{n}", "d1", f"foreign {n}", MessageState.DELIVERED, 1.0)
        for n in range(AT_ONCE + 50)
    ]
    for receipt in foreign:
        world.post.unknown[receipt.message] = len(APART) + 1
    await world.channels.intake.take("d1", [*foreign, message(1)])
    world.start(world.channels.postman.run())
    await world.until(lambda: world.post.taken)
    assert texts([event for _, event in world.post.taken]) == ["text 1"], "though not a second has passed"
    assert world.channels.postman.in_hand == 0


async def test_of_a_flood_that_is_not_ours_only_so_much_waits(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postman, "MOST_APART", 3)
    foreign = [ReceiptArrived(f"r{n}", "d1", f"foreign {n}", MessageState.READ, 1.0) for n in range(20)]
    world.post.unknown.update({receipt.message: len(APART) + 1 for receipt in foreign})
    await world.channels.intake.take("d1", foreign)
    world.start(world.channels.postman.run())
    await world.until(lambda: world.channels.postman.let_go == 17)
    assert not world.post.taken
    await in_time(world, lambda: world.channels.postman.let_go == 20)
    assert world.channels.postman.in_hand == 0


async def test_a_receipt_that_comes_before_the_name_of_the_message_is_taken_later(world: World) -> None:
    early = ReceiptArrived("r1", "d1", "SM1", MessageState.DELIVERED, 1.0)
    world.post.unknown["SM1"] = 2
    await world.channels.intake.take("d1", [early])
    world.start(world.channels.postman.run())
    await in_time(world, lambda: world.post.taken)
    assert world.post.taken == [(1, early)]


async def test_what_is_about_nothing_of_ours_is_done_with(world: World) -> None:
    world.post.unknown["foreign"] = len(APART) + 1
    await world.channels.intake.take(
        "d1", [ReceiptArrived("r1", "d1", "foreign", MessageState.DELIVERED, 1.0)]
    )
    world.start(world.channels.postman.run())
    await in_time(world, lambda: world.channels.postman.let_go)
    await world.settled()
    assert await undone(world) == [], "it is not brought again at each start"
    assert world.post.taken == []
