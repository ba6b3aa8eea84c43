"""Two phones on a wire of our own: it may lose or double what passes."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

import pytest

from tests.phone.call import Ending
from tests.phone.message import Request, parse
from tests.phone.phone import Phone
from tests.phone.waiting import DidNotHappen

Copies = Callable[[bytes], int]
"""How often a datagram arrives."""


class Wire(asyncio.DatagramProtocol):
    """Carries datagrams between two ends; both take it for their server."""

    def __init__(self, copies: Copies) -> None:
        self._copies = copies
        self._transport: asyncio.DatagramTransport
        self.ends: tuple[Phone, Phone]
        self.passed: list[str] = []
        """The start of each datagram."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self.passed.append(" ".join(data.decode().split(" ", 2)[:2]))
        one, other = (end.address for end in self.ends)
        for _ in range(self._copies(data)):
            self._transport.sendto(data, other if addr == one else one)

    def inject(self, data: bytes, to: Phone) -> None:
        self._transport.sendto(data, to.address)

    def close(self) -> None:
        self._transport.close()


@asynccontextmanager
async def two_phones(copies: Copies = lambda _: 1) -> AsyncIterator[tuple[Phone, Phone, Wire]]:
    loop = asyncio.get_running_loop()
    transport, wire = await loop.create_datagram_endpoint(lambda: Wire(copies), local_addr=("127.0.0.1", 0))
    address = transport.get_extra_info("sockname")
    try:
        async with Phone(address, "ann") as ann, Phone(address, "bob") as bob:
            wire.ends = ann, bob
            yield ann, bob, wire
    finally:
        wire.close()


async def test_a_call_has_sound_and_keys_both_ways() -> None:
    async with two_phones() as (ann, bob, _):
        made = await ann.dial("bob", caller="100", caller_name="Ann, of sales")
        rung = await bob.rings()
        assert (rung.caller, rung.caller_name) == ("100", "Ann, of sales")

        rung.answer()
        await made.answered()
        made.send_tone(600)
        rung.send_tone(1000)
        await asyncio.gather(made.hears(1000), rung.hears(600))

        made.press("9#")
        await made.said()
        made.send_tone(500)
        await rung.hears(500)
        assert rung.keys_heard == "9#"

        await rung.hang_up()
        assert await made.ended() is Ending.HUNG_UP_BY_THEM


async def test_on_hold_one_side_falls_silent() -> None:
    async with two_phones() as (ann, bob, _):
        bob.on_ring = "answer"
        made = await ann.dial("bob")
        await made.answered()
        rung = await bob.rings()
        rung.send_tone(1000)
        await made.hears(1000)

        await made.hold()
        with pytest.raises(DidNotHappen):
            await made.hears(1000, within=0.4)
        await made.resume()
        await made.hears(1000)


async def test_a_caller_who_gives_up_stops_the_ringing() -> None:
    async with two_phones() as (ann, bob, _):
        made = await ann.dial("bob")
        rung = await bob.rings()

        await made.hang_up()

        assert await rung.ended() is Ending.CANCELLED
        assert (made.status, made.ending) == (487, Ending.CANCELLED)


@pytest.mark.parametrize(("policy", "status"), [("busy", 486), ("decline", 603)])
async def test_a_refusal_reaches_the_caller(policy: str, status: int) -> None:
    async with two_phones() as (ann, bob, _):
        bob.on_ring = "busy" if policy == "busy" else "decline"
        made = await ann.dial("bob")

        assert await made.ended() is Ending.REFUSED
        assert made.status == status
        with pytest.raises(DidNotHappen, match="ended before an answer"):
            await made.answered()


@pytest.mark.parametrize(
    ("header", "answers"),
    [
        (("Call-Info", "<sip:x>;answer-after=0"), True),
        (("Alert-Info", "<http://x>;info=alert-autoanswer"), True),
        (("Alert-Info", "Auto Answer"), True),
        (("Alert-Info", "<http://x>;info=alert-external"), False),
        (("Call-Info", "<sip:x>;answer-after=5"), False),
    ],
)
async def test_a_phone_answers_by_itself_when_asked(header: tuple[str, str], answers: bool) -> None:
    async with two_phones() as (ann, bob, _):
        await ann.dial("bob", headers=(header,))
        rung = await bob.rings()
        assert (rung.auto_answer, rung.is_up) == (answers, answers)

        bob.honours_auto_answer = False
        await ann.dial("bob", headers=(header,))
        assert not (await bob.rings()).is_up


async def test_a_phone_that_loses_power_says_nothing() -> None:
    async with two_phones() as (ann, bob, wire):
        bob.on_ring = "answer"
        made = await ann.dial("bob")
        await made.answered()
        rung = await bob.rings()
        rung.send_tone(1000)
        await made.hears(1000)
        passed = len(wire.passed)

        bob.vanish()

        with pytest.raises(DidNotHappen, match="waited"):
            await made.hears(1000, within=0.4)
        assert made.ending is None
        assert len(wire.passed) == passed


async def test_everything_may_be_lost_once() -> None:
    seen: Counter[tuple[str, str]] = Counter()

    def first_is_lost(data: bytes) -> int:
        message = parse(data)
        what = message.method if isinstance(message, Request) else str(message.status)
        seen[what, message.get("cseq")] += 1
        return int(seen[what, message.get("cseq")] > 1)

    async with two_phones(first_is_lost) as (ann, bob, _):
        bob.on_ring = "answer"
        made = await ann.dial("bob")
        await made.answered()
        rung = await bob.rings()
        await made.hang_up()
        assert await rung.ended() is Ending.HUNG_UP_BY_THEM
        assert {what for what, _ in seen} == {"INVITE", "180", "200", "ACK", "BYE"}
        await bob.does_not_ring(0.1)


async def test_everything_may_come_twice() -> None:
    async with two_phones(lambda _: 2) as (ann, bob, wire):
        made = await ann.dial("bob")
        rung = await bob.rings()
        rung.answer()
        await made.answered()
        await made.hold()
        await made.hang_up()
        await rung.ended()

        refused = await ann.dial("bob")
        (await bob.rings()).reject(486)
        await refused.ended()

        await bob.does_not_ring(0.1)
        assert len(bob.calls) == 2
        assert wire.passed.count("BYE sip:bob@{}:{}".format(*bob.address)) == 1


async def test_what_is_not_sip_fails_the_test_that_met_it() -> None:
    with pytest.raises(AssertionError, match="not SIP"):
        async with two_phones() as (ann, bob, wire):
            wire.inject(b"BLAH", bob)
            await ann.dial("bob")
            await bob.rings()
