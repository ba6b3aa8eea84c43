"""Who may come from where, as whom, and how often: web sites, signatures, forms, files, and an app's requests."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiohttp import WSServerHandshakeError
from joserfc import jwt
from joserfc.jwk import OctKey
from sqlalchemy import select

from ari_app.channels.identity import signature_of
from ari_app.channels.visitors import hash_of
from ari_app.storage import calendars, visitors
from ari_app.storage.rows.setup import CalendarRow
from ari_app.storage.tables.channels import inbound, thread
from ivr.calendar import WEEK
from tests.service.web.conftest import House
from tests.service.web.visitors import ACCOUNT, APP, MAIL, SECRET, SITE, Shop, name, open_shop

PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89"
    b"\0\0\0\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\0\5\0\1\xff\x89\x99=\x1d\0\0\0\0IEND\xaeB`\x82"
)


@pytest.fixture
async def shop(house: House) -> AsyncIterator[Shop]:
    async with open_shop(house) as opened:
        yield opened


@pytest.mark.parametrize(
    ("origin", "listed", "status"),
    [
        ("https://shop.example", "https://shop.example", 200),
        ("https://shop.example", "https://other.example, https://shop.example/", 200),
        ("https://www.shop.example", "https://*.shop.example", 200),
        ("https://a.b.shop.example", "https://*.shop.example", 200),
        ("https://shop.example", "https://*.shop.example", 403),
        ("https://evilshop.example", "https://*.shop.example", 403),
        ("http://shop.example", "https://shop.example", 403),
        ("https://shop.example:8443", "https://shop.example", 403),
        ("https://shop.example.evil.example", "https://shop.example", 403),
        ("https://shop.example", "", 403),
        ("null", "https://shop.example", 403),
        (None, "https://shop.example", 403),
    ],
)
async def test_only_listed_web_sites_may(shop: Shop, origin: str | None, listed: str, status: int) -> None:
    await shop.set(origins=listed)
    answered, _, headers = await shop.ask("GET", "settings", origin=origin)
    assert answered == status
    assert headers.get("Access-Control-Allow-Origin") == (origin if status == 200 else None)
    assert "Access-Control-Allow-Credentials" not in headers
    if status == 403:
        with pytest.raises(WSServerHandshakeError) as refused:
            await shop.open("any token", origin=origin)
        assert refused.value.status == 403


async def test_our_own_pages_always_may(shop: Shop) -> None:
    await shop.set(origins="")
    own = str(shop.house.client.make_url("/")).rstrip("/")
    assert (await shop.ask("GET", "settings", origin=own))[0] == 200
    same = {"Sec-Fetch-Site": "same-origin"}
    assert (await shop.ask("GET", "settings", origin=None, headers=same))[0] == 200


async def test_a_browser_may_ask_first(shop: Shop) -> None:
    status, _, headers = await shop.ask("OPTIONS", "sessions")
    assert status == 204
    assert headers["Access-Control-Allow-Origin"] == SITE
    assert headers["Vary"].endswith("Origin")
    assert "authorization" in headers["Access-Control-Allow-Headers"]
    assert (await shop.ask("OPTIONS", "sessions", origin="https://evil.example"))[0] == 403


async def test_the_settings_are_what_may_be_known(shop: Shop) -> None:
    await shop.set(pre_chat="name*, email", consent="You may.", starters="One | Two", title="Shop")
    _, card, _ = await shop.ask("GET", "settings")
    assert card["form"] == [{"name": "name", "required": True}, {"name": "email", "required": False}]
    assert (card["starters"], card["open"], card["title"]) == (["One", "Two"], True, "Shop")
    assert card["consent"] == {"text": "You may.", "version": "1"}
    assert SECRET not in str(card)
    assert (await shop.ask("GET", "settings", account="nobody"))[0] == 404
    assert (await shop.ask("GET", "settings", account=MAIL))[0] == 404


def token_of(secret: str = SECRET, **claims: Any) -> str:
    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(secret))


async def test_who_is_vouched_for_has_one_thread_everywhere(shop: Shop) -> None:
    signed = {"id": "42", "email": "ann@example.org", "name": "Ann"}
    who = {**signed, "hmac": signature_of(SECRET, **signed)}
    desk_page = await shop.arrive(identity=who)
    await desk_page.say("From the desk")
    await desk_page.until("message", lambda said: said["message"]["from"] == "flow")
    now = shop.house.clock.now()
    claims = token_of(sub="42", email="ann@example.org", exp=now + 600)
    phone = await shop.open(await shop.begin(identity={"token": claims}))
    assert (await phone.until("snapshot"))["messages"][0]["text"] == "From the desk"
    rows = await shop.house.database.reader.all(
        select(thread.c.address, thread.c.context).where(thread.c.account == ACCOUNT), lambda *row: row
    )
    ((address, context),) = rows
    assert address == "user:42"
    assert (context["verified"], context["user"], context["email"]) == ("yes", "42", "ann@example.org")


@pytest.mark.parametrize(
    "who",
    [
        {"id": "42", "hmac": "0" * 64},
        {"id": "42", "email": "eve@example.org", "hmac": signature_of(SECRET, "42")},
        {"hmac": signature_of(SECRET, "")},
        {"id": "4\n2", "hmac": signature_of(SECRET, "4\n2")},
        {"token": "no.token.at.all"},
        {"token": token_of("another secret, long enough", sub="42", exp=2_000_000_000)},
        {"token": token_of(sub="42")},
        {"token": token_of(sub="42", exp=1)},
        {"token": token_of(exp=2_000_000_000)},
        {"token": "eyJhbGciOiJub25lIn0.eyJzdWIiOiI0MiIsImV4cCI6MjAwMDAwMDAwMH0."},
    ],
)
async def test_what_nobody_vouches_for_is_refused(shop: Shop, who: dict[str, str]) -> None:
    status, _, _ = await shop.ask("POST", "sessions", {"identity": who})
    assert status == 403


async def test_what_is_only_said_is_not_verified(shop: Shop) -> None:
    _, begun, _ = await shop.ask("POST", "sessions", {"identity": {"id": "42", "name": "Ann"}})
    assert (begun["name"], begun["verified"]) == ("Ann", False)
    page = await shop.open(begun["token"])
    await page.until("snapshot")
    await page.say("Hello")
    await page.until("message", lambda said: said["message"]["from"] == "flow")
    row = await shop.house.database.reader.value(select(thread.c.address))
    assert row.startswith("v-")


async def test_who_turns_out_to_be_somebody_is_known_from_then_on(shop: Shop) -> None:
    token = await shop.begin()
    who = {"id": "42", "email": "", "name": "Ann"}
    body = {"identity": {**who, "hmac": signature_of(SECRET, **who)}}
    assert (await shop.ask("POST", "identity", body, token=token))[0] == 202
    unsigned = {"identity": {"id": "43"}}
    assert (await shop.ask("POST", "identity", unsigned, token=token))[0] == 403


async def test_an_app_has_to_say_who_its_user_is(shop: Shop) -> None:
    status, _, _ = await shop.ask("POST", "sessions", {}, account=APP, origin=None)
    assert status == 403
    who = {"id": "7", "hmac": signature_of(SECRET, "7")}
    token = await shop.begin(APP, None, identity=who)
    status, _, _ = await shop.ask(
        "POST", "messages", {"client_id": name(), "text": "Hello"}, account=APP, origin=None, token=token
    )
    assert status == 202
    page = await shop.open(token, account=APP, origin=None)
    await page.until("message", lambda said: said["message"]["from"] == "flow") if not (
        await page.until("snapshot")
    )["messages"] else None
    _, history, _ = await shop.ask("GET", "messages?after=0", account=APP, origin=None, token=token)
    assert history["messages"][0]["text"] == "Hello"
    for wrong in ("x", "-1", "9" * 16):
        assert (await shop.ask("GET", f"messages?after={wrong}", account=APP, origin=None, token=token))[
            0
        ] == 422


async def test_consent_and_form_come_first(shop: Shop) -> None:
    await shop.set(consent="You may.", consent_version="3", pre_chat="name*,email")
    assert (await shop.ask("POST", "sessions", {"form": {"name": "Ann"}}))[0] == 403
    assert (await shop.ask("POST", "sessions", {"consent": "2", "form": {"name": "Ann"}}))[0] == 403
    assert (await shop.ask("POST", "sessions", {"consent": "3"}))[0] == 422
    token = await shop.begin(consent="3", form={"name": "Ann"})
    kept = await visitors.one(shop.house.database.reader, hash_of(token))
    assert kept is not None
    assert kept.context["consent"] == {"version": "3", "text": "You may.", "at": shop.house.clock.now()}
    page = await shop.open(token)
    await page.until("snapshot")
    await page.say("Hello")
    await page.until("message", lambda said: said["message"]["from"] == "flow")
    ((who, context),) = await shop.house.database.reader.all(
        select(thread.c.name, thread.c.context), lambda *row: row
    )
    assert who == "Ann"
    assert (context["consent"], context["name"], context["verified"]) == ("3", "Ann", "no")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "messages"),
        ("GET", "files/none"),
        ("DELETE", "sessions/mine"),
        *(
            ("POST", path)
            for path in ("messages", "read", "ratings", "end", "transcripts", "identity", "files", "calls")
        ),
    ],
)
async def test_without_a_good_token_nobody_does_anything(shop: Shop, method: str, path: str) -> None:
    for token in (None, "wrong", "\u00ff"):
        body: dict[str, str] | None = {} if method == "POST" else None
        status, _, headers = await shop.ask(method, path, body, token=token)
        assert status == 401
        assert headers["WWW-Authenticate"].startswith("Bearer")


async def test_files_go_and_come_back(shop: Shop) -> None:
    token = await shop.begin()
    page = await shop.open(token)
    await page.until("snapshot")
    status, card, _ = await shop.ask("POST", "files?name=dot.png", token=token, raw=PNG)
    assert (status, card["type"], card["state"]) == (201, "image/png", "ready")
    await page.say("See", files=[card["id"]])
    mine = await page.until("message", lambda said: said["message"].get("files"))
    assert mine["message"]["files"][0]["name"] == "dot.png"
    status, content, headers = await shop.ask("GET", f"files/{card['id']}", token=token)
    assert (status, content) == (200, PNG)
    assert headers["Content-Disposition"].startswith("inline")
    stranger = await shop.begin()
    assert (await shop.ask("GET", f"files/{card['id']}", token=stranger))[0] == 404
    other = await shop.open(stranger)
    await other.until("snapshot")
    await other.socket.send_json({"type": "message", "client_id": name(), "files": [card["id"]]})
    assert (await other.until("refused"))["word"] == "files"


async def test_files_that_may_not_come_in(shop: Shop) -> None:
    token = await shop.begin()
    program = b"MZ\x90\0" + b"\0" * 200
    assert (await shop.ask("POST", "files?name=a.exe", token=token, raw=program))[0] == 422
    assert (await shop.ask("POST", "files?name=a.png", raw=PNG))[0] == 401
    await shop.set(files="no")
    assert (await shop.ask("POST", "files?name=a.png", token=token, raw=PNG))[0] == 403


async def test_outside_the_hours_it_says_when_somebody_is_there_again(shop: Shop) -> None:
    now = shop.house.clock.now()
    begins = datetime.fromtimestamp(now - now % 3600 + 7200, UTC)
    opening = {"days": list(WEEK), "opens": f"{begins:%H}:00", "closes": f"{begins:%H}:30"}
    await shop.house.database.writer.commit(
        [calendars.known(CalendarRow("soon", "Soon", "UTC", [opening], []))]
    )
    await shop.set(calendar="soon")
    settings = (await shop.ask("GET", "settings"))[1]
    assert (settings["open"], settings["opens_at"]) == (False, begins.timestamp())
    shop.house.clock.advance(begins.timestamp() - now)
    settings = (await shop.ask("GET", "settings"))[1]
    assert (settings["open"], settings["opens_at"]) == (True, None)


async def test_outside_the_hours_a_note_is_answered_by_e_mail(shop: Shop) -> None:
    never = CalendarRow("never", "Never", "UTC", [], [])
    await shop.house.database.writer.commit([calendars.known(never)])
    await shop.set(calendar="never", title="Shop")
    settings = (await shop.ask("GET", "settings"))[1]
    assert (settings["open"], settings["opens_at"]) == (False, None)
    note = {"client_id": name(), "form": {"email": "Ann@Example.org", "question": "When?"}}
    for _ in range(2):  # sent again, it is one
        assert (await shop.ask("POST", "notes", note))[0] == 202
    trap = {**note, "client_id": name(), "website": "https://spam.example"}
    assert (await shop.ask("POST", "notes", trap))[0] == 202
    assert (await shop.ask("POST", "notes", {"client_id": name(), "form": {"email": "no"}}))[0] == 422
    rows = await shop.house.database.reader.all(
        select(inbound.c.account, inbound.c.body), lambda account, body: (account, body)
    )
    ((account, body),) = rows
    assert account == MAIL
    assert "ann@example.org" in str(body) and "When?" in str(body)


async def test_one_address_cannot_begin_sessions_without_end(shop: Shop) -> None:
    statuses = [(await shop.ask("POST", "sessions", {}))[0] for _ in range(62)]
    assert statuses[:60] == [201] * 60
    assert statuses[-1] == 429


async def test_only_json_of_the_right_shape_and_size_is_taken(shop: Shop) -> None:
    text = {"Content-Type": "text/plain"}
    assert (await shop.ask("POST", "sessions", raw=b"{}", headers=text))[0] == 415
    as_json = {"Content-Type": "application/json"}
    assert (await shop.ask("POST", "sessions", raw=b"{", headers=as_json))[0] == 400
    assert (await shop.ask("POST", "sessions", {"who": "?"}))[0] == 422
    assert (await shop.ask("POST", "sessions", raw=b" " * 40_000, headers=as_json))[0] == 413


async def test_a_token_is_kept_as_its_hash(shop: Shop) -> None:
    token = await shop.begin()
    reader = shop.house.database.reader
    assert await visitors.one(reader, token) is None
    assert await visitors.one(reader, hash_of(token)) is not None


async def test_the_widget_is_for_every_site_and_small(shop: Shop) -> None:
    async with shop.house.client.get("/widget/loader.js") as answer:
        assert answer.status == 200
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "max-age=300" in answer.headers["Cache-Control"]
        assert len(await answer.read()) < 40_000
    assets = (await shop.ask("GET", "settings"))[1]["assets"]
    async with shop.house.client.get(f"{assets}panel.js") as answer:
        assert "immutable" in answer.headers["Cache-Control"]
    async with shop.house.client.get(f"{assets}vendor/jssip.js") as answer:
        assert answer.status == 200
    for path in ("../js/core/api.js", "js/core/api.js", "nothing.js"):
        async with shop.house.client.get(f"{assets}{path}") as answer:
            assert answer.status == 404


async def test_the_example_of_the_guide_works(shop: Shop) -> None:
    guide = Path(__file__).parents[3] / "docs" / "howto" / "in-app.md"
    (example,) = re.findall(r"```python\n(.*?)```", guide.read_text(encoding="utf-8"), re.DOTALL)
    made: dict[str, Any] = {"__name__": "example"}
    exec(compile(example, str(guide), "exec"), made)
    base = str(shop.house.client.make_url(f"/chat/{APP}"))
    async with asyncio.timeout(60):
        assert "Sales or support?" in await made["converse"](base, SECRET, "42", "Hello")


async def test_the_signature_of_the_guide_is_ours() -> None:
    guide = Path(__file__).parents[3] / "docs" / "howto" / "web-chat.md"
    (example,) = re.findall(r"```python\n(.*?)```", guide.read_text(encoding="utf-8"), re.DOTALL)
    made: dict[str, Any] = {}
    exec(compile(example, str(guide), "exec"), made)
    given = ("a secret", "42", "ann@example.org", "Ann Ünal")
    assert made["signature"](*given) == signature_of(*given)
