"""Calls from a page: a phone for one call, for a minute, that nobody else can use."""

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from ari_app.channels.visitor_calls import HANG_UP_AGAIN, PREFIX, USE_WITHIN, VisitorCalls
from ari_app.channels.visitors import Refused
from ari_app.channels.widget_settings import WidgetSettings, understood
from ari_app.conversation.interaction import Interaction
from ari_app.conversation.line import CallArrived, LineGone, LiveLine, SwitchFound
from ari_app.storage.rows.channels import VisitorRow
from ivr.node import Medium
from tests.service.channels.conftest import World

NETWORK, *NETWORKS = (f"203.0.113.{n}" for n in range(5))


class Phones:
    """What Asterisk would know."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}
        self.away = False
        self.ended: list[str] = []
        self.longest = 3600.0

    async def admit(self, name: str, password: str) -> None:
        if self.away:
            raise ConnectionError
        self.known[name] = password

    async def dismiss(self, name: str) -> None:
        self.known.pop(name, None)

    def hang_up(self, line: str) -> None:
        self.ended.append(line)

    def calls(self, world: World) -> VisitorCalls:
        """Of a process that has just begun."""
        made = VisitorCalls(world.database.reader, world.clock, self.admit, self.dismiss, self.hang_up)
        made.longest = lambda account: {"d1": self.longest}[account]
        return made


def settings(**more: str) -> WidgetSettings:
    return understood({"call": "yes", "calls_at_once": "2", **more}, in_app=False)


def visitor(n: int = 1) -> VisitorRow:
    context = {
        "form": {"phone": "+15551"},
        "identity": {"email": "ann@example.org"},
        "page": "https://shop.example/boots",
    }
    return VisitorRow(f"hash-{n}", "d1", f"v-{n}", "Ann", context, 1.0, 1.0)


def call(name: str, line: str = "line-1") -> CallArrived:
    return CallArrived(line, "call", "", "", name)


def held(line: str, arrival: CallArrived | None = None) -> LiveLine:
    return LiveLine(line, "i1", True, None, arrival)


def switch(*lines: LiveLine) -> SwitchFound:
    return SwitchFound(lines, (), restarted=False)


def call_as_stored(world: World, line: str) -> Interaction:
    return Interaction(
        f"i-{line}", Medium.VOICE, f"{PREFIX}{line}", "d1", "", line, world.clock.now(), "support", "1"
    )


@pytest.fixture
def phones() -> Phones:
    return Phones()


@pytest.fixture
def calls(world: World, phones: Phones) -> VisitorCalls:
    return phones.calls(world)


async def test_a_call_brings_who_calls_and_their_thread(
    world: World, calls: VisitorCalls, phones: Phones
) -> None:
    await world.thread("t1", "d1", "v-1")
    guest = await calls.make(visitor(), settings(), NETWORK)
    assert guest.name.startswith(PREFIX)
    assert phones.known == {guest.name: guest.password}
    arrived = calls.arrived(call(guest.name))
    assert arrived is not None
    assert (arrived.account, arrived.thread, arrived.caller, arrived.caller_name) == (
        "d1",
        "t1",
        "+15551",
        "Ann",
    )
    assert arrived.context["email"] == "ann@example.org"
    assert arrived.context["page"] == "https://shop.example/boots"


async def test_the_phone_goes_with_its_call(calls: VisitorCalls, phones: Phones) -> None:
    guest = await calls.make(visitor(), settings(), NETWORK)
    calls.arrived(call(guest.name))
    calls.over(LineGone("another line", 16))
    assert phones.known
    calls.over(LineGone("line-1", 16))
    await calls.close()
    assert not phones.known
    assert guest.gone.is_set()
    assert calls.by_ticket("d1", guest.ticket) is None


async def test_a_phone_that_is_not_used_is_taken_away(
    world: World, calls: VisitorCalls, phones: Phones
) -> None:
    guest = await calls.make(visitor(), settings(), NETWORK)
    world.clock.advance(USE_WITHIN)
    await calls.close()
    assert not phones.known
    assert calls.arrived(call(guest.name)) is None


async def test_a_call_that_lasts_longer_than_a_minute_stays(
    world: World, calls: VisitorCalls, phones: Phones
) -> None:
    guest = await calls.make(visitor(), settings(), NETWORK)
    calls.arrived(call(guest.name))
    world.clock.advance(USE_WITHIN * 59)
    assert phones.known
    assert phones.ended == []


def ends_in_a_second(world: World, calls: VisitorCalls, phones: Phones) -> None:
    """Not before; then again and again until it is gone: a command is lost while Asterisk is away."""
    assert phones.ended == []
    world.clock.advance(1)
    assert phones.ended == ["line-1"]
    world.clock.advance(HANG_UP_AGAIN)
    assert phones.ended == ["line-1"] * 2
    calls.over(LineGone("line-1", 16))
    world.clock.advance(HANG_UP_AGAIN * 10)
    assert phones.ended == ["line-1"] * 2


async def test_a_call_is_ended_when_it_is_too_long(world: World, calls: VisitorCalls, phones: Phones) -> None:
    """ASVS 2.3.2."""
    phones.longest = 180.0
    guest = await calls.make(visitor(), settings(), NETWORK)
    world.clock.advance(30)
    calls.arrived(call(guest.name))
    world.clock.advance(179)
    ends_in_a_second(world, calls, phones)


async def test_a_call_that_ended_while_asterisk_was_away_is_over(calls: VisitorCalls, phones: Phones) -> None:
    """Nobody told of its end: its visitor may call again, and its place is free."""
    first = await calls.make(visitor(), settings(), NETWORK)
    calls.arrived(call(first.name))
    second = await calls.make(visitor(2), settings(), NETWORKS[2])
    waiting = await calls.make(visitor(3), settings(calls_at_once="9"), NETWORKS[3])
    calls.arrived(call(second.name, "line-2"))
    calls.found(switch(held("line-2")), [])
    assert (first.gone.is_set(), second.gone.is_set(), waiting.gone.is_set()) == (True, False, False)
    assert await calls.make(visitor(), settings(calls_at_once="9"), NETWORK)


async def test_a_call_of_before_our_restart_is_ended_in_its_time(world: World, phones: Phones) -> None:
    """By what is stored of it alone, as its account is set up now; however often Asterisk is found."""
    phones.longest = 180.0
    began = world.clock.now()
    of_before = call_as_stored(world, "line-1"), call_as_stored(world, "line-2")
    others = replace(call_as_stored(world, "line-3"), channel="trunk")
    world.clock.advance(60)
    calls = phones.calls(world)
    for _ in range(2):
        calls.found(switch(held("line-1"), held("line-3")), [*of_before, others])
    world.clock.advance(began + 179 - world.clock.now())
    ends_in_a_second(world, calls, phones)


async def test_a_call_whose_time_was_up_while_we_were_away_is_ended_at_once(
    world: World, phones: Phones
) -> None:
    item = call_as_stored(world, "line-1")
    world.clock.advance(9 * phones.longest)
    calls = phones.calls(world)
    calls.found(switch(held("line-1")), [item])
    world.clock.advance(0)
    assert phones.ended == ["line-1"]


async def test_a_call_of_before_our_restart_takes_a_line_of_its_account(world: World, phones: Phones) -> None:
    calls = phones.calls(world)
    calls.found(switch(held("line-1")), [call_as_stored(world, "line-1")])
    with pytest.raises(Refused, match="busy"):
        await calls.make(visitor(2), settings(calls_at_once="1"), NETWORK)
    calls.over(LineGone("line-1", 16))
    assert await calls.make(visitor(2), settings(calls_at_once="1"), NETWORK)


async def test_a_call_that_came_while_nobody_listened(calls: VisitorCalls, phones: Phones) -> None:
    """It is as any other, with what is known of its visitor; one of a phone that we know nothing of any more is let go."""
    guest = await calls.make(visitor(), settings(), NETWORK)
    strange, plain = call(PREFIX + "strange", "line-2"), call("trunk", "line-3")
    news = switch(held("line-1", call(guest.name)), held("line-2", strange), held("line-3", plain))
    for _ in range(2):
        first, second, third = calls.found(news, []).lines
        assert first.arrival is not None and first.arrival.account == "d1"
        assert guest.line == "line-1"
        assert second.arrival is None
        assert third.arrival is plain


async def test_a_phone_makes_one_call(calls: VisitorCalls) -> None:
    guest = await calls.make(visitor(), settings(), NETWORK)
    assert calls.arrived(call(guest.name)) is not None
    assert calls.arrived(call(guest.name, "line-2")) is None


async def test_a_visitor_has_one_phone_and_an_account_so_many(calls: VisitorCalls, phones: Phones) -> None:
    first = await calls.make(visitor(1), settings(), NETWORKS[1])
    again = await calls.make(visitor(1), settings(), NETWORKS[1])
    await asyncio.sleep(0)
    assert set(phones.known) == {again.name} != {first.name}
    calls.arrived(call(again.name))
    with pytest.raises(Refused, match="on a call"):
        await calls.make(visitor(1), settings(), NETWORKS[1])
    await calls.make(visitor(2), settings(), NETWORKS[2])
    with pytest.raises(Refused, match="busy"):
        await calls.make(visitor(3), settings(), NETWORKS[3])


async def test_where_no_calls_are_wanted_there_are_none(calls: VisitorCalls) -> None:
    with pytest.raises(Refused):
        await calls.make(visitor(), settings(call="no"), NETWORK)


async def test_a_phone_that_asterisk_does_not_take_counts_for_nothing(
    calls: VisitorCalls, phones: Phones
) -> None:
    phones.away = True
    with pytest.raises(ConnectionError):
        await calls.make(visitor(), settings(calls_at_once="1"), NETWORK)
    phones.away = False
    await calls.make(visitor(), settings(calls_at_once="1"), NETWORK)


async def test_a_ticket_is_good_for_its_account(calls: VisitorCalls) -> None:
    guest = await calls.make(visitor(), settings(), NETWORK)
    assert calls.by_ticket("d1", guest.ticket) is guest
    assert calls.by_ticket("d2", guest.ticket) is None
    assert calls.by_ticket("d1", "") is None


def test_other_calls_pass_as_they_are(tmp_path: Path) -> None:
    plain = call("trunk-1")
    assert VisitorCalls.arrived(object.__new__(VisitorCalls), plain) is plain


async def test_one_network_never_has_all_lines(calls: VisitorCalls) -> None:
    """A script that calls and calls from one address keeps nobody else from it."""
    five = settings(calls_at_once="5")
    for n in range(3):
        await calls.make(visitor(n), five, NETWORK)
    with pytest.raises(Refused, match="Too many calls from your network at once"):
        await calls.make(visitor(3), five, NETWORK)
    assert await calls.make(visitor(3), five, "198.51.100.7")
