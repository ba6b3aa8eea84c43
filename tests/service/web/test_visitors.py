"""Visitors of a web chat: what they are told, what they say, what is kept, whatever breaks."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType
from sqlalchemy import select

from ari_app.channels import identity
from ari_app.conversation.messages import Words
from ari_app.conversation.text_desk import Person, TextDesk
from ari_app.storage import messages, threads
from ari_app.storage.choices import Direction
from ari_app.storage.reader import Reader
from ari_app.storage.rows.channels import MessageRow
from ari_app.storage.tables.channels import message, rating, thread
from tests.service.web.conftest import House
from tests.service.web.visitors import ACCOUNT, APP, MAIL, SECRET, SITE, Page, Shop, name, open_shop
from workspace_web.visitor_socket import LARGEST_MESSAGE, Closed

AGENT = Person("a1", "a1")


@pytest.fixture
async def shop(house: House) -> AsyncIterator[Shop]:
    async with open_shop(house) as opened:
        yield opened


def desk(shop: Shop) -> TextDesk:
    return shop.house.services.text


async def written(shop: Shop, page: Page) -> list[MessageRow]:
    """All of the visitor's thread, as the database has it."""
    await shop.house.durable()
    seen = next(said["message"]["id"] for said in page.of("message"))
    one = await messages.one(shop.house.database.reader, seen)
    assert one is not None
    return await messages.of_thread(shop.house.database.reader, one.thread, None, 100)


async def handed_over(shop: Shop) -> tuple[Page, str]:
    """A visitor who talks to agent a1; the interaction."""
    page = await shop.arrive()
    await page.say("Hello")
    await page.until("message", lambda said: said["message"]["from"] == "flow")
    await page.say("Support", choice="2")
    await page.until("state", lambda said: said["state"]["at"] == "waiting")
    await shop.house.available("a1")
    (offer,) = shop.house.centre.router.offers()
    await shop.house.desk.accept("a1", offer.id)
    said = await page.until("state", lambda said: said["state"]["at"] == "agent")
    return page, said["state"]["interaction"]


async def test_a_visitor_writes_and_the_flow_answers(shop: Shop) -> None:
    page = await shop.arrive()
    assert page.said[0]["state"]["at"] == "idle"
    mine = await page.say("Hello")
    menu = await page.until("message", lambda said: said["message"]["from"] == "flow")
    own = next(said for said in page.of("message") if said["message"]["from"] == "me")
    assert own["message"]["client_id"] == mine
    assert "Sales or support?" in menu["message"]["text"]
    assert [choice["title"] for choice in menu["message"]["choices"]] == ["Sales", "Support"]
    assert (await page.until("state"))["state"]["at"] == "bot"


async def test_a_quick_reply_leads_to_the_queue_and_an_agent(shop: Shop) -> None:
    page, interaction = await handed_over(shop)
    waiting = next(said["state"] for said in page.of("state") if said["state"]["at"] == "waiting")
    assert (waiting["interaction"], waiting["place"]) == (interaction, 1)
    assert page.of("state")[-1]["state"]["agent"] == "Agent 1"
    shop.house.web.agent_types(shop.house.centre.interactions[interaction].line, "a1", True)
    assert (await page.until("typing"))["name"] == "Agent 1"
    await desk(shop).write(AGENT, interaction, Words("words-1", "Good morning"))
    said = await page.until("message", lambda said: said["message"]["from"] == "agent")
    assert (said["message"]["text"], said["message"]["name"]) == ("Good morning", "Agent 1")


async def test_what_agents_say_among_themselves_is_not_seen(shop: Shop) -> None:
    page, interaction = await handed_over(shop)
    await desk(shop).write(AGENT, interaction, Words("words-1", "A difficult one", internal="note"))
    await desk(shop).write(AGENT, interaction, Words("words-2", "Good morning"))
    await page.until("message", lambda said: said["message"]["from"] == "agent")
    again = await shop.open(await shop.begin())
    await again.until("snapshot")
    shown = [said["message"]["text"] for said in page.of("message")]
    assert "A difficult one" not in shown
    kept = await written(shop, page)
    assert Direction.INTERNAL in {row.direction for row in kept}


async def test_each_reads_what_the_other_has_read(shop: Shop) -> None:
    page, interaction = await handed_over(shop)
    await desk(shop).read(AGENT, interaction)
    read = await page.until("read")
    mine = [said["message"]["at"] for said in page.of("message") if said["message"]["from"] == "me"]
    assert read["at"] >= max(mine)
    row = await desk(shop).write(AGENT, interaction, Words("words-1", "Good morning"))
    said = await page.until("message", lambda said: said["message"]["from"] == "agent")
    other_page = page
    await other_page.socket.send_json({"type": "read", "seq": said["message"]["seq"], "at": row.at})
    await page.until("ack", lambda said: said["client_id"] == "read")
    await page.say("Thank you")
    await page.until("message", lambda said: said["message"].get("text") == "Thank you")
    known = await threads.one(shop.house.database.reader, row.thread)
    assert known is not None and known.read_at == row.at


async def test_a_page_that_comes_back_gets_what_it_has_not(shop: Shop) -> None:
    token = await shop.begin()
    page = await shop.open(token)
    await page.until("snapshot")
    await page.say("Hello")
    last = await page.until("message", lambda said: said["message"]["from"] == "flow")
    await page.socket.close()
    again = await shop.open(token, after=0)
    everything = (await again.until("snapshot"))["messages"]
    assert [message["from"] for message in everything] == ["me", "flow"]
    later = await shop.open(token, after=last["message"]["seq"])
    nothing = await later.until("snapshot")
    assert nothing["messages"] == []
    assert nothing["state"]["at"] == "bot"


async def test_what_was_written_before_is_had_page_by_page(shop: Shop) -> None:
    token = await shop.begin()
    page = await shop.open(token)
    await page.until("snapshot")
    await page.say("Hello")
    await page.until("message", lambda said: said["message"]["from"] == "flow")
    one, *_ = await written(shop, page)
    many = [
        replace(
            one,
            id=f"m{seq}",
            seq=seq,
            text=str(seq),
            client_id=None,
            provider_id=None,
            direction=Direction.INTERNAL if seq % 3 == 0 else Direction.OUT,
        )
        for seq in range(1000, 1300)
    ]
    await shop.house.database.writer.commit([messages.added(row) for row in many])
    shown = [row.text for row in many if row.direction is Direction.OUT]

    again = await shop.open(token)
    snapshot = await again.until("snapshot")
    assert [said["text"] for said in snapshot["messages"]] == shown[-100:]
    assert snapshot["more"] is True

    first = snapshot["messages"][0]["seq"]
    _, before, _ = await shop.ask("GET", f"messages?before={first}", token=token)
    assert [said["text"] for said in before["messages"]][-99:] == shown[1:100]
    assert before["more"] is True
    first = before["messages"][0]["seq"]
    _, earliest, _ = await shop.ask("GET", f"messages?before={first}", token=token)
    assert earliest["messages"][0]["text"] == "Hello"
    assert earliest["more"] is False
    assert (await shop.ask("GET", "messages?before=x", token=token))[0] == 422


async def test_a_message_that_is_sent_three_times_is_one(shop: Shop) -> None:
    token = await shop.begin()
    page = await shop.open(token)
    await page.until("snapshot")
    same = name()
    for _ in range(2):
        await page.say("Hello", client_id=same)
    await page.socket.close()
    again = await shop.open(token)
    await again.say("Hello", client_id=same)
    status, _, _ = await shop.ask("POST", "messages", {"client_id": same, "text": "Hello"}, token=token)
    assert status == 202
    await again.say("Bye")
    await again.until("message", lambda said: said["message"].get("text") == "Bye")
    fresh = await shop.open(token)
    mine = [each for each in (await fresh.until("snapshot"))["messages"] if each["from"] == "me"]
    assert [each["text"] for each in mine] == ["Hello", "Bye"]


async def test_a_browser_that_vanishes_in_mid_message_loses_nothing_that_was_acknowledged(shop: Shop) -> None:
    token = await shop.begin()
    page = await shop.open(token)
    await page.until("snapshot")
    same = name()
    await page.socket.send_json({"type": "message", "client_id": same, "text": "Hello"})
    assert page.socket._response.connection is not None
    transport = page.socket._response.connection.transport
    assert transport is not None
    transport.abort()  # no farewell
    again = await shop.open(token)
    await again.until("snapshot")
    await again.say("Hello", client_id=same)  # it was not told that it had arrived
    await again.say("Still there")
    await again.until("message", lambda said: said["message"].get("text") == "Still there")
    fresh = await shop.open(token)
    mine = [each for each in (await fresh.until("snapshot"))["messages"] if each["from"] == "me"]
    assert [each["text"] for each in mine] == ["Hello", "Still there"]


async def test_a_visitor_sees_their_own_thread_alone(shop: Shop) -> None:
    first, second = await shop.arrive(), await shop.arrive()
    await first.say("Mine")
    await first.until("message", lambda said: said["message"]["from"] == "flow")
    await second.say("Yours")
    await second.until("message", lambda said: said["message"]["from"] == "flow")
    assert "Mine" not in str(second.said)
    assert "Yours" not in str(first.said)


async def test_two_pages_of_one_visitor_show_the_same(shop: Shop) -> None:
    token = await shop.begin()
    pages = [await shop.open(token), await shop.open(token)]
    for page in pages:
        await page.until("snapshot")
    await pages[0].say("Hello")
    for page in pages:
        await page.until("message", lambda said: said["message"]["from"] == "flow")
    await pages[0].socket.send_json({"type": "read", "seq": 2, "at": 5.0})
    assert (await pages[1].until("seen"))["at"] == 5.0


async def test_who_ends_it_may_say_how_it_was(shop: Shop) -> None:
    page, interaction = await handed_over(shop)
    await page.socket.send_json({"type": "end", "interaction": interaction})
    ended = await page.until("state", lambda said: said["state"]["at"] == "ended")
    assert ended["state"]["interaction"] == interaction
    await page.socket.send_json(
        {"type": "rating", "interaction": interaction, "score": 4, "comment": "Quick!"}
    )
    await page.until("ack", lambda said: said["client_id"] == "rating")
    await page.say("One more thing")
    await page.until("message", lambda said: said["message"].get("text") == "One more thing")
    reader = shop.house.database.reader
    assert await rated(reader, interaction) == (4, "Quick!")


async def rated(reader: Reader, interaction: str) -> tuple[int, str]:
    query = select(rating.c.score, rating.c.comment).where(rating.c.interaction == interaction)
    (row,) = await reader.all(query, lambda score, comment: (score, comment))
    return row


async def test_a_transcript_goes_by_the_e_mail_account(shop: Shop) -> None:
    page, interaction = await handed_over(shop)
    await desk(shop).write(AGENT, interaction, Words("words-1", "A note", internal="note"))
    await page.socket.send_json({"type": "transcript", "email": "Ann@Example.org"})
    await page.until("ack", lambda said: said["client_id"] == "transcript")
    reader = shop.house.database.reader
    query = (
        select(thread.c.address, message.c.text)
        .join(message, message.c.thread == thread.c.id)
        .where(thread.c.account == MAIL)
    )
    ((address, text),) = await reader.all(query, lambda *row: row)
    assert address == "ann@example.org"
    assert "You: Hello" in text and "Assistant: Sales or support?" in text
    assert "A note" not in text


@pytest.mark.parametrize(
    "said", ["[1]", "{}", '{"type":"message"}', '{"type":"message","client_id":"x"}', "no"]
)
async def test_what_no_page_says_is_refused_and_harms_nothing(shop: Shop, said: str) -> None:
    page = await shop.arrive()
    await page.socket.send_str(said)
    assert (await page.until("refused"))["word"] == "malformed"
    await page.say("Hello")


async def test_too_long_and_empty_messages_are_refused_by_name(shop: Shop) -> None:
    page = await shop.arrive()
    await page.socket.send_json({"type": "message", "client_id": "message-x1", "text": "  "})
    assert (await page.until("refused"))["client_id"] == "message-x1"
    await page.socket.send_str("x" * (LARGEST_MESSAGE + 1))
    assert await page.closed() == 1009


async def test_who_floods_is_told_to_wait(shop: Shop) -> None:
    page = await shop.arrive()
    for n in range(40):
        await page.socket.send_json({"type": "message", "client_id": f"flood-{n:04}", "text": "x"})
    told = await page.until("later")
    assert told["client_id"] in {f"flood-{n:04}" for n in range(30, 40)}


async def test_a_token_is_good_for_its_account_until_it_is_forgotten(shop: Shop) -> None:
    stranger = await shop.open("no such token")
    assert await stranger.closed() == Closed.TOKEN
    token = await shop.begin()
    signature = identity.signature_of(SECRET, "7")
    app_token = await shop.begin(APP, None, identity={"id": "7", "hmac": signature})
    other = await shop.open(app_token)
    assert await other.closed() == Closed.TOKEN
    status, _, _ = await shop.ask("DELETE", "sessions/mine", token=token)
    assert status == 204
    assert await (await shop.open(token)).closed() == Closed.TOKEN


async def test_a_socket_that_says_nothing_in_time_is_closed(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workspace_web.visitor_socket.HELLO_WITHIN", 0.05)
    socket: ClientWebSocketResponse = await shop.house.client.ws_connect(
        f"/chat/{ACCOUNT}/socket", headers={"Origin": SITE}
    )
    message = await socket.receive(5)
    assert (message.type, message.data) == (WSMsgType.CLOSE, Closed.NO_HELLO)
