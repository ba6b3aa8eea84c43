"""What belongs to writing: drafts, canned replies, files, accounts with their templates."""

import pytest

from ari_app.channels.contract import Template
from ari_app.channels.double import DOUBLE
from ari_app.storage import canned_replies, channel_accounts, drafts
from ari_app.storage.rows.channels import CannedReplyRow, ChannelAccountRow
from tests.service.web.conftest import House
from tests.service.web.written import Written

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000002"
    "000001000500010d0a2db40000000049454e44ae426082"
)


@pytest.fixture
async def written(house: House) -> Written:
    return Written(house)


async def test_a_draft_is_mine_alone_and_stays_until_it_is_thrown_away(written: Written) -> None:
    _, thread = await written.talk()
    path = f"/threads/{thread}/draft"
    assert (await written.house.ask("GET", path, "a1")).body["text"] == ""
    kept = await written.house.ask("PUT", path, "a1", body={"text": "Dear Mi", "extra": {"note": False}})
    assert kept.status == 200
    written.house.clock.advance(1)
    await written.house.ask("PUT", path, "a1", body={"text": "Dear Mia", "extra": {"note": True}})
    found = (await written.house.ask("GET", path, "a1")).body
    assert (found["text"], found["extra"], found["at"]) == (
        "Dear Mia",
        {"note": True},
        written.house.clock.now(),
    )
    assert [draft["thread"] for draft in (await written.house.ask("GET", "/drafts", "a1")).body["items"]] == [
        thread
    ]
    assert (await written.house.ask("GET", path, "a2")).body["text"] == ""
    assert (await written.house.ask("DELETE", path, "a1")).status == 204
    assert await drafts.of_agent(written.house.database.reader, "a1") == []


async def test_no_key_press_is_an_entry_of_the_audit_log(written: Written) -> None:
    _, thread = await written.talk()
    await written.house.ask("PUT", f"/threads/{thread}/draft", "a1", body={"text": "Dear"})
    rows = (await written.house.ask("GET", "/audit?size=200", "admin")).body["items"]
    assert not [row for row in rows if row["action"] == "keep_draft"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["bye", "hello", "hello", "vip"]),
        ("?q=he", ["hello", "hello"]),
        ("?q=he&language=de-AT", ["hello", "hello"]),
        ("?q=ORDER%20late", ["vip"]),
        ("?q=nothing", []),
        ("?queue=sales", ["bye", "hello", "hello"]),
        ("?queue=support&q=vi", ["vip"]),
        ("?limit=1", ["bye"]),
    ],
)
async def test_canned_replies_are_found(house: House, query: str, found: list[str]) -> None:
    def reply(id: str, shortcut: str, text: str, language: str = "", *queues: str) -> CannedReplyRow:
        return CannedReplyRow(id, shortcut, shortcut.title(), text, language, list(queues) or None, 0.0, 0.0)

    rows = [
        reply("1", "hello", "Hi {customer.name}", "en"),
        reply("2", "hello", "Hallo {customer.name}", "de"),
        reply("3", "bye", "Have a good day"),
        reply("4", "vip", "Your order is late, sorry", "", "support"),
    ]
    await house.database.writer.commit([canned_replies.kept(row) for row in rows])
    items = (await house.ask("GET", f"/canned-replies{query}", "a1")).body["items"]
    assert [item["shortcut"] for item in items] == found
    if "language=de" in query:
        assert [item["language"] for item in items] == ["de", "en"]
    assert await canned_replies.one(house.database.reader, "3") == rows[2]
    await house.database.writer.commit([canned_replies.removed("3")])
    assert await canned_replies.one(house.database.reader, "3") is None


async def test_a_file_goes_with_a_message_and_is_had_by_who_reads_it(written: Written) -> None:
    interaction, thread = await written.talk()
    account = ChannelAccountRow(
        "chat", DOUBLE.facts.name, "Shop chat", "", "support", {}, None, True, 0.0, 0.0
    )
    await written.house.database.writer.commit([channel_accounts.known(account)])
    await written.house.services.channels.accounts.load()
    sent = await written.house.ask(
        "POST",
        f"/threads/{thread}/files?name=kettle.png",
        "a1",
        raw=PNG,
        headers={"Content-Type": "image/png"},
    )
    assert (sent.status, sent.body["content_type"], sent.body["name"]) == (201, "image/png", "kettle.png"), (
        sent.body
    )
    message = await written.says(interaction, "Look", files=[sent.body["id"]])
    assert [file["id"] for file in message.body["files"]] == [sent.body["id"]]
    headers = {"Authorization": f"Bearer {written.house.tokens['a2']}"}
    async with written.house.client.get(f"/api/v1/files/{sent.body['id']}", headers=headers) as response:
        assert (response.status, await response.read()) == (200, PNG)
        assert response.headers["Content-Disposition"].startswith("inline")
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert (await written.house.ask("GET", "/files/none", "a1")).status == 404


async def test_a_program_is_not_let_in_as_a_file(written: Written) -> None:
    _, thread = await written.talk()
    refused = await written.house.ask(
        "POST", f"/threads/{thread}/files?name=x.png", "a1", raw=b"MZ\x90\x00" + bytes(100),
        headers={"Content-Type": "image/png"},
    )  # fmt: skip
    assert refused.status == 422, refused.body


async def test_the_accounts_say_what_they_can(written: Written) -> None:
    items = (await written.house.ask("GET", "/accounts", "a1")).body["items"]
    assert [(item["id"], item["starts"], item["subject"]) for item in items] == [
        ("mail", True, True),
        ("chat", False, False),
        ("wa", True, False),
    ]
    assert items[1]["files"] == {
        "types": ["image/*", "text/plain", "application/pdf"],
        "size": 1_000_000,
        "most": 3,
    }


async def test_templates_are_asked_of_the_account(written: Written, monkeypatch: pytest.MonkeyPatch) -> None:
    async def templates(id: str) -> list[Template]:
        return [Template("news", "en", "Dear {{1}}", ("1",))]

    assert (await written.house.ask("GET", "/accounts/none/templates", "a1")).status == 404
    monkeypatch.setattr(written.house.services.channels.accounts, "templates", templates)
    (item,) = (await written.house.ask("GET", "/accounts/wa/templates", "a1")).body["items"]
    assert (item["name"], item["fields"]) == ("news", ["1"])
