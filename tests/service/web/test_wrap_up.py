"""Wrap-up from a screen: codes, notes, a little more time; and the figures that my day adds up to."""

from dataclasses import replace

import pytest

from ari_app.storage import configuration, wrap_up_codes
from ari_app.storage.rows.setup import QueueRow, WrapUpCodeRow
from tests.service.web.conftest import House

CODES = ("solved", "refund", "other")


@pytest.fixture
async def coded(house: House) -> House:
    """The queue `support` has three codes."""
    row = QueueRow(
        "support", "Support", {}, 20.0, 30.0, announce_every=None, record=True, wrap_up_codes=CODES
    )
    names = [wrap_up_codes.known(WrapUpCodeRow(code, code.title())) for code in CODES]
    await house.database.writer.commit([*names, configuration.queue_set(row)])
    known = house.centre.catalogue
    support = replace(known.queues["support"], wrap_up_codes=CODES)
    house.centre.configure(replace(known, queues={**known.queues, "support": support}))
    return house


async def in_wrap_up(house: House) -> str:
    """An interaction that a1 talked to for 100 seconds, and wraps up now."""
    interaction = await house.connected("a1")
    house.clock.advance(100)
    await house.ask("POST", f"/interactions/{interaction}/end", "a1")
    await house.durable()
    await house.durable()  # the default that stands until a1 chooses
    return interaction


async def test_a_queue_has_codes_in_its_own_order(coded: House) -> None:
    listed = await coded.ask("GET", "/queues/support/wrap-up-codes", "a1")
    assert listed.body["items"] == [{"id": code, "name": code.title()} for code in CODES]
    assert (await coded.ask("GET", "/queues/sales/wrap-up-codes", "a1")).body["items"] == []
    assert (await coded.ask("GET", "/queues/none/wrap-up-codes", "a1")).status == 404


async def test_the_last_code_stands_until_i_choose(coded: House) -> None:
    interaction = await in_wrap_up(coded)
    (mine,) = (await coded.ask("GET", "/me/interactions", "a1")).body["items"]
    assert [(each["code"], each["chosen"]) for each in mine["wrap_ups"]] == [("other", False)]

    path, choice = f"/interactions/{interaction}/wrap-up", {"code": "refund", "note": "By Friday."}
    chosen = await coded.ask("PUT", path, "a1", body=choice)
    assert (chosen.body["code"], chosen.body["note"], chosen.body["chosen"]) == ("refund", "By Friday.", True)
    (mine,) = (await coded.ask("GET", "/me/interactions", "a1")).body["items"]
    assert mine["wrap_ups"] == [chosen.body]


async def test_what_i_chose_while_we_talked_is_not_overruled_by_the_default(coded: House) -> None:
    interaction = await coded.connected("a1")
    path = f"/interactions/{interaction}/wrap-up"
    await coded.ask("PUT", path, "a1", body={"code": "solved"})
    await coded.ask("POST", f"/interactions/{interaction}/end", "a1")
    await coded.durable()
    await coded.durable()
    (mine,) = (await coded.ask("GET", "/me/interactions", "a1")).body["items"]
    assert [each["code"] for each in mine["wrap_ups"]] == ["solved"]


async def test_a_code_that_the_queue_has_not_is_refused(coded: House) -> None:
    interaction = await in_wrap_up(coded)
    refused = await coded.ask("PUT", f"/interactions/{interaction}/wrap-up", "a1", body={"code": "sold"})
    assert refused.status == 422
    assert "solved, refund, other" in refused.detail


async def test_what_i_took_no_part_in_is_not_mine_to_wrap_up(coded: House) -> None:
    interaction = await in_wrap_up(coded)
    for who, path in (("a2", interaction), ("a1", "none")):
        refused = await coded.ask("PUT", f"/interactions/{path}/wrap-up", who, body={"code": "solved"})
        assert refused.status == 404


async def test_a_little_more_time_up_to_a_quarter_of_an_hour(coded: House) -> None:
    await in_wrap_up(coded)
    until = (await coded.ask("GET", "/me", "a1")).body["agent"]["until"]
    more = await coded.ask("POST", "/me/wrap-up/extend", "a1")
    assert more.body["until"] == until + 60
    answers = [(await coded.ask("POST", "/me/wrap-up/extend", "a1")).status for _ in range(15)]
    assert answers == [200] * 13 + [409] * 2
    coded.clock.advance(30 + 14 * 60)
    await coded.durable()
    assert (await coded.ask("GET", "/me", "a1")).body["agent"]["state"] == "available"
    assert (await coded.ask("POST", "/me/wrap-up/extend", "a1")).status == 409


async def test_my_day_in_figures(coded: House) -> None:
    await in_wrap_up(coded)
    coded.clock.advance(20)
    await coded.ask("POST", "/me/wrap-up/finish", "a1")
    coded.clock.advance(40)
    figures = (await coded.ask("GET", "/me/figures", "a1")).body
    assert (figures["handled"], figures["average_handle"]) == (1, 120)
    assert (figures["talk"], figures["wrap_up"], figures["available"]) == (100, 20, 40)
    assert (await coded.ask("GET", "/me/figures", "a2")).body["handled"] == 0
