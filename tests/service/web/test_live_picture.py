"""Whatever happens, and whenever it is drawn: a snapshot and the deltas after it give the picture of a later snapshot, and
that picture is what the centre and the log hold, narrowed to what one sees."""

import asyncio
import itertools
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ari_app.acd.events import StateRequested
from ari_app.acd.model import AgentState
from ari_app.analytics.channel_figures import ChannelFigures
from ari_app.analytics.figures import Figures, Target
from ari_app.analytics.today import Today, targets_of
from ari_app.clock import HandClock
from ari_app.conversation.catalogue import Catalogue
from ari_app.conversation.centre import Centre
from ari_app.conversation.changes import Changes
from ari_app.conversation.double import MemoryJournal
from ari_app.conversation.line import LegFailure
from ari_app.conversation.log import LogEvent
from ari_app.conversation.phones import Phones
from ari_app.conversation.restart import Restart
from ari_app.conversation.talks_desk import TalksDesk
from ari_app.storage.choices import Subject
from ari_app.storage.database import Database
from ari_app.supervision.service import Supervision
from ari_app.telephony.double import FakeLines
from tests.examples import examples
from tests.service.web.conftest import SUPPORT, catalogue
from tests.service.web.live_client import Picture
from workspace_web import wire
from workspace_web.live import Live
from workspace_web.queue_wire import queue_card
from workspace_web.view import Board, Own, View, Wide

AGENTS = ("a1", "a2", "a3")
VIEWS: tuple[View, ...] = (
    Wide(),
    Wide(queues=frozenset({"sales"})),
    Wide(frozenset({"north"})),
    Wide(frozenset({"north"}), frozenset({"support"})),
    Own("a1"),
    Own("a2"),
    Own("a3"),
    Board("b1", frozenset({"support"})),
)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happens; `which` picks among the calls or legs there are."""

    what: str
    which: int
    agent: str


STEPS = st.builds(
    Step,
    st.sampled_from(
        [
            *["call"] * 5,
            *["available"] * 3,
            "away",
            "sign out",
            *["answer"] * 3,
            "fail",
            *["caller hangs up"] * 3,
            *["agent hangs up"] * 2,
            "time",
            "asterisk restarts",
            "fewer agents",
            *["draw"] * 4,
            "look",
        ]
    ),
    st.integers(0, 5),
    st.sampled_from(AGENTS),
)


class Story:
    """A centre, its live picture, and those who look at it."""

    def __init__(self, database: Database) -> None:
        counter, streams = itertools.count(1), itertools.count(1)
        self.clock = HandClock()
        self.told: list[tuple[float, LogEvent]] = []
        self.lines = FakeLines(lambda event: self.centre.receive(event))
        self.centre: Centre = Centre(
            self.lines, MemoryJournal(), self.clock, catalogue(3), new_id=lambda: f"i{next(counter)}"
        )
        self.talks, restart = TalksDesk(self.centre), Restart(self.centre)
        phones = Phones(self.centre, self.talks)
        self.centre.attend(desk=phones.asked, switch=restart.switch_changed, endpoint=phones.changed)
        self.today = Today(Figures(UTC), ChannelFigures(UTC))
        self.supervision = Supervision(self.centre, self.today, database, lambda: f"x{next(counter)}")
        self.live = Live(
            self.centre, self.today, self.supervision, lambda: f"s{next(streams)}", lambda interaction: None
        )
        self.centre.watcher = self.watch
        self.viewers: list[tuple[View, Picture]] = []
        restart.load([], [], 1)
        self.lines.switch_returns()

    def watch(self, changes: Changes) -> None:
        self.told += [(changes.at, event) for event in changes.log]
        queues = self.today.changed(changes)
        self.supervision.changed(changes, queues)
        self.live.changed(changes, queues)

    def do(self, step: Step) -> None:
        match step.what:
            case "call":
                self.lines.call_arrives(SUPPORT)
            case "available":
                self.ask(step.agent, AgentState.AVAILABLE)
            case "away":
                self.ask(step.agent, AgentState.AWAY)
            case "sign out":
                self.ask(step.agent, AgentState.SIGNED_OUT)
            case "answer" if leg := pick(self.lines.ringing(), step.which):
                self.lines.leg_answers(leg)
            case "fail" if leg := pick(self.lines.ringing(), step.which):
                self.lines.leg_fails(leg, LegFailure.BUSY)
            case "caller hangs up" if line := pick(list(self.lines.lines), step.which):
                self.lines.caller_hangs_up(line)
            case "agent hangs up" if leg := pick(self.answered(), step.which):
                self.lines.agent_hangs_up(leg)
            case "time":
                self.clock.advance(11.0)
            case "asterisk restarts":
                self.lines.switch_goes()
                self.lines.switch_returns(restarted=True)
            case "fewer agents":
                self.centre.configure(catalogue(2 + step.which % 2))
            case "draw":
                self.live.draw()
            case "look":
                self.look(VIEWS[step.which % len(VIEWS)])

    def answered(self) -> list[str]:
        return [name for name, leg in self.lines.legs.items() if leg.answered]

    def ask(self, agent: str, state: AgentState) -> None:
        self.centre.receive(lambda: self.centre.route(StateRequested(agent, state)))

    def look(self, view: View) -> None:
        self.viewers.append((view, Picture().take(json.loads(self.live.feed(view).snapshot()))))

    def check_all(self) -> None:
        """Whoever looks has, with the deltas since they last looked, the later snapshot, which is the truth."""
        for view, picture in self.viewers:
            feed = self.live.feed(view)
            self.live._glance()
            for delta in feed.after(picture.n) or ():
                picture.take(json.loads(delta))
            later = Picture().take(json.loads(feed.snapshot()))
            assert (picture.stream, picture.n, picture.cards) == (later.stream, later.n, later.cards)
            assert later.cards == self.truth(view), view

    def truth(self, view: View) -> dict[tuple[str, str], Any]:
        """What there is to see, drawn straight from the centre, and the figures straight from the log."""
        centre, router = self.centre, self.centre.router
        agents, catalogue = router.agents(), centre.catalogue
        figures, channels = Figures(UTC), ChannelFigures(UTC)
        for at, event in self.told:
            figures.take(at, event)
            channels.take(at, event)
        cards: list[tuple[str, str, Any]] = [
            ("agent", agent.id, wire.agent_card(agent, catalogue))
            for agent in agents
            if sees_agent(view, agent.id, catalogue)
        ]
        for item in centre.interactions.values():
            queue = None if item.place is None else item.place.queue
            seen = item.agent is None or sees_agent(view, item.agent, catalogue)
            if view == Own(item.agent or "") or (isinstance(view, Wide) and sees_queue(view, queue) and seen):
                cards.append(
                    ("interaction", item.id, wire.interaction_card(item, None, self.centre.catalogue))
                )
        for queue in catalogue.queues:
            serves = isinstance(view, Own) and view.agent in catalogue.agents
            if sees_queue(view, queue) or (serves and queue == "support"):
                day = figures.of(queue, Target(), self.clock.now())
                media = channels.of(queue, targets_of(queue, catalogue), self.clock.now())
                card = queue_card(queue, router.waiting(queue), agents, catalogue, day, media)
                cards.append(("queue", queue, card))
        for row in self.supervision.alerts:
            of_queue = row.subject is Subject.QUEUE
            seen = (
                sees_queue(view, row.subject_id) if of_queue else sees_agent(view, row.subject_id, catalogue)
            )
            if isinstance(view, Wide) and seen:
                cards.append(("alert", row.id, wire.AlertCard.of(row)))
        return {(kind, id): card.model_dump(mode="json") for kind, id, card in cards}


def sees_agent(view: View, agent: str, catalogue: Catalogue) -> bool:
    """All agents serve the queue `support`, but for those who are no more."""
    match view:
        case Wide(teams, queues):
            known = agent in catalogue.agents
            team = catalogue.agents[agent].team if known else None
            return (teams is None or team in teams) and (queues is None or (known and "support" in queues))
        case Own(own):
            return own == agent
        case Board():
            return False


def sees_queue(view: View, queue: str | None) -> bool:
    return not isinstance(view, Own) and (view.queues is None or queue in view.queues)


def pick(among: list[str], which: int) -> str | None:
    return among[which % len(among)] if among else None


@asynccontextmanager
async def story_of(folder: Path, empty: Path) -> AsyncIterator[Story]:
    with TemporaryDirectory(dir=folder) as name:
        shutil.copy(empty, Path(name) / "centre.db")
        database = await Database.open(f"sqlite:///{name}/centre.db")
        story = Story(database)
        yield story
        story.live.close()
        await database.close()


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("stories")


@settings(max_examples=examples(100), deadline=None)
@given(steps=st.lists(STEPS, min_size=20, max_size=60), after_each=st.booleans())
def test_snapshot_and_deltas_are_the_later_snapshot_and_the_truth(
    folder: Path, empty_database: Path, steps: list[Step], after_each: bool
) -> None:
    async def tell() -> None:
        async with story_of(folder, empty_database) as story:
            for view in VIEWS:
                story.look(view)
            for step in steps:
                story.do(step)
                if after_each or step.what == "draw":
                    story.check_all()
            story.check_all()

    asyncio.run(tell())


async def test_what_changes_often_is_drawn_once(folder: Path, empty_database: Path) -> None:
    async with story_of(folder, empty_database) as story:
        feed = story.live.feed(Wide())
        before = feed.n
        drawn = asyncio.Event()
        feed.listeners.add(drawn.set)
        for _ in range(30):
            for agent in AGENTS:
                story.ask(agent, AgentState.AVAILABLE)
                story.ask(agent, AgentState.AWAY)
        async with asyncio.timeout(60):
            await drawn.wait()
        assert feed.n == before + 1


async def test_while_nobody_looks_nothing_is_drawn_and_the_next_one_who_does_sees_it(
    folder: Path, empty_database: Path
) -> None:
    async with story_of(folder, empty_database) as story:
        feed = story.live.feed(Wide())
        before = feed.n
        story.do(Step("call", 0, "a1"))
        assert story.live._timer is not None
        story.live._timer.cancel()
        story.live._draw_now()
        assert feed.n == before
        assert story.live.feed(Wide()).n == before + 1


async def test_agents_look_at_their_queues_now_and_then(folder: Path, empty_database: Path) -> None:
    async with story_of(folder, empty_database) as story:
        feed = story.live.feed(Own("a1"))
        feed.listeners.add(lambda: None)
        before = Picture().take(json.loads(feed.snapshot()))
        for _ in range(3):
            story.do(Step("call", 0, "a1"))
        story.live._draw_now()
        assert feed.n == before.n
        assert story.live._glance_timer is not None
        story.live._glance()
        (delta,) = feed.after(before.n) or ()
        assert before.take(json.loads(delta)).cards["queue", "support"]["waiting"] == 3
