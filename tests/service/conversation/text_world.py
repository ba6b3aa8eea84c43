"""A centre that is written to: the real spine, router, flows, Post and desk on a SQLite file; the clock in the hand of the
test."""

import asyncio
import itertools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from sqlalchemy import Executable, select

from ari_app.acd.events import StateRequested
from ari_app.acd.model import AgentProfile, AgentState, InteractionState, MediaType, QueueProfile
from ari_app.clock import HandClock
from ari_app.conversation import journal
from ari_app.conversation.catalogue import Agent, Catalogue, Queue
from ari_app.conversation.centre import Centre
from ari_app.conversation.changes import Changes
from ari_app.conversation.desk import Desk
from ari_app.conversation.interaction import Interaction
from ari_app.conversation.journal import SqlJournal
from ari_app.conversation.log import LogEvent, event_of
from ari_app.conversation.messages import Words
from ari_app.conversation.post import Post
from ari_app.conversation.restart import Restart
from ari_app.conversation.text import Correspondent, MessageArrived, MessageMoved
from ari_app.conversation.text_account import Facts, TextAccount
from ari_app.conversation.text_desk import Person, TextDesk
from ari_app.storage import inbound, messages
from ari_app.storage.choices import Failure, MessageState
from ari_app.storage.database import Database
from ari_app.storage.reader import Reader
from ari_app.storage.rows.channels import MessageRow
from ari_app.storage.rows.spine import EventRow
from ari_app.storage.tables import spine as tables
from ari_app.telephony.double import FakeLines
from ivr.flow import parse

MENU: dict[str, Any] = {
    "id": "menu",
    "name": "Menu",
    "language": "en",
    "media": ["voice", "text"],
    "start": "hello",
    "variables": {"order": ""},
    "nodes": {
        "hello": {"kind": "say", "text": "Welcome.", "exits": {"next": "ask"}},
        "ask": {
            "kind": "menu",
            "prompt": "Sales or support?",
            "options": [
                {"name": "sales", "keys": ["1"], "phrases": ["sales"]},
                {"name": "support", "keys": ["2"], "phrases": ["support"]},
            ],
            "exits": {"sales": "bye", "support": "order", "no_input": "bye", "no_match": "support"},
        },
        "order": {
            "kind": "collect",
            "prompt": "Which order?",
            "save_as": "order",
            "exits": {"collected": "support", "no_input": "support", "no_match": "support"},
        },
        "support": {
            "kind": "queue",
            "queue": "support",
            "max_wait": 3600,
            "exits": {"max_wait": "bye", "closed": "bye"},
        },
        "bye": {"kind": "hangup", "text": "Goodbye."},
    },
}
STRAIGHT: dict[str, Any] = {
    "id": "straight",
    "name": "Straight to support",
    "language": "en",
    "media": ["voice", "text"],
    "start": "support",
    "nodes": {
        "support": {"kind": "queue", "queue": "support", "exits": {"closed": "bye"}},
        "bye": {"kind": "hangup", "text": "We are closed."},
    },
}

CHAT = TextAccount(
    "chat",
    "Shop",
    "shop",
    "menu",
    Facts("webchat", "Web chat", MediaType.CHAT, None, synchronous=True, choices=10),
)
SMS = TextAccount("sms", "Text line", "+15550100", "straight", Facts("sms", "SMS", MediaType.MESSAGE, None))
WINDOWED = TextAccount(
    "wa",
    "WhatsApp",
    "+15550200",
    "straight",
    Facts("whatsapp", "WhatsApp", MediaType.MESSAGE, None, window=86_400.0, templates=True),
)


def catalogue(*, agents: int = 2, wrap_up: float = 0.0) -> Catalogue:
    """Agents a1, a2 … of the queue `support`; a chat with a menu, a text line and one with a window."""
    return Catalogue(
        unknown_number=parse(STRAIGHT | {"id": "unknown"}),
        numbers={"+15550101": "straight"},
        flows={"menu": parse(MENU), "straight": parse(STRAIGHT)},
        queues={
            name: Queue(QueueProfile(name, offer_timeout=20.0, wrap_up=wrap_up), name.title(), record=False)
            for name in ("support", "sales")
        },
        agents={
            f"a{n}": Agent(AgentProfile(f"a{n}", frozenset({"support"})), f"Agent {n}", f"p{n}")
            for n in range(1, agents + 1)
        },
        accounts={account.id: account for account in (CHAT, SMS, WINDOWED)},
    )


BOSS = Person("Boss", None, supervises=True)


@dataclass
class TextWorld:
    """`outgoing`: what the sender was told of, in order. `seen`: what the watcher saw."""

    database: Database
    config: Catalogue = field(default_factory=catalogue)
    clock: HandClock = field(default_factory=HandClock)
    outgoing: list[tuple[str, str]] = field(default_factory=list)
    seen: list[Changes] = field(default_factory=list)

    centre: Centre = field(init=False)

    def __post_init__(self) -> None:
        names = itertools.count(1)
        self._saw = asyncio.Event()
        self._new_id: Callable[[], str] = lambda: f"x{next(names)}"
        self._counter = itertools.count(1)
        self._start()

    def _start(self) -> None:
        self.lines = FakeLines(lambda event: self.centre.receive(event), None)
        self.centre = Centre(
            self.lines,
            SqlJournal(self.database.writer),
            self.clock,
            self.config,
            new_id=self._new_id,
            most_calls=2,
        )
        self.centre.watcher = self._watch
        self.desk = Desk(self.centre)
        self.desk_of_text = TextDesk(self.centre, self.database.reader, self._new_id)
        self.post = Post(self.centre, self.database.reader, self._new_id, language_of=self._language_of)
        self.centre.threads.outgoing = lambda account, message: self.outgoing.append((account, message))
        self.restart = Restart(self.centre)
        self.centre.attend(
            desk=lambda event: None, switch=self.restart.switch_changed, endpoint=lambda event: None
        )

    async def _language_of(self, text: str) -> str:
        return {"W": "de", "H": "en"}.get(text[:1], "")

    def _watch(self, changes: Changes) -> None:
        self.seen.append(changes)
        self._saw.set()

    async def open(self) -> "TextWorld":
        self._post_runs = asyncio.create_task(self.post.run())
        self.restart.load([], [], 1)
        self.lines.switch_returns()
        await self.database.writer.flush()
        return self

    async def close(self) -> None:
        self._post_runs.cancel()
        await asyncio.gather(self._post_runs, return_exceptions=True)

    async def app_returns(self, *, switch: bool = True) -> None:
        """A new process with what the database holds; and Asterisk, if it is there."""
        await self.database.writer.flush()
        await self.close()
        self.clock = HandClock(self.clock.now())
        self._start()
        self._post_runs = asyncio.create_task(self.post.run())
        await self.post.take_up()
        items = await journal.open_interactions(self.database.reader)
        orders = [item.place.order for item in items if item.place is not None]
        self.restart.load(items, await journal.standing(self.database.reader), max(orders, default=0) + 1)
        if switch:
            self.lines.switch_returns()
        await self.database.writer.flush()

    # --- what customers do ------------------------------------------------------------------------------------------

    async def writes(self, account: str, text: str, address: str = "c1", **more: Any) -> int:
        """The customer writes; taken as the intake does. Returns the inbound id."""
        event = MessageArrived(
            f"p{next(self._counter)}",
            Correspondent(account, address, name="Casey"),
            text,
            self.clock.now(),
            **more,
        )
        return await self.comes(event, account)

    async def comes(self, event: Any, account: str) -> int:
        write = inbound.received(account, event.provider_id, {"kind": "message"}, self.clock.now())
        await self.database.writer.commit([write])
        rows = await inbound.undone(self.database.reader, 0, 1000)
        (id,) = [row.id for row in rows if row.provider_id == event.provider_id]
        await self.post.take(id, event)
        return id

    async def sender_says(
        self,
        message: str,
        state: MessageState,
        reason: str = "",
        provider_id: str | None = None,
        *,
        failure: Failure | None = None,
    ) -> None:
        """The sender has written it down, and tells."""
        self.post.moved(MessageMoved(message, state, self.clock.now(), reason, provider_id, failure))
        self._saw.clear()
        await self._saw.wait()
        assert self.shown(message).state is state

    def shown(self, message: str) -> MessageRow:
        """As the watcher saw it last."""
        return [row for changes in self.seen for row in changes.messages if row.id == message][-1]

    # --- what agents do ---------------------------------------------------------------------------------------------

    def person(self, agent: str, *, supervises: bool = False) -> Person:
        return Person(self.config.agents[agent].name, agent, supervises)

    def configure(self, account: TextAccount) -> None:
        """The account is so from now on."""
        self.config = replace(self.config, accounts={**self.config.accounts, account.id: account})
        self.centre.configure(self.config)

    def announces(self, queue: str, every: float) -> None:
        """Who waits there is told their place."""
        told = replace(self.config.queues[queue], announce_every=every)
        self.config = replace(self.config, queues={**self.config.queues, queue: told})
        self.centre.configure(self.config)

    def without_agent(self, agent: str) -> Catalogue:
        agents = {id: one for id, one in self.config.agents.items() if id != agent}
        return replace(self.config, agents=agents)

    def stands(self, agent: str, state: AgentState = AgentState.AVAILABLE) -> None:
        self.centre.receive(partial(self.centre.route, StateRequested(agent, state)))

    async def accept(self, agent: str) -> Interaction:
        """Take what is offered to them."""
        (item,) = [
            item
            for item in self.centre.interactions.values()
            if item.agent == agent and item.state is InteractionState.OFFERED
        ]
        await self.desk.accept(agent, item.offer or "")
        return self.centre.interactions[item.id]

    async def says(self, who: str, item: Interaction, text: str, **more: Any) -> MessageRow:
        return await self.desk_of_text.write(self.person(who), item.id, Words(self._new_id(), text, **more))

    async def chatting(self, account: str = "sms", text: str = "Hello", address: str = "c1") -> Interaction:
        """Agent a1 has a conversation, and has not written yet."""
        self.stands("a1")
        await self.writes(account, text, address)
        return await self.accept("a1")

    def agent_state(self, agent: str) -> AgentState:
        status = self.centre.router.agent(agent)
        assert status is not None
        return status.state

    # --- what is there ----------------------------------------------------------------------------------------------

    def live(self, address: str = "c1") -> Interaction:
        (item,) = [item for item in self.centre.interactions.values() if item.caller == address]
        return item

    async def thread(self, thread: str) -> list[MessageRow]:
        await self.database.writer.flush()
        return await messages.of_thread(self.database.reader, thread, None, 500)

    async def said(self, thread: str) -> list[tuple[str, str]]:
        """(author, text) of all that was written, in order."""
        return [(row.author.value, row.text) for row in await self.thread(thread)]

    async def log(self) -> list[LogEvent]:
        await self.database.writer.flush()
        rows = await self.database.reader.all(select(tables.event).order_by(tables.event.c.seq), EventRow)
        found = (event_of(row.kind, row.interaction, row.agent, row.queue, row.data) for row in rows)
        return [event for event in found if event is not None]

    async def logged(self, of: type[LogEvent]) -> list[LogEvent]:
        return [event for event in await self.log() if isinstance(event, of)]


class NothingStored(Reader):
    """A database in which nothing is: all that matters is in memory."""

    def __init__(self) -> None:
        """It has no engine to ask."""

    async def _rows(self, query: Executable) -> list[Any]:
        return []
