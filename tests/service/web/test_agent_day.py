"""What an agent does from a screen, as stories."""

import pytest

from ari_app.acd.model import InteractionState
from tests.service.web.conftest import SUPPORT, House


async def test_i_sign_in_and_see_where_i_stand(house: House) -> None:
    before = await house.ask("GET", "/me", "a1")
    assert before.body["agent"]["state"] == "signed_out"
    assert (before.body["user"], before.body["role"]) == ("a1", "agent")

    changed = await house.ask("PUT", "/me/state", "a1", body={"state": "available"})
    assert (changed.status, changed.body["state"]) == (200, "available")

    changed = await house.ask("PUT", "/me/state", "a1", body={"state": "away", "reason": "lunch"})
    assert (changed.body["state"], changed.body["reason"]) == ("away", "lunch")


async def test_an_offer_is_on_my_screen_and_on_nobody_elses(house: House) -> None:
    await house.available("a1")
    house.lines.call_arrives(SUPPORT, caller="+15559009")
    await house.durable()

    mine = await house.ask("GET", "/offers", "a1")
    (offer,) = mine.body["items"]
    assert (offer["caller"], offer["queue"], offer["deadline"]) == (
        "+15559009",
        "support",
        house.clock.now() + 20,
    )
    assert (await house.ask("GET", "/me", "a1")).body["offer"] == offer
    assert (await house.ask("GET", "/offers", "a2")).body["items"] == []


async def test_i_accept_and_my_phone_answers_by_itself(house: House) -> None:
    await house.available("a1")
    line = house.lines.call_arrives(SUPPORT)
    await house.durable()
    offer = (await house.ask("GET", "/offers", "a1")).body["items"][0]["id"]

    accepted = await house.ask("POST", f"/offers/{offer}/accept", "a1")
    assert accepted.status == 200
    (leg,) = house.lines.ringing()
    assert house.lines.legs[leg].request.auto_answer
    house.lines.leg_answers(leg)
    await house.durable()

    me = (await house.ask("GET", "/me", "a1")).body
    assert me["agent"]["state"] == "busy"
    assert me["interaction"]["state"] == "connected"
    assert me["offer"] is None
    assert house.lines.lines[line].peer == leg


async def test_i_decline_and_someone_else_is_asked(house: House) -> None:
    await house.available("a1")
    line = house.lines.call_arrives(SUPPORT)
    await house.available("a2")
    offer = (await house.ask("GET", "/offers", "a1")).body["items"][0]["id"]

    declined = await house.ask("POST", f"/offers/{offer}/decline", "a1", body={"reason": "wrong skill"})
    assert (declined.body["state"], declined.body["reason"]) == ("away", "wrong skill")
    item = house.centre.by_line(line)
    assert item is not None
    assert (item.state, item.agent) == (InteractionState.OFFERED, "a2")


@pytest.mark.parametrize("answer", ["accept", "decline"])
async def test_an_offer_that_is_over_is_a_conflict(house: House, answer: str) -> None:
    await house.available("a1")
    line = house.lines.call_arrives(SUPPORT)
    await house.durable()
    offer = (await house.ask("GET", "/offers", "a1")).body["items"][0]["id"]
    house.lines.caller_hangs_up(line)

    late = await house.ask("POST", f"/offers/{offer}/{answer}", "a1", body={})
    assert late.status == 409
    assert "not open any more" in late.detail


async def test_nobody_accepts_the_offer_of_another(house: House) -> None:
    await house.available("a1")
    house.lines.call_arrives(SUPPORT)
    await house.durable()
    offer = (await house.ask("GET", "/offers", "a1")).body["items"][0]["id"]
    assert (await house.ask("POST", f"/offers/{offer}/accept", "a2")).status == 409


async def test_i_end_the_call_and_finish_my_wrap_up(house: House) -> None:
    interaction = await house.connected("a1")

    ended = await house.ask("POST", f"/interactions/{interaction}/end", "a1")
    assert (ended.status, ended.body) == (202, None)
    await house.durable()
    me = (await house.ask("GET", "/me", "a1")).body
    assert (me["agent"]["state"], me["agent"]["until"]) == ("wrap_up", house.clock.now() + 30)

    done = await house.ask("POST", "/me/wrap-up/finish", "a1")
    assert (done.status, done.body["state"]) == (200, "available")
    assert (await house.ask("POST", "/me/wrap-up/finish", "a1")).status == 409


async def test_nobody_ends_the_call_of_another(house: House) -> None:
    interaction = await house.connected("a1")
    refused = await house.ask("POST", f"/interactions/{interaction}/end", "a2")
    assert refused.status == 404


async def test_what_i_ask_for_during_a_call_follows_it(house: House) -> None:
    await house.connected("a1")
    asked = await house.ask("PUT", "/me/state", "a1", body={"state": "away", "reason": "lunch"})
    assert (asked.body["state"], asked.body["next_state"], asked.body["next_reason"]) == (
        "busy",
        "away",
        "lunch",
    )


async def test_a_supervisor_who_is_no_agent_is_told_so(house: House) -> None:
    assert (await house.ask("GET", "/me", "supervisor")).body["agent"] is None
    refused = await house.ask("PUT", "/me/state", "supervisor", body={"state": "available"})
    assert refused.status == 403
    assert "belongs to no agent" in refused.detail
