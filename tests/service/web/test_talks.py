"""What an agent does with a conversation, and a supervisor with another's, through the API; the lines say who hears whom."""

from dataclasses import replace

import pytest

from ari_app.acd.model import AgentProfile
from ari_app.conversation.catalogue import Agent
from ari_app.storage.choices import Role
from tests.service.web.conftest import SUPPORT, House

CHIEF = "chief"


@pytest.fixture
async def staffed(house: House) -> House:
    """With a supervisor who has a phone, outside numbers that begin with +4930, and everybody's phone at hand."""
    seat = Agent(AgentProfile("a3", frozenset()), "Chief", "p3")
    catalogue = house.centre.catalogue
    house.centre.configure(replace(catalogue, agents={**catalogue.agents, "a3": seat}, dialable=("+4930",)))
    user = await house.access.add_user(CHIEF, Role.SUPERVISOR, "a3")
    house.tokens[CHIEF] = (await house.access.create_token(user.id, Role.SUPERVISOR, "test")).secret
    return house


def hears(house: House, channel: str) -> set[str]:
    """Whom a line or leg hears."""
    return set(house.lines.heard_by(channel))


def own_leg(house: House, interaction: str) -> str:
    leg = house.centre.interactions[interaction].leg
    assert leg is not None
    return leg


def customer(house: House, interaction: str) -> str:
    return house.centre.interactions[interaction].line


async def picked_up(house: House) -> str:
    """The one phone that rings is picked up; its leg."""
    (leg,) = house.lines.ringing()
    house.lines.leg_answers(leg)
    await house.durable()
    return leg


async def consulting(house: House) -> tuple[str, str]:
    """a1 talks to a customer, who is on hold, and asks a2, who has answered; the interaction, and the leg of a2."""
    call = await house.connected("a1")
    await house.available("a2")
    asked = await house.ask("POST", f"/interactions/{call}/consult", "a1", body={"to": {"agent": "a2"}})
    assert asked.status == 200, asked.body
    return call, await picked_up(house)


async def test_hold_and_resume(staffed: House) -> None:
    call = await staffed.connected()
    line, leg = customer(staffed, call), own_leg(staffed, call)

    held = await staffed.ask("POST", f"/interactions/{call}/hold", "a1")
    assert (held.status, held.body["on_hold"], held.body["held_since"]) == (200, True, staffed.clock.now())
    assert (hears(staffed, line), hears(staffed, leg)) == ({"music"}, set())

    staffed.clock.advance(7.0)
    resumed = await staffed.ask("POST", f"/interactions/{call}/resume", "a1")
    assert (resumed.body["on_hold"], resumed.body["held_since"]) == (False, None)
    assert hears(staffed, line) == {leg}
    events = (await staffed.ask("GET", f"/interactions/{call}/events")).body["items"]
    assert [each["data"] for each in events if each["kind"] == "call_resumed"] == [{"seconds": 7.0}]


async def test_a_transfer_to_an_agent_waits_for_them_and_frees_me(staffed: House) -> None:
    call = await staffed.connected()
    await staffed.available("a2")
    sent = await staffed.ask("POST", f"/interactions/{call}/transfer", "a1", body={"to": {"agent": "a2"}})
    assert (sent.status, sent.body["wanted_agent"], sent.body["agent"]) == (200, "a2", "a2")
    leg = await picked_up(staffed)
    assert hears(staffed, customer(staffed, call)) == {leg}
    assert (await staffed.ask("GET", "/me", "a1")).body["agent"]["state"] == "wrap_up"
    assert (await staffed.ask("GET", "/me", "a2")).body["interaction"]["id"] == call


async def test_a_transfer_to_a_queue_where_nobody_is_makes_the_customer_wait(staffed: House) -> None:
    call = await staffed.connected()
    sent = await staffed.ask("POST", f"/interactions/{call}/transfer", "a1", body={"to": {"queue": "sales"}})
    assert (sent.body["state"], sent.body["queue"], sent.body["priority"]) == ("queued", "sales", 1)
    assert hears(staffed, customer(staffed, call)) == {"music"}


async def test_a_transfer_to_a_number_that_answers_and_one_that_does_not(staffed: House) -> None:
    call = await staffed.connected()
    line, mine = customer(staffed, call), own_leg(staffed, call)
    to = {"to": {"number": "+49 30 1234-56"}}
    ringing = await staffed.ask("POST", f"/interactions/{call}/transfer", "a1", body=to)
    assert [(party["role"], party["number"]) for party in ringing.body["parties"]] == [
        ("transfer", "+4930123456")
    ]
    assert hears(staffed, line) == {"music"}

    back = await staffed.ask("POST", f"/interactions/{call}/consult/cancel", "a1")
    assert (back.body["parties"], hears(staffed, line)) == ([], {mine})

    await staffed.ask("POST", f"/interactions/{call}/transfer", "a1", body=to)
    outside = await picked_up(staffed)
    assert staffed.lines.legs[outside].request.endpoint == "+4930123456@trunk"
    assert hears(staffed, line) == {outside}
    card = (await staffed.ask("GET", f"/interactions/{call}")).body
    assert (card["agent"], card["outside"]) == (None, "+4930123456")
    assert (await staffed.ask("GET", "/me", "a1")).body["agent"]["state"] == "wrap_up"


@pytest.mark.parametrize(
    ("to", "status", "why"),
    [
        ({"number": "+441234567"}, 409, "may not be called"),
        ({"number": "+4930 abc"}, 422, ""),
        ({"agent": "a1"}, 409, "yourself"),
        ({"agent": "a2"}, 409, "Agent 2 is signed out"),
        ({"agent": "nobody"}, 404, "no agent"),
        ({"queue": "nowhere"}, 404, "no queue"),
        ({}, 422, ""),
        ({"agent": "a2", "queue": "sales"}, 422, ""),
    ],
)
@pytest.mark.parametrize("verb", ["transfer", "consult"])
async def test_what_cannot_be_is_refused_with_the_reason(
    staffed: House, verb: str, to: dict[str, str], status: int, why: str
) -> None:
    call = await staffed.connected()
    answer = await staffed.ask("POST", f"/interactions/{call}/{verb}", "a1", body={"to": to})
    assert answer.status == status, answer.body
    assert why in answer.detail
    assert hears(staffed, customer(staffed, call)) == {own_leg(staffed, call)}


async def test_a_consultation_is_completed(staffed: House) -> None:
    call, theirs = await consulting(staffed)
    line, mine = customer(staffed, call), own_leg(staffed, call)
    assert hears(staffed, line) == {"music"}
    assert (hears(staffed, mine), hears(staffed, theirs)) == ({theirs}, {mine})
    asked = (await staffed.ask("GET", "/me", "a2")).body
    assert (asked["agent"]["state"], asked["interaction"]["id"]) == ("busy", call)

    done = await staffed.ask("POST", f"/interactions/{call}/consult/complete", "a1")
    assert (done.body["agent"], done.body["leg"], done.body["parties"]) == ("a2", theirs, [])
    assert (hears(staffed, line), mine in staffed.lines.legs) == ({theirs}, False)
    assert [staffed.centre.router.agent(a).state for a in ("a1", "a2")] == ["wrap_up", "busy"]  # type: ignore[union-attr]
    staffed.lines.caller_hangs_up(line)
    assert staffed.centre.router.agent("a2").state == "wrap_up"  # type: ignore[union-attr]


async def test_a_consultation_is_cancelled(staffed: House) -> None:
    call, theirs = await consulting(staffed)
    back = await staffed.ask("POST", f"/interactions/{call}/consult/cancel", "a1")
    assert (back.body["on_hold"], back.body["parties"]) == (False, [])
    assert hears(staffed, customer(staffed, call)) == {own_leg(staffed, call)}
    assert theirs not in staffed.lines.legs
    assert staffed.centre.router.agent("a2").state == "available"  # type: ignore[union-attr]


async def test_a_conference_and_its_end(staffed: House) -> None:
    call, theirs = await consulting(staffed)
    line, mine = customer(staffed, call), own_leg(staffed, call)
    all_three = await staffed.ask("POST", f"/interactions/{call}/consult/join", "a1")
    assert [party["role"] for party in all_three.body["parties"]] == ["conference"]
    assert hears(staffed, line) == {mine, theirs}

    left = await staffed.ask("DELETE", f"/interactions/{call}/parties/{mine}", "a1")
    assert (left.body["agent"], left.body["parties"]) == ("a2", [])
    assert hears(staffed, line) == {theirs}


async def test_a_party_leaves_by_itself_or_is_dropped(staffed: House) -> None:
    call, theirs = await consulting(staffed)
    await staffed.ask("POST", f"/interactions/{call}/consult/join", "a1")
    assert (await staffed.ask("DELETE", f"/interactions/{call}/parties/{theirs}", "a2")).status == 200
    assert hears(staffed, customer(staffed, call)) == {own_leg(staffed, call)}
    assert (await staffed.ask("DELETE", f"/interactions/{call}/parties/{theirs}", "a1")).status == 404


async def test_supervision_listen_whisper_barge_take_over(staffed: House) -> None:
    call = await staffed.connected()
    line, mine = customer(staffed, call), own_leg(staffed, call)
    path = f"/interactions/{call}/supervise"
    rings = await staffed.ask("POST", path, CHIEF, body={"mode": "listen"})
    assert [(party["role"], party["state"], party["name"]) for party in rings.body["parties"]] == [
        ("supervisor", "ringing", "Chief")
    ]
    chief = await picked_up(staffed)
    assert staffed.lines.legs[chief].request.auto_answer
    assert hears(staffed, chief) == {line, mine}
    assert (hears(staffed, mine), hears(staffed, line)) == ({line}, {mine})

    await staffed.ask("POST", path, CHIEF, body={"mode": "whisper"})
    assert (hears(staffed, mine), hears(staffed, line)) == ({line, chief}, {mine})
    await staffed.ask("POST", path, CHIEF, body={"mode": "barge"})
    assert hears(staffed, line) == {mine, chief}
    assert (await staffed.ask("GET", "/me", CHIEF)).body["agent"]["state"] == "busy"

    taken = await staffed.ask("POST", f"/interactions/{call}/take-over", CHIEF)
    assert (taken.body["agent"], taken.body["parties"]) == ("a3", [])
    assert (hears(staffed, line), mine in staffed.lines.legs) == ({chief}, False)
    assert (await staffed.ask("GET", "/me", "a1")).body["agent"]["state"] == "wrap_up"


async def test_a_supervisor_leaves_and_stands_where_they_stood(staffed: House) -> None:
    call = await staffed.connected()
    await staffed.ask("POST", f"/interactions/{call}/supervise", CHIEF, body={"mode": "listen"})
    await picked_up(staffed)
    left = await staffed.ask("DELETE", f"/interactions/{call}/supervise", CHIEF)
    assert (left.status, left.body["parties"]) == (200, [])
    assert (await staffed.ask("GET", "/me", CHIEF)).body["agent"]["state"] == "signed_out"
    again = await staffed.ask("DELETE", f"/interactions/{call}/supervise", CHIEF)
    assert (again.status, again.detail[:17]) == (409, "You do not superv")


async def test_whoever_has_no_phone_cannot_supervise(staffed: House) -> None:
    call = await staffed.connected()
    answer = await staffed.ask("POST", f"/interactions/{call}/supervise", "admin", body={"mode": "listen"})
    assert answer.status == 403


async def test_a_page_that_was_loaded_anew_rejoins(staffed: House) -> None:
    call = await staffed.connected()
    line, before = customer(staffed, call), own_leg(staffed, call)
    back = await staffed.ask("POST", "/me/rejoin", "a1")
    after = back.body["interaction"]["leg"]
    assert (back.status, back.body["interaction"]["rejoin_until"]) == (200, staffed.clock.now() + 20)
    assert (hears(staffed, line), before in staffed.lines.legs) == ({"music"}, False)
    assert (await staffed.ask("POST", "/me/rejoin", "a1")).body["interaction"]["leg"] == after

    assert await picked_up(staffed) == after
    assert hears(staffed, line) == {after}
    assert (await staffed.ask("GET", "/me", "a1")).body["interaction"]["rejoin_until"] is None


async def test_there_is_nothing_to_come_back_to(staffed: House) -> None:
    assert (await staffed.ask("POST", "/me/rejoin", "a1")).status == 409


async def test_a_card_number_is_kept_out_of_the_recording(staffed: House) -> None:
    call = await staffed.connected()
    muted = await staffed.ask("POST", f"/interactions/{call}/recording/mute", "a1")
    assert (muted.body["recording_muted"], staffed.lines.lines[customer(staffed, call)].recording_muted) == (
        True,
        True,
    )
    assert not (await staffed.ask("POST", f"/interactions/{call}/recording/unmute", "a1")).body[
        "recording_muted"
    ]
    assert (await staffed.ask("POST", f"/interactions/{call}/recording/loud", "a1")).status == 422


async def test_a_supervisor_makes_an_agent_available(staffed: House) -> None:
    made = await staffed.ask("PUT", "/agents/a1/state", body={"state": "available"})
    assert (made.status, made.body["state"]) == (200, "available")
    assert (await staffed.ask("PUT", "/agents/a9/state", body={"state": "available"})).status == 404
    assert (await staffed.ask("PUT", "/agents/a2/state", "a1", body={"state": "available"})).status == 403


async def test_what_is_not_mine_is_not_there_for_me(staffed: House) -> None:
    call = await staffed.connected("a1")
    for verb in ("hold", "resume", "consult/complete", "consult/cancel", "consult/join", "recording/mute"):
        assert (await staffed.ask("POST", f"/interactions/{call}/{verb}", "a2")).status == 404, verb
    staffed.lines.call_arrives(SUPPORT)
    assert (
        await staffed.ask("POST", "/interactions/i2/supervise", CHIEF, body={"mode": "barge"})
    ).status == 409
