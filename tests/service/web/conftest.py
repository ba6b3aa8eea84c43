"""The whole web over a real centre and a real database; lines and clock are in the hand of the test.

Every answer that `House.ask` gets is held against the OpenAPI document: the status must be one that the route is said to
give, and the body must fit the schema that stands there.
"""

import asyncio
import io
import itertools
import json
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request

from ari_app.access import store
from ari_app.access.hashing import Hashing
from ari_app.access.reception import Reception, open_reception
from ari_app.access.service import PREFIX as TOKEN_PREFIX
from ari_app.access.service import Access, hash_of, new_id
from ari_app.acd.model import AgentProfile, QueueProfile
from ari_app.channels.clean_html import safe
from ari_app.channels.double import DOUBLE, ScriptedHttp
from ari_app.channels.everything import CHANNELS
from ari_app.channels.visitor_calls import VisitorCalls
from ari_app.clock import HandClock
from ari_app.config import Settings
from ari_app.conversation.catalogue import Agent, Catalogue, Queue
from ari_app.conversation.centre import Centre
from ari_app.conversation.desk import Desk
from ari_app.conversation.journal import SqlJournal
from ari_app.conversation.phones import Phones
from ari_app.conversation.post import Post
from ari_app.conversation.restart import Restart
from ari_app.conversation.talks_desk import TalksDesk
from ari_app.flows.prompts import Prompts
from ari_app.furnishing import Standing, furnish, tie
from ari_app.hearing import OneAnswer
from ari_app.speaking import SpeechVoice
from ari_app.speech.double import ScriptedRecogniser, SilentSynthesiser
from ari_app.speech.telephone_wav import to_telephone
from ari_app.storage.choices import Role
from ari_app.storage.database import Database
from ari_app.storage.rows.access import TokenRow, UserRow
from ari_app.telephony.double import FakeLines
from ivr.flow import parse
from tests.service.web.document import Answer, Document, the_document
from workspace_web.app import PREFIX, Deps, Web
from workspace_web.limits import FailureLimit
from workspace_web.live_socket import Patience
from workspace_web.ports import Check, Reached
from workspace_web.services import Services
from workspace_web.sip_proxy import Upstream

SUPPORT = "+15550101"
VERSION = "0.0.0"
NOBODY = "nobody"

_TO_SUPPORT = {
    "id": "support",
    "name": "Straight to support",
    "language": "en",
    "start": "wait",
    "nodes": {
        "wait": {
            "kind": "queue",
            "queue": "support",
            "max_wait": 600,
            "exits": {"max_wait": "sorry", "closed": "sorry"},
        },
        "sorry": {"kind": "say", "text": "Nobody is free. Goodbye.", "exits": {"next": "end"}},
        "end": {"kind": "hangup"},
    },
}
_UNKNOWN = {
    "id": "unknown-number",
    "name": "Unknown number",
    "language": "en",
    "start": "end",
    "nodes": {"end": {"kind": "hangup", "text": "This number is not in service."}},
}


def catalogue(agents: int = 2) -> Catalogue:
    """Agents a1, a2 ... with phones p1, p2 ..., all serving the queue `support`; `sales` has nobody."""
    return Catalogue(
        unknown_number=parse(_UNKNOWN),
        numbers={SUPPORT: "support"},
        flows={"support": parse(_TO_SUPPORT)},
        queues={
            "support": Queue(QueueProfile("support", offer_timeout=20.0, wrap_up=30.0), "Support"),
            "sales": Queue(QueueProfile("sales", {"french": 3}), "Sales"),
        },
        agents={
            f"a{n}": Agent(
                AgentProfile(f"a{n}", frozenset({"support"}), {"english": 5}),
                f"Agent {n}",
                f"p{n}",
                "north" if n % 2 else "south",
            )
            for n in range(1, agents + 1)
        },
    )


class Guests:
    """Visitors' phones that Asterisk would know: passwords by name."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}

    async def admit(self, name: str, password: str) -> None:
        self.known[name] = password

    async def dismiss(self, name: str) -> None:
        self.known.pop(name, None)

    def hang_up(self, line: str) -> None:
        """No call here lasts so long."""


class Reachable:
    """One phone can be reached, one cannot, of the others it is not known."""

    async def states(self) -> dict[str, Reached]:
        return {"p1": Reached.ONLINE, "unplugged": Reached.OFFLINE}


@dataclass
class Checks:
    """A health source that says what the test wants."""

    now: list[Check] = field(default_factory=lambda: [Check("asterisk", True, "connected")])

    def checks(self) -> list[Check]:
        return self.now


@dataclass
class House:
    """Everything, running. `tokens`: by user: a1, a2, supervisor, admin, auditor, service."""

    centre: Centre
    desk: Desk
    lines: FakeLines
    clock: HandClock
    database: Database
    access: Access
    web: Web
    client: TestClient[Request, Application]
    recordings: Path
    health: Checks
    tokens: dict[str, str]
    document: Document
    services: Services
    post: Post

    async def ask(
        self,
        method: str,
        path: str,
        who: str = "supervisor",
        *,
        body: Any = None,
        raw: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """One request of the API; `path` without `/api/v1`."""
        sent = dict(headers or {})
        if who != NOBODY:
            sent.setdefault("Authorization", f"Bearer {self.tokens.get(who, who)}")
        if body is not None:
            raw = json.dumps(body).encode()
        if raw is not None:
            sent.setdefault("Content-Type", "application/json")
        # aiohttp warns of much at once
        data = raw if raw is None or len(raw) < 2**20 else io.BytesIO(raw)
        async with self.client.request(method, PREFIX + path, data=data, headers=sent) as response:
            text = await response.read()
            is_json = "json" in response.headers.get("Content-Type", "")
            answer = Answer(response.status, response.headers, json.loads(text) if is_json else None)
        if (template := self.document.template(method, path)) is not None:
            self.document.judge(template, method, answer)
        return answer

    async def live(self, who: str, query: str = "") -> ClientWebSocketResponse:
        """A live connection, as a program opens it."""
        headers = {"Authorization": f"Bearer {self.tokens[who]}"}
        return await self.client.ws_connect(f"{PREFIX}/live{query}", headers=headers)

    async def available(self, *agents: str) -> None:
        for agent in agents:
            answer = await self.ask("PUT", "/me/state", agent, body={"state": "available"})
            assert answer.status == 200, answer.body

    async def connected(self, agent: str = "a1") -> str:
        """A call that `agent`, the only one available, talks to; its interaction."""
        await self.available(agent)
        line = self.lines.call_arrives(SUPPORT)
        await self.durable()
        (leg,) = self.lines.ringing()
        self.lines.leg_answers(leg)
        await self.durable()
        item = self.centre.by_line(line)
        assert item is not None
        return item.id

    async def durable(self) -> None:
        """Until all that happened is written, and acted upon."""
        await self.database.writer.flush()


USERS = {
    "a1": (Role.AGENT, "a1"),
    "a2": (Role.AGENT, "a2"),
    "supervisor": (Role.SUPERVISOR, None),
    "admin": (Role.ADMIN, None),
    "auditor": (Role.AUDITOR, None),
    "service": (Role.SERVICE, None),
}


@pytest.fixture
async def house(tmp_path: Path, empty_database: Path) -> AsyncIterator[House]:
    """Two agents, nobody signed in; a user of each role."""
    async with open_house(tmp_path, empty_database, HandClock(), catalogue()) as opened:
        yield opened


@asynccontextmanager
async def open_house(
    tmp_path: Path, empty_database: Path, clock: HandClock, setup: Catalogue, trusted_proxies: str = ""
) -> AsyncIterator[House]:
    """A house of any size, nobody signed in; a user of each role."""
    shutil.copy(empty_database, tmp_path / "centre.db")
    database = await Database.open(f"sqlite:///{tmp_path / 'centre.db'}")
    async with house_on(database, tmp_path, clock, setup, trusted_proxies) as opened:
        yield opened


@asynccontextmanager
async def house_on(
    database: Database, tmp_path: Path, clock: HandClock, setup: Catalogue, trusted_proxies: str = ""
) -> AsyncIterator[House]:
    """On any database with nothing in it, which is closed at the end."""
    reception = open_reception(
        database, clock.now, "a secret of the tests", hashing=Hashing(passes=1, kibibytes=64)
    )
    tokens = await _tokens(database, clock.now())
    lines, centre, talks = _centre(database, clock, setup)
    settings = Settings(trusted_proxies=trusted_proxies, ice_servers="stun:stun.example")
    there = await _standing(settings, database, tmp_path, clock, centre, talks, reception)
    there.recordings.mkdir()
    services = await furnish(there)
    health = Checks()
    web = _web(services, health)
    tie(web, services, there.post)
    recognising = asyncio.create_task(services.customers.recognition.run())
    server = TestServer(web.app)
    await server.start_server(access_log=None)  # as serving.py has it
    async with TestClient(server) as client:
        yield House(
            centre=centre,
            desk=services.desk,
            lines=lines,
            clock=clock,
            database=database,
            access=reception.access,
            web=web,
            client=client,
            recordings=there.recordings,
            health=health,
            tokens=tokens,
            document=the_document(VERSION),
            services=services,
            post=there.post,
        )
    recognising.cancel()
    await asyncio.gather(recognising, return_exceptions=True)
    await reception.audit.close()
    await database.close()


def _centre(database: Database, clock: HandClock, setup: Catalogue) -> tuple[FakeLines, Centre, TalksDesk]:
    """The centre with all who take part in it, and its switch there."""
    interaction = itertools.count(1)
    lines = FakeLines(lambda event: centre.receive(event))
    centre: Centre = Centre(
        lines, SqlJournal(database.writer), clock, setup, new_id=lambda: f"i{next(interaction)}"
    )
    talks, restart = TalksDesk(centre), Restart(centre)
    phones = Phones(centre, talks)
    centre.attend(desk=phones.asked, switch=restart.switch_changed, endpoint=phones.changed)
    restart.load([], [], 1)
    lines.switch_returns()
    return lines, centre, talks


async def _standing(
    settings: Settings,
    database: Database,
    tmp_path: Path,
    clock: HandClock,
    centre: Centre,
    talks: TalksDesk,
    reception: Reception,
) -> Standing:
    """What the services are made from; Asterisk and the providers are in the hand of the test."""
    guests, record = Guests(), itertools.count(1)
    return Standing(
        settings=settings,
        database=database,
        centre=centre,
        talks=talks,
        post=Post(centre, database.reader, lambda: f"t{next(record)}", safe),
        visitor_calls=VisitorCalls(database.reader, clock, guests.admit, guests.dismiss, guests.hang_up),
        reception=reception,
        prompts=await _prompts(database, tmp_path, clock, lambda: f"file{next(record)}"),
        listener=OneAnswer(ScriptedRecogniser({"sales", "support"}), time_limit=2.0),
        reach=Reachable(),
        push=_pushed,
        applied=in_force,
        http=ScriptedHttp(),
        recordings=tmp_path / "recordings",
        files=tmp_path / "files",
        public_url="",
        new_id=lambda: f"x{next(record)}",
        channels=(*CHANNELS, DOUBLE),
    )


def _web(services: Services, health: Checks) -> Web:
    """Its pages and its API, impatient."""
    stream = itertools.count(1)
    return Web(
        Deps(
            services=services,
            version=VERSION,
            new_stream=lambda: f"stream-{next(stream)}",
            health=(health,),
            origins=frozenset({"https://workspace.example"}),
            sip=Upstream("ws://127.0.0.1:1/ws", lambda: True),
            failures=FailureLimit(most=5, window=60.0),
            patience=Patience(hello=2.0, token=0.05),
        )
    )


async def _tokens(database: Database, now: float) -> dict[str, str]:
    """A user of each role, and what they call the API with. Written at once: every house pays for it."""
    users = {name: UserRow(new_id(), name, role, agent, now) for name, (role, agent) in USERS.items()}
    secrets = {name: f"{TOKEN_PREFIX}{new_id()}" for name in users}
    rows = [
        TokenRow(new_id(), hash_of(secrets[name]), user.id, user.role, "test", now)
        for name, user in users.items()
    ]
    await database.writer.commit([*map(store.user_added, users.values()), *map(store.token_added, rows)])
    return secrets


async def _prompts(
    database: Database, tmp_path: Path, clock: HandClock, new_id: Callable[[], str]
) -> Prompts:
    """Spoken by nobody."""
    spoken = tmp_path / "spoken"
    spoken.mkdir()
    voice = SpeechVoice(SilentSynthesiser(spoken))
    prompts = Prompts(database, tmp_path / "prompts", voice, to_telephone, clock.now, new_id)
    await prompts.load()
    return prompts


async def _pushed(endpoint: str) -> None:
    """Asterisk takes whatever it is told."""


async def in_force() -> None:
    """The centre works by what was set up."""
