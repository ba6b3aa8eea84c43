"""What goes out: once, in order, again when nothing was left with the provider, and never blindly."""

import asyncio
from dataclasses import replace

from ari_app.channels.contract import Account, Http, Outgoing, Sent
from ari_app.channels.double import DoubleChannel, answered
from ari_app.channels.errors import OutcomeUnknown, TryLater
from ari_app.channels.sender import NOT_KNOWN, OUR_MISTAKE, PATIENCE, SWITCHED_OFF, pause_after
from ari_app.clock import HandClock
from ari_app.storage.choices import Failure, MessageState
from tests.service.channels.conftest import DRAFT, World

HOUR = 3600.0


def said(world: World) -> list[str]:
    return [str(asked["json"]["text"]) for _, _, asked in world.http.asked]


async def test_a_message_goes_out_and_is_told_of(world: World) -> None:
    await world.thread()
    world.start(world.channels.sender.run())
    world.http.will(answered(200, {"id": "p1"}))
    id = await world.write("Good morning")
    row = await world.is_in(id, MessageState.SENT)
    assert (row.provider_id, row.due_at, row.attempts, row.reason) == ("p1", None, 1, "")
    await world.until(lambda: world.post.moves)
    assert [(move.message, move.state, move.provider_id) for move in world.post.moves] == [
        (id, MessageState.SENT, "p1")
    ]
    _, url, asked = world.http.asked[0]
    assert (url, asked["json"]) == (
        "https://provider.example/send",
        {"id": id, "to": "+15559001", "text": "Good morning"},
    )


async def test_a_channel_is_told_who_wrote_it(world: World) -> None:
    told: list[Outgoing] = []

    class Listening(DoubleChannel):
        async def send(self, account: Account, message: Outgoing, http: Http) -> Sent:
            told.append(message)
            return Sent("p1")

    account, _ = world.channels.accounts.used["d1"]
    world.channels.accounts.use({"d1": (account, Listening())})
    world.channels.sender.name_of = {"a1": "Ann Agent"}.__getitem__
    await world.thread()
    world.start(world.channels.sender.run())
    await world.is_in(await world.write("x"), MessageState.SENT)
    (message,) = told
    assert (message.extra, message.automatic, message.name) == ({"agent": "Ann Agent"}, False, "Ann")


async def test_what_waited_before_the_start_goes_out_in_order(world: World) -> None:
    await world.thread()
    world.http.will(*(answered(200, {"id": f"p{n}"}) for n in range(5)))
    ids = [await world.write(f"text {n}") for n in range(5)]
    world.start(world.channels.sender.run())
    for id in ids:
        await world.is_in(id, MessageState.SENT)
    assert said(world) == [f"text {n}" for n in range(5)]


async def test_it_is_committed_as_being_sent_before_the_provider_has_it(world: World) -> None:
    seen: list[MessageState] = []

    class Watching(DoubleChannel):
        async def send(self, account: Account, message: Outgoing, http: Http) -> Sent:
            seen.append((await world.message(message.id)).state)
            return Sent("p1")

    account, _ = world.channels.accounts.used["d1"]
    world.channels.accounts.use({"d1": (account, Watching())})
    await world.thread()
    world.start(world.channels.sender.run())
    await world.is_in(await world.write("x"), MessageState.SENT)
    assert seen == [MessageState.SENDING]


async def test_what_was_under_way_when_the_program_ended_is_not_sent_again(world: World) -> None:
    await world.thread()
    world.http.will(answered(200, {"id": "p2"}))
    lost = await world.write("Perhaps you have it", state=MessageState.SENDING)
    after = await world.write("And this is new")
    world.start(world.channels.sender.run())
    await world.is_in(after, MessageState.SENT)
    row = await world.message(lost)
    assert (row.state, row.reason, row.due_at) == (MessageState.UNKNOWN, NOT_KNOWN, None)
    assert said(world) == ["And this is new"]


async def test_an_unknown_outcome_is_shown_and_not_sent_again(world: World) -> None:
    await world.thread()
    world.start(world.channels.sender.run())
    world.http.will(OutcomeUnknown("No answer came."), answered(200, {"id": "p2"}))
    id = await world.write("x")
    row = await world.is_in(id, MessageState.UNKNOWN)
    assert (row.reason, row.due_at) == ("No answer came.", None)
    world.clock.advance(25 * HOUR)
    await world.settled()
    assert len(world.http.asked) == 1


async def test_a_refusal_is_final_and_says_why(world: World) -> None:
    await world.thread()
    world.start(world.channels.sender.run())
    world.http.will(
        answered(400, {"error": {"code": "blocked", "message": "no"}}), answered(200, {"id": "p2"})
    )
    refused = await world.is_in(await world.write("x"), MessageState.FAILED)
    assert refused.reason == "The customer does not want to be written to."
    assert refused.failure is Failure.LASTING
    await world.is_in(await world.write("y"), MessageState.SENT)


async def test_a_provider_that_is_away_for_an_hour_loses_nothing(world: World) -> None:
    """The first one is tried again and again, the others of its thread wait behind it, and all of it comes in order."""
    await world.thread()
    await world.thread("t2", address="+15559002")
    world.start(world.channels.sender.run())
    ids = [await world.write(f"text {n}") for n in range(3)] + [await world.write("other", "t2")]
    await world.settled()
    for _ in range(60):
        world.clock.advance(60)
        await world.settled()
    assert set(said(world)) == {"text 0", "other"}
    tries = len(said(world))
    assert 10 < tries < 60, "later and later"
    assert (await world.message(ids[0])).reason == "The provider is away."
    world.http.will(*(answered(200, {"id": f"p{n}"}) for n in range(4)))
    for _ in range(16):
        world.clock.advance(60)
        await world.settled()
    for id in ids:
        await world.is_in(id, MessageState.SENT)
    assert [text for text in said(world)[tries:] if text != "other"] == ["text 0", "text 1", "text 2"]
    assert len(said(world)) == tries + 4


async def test_after_a_day_it_has_failed(world: World) -> None:
    await world.thread()
    world.start(world.channels.sender.run())
    id = await world.write("x")
    await world.settled()
    for _ in range(25 * 4):
        world.clock.advance(HOUR / 4)
        await world.settled()
    row = await world.is_in(id, MessageState.FAILED)
    assert row.reason == "Given up after a day: The provider is away."
    assert row.failure is Failure.PASSING
    assert row.due_at is None


async def test_the_provider_says_when_to_come_again(world: World) -> None:
    await world.thread()
    world.start(world.channels.sender.run())
    world.http.will(TryLater("Too many.", after=120.0), answered(200, {"id": "p1"}))
    id = await world.write("x")
    await world.settled()
    assert (await world.message(id)).due_at == world.clock.now() + 120.0
    world.clock.advance(119)
    await world.settled()
    assert len(world.http.asked) == 1
    world.clock.advance(2)
    await world.is_in(id, MessageState.SENT)


async def test_an_account_that_is_switched_off_waits(world: World) -> None:
    await world.thread()
    world.start(world.channels.sender.run())
    await world.channels.accounts.enable("d1", False, 1, "admin")
    await world.channels.load()
    id = await world.write("x")
    await world.settled()
    row = await world.message(id)
    assert (row.state, row.reason) == (MessageState.QUEUED, SWITCHED_OFF)
    await world.channels.accounts.enable("d1", True, 2, "admin")
    await world.channels.load()
    world.http.will(answered(200, {"id": "p1"}))
    world.clock.advance(pause_after(1) + 1)
    await world.is_in(id, MessageState.SENT)


async def test_an_account_sends_as_fast_as_it_may(world: World) -> None:
    row = await world.channels.accounts.one("d1")
    settings = {"url": str(row.settings["url"]), "per_second": "2"}
    draft = replace(DRAFT, settings=settings)
    await world.channels.accounts.change("d1", draft, 1, "admin")
    await world.channels.load()
    world.http.will(*(answered(200, {"id": f"p{n}"}) for n in range(10)))
    world.start(world.channels.sender.run())
    for n in range(10):
        await world.thread(f"t{n}", address=f"+1555900{n}")
        await world.write(f"text {n}", f"t{n}")
    await world.settled()
    assert len(world.http.asked) == 2, "what it may at once"
    for sent in range(3, 11):
        world.clock.advance(0.5)
        await world.until(lambda sent=sent: len(world.http.asked) == sent)  # type: ignore[misc]  # a default is no argument to mypy
        await world.settled()
        assert len(world.http.asked) == sent


async def test_a_slow_provider_keeps_no_other_account_waiting(world: World) -> None:
    begun = asyncio.Event()

    class Slow(DoubleChannel):
        async def send(self, account: Account, message: Outgoing, http: Http) -> Sent:
            if account.id == "d1":
                begun.set()
                await asyncio.Event().wait()
            return Sent("p1")

    account, _ = world.channels.accounts.used["d1"]
    slow = Slow()
    world.channels.accounts.use({"d1": (account, slow), "d2": (replace(account, id="d2"), slow)})
    await world.thread()
    await world.thread("t2", account="d2")
    sending = world.start(world.channels.sender.run())
    stuck = await world.write("x")
    async with asyncio.timeout(60):
        await begun.wait()
    await world.is_in(await world.write("y", "t2"), MessageState.SENT)
    assert (await world.message(stuck)).state is MessageState.SENDING
    for work in world.channels.sender._under_way:
        work.cancel()
    await world.stop(sending)


async def test_a_mistake_of_a_channel_costs_one_message(world: World) -> None:
    class Clumsy(DoubleChannel):
        async def send(self, account: Account, message: Outgoing, http: Http) -> Sent:
            if message.text == "bad":
                raise KeyError(message.text)
            return Sent("p1")

    account, _ = world.channels.accounts.used["d1"]
    world.channels.accounts.use({"d1": (account, Clumsy())})
    await world.thread()
    world.start(world.channels.sender.run())
    await world.is_in(await world.write("bad"), MessageState.UNKNOWN)
    await world.is_in(await world.write("good"), MessageState.SENT)


def test_pauses_grow_to_a_quarter_of_an_hour() -> None:
    pauses = [pause_after(n) for n in range(1, 12)]
    assert pauses == sorted(pauses)
    assert (pauses[0], pauses[-1]) == (5.0, 900.0)
    assert sum(pauses) < PATIENCE


async def test_a_connection_that_is_cancelled_beneath_a_channel_stops_no_thread(world: World) -> None:
    """What it waited for was cancelled, not the sender: without a result it would be on its way for ever, and all that is
    written after it would wait."""

    class Cut(DoubleChannel):
        async def send(self, account: Account, message: Outgoing, http: Http) -> Sent:
            if message.text == "first":
                answer: asyncio.Future[Sent] = asyncio.get_running_loop().create_future()
                answer.cancel()
                return await answer
            return Sent("p2")

    account, _ = world.channels.accounts.used["d1"]
    world.channels.accounts.use({"d1": (account, Cut())})
    await world.thread()
    world.start(world.channels.sender.run())
    first, second = await world.write("first"), await world.write("second")
    assert (await world.is_in(first, MessageState.UNKNOWN)).reason == OUR_MISTAKE
    await world.is_in(second, MessageState.SENT)


async def test_what_was_written_before_the_clock_was_set_back_goes_out_now(world: World) -> None:
    """The program was started anew since: its time is an hour behind that of the rows."""
    await world.thread()
    world.http.will(answered(200, {"id": "p1"}))
    id = await world.write("x")
    world.channels.sender.clock = HandClock(world.clock.now() - HOUR)
    world.start(world.channels.sender.run())
    await world.is_in(id, MessageState.SENT)
