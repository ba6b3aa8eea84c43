"""What is said in a conversation in writing: by whom it may be said, who reads it, what is refused."""

import pytest

from tests.service.web.conftest import House
from tests.service.web.written import Written


@pytest.fixture
async def written(house: House) -> Written:
    return Written(house)


async def test_a_message_is_answered_and_the_thread_tells_it_in_order(written: Written) -> None:
    interaction, thread = await written.talk(text="Where is my kettle?")
    answer = await written.says(interaction, "On its way: see https://example.org/track.")
    assert answer.status == 201, answer.body
    assert (answer.body["direction"], answer.body["author"], answer.body["state"]) == (
        "out",
        "agent",
        "queued",
    )
    assert answer.body["author_name"] == "Agent 1"
    assert answer.body["extra"]["links"] == ["https://example.org/track"]
    assert await written.texts(thread) == [
        "Where is my kettle?",
        "On its way: see https://example.org/track.",
    ]


async def test_the_same_client_id_is_the_same_message(written: Written) -> None:
    interaction, thread = await written.talk()
    first = await written.says(interaction, "Once")
    again = await written.says(interaction, "Once")
    assert (again.status, again.body["id"]) == (201, first.body["id"])
    assert await written.texts(thread) == ["Hello?", "Once"]


async def test_a_note_is_for_colleagues_and_never_goes_out(written: Written) -> None:
    interaction, thread = await written.talk()
    note = await written.says(interaction, "He is right", internal="note")
    assert (note.body["direction"], note.body["internal"], note.body["state"]) == (
        "internal",
        "note",
        "received",
    )
    assert await written.texts(thread, "a2") == ["Hello?", "He is right"]
    assert written.house.centre.interactions[interaction].writing.unanswered_since is not None


async def test_a_whisper_is_read_by_the_agent_and_by_supervisors_only(written: Written) -> None:
    interaction, thread = await written.talk()
    body = {"client_id": "w1", "text": "Offer a refund"}
    said = await written.house.ask("POST", f"/interactions/{interaction}/whispers", "supervisor", body=body)
    assert (said.status, said.body["internal"], said.body["author_name"]) == (201, "whisper", "supervisor")
    readers = {who: await written.texts(thread, who) for who in ("a1", "a2", "supervisor")}
    assert readers == {
        "a1": ["Hello?", "Offer a refund"],
        "a2": ["Hello?"],
        "supervisor": ["Hello?", "Offer a refund"],
    }
    refused = await written.house.ask("POST", f"/interactions/{interaction}/whispers", "a1", body=body)
    assert refused.status == 403


async def test_only_who_takes_part_says_something(written: Written) -> None:
    interaction, _ = await written.talk()
    assert (await written.says(interaction, "Me too", "a2")).status == 404
    added = await written.house.ask("POST", f"/interactions/{interaction}/helpers/a2", "a1")
    assert (added.status, added.body["writing"]["helpers"]) == (200, ["a2"])
    assert (await written.says(interaction, "Now I may", "a2")).status == 201


async def test_after_the_window_a_template_only(written: Written) -> None:
    interaction, thread = await written.talk(account="wa", address="+15557001")
    card = (await written.house.ask("GET", f"/threads/{thread}", "a1")).body
    assert card["account"]["window"] == 86_400
    written.house.clock.advance(86_401)
    await written.house.durable()
    refused = await written.says(interaction, "Still there?")
    assert refused.status == 409
    template = {"name": "follow_up", "language": "en", "values": {"1": "Mia"}}
    sent = await written.says(interaction, "We have news, Mia", template=template)
    assert (sent.status, sent.body["extra"]["template"]["name"]) == (201, "follow_up")


async def test_the_audit_log_has_that_it_was_said_and_not_what(written: Written) -> None:
    interaction, _ = await written.talk()
    await written.says(interaction, "My card is 4111")
    rows = (await written.house.ask("GET", "/audit?size=200", "admin")).body["items"]
    said = [row for row in rows if row["action"] == "write_message"]
    assert len(said) == 1
    assert "4111" not in str(said[0]["detail"].get("sent", {}).get("text", "")), said
    assert "text" not in said[0]["detail"]["sent"]


async def test_reading_marks_the_messages_of_the_customer(written: Written) -> None:
    interaction, thread = await written.talk()
    assert (await written.house.ask("POST", f"/interactions/{interaction}/read", "a1")).status == 204
    await written.house.durable()
    (first,) = (await written.house.ask("GET", f"/threads/{thread}/messages", "a1")).body["items"]
    assert first["state"] == "read"


async def test_a_page_of_a_long_thread_and_the_one_before(written: Written) -> None:
    interaction, thread = await written.talk()
    for n in range(5):
        await written.says(interaction, f"{n}")
    last = (await written.house.ask("GET", f"/threads/{thread}/messages?limit=2", "a1")).body
    assert ([message["text"] for message in last["items"]], last["more"]) == (["3", "4"], True)
    seq = last["items"][0]["seq"]
    assert await written.texts(thread, query=f"?before={seq}&limit=10") == ["Hello?", "0", "1", "2"]
    assert await written.texts(thread, query=f"?interaction={interaction}&limit=1") == ["4"]
    assert await written.texts(thread, query="?interaction=another") == []


async def test_a_mail_is_shown_as_a_page_in_which_nothing_runs(written: Written) -> None:
    _, thread = await written.talk(
        account="mail", address="mia@example.org", topic="t", subject="Kettle", html="<p>Hi <b>there</b></p>"
    )
    (mail,) = (await written.house.ask("GET", f"/threads/{thread}/messages", "a1")).body["items"]
    async with written.house.client.get(
        f"/api/v1/messages/{mail['id']}/body",
        headers={"Authorization": f"Bearer {written.house.tokens['a1']}"},
    ) as response:
        text, policy = await response.text(), response.headers["Content-Security-Policy"]
    assert "<p>Hi <b>there</b></p>" in text
    assert policy.startswith("sandbox ") and "allow-scripts" not in policy and "https:" not in policy
    missing = await written.house.ask("GET", "/messages/none/body", "a1")
    assert missing.status == 404
