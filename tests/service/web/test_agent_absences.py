"""Agents whose browser vanished: after a time they are away, and who chats with them is given to others."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse
from aiohttp.test_utils import TestClient, TestServer

from ari_app.acd.model import AgentState, InteractionState
from ari_app.storage import events
from tests.service.web.conftest import House
from tests.service.web.written import Written, heard
from workspace_web.agent_absences import LOST
from workspace_web.app import Deps, Web
from workspace_web.sip_proxy import Upstream

WRAP_UP = 30.0


@pytest.fixture
async def written(house: House) -> Written:
    return Written(house)


async def page(written: Written, agent: str = "a1") -> ClientWebSocketResponse:
    """One that the centre knows of."""
    socket = await written.house.live(agent)
    await heard(socket, "snapshot")
    return socket


async def goes(written: Written, socket: ClientWebSocketResponse) -> None:
    """On return the centre has noticed."""
    left = _pages(written) - 1
    await socket.close()
    async with asyncio.timeout(60):
        while _pages(written) > left:  # noqa: ASYNC110 - who is gone tells nobody
            await asyncio.sleep(0)


def _pages(written: Written) -> int:
    return next(int(each.value) for each in written.house.web.figures() if each.name == "live_connections")


async def later(written: Written, seconds: float) -> None:
    """All that follows is written down, and what follows from that."""
    written.house.clock.advance(seconds)
    await written.house.durable()
    await written.house.durable()


def whose(written: Written, interaction: str) -> tuple[InteractionState, str | None]:
    item = written.house.centre.interactions[interaction]
    return item.state, item.agent


def stands(written: Written, agent: str = "a1") -> tuple[AgentState, str]:
    """Apart from work, and why."""
    status = written.house.centre.router.agent(agent)
    assert status is not None
    return status.stands, status.next_reason if status.holds else status.reason


async def happened(written: Written, kind: str) -> list[Any]:
    rows = await events.since(written.house.database.reader, 0)
    return [row for row in rows if row.kind == kind]


@asynccontextmanager
async def started_again(written: Written, **settings: Any) -> AsyncIterator[None]:
    """The pages of another life of the app, over the same centre."""
    services = written.house.services
    pages = Web(
        Deps(
            services=replace(services, settings=replace(services.settings, **settings)),
            version="0.0.0",
            new_stream=lambda: "again",
            sip=Upstream("ws://127.0.0.1:1/ws", lambda: True),
        )
    )
    async with TestClient(TestServer(pages.app)):
        yield


MINE = (InteractionState.CONNECTED, "a1")


async def test_a_reload_within_the_time_is_nothing(written: Written) -> None:
    before = await page(written)
    interaction, _ = await written.talk()
    await goes(written, before)
    await later(written, 119)
    await page(written)
    await later(written, 500)
    assert whose(written, interaction) == MINE
    assert stands(written) == (AgentState.AVAILABLE, "")


async def test_who_is_gone_is_away_and_their_chats_are_offered_to_others_at_their_old_place(
    written: Written,
) -> None:
    mine = await page(written)
    interaction, _ = await written.talk()
    await goes(written, mine)
    await later(written, 119)
    assert whose(written, interaction) == MINE
    await later(written, 1)
    assert whose(written, interaction) == (InteractionState.QUEUED, None)
    assert stands(written) == (AgentState.AWAY, LOST)
    await later(written, WRAP_UP)
    noted = await happened(written, "agent_state_changed")
    last = [row.data for row in noted if row.agent == "a1"][-1]
    assert (last["state"], last["reason"]) == ("away", LOST)
    queued = await happened(written, "interaction_queued")
    assert [row.data.get("again") for row in queued] == ["", "the agent's connection was lost"]
    shown = (await written.house.ask("GET", f"/interactions/{interaction}/explanation")).body
    reasons = {each["agent"]: each["reason"] for each in shown["candidates"]}
    assert reasons["a1"] == LOST

    younger = await written.comes("Me too", address="v-2")
    waiting = [work.interaction for work in written.house.centre.router.waiting("support")]
    assert waiting == [interaction, younger]
    await written.house.available("a2")
    await written.accept("a2")
    assert whose(written, interaction) == (InteractionState.CONNECTED, "a2")


async def test_an_answer_that_was_given_does_not_keep_the_customer_there(written: Written) -> None:
    mine = await page(written)
    interaction, _ = await written.talk()
    await goes(written, mine)
    await later(written, 60)
    await written.says(interaction, "I look it up")
    await later(written, 60)
    assert whose(written, interaction) == (InteractionState.QUEUED, None)


async def test_one_page_of_several_is_enough(written: Written) -> None:
    first, second = await page(written), await page(written)
    interaction, _ = await written.talk()
    await goes(written, first)
    await later(written, 500)
    assert whose(written, interaction) == MINE
    await goes(written, second)
    await later(written, 120)
    assert whose(written, interaction)[0] is InteractionState.QUEUED


async def test_who_never_had_a_page_is_not_concerned(written: Written) -> None:
    interaction, _ = await written.talk()
    await later(written, 1000)
    assert whose(written, interaction) == MINE
    assert stands(written) == (AgentState.AVAILABLE, "")


async def test_what_is_in_no_hurry_stays_theirs(written: Written) -> None:
    mine = await page(written)
    interaction, _ = await written.talk(account="mail", address="mia@example.org")
    await goes(written, mine)
    await later(written, 120)
    assert whose(written, interaction) == MINE
    assert stands(written) == (AgentState.AWAY, LOST)
    await written.comes("Hello again?", account="mail", address="mia@example.org")
    assert whose(written, interaction) == MINE


async def test_a_parked_chat_stays_theirs_until_the_customer_writes(written: Written) -> None:
    mine = await page(written)
    interaction, _ = await written.talk()
    parked = await written.house.ask("POST", f"/interactions/{interaction}/park", "a1", body={})
    assert parked.status == 200, parked.body
    await goes(written, mine)
    await later(written, 120)
    assert whose(written, interaction) == MINE
    await written.comes("Are you there?")
    await written.house.durable()
    assert whose(written, interaction) == (InteractionState.QUEUED, None)


async def test_who_is_back_keeps_what_they_take_then(written: Written) -> None:
    mine = await page(written)
    interaction, _ = await written.talk()
    await goes(written, mine)
    await later(written, 120 + WRAP_UP)
    await page(written)
    assert stands(written) == (AgentState.AWAY, LOST), "they say themselves that they are there"
    await written.house.available("a1")
    await written.accept("a1")
    await later(written, 500)
    await written.comes("Still there?")
    await written.house.durable()
    assert whose(written, interaction) == MINE


async def test_who_went_away_themselves_stays_so_for_their_own_reason(written: Written) -> None:
    mine = await page(written)
    interaction, _ = await written.talk()
    await written.house.ask("PUT", "/me/state", "a1", body={"state": "away", "reason": "lunch"})
    await goes(written, mine)
    await later(written, 120)
    assert whose(written, interaction)[0] is InteractionState.QUEUED
    assert stands(written) == (AgentState.AWAY, "lunch")


async def test_who_has_a_desk_phone_and_nothing_to_write_stays_available_for_calls(written: Written) -> None:
    mine = await page(written)
    await written.house.ask("PUT", "/me/state", "a1", body={"state": "available"})
    await goes(written, mine)
    await later(written, 500)
    assert stands(written) == (AgentState.AVAILABLE, "")


async def test_a_call_goes_on_and_they_are_away_after_it(written: Written) -> None:
    centre = written.house.centre
    mine_rings = replace(centre.catalogue.agents["a1"], in_browser=True)
    centre.configure(replace(centre.catalogue, agents={**centre.catalogue.agents, "a1": mine_rings}))
    mine = await page(written)
    call = await written.house.connected("a1")
    await goes(written, mine)
    await later(written, 500)
    assert whose(written, call) == MINE
    assert stands(written) == (AgentState.AWAY, LOST)
    line = written.house.centre.interactions[call].line
    written.house.lines.caller_hangs_up(line)
    await later(written, WRAP_UP)
    status = written.house.centre.router.agent("a1")
    assert status is not None
    assert (status.state, status.reason) == (AgentState.AWAY, LOST)


async def test_after_a_start_they_have_the_whole_time_to_come_back(written: Written) -> None:
    interaction, _ = await written.talk()
    mail, _ = await written.talk("a2", account="mail", address="mia@example.org")
    async with started_again(written):
        await later(written, 119)
        assert whose(written, interaction) == MINE
        await later(written, 1)
        assert whose(written, interaction) == (InteractionState.OFFERED, "a2")
        assert stands(written) == (AgentState.AWAY, LOST)
        assert whose(written, mail) == (InteractionState.CONNECTED, "a2")
        assert stands(written, "a2") == (AgentState.AVAILABLE, "")


async def test_pages_that_are_closed_for_a_restart_take_nothing_from_anybody(written: Written) -> None:
    mine = await page(written)
    interaction, _ = await written.talk()
    await goes(written, mine)
    await written.house.client.close()
    await later(written, 500)
    assert whose(written, interaction) == MINE


async def test_a_centre_may_leave_all_as_it_is(written: Written) -> None:
    interaction, _ = await written.talk()
    async with started_again(written, agent_gone_after=0):
        await later(written, 1000)
        assert whose(written, interaction) == MINE
