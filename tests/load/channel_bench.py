"""What is written, under load: signed webhooks to the app, and a thousand chats before agents' eyes. The app runs in its own
process on SQLite with full sync; no Asterisk.

    python -m tests.load.channel_bench            writes its part of var/bench.json; two minutes
    python -m tests.load.channel_bench --quick    half a minute: does it work? Writes nothing
"""

import argparse
import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, perf_counter
from typing import Any

import aiohttp

from ari_app.access.reception import Reception
from ari_app.channels.incoming import to_json
from ari_app.conversation.text import Correspondent, MessageArrived
from ari_app.storage import configuration, inbound
from ari_app.storage.choices import Role
from ari_app.storage.database import Database
from ari_app.storage.rows.setup import AgentRow
from tests.integration.text_centre import TextCentre, message, signed, text_centre
from tests.load.bench import RESULT
from tests.load.channel_report import Channels, Chats, Figures, Intake, figures, section
from tests.load.cpu import cpu_ms
from tests.load.delays import percentile

CONNECTIONS, CUSTOMERS, WARM_UP = 32, 1000, 500
AGENTS = 40
LIMIT = aiohttp.ClientTimeout(total=30)


@dataclass(frozen=True, slots=True)
class Plan:
    webhooks: int
    chats: int
    per_s: int
    seconds: int


FULL = Plan(webhooks=8000, chats=1000, per_s=100, seconds=30)
QUICK = Plan(webhooks=1000, chats=100, per_s=50, seconds=4)


# --- webhooks ------------------------------------------------------------------------------------------------------


async def measure_intake(plan: Plan) -> Intake:
    async with text_centre() as centre:
        database = await Database.open(centre.database)
        try:
            await _webhooks(centre, WARM_UP, first=0)
            await _all_done(database)
            before = cpu_ms(centre.pid)
            found = await _webhooks(centre, plan.webhooks, first=WARM_UP)
            acknowledged = perf_counter()
            await _all_done(database)
            caught_up = perf_counter() - acknowledged
            spent = cpu_ms(centre.pid) - before
        finally:
            await database.close()
    return Intake(
        connections=CONNECTIONS,
        webhooks=found,
        bare=await bare_writes(plan.webhooks),
        cpu_ms=spent / plan.webhooks,
        caught_up_s=caught_up,
    )


async def _webhooks(centre: TextCentre, count: int, first: int) -> Figures:
    """Sent by another process."""
    arguments = (centre.hook, count, CONNECTIONS, CUSTOMERS, first)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.load.webhook_sender",
        *map(str, arguments),
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await process.communicate()
    found: Figures = json.loads(output)
    return found


async def _all_done(database: Database) -> None:
    while await inbound.count_undone(database.reader):  # noqa: ASYNC110 - another process does it
        await asyncio.sleep(0.1)


async def bare_writes(count: int) -> Figures:
    """The rows alone."""
    with tempfile.TemporaryDirectory() as folder:
        database = await Database.open(f"sqlite:///{folder}/bare.db")
        try:
            await database.upgrade()
            times: list[float] = []
            waiting = iter(range(count))

            async def connection() -> None:
                for number in waiting:
                    whom = Correspondent("orders", f"customer-{number % CUSTOMERS}")
                    body = to_json(MessageArrived(f"m{number}", whom, f"text {number}", 1.0))
                    began = perf_counter()
                    await database.writer.commit([inbound.received("orders", f"m{number}", body, 1.0)])
                    times.append(perf_counter() - began)

            began = perf_counter()
            async with asyncio.TaskGroup() as tasks:
                for _ in range(CONNECTIONS):
                    tasks.create_task(connection())
            return figures(perf_counter() - began, times)
        finally:
            await database.close()


# --- chats ---------------------------------------------------------------------------------------------------------


@dataclass
class Hired:
    """Agents who take many chats at once; `tokens` by name."""

    chats: int
    tokens: dict[str, str] = field(default_factory=dict)

    async def __call__(self, database: Database, reception: Reception) -> None:
        units = {"chat": 100 // (self.chats // AGENTS + 2)}
        for name in (f"writer{n + 1}" for n in range(AGENTS)):
            row = AgentRow(name, name, "", units=units)
            await database.writer.commit(configuration.agent_set(row, {"support": 9}, ["support"]))
            user = await reception.access.add_user(name, Role.AGENT, name)
            self.tokens[name] = (await reception.access.create_token(user.id, Role.AGENT, "bench")).secret


class Screens:
    """The agents' live sockets. `seen`: seconds from a message being sent to its being in one, by its text."""

    def __init__(self) -> None:
        self.sent: dict[str, float] = {}
        self.seen: dict[str, float] = {}
        self.news = asyncio.Event()

    def take(self, raw: str) -> None:
        if not raw.startswith('{"type":"text"'):
            return
        at = monotonic()
        text = json.loads(raw)["message"]["text"]
        if text in self.sent:
            self.seen.setdefault(text, at - self.sent[text])
            self.news.set()

    async def all_seen(self) -> None:
        while len(self.seen) < len(self.sent):
            self.news.clear()
            await self.news.wait()

    async def watch(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        async for frame in socket:
            self.take(frame.data)


async def measure_chats(plan: Plan) -> Chats:
    hired = Hired(plan.chats)
    async with (
        text_centre(attention="chat", prepare=hired) as centre,
        aiohttp.ClientSession(timeout=LIMIT, connector=aiohttp.TCPConnector(limit=64)) as http,
    ):
        screens = Screens()
        async with _screens(centre, http, hired, screens):
            empty = resident(centre.pid)
            await _open_chats(centre, http, hired, plan.chats)
            grown = resident(centre.pid) - empty
            await _write(centre, http, screens, plan)
    times = list(screens.seen.values())
    return Chats(
        open=plan.chats,
        agents=AGENTS,
        per_s=plan.per_s,
        p50_ms=1000 * percentile(times, 0.50),
        p95_ms=1000 * percentile(times, 0.95),
        p99_ms=1000 * percentile(times, 0.99),
        seen=len(times),
        lost=len(screens.sent) - len(times),
        kilobytes=grown / plan.chats / 1024,
    )


@asynccontextmanager
async def _screens(
    centre: TextCentre, http: aiohttp.ClientSession, hired: Hired, screens: Screens
) -> AsyncIterator[None]:
    async with AsyncExitStack() as stack:
        tasks = await stack.enter_async_context(asyncio.TaskGroup())
        watching = []
        for token in hired.tokens.values():
            await _ask(centre, http, token, "PUT", "/me/state", {"state": "available"})
            socket = await http.ws_connect(f"{centre.url}/api/v1/live", headers=_bearer(token))
            watching.append(tasks.create_task(screens.watch(socket)))
        yield
        for work in watching:
            work.cancel()


async def _open_chats(centre: TextCentre, http: aiohttp.ClientSession, hired: Hired, chats: int) -> None:
    """Each customer writes once, and an agent takes the chat."""
    waiting = iter(range(chats))

    async def customers() -> None:
        for number in waiting:
            await _say(centre, http, number, f"customer-{number}")

    taken: set[str] = set()

    async def agent(token: str) -> None:
        while len(taken) < chats:
            offers = (await _ask(centre, http, token, "GET", "/offers"))["items"]
            for offer in offers:
                await _ask(centre, http, token, "POST", f"/offers/{offer['id']}/accept")
                taken.add(offer["interaction"])
            if not offers:
                await asyncio.sleep(0.2)

    async with asyncio.TaskGroup() as tasks:
        for _ in range(8):
            tasks.create_task(customers())
        for token in hired.tokens.values():
            tasks.create_task(agent(token))


async def _write(centre: TextCentre, http: aiohttp.ClientSession, screens: Screens, plan: Plan) -> None:
    """At a steady rate, whatever becomes of it."""
    async with asyncio.TaskGroup() as tasks:
        for turn, due_at in _steadily(plan):
            await asyncio.sleep(max(0.0, due_at - monotonic()))
            number = plan.chats + turn
            screens.sent[f"text {number}"] = monotonic()
            tasks.create_task(_say(centre, http, number, f"customer-{turn % plan.chats}"))
    try:
        async with asyncio.timeout(10):
            await screens.all_seen()
    except TimeoutError:
        pass  # the report says how many were not seen


def _steadily(plan: Plan) -> Iterator[tuple[int, float]]:
    began = monotonic()
    return ((turn, began + turn / plan.per_s) for turn in range(plan.per_s * plan.seconds))


async def _say(centre: TextCentre, http: aiohttp.ClientSession, number: int, customer: str) -> None:
    id, body = message(number, customer)
    async with http.post(centre.hook, data=body, headers=signed(body, id)) as answer:
        answer.raise_for_status()


async def _ask(
    centre: TextCentre, http: aiohttp.ClientSession, token: str, method: str, path: str, body: object = None
) -> Any:
    url = f"{centre.url}/api/v1{path}"
    async with http.request(method, url, json=body, headers=_bearer(token)) as answer:
        if answer.status >= 400:
            raise RuntimeError(f"{method} {path}: {answer.status} {await answer.text()}")
        return await answer.json()


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def resident(pid: int) -> int:
    """Bytes of memory that a process has."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


async def measure(plan: Plan) -> Channels:
    intake = await measure_intake(plan)
    return Channels(intake=intake, chats=await measure_chats(plan), load=os.getloadavg()[0])


def main() -> None:
    options = argparse.ArgumentParser(prog="channel_bench", description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--quick", action="store_true", help="one short round: does it work?")
    quick = options.parse_args().quick
    found = asyncio.run(measure(QUICK if quick else FULL))
    print(section(found))
    if not quick:
        known = json.loads(RESULT.read_text()) if RESULT.is_file() else {}
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(json.dumps(known | {"channels": found}, indent=2) + "\n")
        print(f"Written to {RESULT}.")


if __name__ == "__main__":
    main()
