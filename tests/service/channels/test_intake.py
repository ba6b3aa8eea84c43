"""What comes in: nothing is acknowledged that is not kept, nothing is kept twice, all is taken in order."""

import asyncio
import logging
from collections import deque

import pytest

from ari_app.channels.contract import Account, Parsed, Request
from ari_app.channels.double import DoubleChannel, texts, written
from ari_app.channels.errors import Forged, Malformed
from ari_app.channels.incoming import to_json
from ari_app.channels.intake import Broken, NoSuchAccount
from ari_app.conversation.post import NotYetKnown
from ari_app.conversation.text import Correspondent, MessageArrived
from ari_app.storage import inbound
from tests.contract.channels.double import HELLO, SECRET, request
from tests.service.channels.conftest import World


def message(number: int, address: str = "+15559001", text: str = "") -> MessageArrived:
    return MessageArrived(f"m{number}", Correspondent("d1", address), text or f"text {number}", float(number))


async def undone(world: World) -> list[str]:
    return [row.provider_id for row in await inbound.undone(world.database.reader, 0, 1000)]


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


async def test_what_cannot_be_taken_yet_is_brought_again_and_holds_its_thread(world: World) -> None:
    early = [message(1), message(2), message(3, address="+15559009")]
    world.post.refusals["text 1"] = deque([NotYetKnown("on its way")] * 3)
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


async def test_it_is_given_up_after_a_while(world: World) -> None:
    world.post.refusals["text 1"] = deque([NotYetKnown("never")] * 1000)
    await world.channels.intake.take("d1", [message(1), message(2)])
    world.start(world.channels.postman.run())
    for _ in range(60):
        await world.settled()
        world.clock.advance(60)
        if world.channels.postman.aside:
            break
    await world.until(lambda: world.post.taken)
    assert texts([event for _, event in world.post.taken]) == ["text 2"]
