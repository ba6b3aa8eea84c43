"""Calls from a page: a phone for one call, for a minute, that nobody else can use."""

import asyncio
from pathlib import Path

import pytest

from ari_app.channels.visitor_calls import PREFIX, USE_WITHIN, VisitorCalls
from ari_app.channels.visitors import Refused
from ari_app.channels.widget_settings import WidgetSettings, understood
from ari_app.conversation.line import CallArrived, LineGone
from ari_app.storage.rows.channels import VisitorRow
from tests.service.channels.conftest import World


class Phones:
    """What Asterisk would know."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}
        self.away = False

    async def admit(self, name: str, password: str) -> None:
        if self.away:
            raise ConnectionError
        self.known[name] = password

    async def dismiss(self, name: str) -> None:
        self.known.pop(name, None)


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


@pytest.fixture
def phones() -> Phones:
    return Phones()


@pytest.fixture
def calls(world: World, phones: Phones) -> VisitorCalls:
    return VisitorCalls(world.database.reader, world.clock, phones.admit, phones.dismiss)


async def test_a_call_brings_who_calls_and_their_thread(
    world: World, calls: VisitorCalls, phones: Phones
) -> None:
    await world.thread("t1", "d1", "v-1")
    guest = await calls.make(visitor(), settings())
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
    guest = await calls.make(visitor(), settings())
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
    guest = await calls.make(visitor(), settings())
    world.clock.advance(USE_WITHIN)
    await calls.close()
    assert not phones.known
    assert calls.arrived(call(guest.name)) is None


async def test_a_call_that_lasts_longer_than_a_minute_stays(
    world: World, calls: VisitorCalls, phones: Phones
) -> None:
    guest = await calls.make(visitor(), settings())
    calls.arrived(call(guest.name))
    world.clock.advance(USE_WITHIN * 60)
    assert phones.known


async def test_a_phone_makes_one_call(calls: VisitorCalls) -> None:
    guest = await calls.make(visitor(), settings())
    assert calls.arrived(call(guest.name)) is not None
    assert calls.arrived(call(guest.name, "line-2")) is None


async def test_a_visitor_has_one_phone_and_an_account_so_many(calls: VisitorCalls, phones: Phones) -> None:
    first = await calls.make(visitor(1), settings())
    again = await calls.make(visitor(1), settings())
    await asyncio.sleep(0)
    assert set(phones.known) == {again.name} != {first.name}
    calls.arrived(call(again.name))
    with pytest.raises(Refused, match="on a call"):
        await calls.make(visitor(1), settings())
    await calls.make(visitor(2), settings())
    with pytest.raises(Refused, match="busy"):
        await calls.make(visitor(3), settings())


async def test_where_no_calls_are_wanted_there_are_none(calls: VisitorCalls) -> None:
    with pytest.raises(Refused):
        await calls.make(visitor(), settings(call="no"))


async def test_a_phone_that_asterisk_does_not_take_counts_for_nothing(
    calls: VisitorCalls, phones: Phones
) -> None:
    phones.away = True
    with pytest.raises(ConnectionError):
        await calls.make(visitor(), settings(calls_at_once="1"))
    phones.away = False
    await calls.make(visitor(), settings(calls_at_once="1"))


async def test_a_ticket_is_good_for_its_account(calls: VisitorCalls) -> None:
    guest = await calls.make(visitor(), settings())
    assert calls.by_ticket("d1", guest.ticket) is guest
    assert calls.by_ticket("d2", guest.ticket) is None
    assert calls.by_ticket("d1", "") is None


def test_other_calls_pass_as_they_are(tmp_path: Path) -> None:
    plain = call("trunk-1")
    assert VisitorCalls.arrived(object.__new__(VisitorCalls), plain) is plain
