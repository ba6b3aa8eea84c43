"""The whole web over a real centre and a real database; lines and clock are in the hand of the test.

Every answer that `House.ask` gets is held against the OpenAPI document: the status must be one that the route is said to
give, and the body must fit the schema that stands there.
"""

import asyncio
import io
import itertools
import json
import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientWebSocketResponse
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request
from jsonschema import Draft202012Validator

from ari_app.access.hashing import Hashing
from ari_app.access.reception import open_reception
from ari_app.access.service import Access
from ari_app.acd.model import AgentProfile, QueueProfile
from ari_app.administration.devices import Devices
from ari_app.administration.service import Administration
from ari_app.administration.users import Users
from ari_app.analytics.agent_days import AgentDays
from ari_app.analytics.channel_figures import ChannelFigures
from ari_app.analytics.figures import Figures
from ari_app.analytics.today import Today
from ari_app.channels.clean_html import safe
from ari_app.channels.double import DOUBLE, ScriptedHttp
from ari_app.channels.everything import CHANNELS
from ari_app.channels.service import Channels, Surroundings
from ari_app.channels.visiting import visitors_of
from ari_app.channels.visitor_calls import VisitorCalls
from ari_app.clock import HandClock
from ari_app.config import Settings
from ari_app.conversation.catalogue import Agent, Catalogue, Queue
from ari_app.conversation.centre import Centre, Limits
from ari_app.conversation.changes import Changes
from ari_app.conversation.desk import Desk
from ari_app.conversation.drafts import Drafts
from ari_app.conversation.journal import SqlJournal
from ari_app.conversation.onlookers import Onlookers
from ari_app.conversation.phones import Phones
from ari_app.conversation.post import Post
from ari_app.conversation.restart import Restart
from ari_app.conversation.supervision_desk import SupervisionDesk
from ari_app.conversation.talks_desk import TalksDesk
from ari_app.conversation.text_desk import TextDesk
from ari_app.customers.recognition import Recognition
from ari_app.customers.service import Customers
from ari_app.customers.wrap_up import WrapUps
from ari_app.flows.prompts import Prompts
from ari_app.flows.service import Flows
from ari_app.flows.simulations import Simulations
from ari_app.flows.steps import StepsToday
from ari_app.hearing import OneAnswer
from ari_app.speech.double import ScriptedRecogniser, SilentSynthesiser
from ari_app.speech.telephone_wav import to_telephone
from ari_app.storage.choices import Role
from ari_app.storage.database import Database
from ari_app.supervision.service import Supervision
from ari_app.telephony.double import FakeLines
from ari_app.telephony.endpoints import digest_of
from ivr.flow import parse
from workspace_web.app import PREFIX, Deps, Web
from workspace_web.limits import FailureLimit
from workspace_web.live_socket import Patience
from workspace_web.ports import Check, Reached
from workspace_web.services import Services
from workspace_web.sip_proxy import Upstream

SUPPORT = "+15550101"
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


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: Any

    @property
    def detail(self) -> str:
        return str(self.body["detail"])


class Guests:
    """Visitors' phones that Asterisk would know: passwords by name."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}

    async def admit(self, name: str, password: str) -> None:
        self.known[name] = password

    async def dismiss(self, name: str) -> None:
        self.known.pop(name, None)


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


class Document:
    """The OpenAPI document, as a judge of answers."""

    def __init__(self, document: dict[str, Any]) -> None:
        self.document = document

    def judge(self, template: str, method: str, answer: Answer) -> None:
        operation = self.document["paths"][template][method.lower()]
        response = operation["responses"].get(str(answer.status))
        assert response is not None, f"{method} {template} is not said to give {answer.status}: {answer.body}"
        if "$ref" in response:
            response = self.document["components"]["responses"][response["$ref"].rpartition("/")[2]]
        media_type = answer.headers.get("Content-Type", "").partition(";")[0]
        if answer.body is None:
            assert "content" not in response or "json" not in next(iter(response["content"]))
            return
        schema = response["content"][media_type]["schema"]
        whole = {**schema, "components": self.document["components"]}
        Draft202012Validator(whole).validate(answer.body)


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
        if (template := self.template(method, path)) is not None:
            self.document.judge(template, method, answer)
        return answer

    def template(self, method: str, path: str) -> str | None:
        """The path of the document that a path is of."""
        steps = path.partition("?")[0].split("/")
        for template, operations in self.document.document["paths"].items():
            wanted = template.split("/")
            fits = len(wanted) == len(steps) and all(
                want == step or want.startswith("{") for want, step in zip(wanted, steps, strict=True)
            )
            if fits and method.lower() in operations:
                return str(template)
        return None

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


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a migrated database with nothing in it, made once: a migration takes most of a second."""
    path = tmp_path_factory.mktemp("database") / "empty.db"

    async def migrate() -> None:
        database = await Database.open(f"sqlite:///{path}")
        await database.upgrade()
        await database.close()

    asyncio.run(migrate())
    return path


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
    access = reception.access
    tokens: dict[str, str] = {}
    for name, (role, agent) in USERS.items():
        user = await access.add_user(name, role, agent)
        tokens[name] = (await access.create_token(user.id, role, "test")).secret

    interaction, stream = itertools.count(1), itertools.count(1)
    lines = FakeLines(lambda event: centre.receive(event))
    centre: Centre = Centre(
        lines,
        SqlJournal(database.writer),
        clock,
        setup,
        new_id=lambda: f"i{next(interaction)}",
        limits=Limits(calls=1000),
    )
    desk, talks, restart = Desk(centre), TalksDesk(centre), Restart(centre)
    phones = Phones(centre, talks)
    centre.attend(desk=phones.asked, switch=restart.switch_changed, endpoint=phones.changed)
    restart.load([], [], 1)
    lines.switch_returns()

    recordings, health = tmp_path / "recordings", Checks()
    recordings.mkdir()
    record = itertools.count(1)
    recognition = Recognition(database, lambda: f"c{next(record)}", clock.now)
    recogniser = ScriptedRecogniser({"sales", "support"})
    (tmp_path / "spoken").mkdir()
    prompts = Prompts(
        database,
        tmp_path / "prompts",
        SilentSynthesiser(tmp_path / "spoken"),
        to_telephone,
        clock.now,
        lambda: f"file{next(record)}",
    )
    await prompts.load()
    today = Today(Figures(UTC), ChannelFigures(UTC))
    supervision = Supervision(centre, today, database, lambda: f"x{next(record)}")
    await supervision.restore()
    administration = Administration(database, clock.now, digest_of)
    post = Post(centre, database.reader, lambda: f"t{next(record)}", safe)
    channels = Channels(
        Surroundings(
            database=database,
            sealing=reception.sealing,
            http=ScriptedHttp(),
            clock=clock,
            folder=tmp_path / "files",
            public_url="",
            new_id=lambda: f"k{next(record)}",
            channels=(*CHANNELS, DOUBLE),
        ),
        post,
    )

    guests = Guests()

    async def pushed(endpoint: str) -> None:
        """Asterisk takes whatever it is told."""

    services = Services(
        centre=centre,
        channels=channels,
        visitors=visitors_of(database, channels, post, centre, lambda: f"k{next(record)}"),
        visitor_calls=VisitorCalls(database.reader, clock, guests.admit, guests.dismiss),
        reception=reception,
        desk=desk,
        talks=talks,
        text=TextDesk(centre, database.reader, lambda: f"t{next(record)}"),
        drafts=Drafts(database, clock.now),
        supervision_desk=SupervisionDesk(centre),
        reader=database.reader,
        recordings=recordings,
        administration=administration,
        devices=Devices(database, pushed, clock.now, digest_of, ice_servers=("stun:stun.example",)),
        users=Users(administration, access),
        settings=Settings(trusted_proxies=trusted_proxies),
        reach=Reachable(),
        customers=Customers(database, recognition, lambda: f"n{next(record)}", clock.now),
        wrap_ups=WrapUps(database, clock.now),
        agent_days=AgentDays(UTC),
        today=today,
        supervision=supervision,
        flows=Flows(database, clock.now),
        prompts=prompts,
        simulations=Simulations(clock.now, lambda: f"s{next(record)}", OneAnswer(recogniser, time_limit=0.2)),
        steps=StepsToday(database.reader, clock.now, UTC),
    )
    web = Web(
        Deps(
            services=services,
            version="0.0.0",
            new_stream=lambda: f"stream-{next(stream)}",
            health=(health,),
            origins=frozenset({"https://workspace.example"}),
            sip=Upstream("ws://127.0.0.1:1/ws", lambda: True),
            failures=FailureLimit(most=5, window=60.0),
            patience=Patience(hello=0.2, token=0.05),
        )
    )
    onlookers = Onlookers(centre, recognition, services.wrap_ups)
    recognition.kinds = onlookers.known_by

    def watch(changes: Changes) -> None:
        onlookers.changed(changes)
        for event in changes.log:
            services.agent_days.take(changes.at, event)
        web.changed(changes)

    centre.watcher = watch
    recognition.told = web.recognised
    recognising = asyncio.create_task(recognition.run())
    async with TestClient(TestServer(web.app)) as client:
        async with client.get(f"{PREFIX}/openapi.json") as response:
            document = Document(await response.json())
        yield House(
            centre,
            desk,
            lines,
            clock,
            database,
            access,
            web,
            client,
            recordings,
            health,
            tokens,
            document,
            services,
            post,
        )
    recognising.cancel()
    await asyncio.gather(recognising, return_exceptions=True)
    await database.close()
