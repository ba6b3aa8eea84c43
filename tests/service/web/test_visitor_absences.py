"""Visitors who go away while they wait: they have left after a time, and nobody is offered their chat."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field

import pytest
from aiohttp.test_utils import TestClient, TestServer
from sqlalchemy import select

from ari_app.acd.model import InteractionState
from ari_app.channels import identity
from ari_app.conversation.changes import Changes
from ari_app.conversation.interaction import Interaction
from ari_app.conversation.places import Target
from ari_app.conversation.text import Correspondent, WriterLeft
from ari_app.conversation.text_desk import Person
from ari_app.storage.errors import DatabaseUnavailable
from ari_app.storage.rows.channels import InboundRow
from ari_app.storage.tables.channels import inbound
from tests.service.web.conftest import House
from tests.service.web.visitors import ACCOUNT, APP, SECRET, Page, Shop, name, open_shop
from workspace_web.app import Deps, Web
from workspace_web.sip_proxy import Upstream

AGENT = Person("a1", "a1")


@dataclass
class Waiting:
    """A shop, and what became of its chats."""

    shop: Shop
    over: dict[str, Interaction] = field(default_factory=dict)
    _changed: asyncio.Event = field(default_factory=asyncio.Event)

    def __post_init__(self) -> None:
        centre = self.shop.house.centre
        before = centre.watcher

        def watch(changes: Changes) -> None:
            before(changes)
            for item in changes.interactions.values():
                if item.over:
                    self.over[item.id] = item
            self._changed.set()

        centre.watcher = watch

    @property
    def house(self) -> House:
        return self.shop.house

    async def in_flow(self, token: str) -> tuple[Page, str]:
        page = await self.shop.open(token)
        await page.until("snapshot")
        await page.say("Hello")
        said = await page.until("state", lambda said: said["state"]["at"] == "bot")
        return page, said["state"]["interaction"]

    async def in_queue(self, token: str) -> tuple[Page, str]:
        page, interaction = await self.in_flow(token)
        await page.say("Support", choice="2")
        await page.until("state", lambda said: said["state"]["at"] == "waiting")
        return page, interaction

    async def goes(self, page: Page) -> None:
        """On return the centre has noticed."""
        left = self.pages - 1
        await page.socket.close()
        async with asyncio.timeout(60):
            while self.pages > left:  # noqa: ASYNC110 - who is gone tells nobody
                await asyncio.sleep(0)

    @property
    def pages(self) -> int:
        return next(
            int(each.value) for each in self.house.web.figures() if each.name == "visitor_connections"
        )

    async def left(self) -> list[str]:
        """What was written down by now of people who left, by its name."""
        await asyncio.sleep(0)  # whose time is up has begun to leave
        await self.house.durable()
        rows = await self.house.database.reader.all(select(inbound).order_by(inbound.c.id), InboundRow)
        return [row.provider_id for row in rows if row.body["kind"] == "left"]

    async def until(self, true: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not true():
                self._changed.clear()
                await self._changed.wait()

    async def ends(self, interaction: str) -> Interaction:
        await self.until(lambda: interaction in self.over)
        return self.over[interaction]

    def state(self, interaction: str) -> InteractionState:
        return self.house.centre.interactions[interaction].state


@pytest.fixture
async def waiting(house: House) -> AsyncIterator[Waiting]:
    async with open_shop(house) as shop:
        yield Waiting(shop)


async def test_who_vanishes_in_the_queue_has_left_and_no_agent_is_offered_them(waiting: Waiting) -> None:
    page, interaction = await waiting.in_queue(await waiting.shop.begin())
    await waiting.goes(page)
    waiting.house.clock.advance(179)
    assert await waiting.left() == []
    waiting.house.clock.advance(1)
    item = await waiting.ends(interaction)
    assert (item.state, item.reason) == (InteractionState.ABANDONED, "customer vanished")
    await waiting.house.available("a1")
    assert not waiting.house.centre.router.offers()
    assert len(await waiting.left()) == 1


async def test_who_vanishes_in_the_flow_has_left(waiting: Waiting) -> None:
    page, interaction = await waiting.in_flow(await waiting.shop.begin())
    await waiting.goes(page)
    waiting.house.clock.advance(180)
    assert (await waiting.ends(interaction)).reason == "customer vanished"


async def test_an_offer_of_who_vanished_is_taken_back(waiting: Waiting) -> None:
    page, interaction = await waiting.in_queue(await waiting.shop.begin())
    await waiting.goes(page)
    waiting.house.clock.advance(179)
    await waiting.house.available("a1")
    assert [offer.interaction for offer in waiting.house.centre.router.offers()] == [interaction]
    waiting.house.clock.advance(1)
    assert (await waiting.ends(interaction)).state is InteractionState.ABANDONED
    assert not waiting.house.centre.router.offers()


async def test_who_comes_back_in_time_stays(waiting: Waiting) -> None:
    token = await waiting.shop.begin()
    page, interaction = await waiting.in_queue(token)
    await waiting.goes(page)
    waiting.house.clock.advance(179)
    again = await waiting.shop.open(token)
    assert (await again.until("snapshot"))["state"]["at"] == "waiting"
    waiting.house.clock.advance(300)
    assert await waiting.left() == []
    assert waiting.state(interaction) is InteractionState.QUEUED
    await waiting.goes(again)
    waiting.house.clock.advance(179)
    assert await waiting.left() == [], "the time begins anew"


async def test_one_page_of_several_is_enough(waiting: Waiting) -> None:
    token = await waiting.shop.begin()
    page, interaction = await waiting.in_queue(token)
    other = await waiting.shop.open(token)
    await other.until("snapshot")
    await waiting.goes(page)
    waiting.house.clock.advance(400)
    assert await waiting.left() == []
    assert waiting.state(interaction) is InteractionState.QUEUED


async def test_who_writes_without_a_page_is_there(waiting: Waiting) -> None:
    token = await waiting.shop.begin()
    page, interaction = await waiting.in_queue(token)
    await waiting.goes(page)
    waiting.house.clock.advance(100)
    whom = Correspondent(ACCOUNT, waiting.house.centre.interactions[interaction].caller)
    before = waiting.house.centre.threads.of(whom)
    assert before is not None
    said = {"client_id": name(), "text": "Still here"}
    status, _, _ = await waiting.shop.ask("POST", "messages", said, token=token)
    assert status == 202
    await waiting.until(lambda: waiting.house.centre.threads.of(whom) != before)
    await waiting.house.durable()
    waiting.house.clock.advance(179)
    assert await waiting.left() == []
    waiting.house.clock.advance(1)
    await waiting.ends(interaction)


async def test_in_an_agents_hand_nothing_happens_until_it_waits_again(waiting: Waiting) -> None:
    page, interaction = await waiting.in_queue(await waiting.shop.begin())
    await waiting.house.available("a1")
    (offer,) = waiting.house.centre.router.offers()
    await waiting.house.desk.accept("a1", offer.id)
    await waiting.goes(page)
    waiting.house.clock.advance(400)
    assert await waiting.left() == []
    assert waiting.state(interaction) is InteractionState.CONNECTED
    await waiting.house.services.text.transfer(AGENT, interaction, Target(queue="sales"))
    await waiting.house.durable()
    assert waiting.state(interaction) is InteractionState.QUEUED
    waiting.house.clock.advance(180)
    assert (await waiting.ends(interaction)).reason == "customer vanished"


async def test_who_comes_later_and_writes_begins_anew(waiting: Waiting) -> None:
    token = await waiting.shop.begin()
    page, interaction = await waiting.in_queue(token)
    await waiting.goes(page)
    waiting.house.clock.advance(180)
    await waiting.ends(interaction)
    again, another = await waiting.in_flow(token)
    assert another != interaction
    assert [said["messages"][0]["text"] for said in again.of("snapshot")] == ["Hello"]


async def test_users_of_an_app_read_later(waiting: Waiting) -> None:
    signature = identity.signature_of(SECRET, "7")
    token = await waiting.shop.begin(APP, None, identity={"id": "7", "hmac": signature})
    page = await waiting.shop.open(token, account=APP, origin=None)
    await page.until("snapshot")
    await page.say("Hello")
    await page.until("state", lambda said: said["state"]["at"] == "bot")
    await waiting.goes(page)
    waiting.house.clock.advance(400)
    assert await waiting.left() == []


async def test_an_account_says_how_long_and_whether(waiting: Waiting) -> None:
    await waiting.shop.set(gone_after="30")
    page, interaction = await waiting.in_queue(await waiting.shop.begin())
    await waiting.goes(page)
    waiting.house.clock.advance(30)
    await waiting.ends(interaction)
    before = await waiting.left()
    await waiting.shop.set(gone_after="0")
    page, interaction = await waiting.in_queue(await waiting.shop.begin())
    await waiting.goes(page)
    waiting.house.clock.advance(500)
    assert await waiting.left() == before
    assert waiting.state(interaction) is InteractionState.QUEUED


async def test_after_a_start_everybody_has_the_whole_time_again(waiting: Waiting) -> None:
    page, interaction = await waiting.in_queue(await waiting.shop.begin())
    await waiting.goes(page)
    waiting.house.clock.advance(179)
    await waiting.house.client.close()
    waiting.house.clock.advance(1)
    assert await waiting.left() == [], "who is no more ends nothing"
    again = Deps(
        services=waiting.house.services,
        version="0.0.0",
        new_stream=lambda: "again",
        sip=Upstream("ws://127.0.0.1:1/ws", lambda: True),
    )
    async with TestClient(TestServer(Web(again).app)):
        waiting.house.clock.advance(179)
        assert await waiting.left() == []
        waiting.house.clock.advance(1)
        assert (await waiting.ends(interaction)).reason == "customer vanished"


async def test_a_database_that_does_not_answer_is_asked_again(
    waiting: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitors, asked = waiting.house.services.visitors, []
    vanish = visitors.vanish

    async def first_fails(account: str, address: str, interaction: str, since: float) -> None:
        asked.append((account, interaction, since))
        if len(asked) == 1:
            raise DatabaseUnavailable("not now")
        await vanish(account, address, interaction, since)

    monkeypatch.setattr(visitors, "vanish", first_fails)
    page, interaction = await waiting.in_queue(await waiting.shop.begin())
    await waiting.goes(page)
    waiting.house.clock.advance(180)
    assert await waiting.left() == []
    waiting.house.clock.advance(5)
    await waiting.ends(interaction)
    assert asked == [asked[0]] * 2, "the same, so that it is written once"


async def test_an_agent_who_has_it_by_then_keeps_it(waiting: Waiting) -> None:
    """The agent took it while it was being written down."""
    page, interaction = await waiting.in_queue(await waiting.shop.begin())
    await waiting.house.available("a1")
    (offer,) = waiting.house.centre.router.offers()
    await waiting.house.desk.accept("a1", offer.id)
    whom = Correspondent(ACCOUNT, waiting.house.centre.interactions[interaction].caller)
    await waiting.house.post.take(10_000, WriterLeft("late", whom, waiting.house.clock.now(), vanished=True))
    assert waiting.state(interaction) is InteractionState.CONNECTED
    await waiting.house.post.take(10_001, WriterLeft("said", whom, waiting.house.clock.now()))
    assert waiting.over[interaction].reason == "customer closed"
    await waiting.goes(page)
