"""What supervisors do: figures, thresholds and alerts, broadcasts, wallboards; and that a narrowed one sees their part."""

import asyncio
from datetime import UTC

import pytest
from aiohttp import ClientWebSocketResponse, WSServerHandshakeError

from ari_app.analytics.figures import Figures, Target
from ari_app.analytics.history import day_until
from ari_app.analytics.today import targets_of
from ari_app.storage.choices import Role
from tests.service.web.conftest import SUPPORT, House
from tests.service.web.live_client import Picture
from tests.service.web.written import Written
from workspace_web.app import PREFIX

LAYOUT = {"title": "Support", "queues": ["support"], "numbers": ["waiting", "service_level"], "rotate": 20}


async def until(
    socket: ClientWebSocketResponse, picture: Picture, kind: str, id: str, **fields: object
) -> None:
    """Until the card is there with these fields."""
    async with asyncio.timeout(60):
        while (kind, id) not in picture.cards or not fields.items() <= picture.cards[kind, id].items():
            picture.take(await socket.receive_json())


async def gone(socket: ClientWebSocketResponse, picture: Picture, kind: str, id: str) -> None:
    async with asyncio.timeout(60):
        while picture.n < 0 or (kind, id) in picture.cards:
            picture.take(await socket.receive_json())


async def narrowed(house: House, *, teams: set[str] | None = None, queues: set[str] | None = None) -> str:
    """The token of a supervisor who sees a part."""
    user = await house.access.add_user("narrowed", Role.SUPERVISOR, teams=teams, queues=queues)
    return (await house.access.create_token(user.id, Role.SUPERVISOR, "test")).secret


# --- figures --------------------------------------------------------------------------------------------------------


async def test_a_queue_has_the_figures_of_its_day_and_the_log_has_the_same(house: House) -> None:
    waits = house.lines.call_arrives(SUPPORT)
    house.clock.advance(30)
    house.lines.caller_hangs_up(waits)
    await house.connected("a1")
    house.lines.call_arrives(SUPPORT)
    await house.durable()

    card = (await house.ask("GET", "/queues/support")).body
    figures = card["figures"]
    assert (figures["offered"], figures["answered"], figures["abandoned"], card["waiting"]) == (3, 1, 1, 1)
    assert (figures["service_level"], figures["service_level_now"], figures["longest_wait"]) == (50, 50, 30)
    assert (figures["target_seconds"], figures["target_percent"]) == (20, 80)
    assert figures["offered_by_half_hour"][-1] == 3

    now = house.clock.now()
    again, channels = await day_until(house.database.reader, UTC, now)
    live = house.services.today
    for queue in ("support", "sales"):
        assert again.of(queue, Target(), now) == live.of(queue, house.centre.catalogue, now)
        targets = targets_of(queue, house.centre.catalogue)
        assert channels.of(queue, targets, now) == live.media(queue, house.centre.catalogue, now)
    assert [(row["media_type"], row["offered"]) for row in card["media"]] == [("call", 3)]


async def test_a_day_half_hour_by_half_hour(house: House) -> None:
    await house.connected("a1")
    halves = (await house.ask("GET", "/queues/support/figures")).body["items"]
    assert halves[-1]["at"] <= house.clock.now() < halves[-1]["at"] + 1800
    assert (halves[-1]["offered"], halves[-1]["answered"], halves[-1]["service_level"]) == (1, 1, 100)
    assert all(half["offered"] == 0 and half["service_level"] is None for half in halves[:-1])
    assert (await house.ask("GET", "/queues/none/figures")).status == 404


async def test_the_fold_of_yesterday_begins_before_midnight(house: House) -> None:
    """Who waited at midnight waits on in the figures of a restart."""
    house.lines.call_arrives(SUPPORT)
    await house.durable()
    midnight = Figures(UTC).day_begins(house.clock.now()) + 24 * 3600
    house.clock.advance(midnight - house.clock.now() + 60 if midnight - house.clock.now() < 21_000 else 60)
    figures, _ = await day_until(house.database.reader, UTC, house.clock.now())
    assert figures.of("support", Target(), house.clock.now()).waiting == 1


# --- alerts ---------------------------------------------------------------------------------------------------------


async def test_an_alert_comes_by_the_clock_is_acknowledged_and_goes(house: House) -> None:
    socket, picture = await house.live("supervisor"), Picture()
    await house.available("a1")
    await house.ask("PUT", "/me/state", "a1", body={"state": "away", "reason": "lunch"})
    house.clock.advance(15 * 60)
    (alert,) = (await house.ask("GET", "/alerts")).body["items"] or [{}]
    assert (alert["measure"], alert["subject_id"], alert["level"]) == ("away", "a1", "amber")
    await until(socket, picture, "alert", alert["id"], level="amber", acknowledged_by=None)

    seen = await house.ask("POST", f"/alerts/{alert['id']}/acknowledge")
    assert seen.body["acknowledged_by"] == "supervisor"
    await until(socket, picture, "alert", alert["id"], acknowledged_by="supervisor")

    await house.available("a1")
    await gone(socket, picture, "alert", alert["id"])
    await house.durable()
    (alert,) = (await house.ask("GET", "/alerts")).body["items"]
    assert alert["cleared_at"] == house.clock.now()
    assert (await house.ask("POST", f"/alerts/{alert['id']}/acknowledge")).status == 404


async def test_a_threshold_holds_at_once_and_after_a_restart(house: House) -> None:
    limits = {
        one["measure"]: (one["amber"], one["red"])
        for one in (await house.ask("GET", "/thresholds")).body["items"]
    }
    assert (limits["wrap_up"], limits["away"], limits["talk"]) == ((60, 120), (900, 1800), (600, 1200))

    house.lines.call_arrives(SUPPORT)
    answer = await house.ask("PUT", "/thresholds/waiting", body={"amber": 1, "red": None})
    assert answer.body == {"measure": "waiting", "subject": "queue", "amber": 1, "red": None}
    await house.durable()
    (alert,) = (await house.ask("GET", "/alerts")).body["items"]
    assert (alert["measure"], alert["subject"], alert["subject_id"]) == ("waiting", "queue", "support")

    again = type(house.services.supervision)(
        house.centre, house.services.today, house.database, lambda: "again"
    )
    await again.restore()
    assert again.thresholds["waiting"].amber == 1  # type: ignore[index]  # a StrEnum is its text
    assert [row.id for row in again.alerts] == [alert["id"]]


@pytest.mark.parametrize("limits", [{"amber": 9, "red": 1}, {"amber": -1, "red": None}, {"amber": 1}])
async def test_thresholds_that_make_no_sense(house: House, limits: dict[str, float]) -> None:
    assert (await house.ask("PUT", "/thresholds/waiting", body=limits)).status == 422
    assert (await house.ask("PUT", "/thresholds/none", body={"amber": 1, "red": 2})).status == 422


async def test_the_service_level_of_now_moves_on_with_the_clock(house: House) -> None:
    await house.ask("PUT", "/thresholds/service_level", body={"amber": 1, "red": 50})
    late = house.lines.call_arrives(SUPPORT)
    house.clock.advance(30)
    house.lines.caller_hangs_up(late)
    await house.durable()
    alerts = (await house.ask("GET", "/alerts")).body["items"]
    assert [(one["measure"], one["level"]) for one in alerts] == [("service_level", "red")]
    house.clock.advance(3600)
    await house.durable()
    assert (await house.ask("GET", "/alerts")).body["items"][0]["cleared_at"] is not None


# --- broadcasts ------------------------------------------------------------------------------------------------------


async def test_a_broadcast_stands_on_the_agents_screen_until_it_is_read(house: House) -> None:
    socket, picture = await house.live("a1"), Picture()
    other, others = await house.live("a2"), Picture()
    sent = await house.ask("POST", "/agents/a1/broadcasts", body={"text": " Take a break at eleven. "})
    assert (sent.status, sent.body["text"]) == (201, "Take a break at eleven.")
    await until(
        socket, picture, "broadcast", sent.body["id"], sender="supervisor", text="Take a break at eleven."
    )

    assert (await house.ask("POST", f"/me/broadcasts/{sent.body['id']}/read", "a2")).status == 404
    assert (await house.ask("POST", f"/me/broadcasts/{sent.body['id']}/read", "a1")).status == 204
    await gone(socket, picture, "broadcast", sent.body["id"])
    assert (await house.ask("POST", f"/me/broadcasts/{sent.body['id']}/read", "a1")).status == 404

    house.clock.advance(1)
    to_all = await house.ask("POST", "/queues/support/broadcasts", body={"text": "Outage: say so."})
    await until(other, others, "broadcast", to_all.body["id"], recipients="queue")
    assert ("broadcast", sent.body["id"]) not in others.cards

    newest, oldest = (await house.ask("GET", "/broadcasts")).body["items"]
    assert [reader["agent"] for reader in newest["readers"]] == ["a1", "a2"]
    assert oldest["readers"] == [{"agent": "a1", "read_at": house.clock.now() - 1}]


async def test_a_team_gets_a_broadcast_and_a_restart_forgets_none(house: House) -> None:
    sent = await house.ask("POST", "/teams/north/broadcasts", body={"text": "Hello north."})
    assert [reader["agent"] for reader in sent.body["readers"]] == ["a1"]
    again = type(house.services.supervision)(
        house.centre, house.services.today, house.database, lambda: "again"
    )
    await again.restore()
    assert again.broadcasts.unread_by(sent.body["id"]) == {"a1"}


@pytest.mark.parametrize(
    ("path", "status"),
    [("/agents/none", 404), ("/teams/none", 404), ("/queues/none", 404), ("/queues/sales", 409)],
)
async def test_a_broadcast_to_nobody(house: House, path: str, status: int) -> None:
    assert (await house.ask("POST", f"{path}/broadcasts", body={"text": "Hello?"})).status == status


# --- wallboards -----------------------------------------------------------------------------------------------------


async def look(house: House, token: str) -> ClientWebSocketResponse:
    return await house.client.ws_connect(f"{PREFIX}/live", protocols=("trunkline.v1", f"bearer.{token}"))


async def test_a_wallboard_shows_its_queues_and_nothing_else(house: House) -> None:
    made = (await house.ask("POST", "/wallboards", body=LAYOUT)).body
    id, token = made["board"]["id"], made["token"]
    assert made["address"] == f"/wallboard/{id}#{token}"
    await house.connected("a1")
    socket, picture = await look(house, token), Picture()
    await until(socket, picture, "queue", "support")
    assert sorted(picture.cards) == [("board", id), ("queue", "support")]
    assert "Agent" not in str(picture.cards) and "+1555" not in str(picture.cards)

    for path in ("/me", "/agents", "/queues", "/interactions"):
        assert (await house.ask("GET", path, token)).status == 401

    changed = await house.ask("PUT", f"/wallboards/{id}", body={**LAYOUT, "title": "New"})
    assert changed.body["title"] == "New"
    await until(socket, picture, "board", id, title="New")


async def test_a_wallboard_that_was_taken_down_shows_nothing_any_more(house: House) -> None:
    made = (await house.ask("POST", "/wallboards", body=LAYOUT)).body
    socket = await look(house, made["token"])
    assert (await house.ask("DELETE", f"/wallboards/{made['board']['id']}")).status == 204
    async with asyncio.timeout(60):
        async for _ in socket:
            pass
    assert socket.close_code == 4401
    with pytest.raises(WSServerHandshakeError):
        await look(house, made["token"])
    assert (await house.ask("GET", "/wallboards")).body["items"] == []
    assert (await house.ask("DELETE", f"/wallboards/{made['board']['id']}")).status == 404
    assert (await house.ask("PUT", f"/wallboards/{made['board']['id']}", body=LAYOUT)).status == 404


async def test_a_wallboard_with_other_queues_is_another_view(house: House) -> None:
    made = (await house.ask("POST", "/wallboards", body=LAYOUT)).body
    socket = await look(house, made["token"])
    await house.ask("PUT", f"/wallboards/{made['board']['id']}", body={**LAYOUT, "queues": ["sales"]})
    async with asyncio.timeout(60):
        async for _ in socket:
            pass
    assert socket.close_code == 4405
    socket, picture = await look(house, made["token"]), Picture()
    await until(socket, picture, "queue", "sales")
    assert ("queue", "support") not in picture.cards


async def test_its_token_is_told_once_and_kept_nowhere(house: House) -> None:
    made = (await house.ask("POST", "/wallboards", body=LAYOUT)).body
    assert made["token"] not in str((await house.ask("GET", "/wallboards")).body)
    row = house.services.supervision.wallboards.by_secret(made["token"])
    assert row is not None and made["token"] not in repr(row)


@pytest.mark.parametrize(
    "wrong", [{"queues": ["none"]}, {"queues": []}, {"numbers": ["names"]}, {"numbers": []}, {"title": " "}]
)
async def test_a_layout_that_makes_no_sense(house: House, wrong: dict[str, object]) -> None:
    answer = await house.ask("POST", "/wallboards", body={**LAYOUT, **wrong})
    assert answer.status == (404 if wrong == {"queues": ["none"]} else 422)


# --- who is narrowed ------------------------------------------------------------------------------------------------


async def test_who_is_narrowed_to_a_team_sees_its_people_alone(house: House) -> None:
    token = await narrowed(house, teams={"north"})
    socket = await house.client.ws_connect(f"{PREFIX}/live", headers={"Authorization": f"Bearer {token}"})
    picture = Picture()
    await until(socket, picture, "agent", "a1")
    assert ("agent", "a2") not in picture.cards

    assert [agent["id"] for agent in (await house.ask("GET", "/agents", token)).body["items"]] == ["a1"]
    assert (await house.ask("GET", "/agents/a2", token)).status == 404
    assert (await house.ask("POST", "/agents/a2/broadcasts", token, body={"text": "Hello"})).status == 404
    sent = await house.ask("POST", "/queues/support/broadcasts", token, body={"text": "Hello"})
    assert [reader["agent"] for reader in sent.body["readers"]] == ["a1"]


async def test_who_is_narrowed_to_a_queue_sees_it_alone(house: House) -> None:
    token = await narrowed(house, queues={"sales"})
    house.lines.call_arrives(SUPPORT)
    await house.ask("PUT", "/thresholds/waiting", body={"amber": 1, "red": 2})
    await house.durable()
    socket = await house.client.ws_connect(f"{PREFIX}/live", headers={"Authorization": f"Bearer {token}"})
    picture = Picture()
    await until(socket, picture, "queue", "sales")
    assert list(picture.cards) == [("queue", "sales")]

    assert [queue["id"] for queue in (await house.ask("GET", "/queues", token)).body["items"]] == ["sales"]
    assert (await house.ask("GET", "/queues/support", token)).status == 404
    assert (await house.ask("GET", "/queues/support/figures", token)).status == 404
    assert (await house.ask("GET", "/alerts", token)).body["items"] == []
    (alert,) = (await house.ask("GET", "/alerts")).body["items"]
    assert (await house.ask("POST", f"/alerts/{alert['id']}/acknowledge", token)).status == 404
    assert (
        await house.ask("POST", "/queues/support/broadcasts", token, body={"text": "Hello"})
    ).status == 404
    made = (await house.ask("POST", "/wallboards", body=LAYOUT)).body
    assert (await house.ask("GET", "/wallboards", token)).body["items"] == []
    assert (await house.ask("DELETE", f"/wallboards/{made['board']['id']}", token)).status == 404
    assert (await house.ask("POST", "/wallboards", token, body=LAYOUT)).status == 404


# --- the order of those who wait --------------------------------------------------------------------------------------


async def test_whom_a_supervisor_puts_first_is_the_next_and_everybody_is_told_why(house: House) -> None:
    callers = [house.lines.call_arrives(SUPPORT, caller=f"+1555900{n}") for n in range(3)]
    await house.durable()
    first, second, third = (item.id for item in map(house.centre.by_line, callers) if item is not None)

    answer = await house.ask("POST", f"/interactions/{third}/first")
    assert (answer.status, answer.body["priority"], answer.body["state"]) == (200, 1, "queued")
    assert (await house.ask("POST", f"/interactions/{third}/first")).body["priority"] == 1, "it is so already"
    await house.ask("POST", f"/interactions/{second}/first")

    told = (await house.ask("GET", f"/interactions/{first}/explanation")).body
    assert told["ahead"] == [second, third]
    assert [(word["interaction"], word["by"]) for word in told["put_first"]] == [
        (third, "supervisor"),
        (second, "supervisor"),
    ]
    own = (await house.ask("GET", f"/interactions/{second}/explanation")).body
    assert (own["ahead"], [word["interaction"] for word in own["put_first"]]) == ([], [second])
    noted = (await house.ask("GET", f"/interactions/{second}/events")).body["items"][-1]
    assert (noted["kind"], noted["data"]) == (
        "interaction_put_first",
        {"by": "supervisor", "priority": 2},
    )

    await house.available("a1")
    (offer,) = (await house.ask("GET", "/offers", "a1")).body["items"]
    assert offer["interaction"] == second
    rings = await house.ask("POST", f"/interactions/{second}/first")
    assert (rings.status, rings.body["detail"]) == (
        409,
        "It rings an agent right now: nobody goes before it.",
    )


async def test_what_is_written_is_put_first_as_a_call_is(house: House) -> None:
    written = Written(house)
    early = await written.comes("Hello", address="v-1")
    late = await written.comes("It burns!", address="v-2")
    assert (await house.ask("POST", f"/interactions/{late}/first")).status == 200
    waiting = (await house.ask("GET", "/queues/support/waiting")).body["items"]
    assert [item["id"] for item in waiting] == [late, early]
    await house.available("a1")
    await written.accept("a1")
    taken = await house.ask("POST", f"/interactions/{late}/first")
    assert taken.status == 409
    assert (await house.ask("POST", f"/interactions/{early}/first", "a1")).status == 403
