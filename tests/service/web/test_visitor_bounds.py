"""What a script that plays visitors can do: not much, and whoever else comes is not kept out by it."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from ari_app.channels.identity import signature_of
from ari_app.storage.tables.channels import thread
from tests.service.web.conftest import House
from tests.service.web.visitors import SECRET, SITE, Shop, name, open_shop
from workspace_web.visitor_limits import Rate, Shared, VisitorRates

RATES = VisitorRates()


@pytest.fixture
async def shop(house: House) -> AsyncIterator[Shop]:
    async with open_shop(house) as opened:
        yield opened


async def says(shop: Shop, token: str, text: str = "Hello", **more: str) -> tuple[int, dict[str, object]]:
    message = {"client_id": name(), "text": text, **more}
    status, told, headers = await shop.ask("POST", "messages", message, token=token)
    return status, {"after": headers.get("Retry-After"), **(told if isinstance(told, dict) else {})}


async def test_one_network_cannot_begin_conversations_without_end(shop: Shop) -> None:
    """Each may end up with an agent: whom a script keeps busy serves nobody else."""
    burst = int(RATES.conversations.at_once)
    tokens = [await shop.begin() for _ in range(burst + 1)]
    assert [(await says(shop, token))[0] for token in tokens[:burst]] == [202] * burst
    status, told = await says(shop, tokens[burst])
    assert status == 429
    assert 1 <= int(str(told["after"])) <= 15
    assert "new conversations from your network" in str(told["detail"])

    page = await shop.open(tokens[0])
    await page.until("snapshot", lambda said: said["state"]["interaction"])
    assert (await says(shop, tokens[0], "sales"))[0] == 202, "one that goes on is no new one"

    waiting = await shop.open(tokens[burst])
    await waiting.until("snapshot")
    kept = name()
    await waiting.socket.send_json({"type": "message", "client_id": kept, "text": "Hello"})
    later = await waiting.until("later")
    assert later["client_id"] == kept
    assert 1 <= later["after"] <= 15


async def test_whom_the_site_vouches_for_is_no_script(shop: Shop) -> None:
    for _ in range(int(RATES.conversations.at_once)):
        await says(shop, await shop.begin())
    known = await shop.begin(identity={"id": "42", "hmac": signature_of(SECRET, "42")})
    assert (await says(shop, known))[0] == 202


async def test_who_is_refused_is_told_of_what_there_was_too_much_and_until_when(shop: Shop) -> None:
    for _ in range(int(RATES.sessions.at_once)):
        await shop.begin()
    status, told, headers = await shop.ask("POST", "sessions", {})
    assert status == 429
    assert headers["Retry-After"] == "5"
    assert told["detail"] == "Too many new conversations from your network just now: try again in 5 seconds."


async def test_files_of_one_network_end_somewhere(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = shop.house.web._visitors._routes._door.limits
    monkeypatch.setattr(limits, "megabytes", Shared(Rate(0.001, 1.0)))
    statuses = []
    for _ in range(2):
        token = await shop.begin()
        for _ in range(3):
            status, told, _ = await shop.ask("POST", "files?name=a.txt", token=token, raw=b"a" * 300_000)
            statuses.append(status)
    assert statuses == [201, 201, 201, 429, 429, 429]
    assert "Too many files from your network" in told["detail"]


@pytest.mark.parametrize(
    ("page", "told"),
    [
        (f"{SITE}/boots?token=secret#also", f"{SITE}/boots"),
        ("https://evil.example/boots", None),
        (f"{SITE}.evil.example/", None),
        ("javascript:alert(1)//https://shop.example/", None),
        ("https://shop.example:8443/", None),
        ("https://[broken", None),
        ("", None),
    ],
)
async def test_an_agent_is_shown_pages_of_the_site_and_no_others(
    shop: Shop, page: str, told: str | None
) -> None:
    token = await shop.begin(page=page, title="Boots <b>now</b>")
    await says(shop, token, page=page, title="Boots <b>now</b>")
    context = await known(shop)
    assert context.get("page") == told
    assert context.get("page_title") == (None if told is None else "Boots <b>now</b>")


async def test_a_site_may_say_that_nobody_is_told_what_is_looked_at(shop: Shop) -> None:
    await shop.set(page="no")
    assert (await shop.ask("GET", "settings"))[1]["page"] is False
    where = {"page": f"{SITE}/boots", "title": "Boots"}
    await says(shop, await shop.begin(**where), **where)
    assert not {"page", "page_title"} & set(await known(shop))


async def known(shop: Shop) -> dict[str, str]:
    """What is known in the only thread, once there is one."""
    await shop.house.durable()
    found: list[dict[str, str]] = []
    for _ in range(200):
        found = await shop.house.database.reader.all(select(thread.c.context), dict)
        if found:
            break
        await shop.house.durable()
    (context,) = found
    return context
