"""What OWASP's ASVS 5.0 asks of all that strangers write to us by, over HTTP: webhooks, visitors' pages, files, e-mails as
pages. Each test has the number of what it holds us to."""

import asyncio
import logging
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from ari_app.channels.double import DOUBLE, picture
from ari_app.channels.identity import signature_of
from ari_app.channels.intake import LARGEST_BODY
from ari_app.conversation.text import FileArrived
from ari_app.storage import configuration
from ari_app.storage.choices import Role
from ari_app.storage.rows.setup import FlowRow
from ari_app.storage.tables import channels as tables
from tests.service.web.conftest import House
from tests.service.web.test_accounts_set_up import draft, secret_of
from tests.service.web.test_webhooks import SECRET as HOOK_SECRET
from tests.service.web.test_webhooks import call, hired
from tests.service.web.visitors import ACCOUNT, SECRET, SITE, Shop, name, open_shop
from tests.service.web.written import Written, heard, silent
from workspace_web import visitor_door, webhooks
from workspace_web.visitor_limits import VisitorRates, neighbours


@pytest.fixture
async def shop(house: House) -> AsyncIterator[Shop]:
    async with open_shop(house) as opened:
        yield opened


@pytest.fixture
async def written(house: House) -> Written:
    return Written(house)


async def narrowed(house: House, *queues: str) -> str:
    """A supervisor of these queues alone, who is agent a2 too."""
    user = await house.access.add_user("narrow", Role.SUPERVISOR, "a2", queues=set(queues))
    house.tokens["narrow"] = (await house.access.create_token(user.id, Role.SUPERVISOR, "test")).secret
    return "narrow"


# --- webhooks ------------------------------------------------------------------------------------------------------------


async def test_v16_5_1_whoever_forges_is_not_told_which_accounts_there_are(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    await hired(house)
    forged = await call(house, b"{}", headers={})
    nobody = await call(house, b"{}", headers={}, path="/in/nobody")
    assert (forged[0], nobody[0]) == (403, 403)

    def told(body: bytes) -> bytes:
        """Without the id of the request."""
        return body.partition(b'"instance"')[0].partition(b'"request')[0]

    assert told(forged[1]) == told(nobody[1])
    assert any(getattr(record, "error", "") for record in caplog.records), "why is in the log"


async def slow(chunks: int) -> AsyncIterator[bytes]:
    for _ in range(chunks):
        yield b"{"
        await asyncio.sleep(0.05)


async def test_v15_2_2_who_sends_a_body_for_ever_is_cut_off(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "BODY_WITHIN", 0.1)
    monkeypatch.setattr(visitor_door, "BODY_WITHIN", 0.1)
    headers = {"Origin": SITE, "Content-Type": "application/json"}
    for path in ("/in/d1", f"/chat/{ACCOUNT}/sessions"):
        async with shop.house.client.post(path, data=slow(100), headers=headers) as answer:
            assert answer.status == 400
            assert answer.headers["Connection"] == "close"


async def test_v5_2_1_too_much_of_a_webhook_is_refused_before_it_is_read(house: House) -> None:
    headers = {"Content-Length": str(LARGEST_BODY + 1), "Expect": "100-continue"}
    async with house.client.post("/in/d1", headers=headers, data=slow(1)) as answer:
        assert answer.status == 413


# --- files ---------------------------------------------------------------------------------------------------------------


async def test_v3_2_1_and_v5_4_2_a_file_is_never_a_page(house: House) -> None:
    """By its link: saved, under a name that adds no header, of the type that its content has."""
    files = house.services.channels.files
    row = await files.keep("", 'x"\r\nSet-Cookie: a=b;.txt', b"<b>not a page</b>", "text/html")
    async with house.client.get(files.link(row.id)) as answer:
        assert answer.headers["Content-Type"].startswith("text/plain")
        assert answer.headers["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
        assert "Set-Cookie" not in answer.headers
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    for token in (f"{row.id}.{'9' * 5000}.x", "..%2f..%2fsecrets.json", "%00", f"{row.id}.\u0661.x"):
        async with house.client.get(f"/files/{token}") as answer:
            assert answer.status == 404, token


async def test_v8_2_2_nobody_hands_on_a_file_of_another_conversation(written: Written) -> None:
    """Whoever has its id all the same."""
    house = written.house
    file = await house.services.channels.files.keep("", "secret.txt", b"Secret")
    await written.comes("Mine", "v-9", files=(FileArrived("secret.txt", "text/plain", 6, file.id),))
    interaction, _ = await written.talk()
    answer = await written.says(interaction, "Look", files=[file.id])
    assert answer.status == 409


async def test_v8_2_2_of_a_thread_one_sees_the_files_of_what_one_sees(written: Written) -> None:
    house = written.house
    first, thread = await written.talk()
    assert (await house.ask("POST", f"/interactions/{first}/close", "a1")).status == 202
    await house.durable()
    await house.ask("POST", "/me/wrap-up/finish", "a1")
    file = await house.services.channels.files.keep("", "secret.txt", b"Secret")
    second = await written.comes("Look", files=(FileArrived("secret.txt", "text/plain", 6, file.id),))
    assert second != first
    assert (await house.ask("POST", f"/interactions/{second}/pull", "a1")).status == 200
    who = await narrowed(house, "support")
    assert (await house.ask("GET", f"/files/{file.id}", who)).status == 200
    body = {"to": {"queue": "sales"}}
    moved = await house.ask("POST", f"/interactions/{second}/transfer", "a1", body=body)
    assert moved.status < 300, moved.body
    await house.durable()
    assert await written.texts(thread, who) == ["Hello?"]
    assert (await house.ask("GET", f"/files/{file.id}", who)).status == 404


async def test_v8_2_2_live_too_one_hears_what_one_may_read(written: Written) -> None:
    house = written.house
    interaction, thread = await written.talk()
    who = await narrowed(house, "support")
    socket = await house.live(who)
    await heard(socket, "snapshot")
    await socket.send_json({"type": "open", "thread": thread})
    await socket.send_json({"type": "looking", "thread": thread})
    await heard(socket, "looking")
    await written.comes("For support")
    assert (await heard(socket, "text"))["message"]["text"] == "For support"
    await house.ask("POST", f"/interactions/{interaction}/transfer", "a1", body={"to": {"queue": "sales"}})
    await house.durable()
    await written.comes("For sales")
    await silent(socket, "text")


# --- what strangers and agents write as HTML -------------------------------------------------------------------------


async def test_v1_3_1_what_agents_write_as_html_is_cleaned_too(written: Written) -> None:
    interaction, _ = await written.talk(account="mail", address="mia@example.org", topic="t")
    said = await written.says(
        interaction, "Hi", html="<p onclick=x>Hi</p><script>x</script><img src=//evil.example/p.png>"
    )
    headers = {"Authorization": f"Bearer {written.house.tokens['a1']}"}
    address = f"/api/v1/messages/{said.body['id']}/body"
    async with written.house.client.get(address, headers=headers) as answer:
        body = (await answer.text()).partition("<body>")[2]
    assert "<p>Hi</p>" in body
    assert "script" not in body and "onclick" not in body and 'src="' not in body


# --- visitors ------------------------------------------------------------------------------------------------------------


async def test_v3_4_2_and_v3_5_1_another_site_reads_nothing_and_no_cookie_speaks_for_a_visitor(
    shop: Shop,
) -> None:
    token = await shop.begin()
    _, _, headers = await shop.ask("GET", "messages", token=token)
    assert headers["Access-Control-Allow-Origin"] == SITE
    assert "Access-Control-Allow-Credentials" not in headers and "Set-Cookie" not in headers
    for origin in (
        "https://evil.example",
        "https://shop.example.evil.example",
        "null",
        "http://shop.example",
        "http://[",
    ):
        status, _, headers = await shop.ask("GET", "messages", token=token, origin=origin)
        assert status == 403, origin
        assert "Access-Control-Allow-Origin" not in headers, origin


async def test_v4_4_2_no_other_site_opens_a_visitors_socket(shop: Shop) -> None:
    for origin in ("https://evil.example", "http://[", None):
        headers = {} if origin is None else {"Origin": origin}
        async with shop.house.client.get(f"/chat/{ACCOUNT}/socket", headers=headers) as answer:
            assert answer.status == 403, origin


async def test_v2_4_1_the_chat_is_no_way_to_send_e_mails_to_others(shop: Shop) -> None:
    """Not many to one person from many sessions, nor to many persons from one address."""

    async def sent(to: str) -> int:
        token = await shop.begin()
        await shop.ask("POST", "messages", {"client_id": name(), "text": "Buy this!"}, token=token)
        return (await shop.ask("POST", "transcripts", {"email": to}, token=token))[0]

    assert [await sent("victim@example.org") for _ in range(3)] == [202, 202, 422]
    many = [await sent(f"victim{each}@example.org") for each in range(10)]
    assert many[:7] == [202] * 7 and many[-1] == 422


async def test_v2_4_1_nobody_fills_the_disk_or_the_lines(shop: Shop) -> None:
    """A visitor has as many sessions as they like; an address has one measure."""
    await shop.set(call="yes", calls_at_once="100")
    most = int(VisitorRates().calls_from.at_once)
    statuses = [(await shop.ask("POST", "calls", {}, token=await shop.begin()))[0] for _ in range(most + 1)]
    assert statuses == [201] * most + [429]
    assert (
        neighbours("2001:db8:1:2:3::4") == neighbours("2001:db8:1:2:ffff::1") != neighbours("2001:db8:1:3::1")
    )
    assert neighbours("192.0.2.7") == "192.0.2.7"


async def test_v16_5_2_what_no_database_can_keep_is_not_brought_there(shop: Shop) -> None:
    page = await shop.arrive(form={"name": "A\0nn"})
    await page.say("He\0llo")
    said = await page.until("message", lambda said: said["message"]["from"] == "me")
    assert said["message"]["text"] == "Hello"
    for odd in ('{"type":"read","seq":1,"at":1e999}', '{"type":"read","seq":99999999999999999999,"at":1}'):
        await page.socket.send_str(odd)
        assert (await page.until("refused"))["word"] == "malformed"
    await page.socket.send_json({"type": "read", "seq": 1, "at": 1e300})
    await page.until("ack")
    status, history, _ = await shop.ask("GET", "messages", token=await shop.begin())
    assert status == 200 and history["messages"] == []


async def test_v7_2_4_who_was_vouched_for_is_nobody_else_in_the_same_session(shop: Shop) -> None:
    """On a computer that two people use, the second does not come into the thread of the first."""

    def vouched(id: str) -> dict[str, object]:
        who = {"id": id, "email": "", "name": id}
        return {"identity": {**who, "hmac": signature_of(SECRET, **who)}}

    token = await shop.begin()
    assert (await shop.ask("POST", "identity", vouched("ann"), token=token))[0] == 202
    assert (await shop.ask("POST", "identity", vouched("ann"), token=token))[0] == 202
    assert (await shop.ask("POST", "identity", vouched("bob"), token=token))[0] == 403


async def test_v8_2_2_a_visitor_gets_no_file_that_agents_have_not_sent(shop: Shop) -> None:
    """It lies in their thread, and they have its id: it takes a message to them."""
    token = await shop.begin()
    page = await shop.open(token)
    await page.say("Hello")
    await page.until("message", lambda said: said["message"]["from"] == "flow")
    reader, writer = shop.house.database.reader, shop.house.database.writer
    thread = str(await reader.value(select(tables.thread.c.id).where(tables.thread.c.account == ACCOUNT)))
    row = await shop.house.services.channels.files.keep(thread, "note.png", picture())
    assert (await shop.ask("GET", f"files/{row.id}", token=token))[0] == 404
    await writer.flush()
    assert (await shop.ask("GET", "files/none", token=token))[0] == 404


# --- secrets -------------------------------------------------------------------------------------------------------------


async def test_v16_2_5_a_secret_in_the_wrong_place_is_refused_and_not_written_down(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    flow = configuration.flow_added(FlowRow("answers", "1", {"id": "answers"}, published_at=1.0))
    await house.database.writer.commit([flow, configuration.flow_published("answers", "1", 1.0)])
    body = draft(settings={"url": "https://p.example/", secret_of(DOUBLE): HOOK_SECRET}, secrets={})
    answer = await house.ask("POST", "/setup/accounts", "admin", body=body)
    assert answer.status == 422
    assert HOOK_SECRET not in str(answer.body)
    assert HOOK_SECRET not in str((await house.ask("GET", "/audit", "admin")).body)
    assert HOOK_SECRET not in caplog.text
