"""Whatever happens, and whenever it is drawn: a snapshot and the deltas after it give the picture of a later snapshot, and
that picture is what the centre holds."""

import asyncio
import itertools
import json
from dataclasses import dataclass
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ari_app.acd.events import StateRequested
from ari_app.acd.model import AgentState
from ari_app.clock import HandClock
from ari_app.conversation.centre import Centre
from ari_app.conversation.desk import Desk
from ari_app.conversation.double import MemoryJournal
from ari_app.conversation.line import LegFailure
from ari_app.conversation.restart import Restart
from ari_app.telephony.double import FakeLines
from tests.service.web.conftest import SUPPORT, catalogue
from tests.service.web.live_client import Picture
from workspace_web import wire
from workspace_web.feed import Feed
from workspace_web.live import Live

AGENTS = ("a1", "a2", "a3")


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

    def __init__(self) -> None:
        counter, streams = itertools.count(1), itertools.count(1)
        self.clock = HandClock()
        self.lines = FakeLines(lambda event: self.centre.receive(event))
        self.centre: Centre = Centre(
            self.lines, MemoryJournal(), self.clock, catalogue(3), new_id=lambda: f"i{next(counter)}"
        )
        desk, restart = Desk(self.centre), Restart(self.centre)
        self.centre.attend(desk=desk.phone_called, switch=restart.switch_changed, endpoint=desk.phone_changed)
        self.live = Live(self.centre, lambda: f"s{next(streams)}")
        self.centre.watcher = self.live.changed
        self.viewers: list[tuple[str | None, Picture]] = []
        restart.load([], [], 1)
        self.lines.switch_returns()

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
                who = step.agent if step.which % 2 else None
                self.viewers.append((who, Picture().take(json.loads(self.feed(who).snapshot()))))

    def answered(self) -> list[str]:
        return [name for name, leg in self.lines.legs.items() if leg.answered]

    def ask(self, agent: str, state: AgentState) -> None:
        self.centre.receive(lambda: self.centre.route(StateRequested(agent, state)))

    def feed(self, who: str | None) -> Feed:
        return self.live.everything() if who is None else self.live.of_agent(who)

    def check_all(self) -> None:
        """Whoever looks has, with the deltas since they last looked, the later snapshot, which is the truth."""
        for who, picture in self.viewers:
            feed = self.feed(who)
            for delta in feed.after(picture.n) or ():
                picture.take(json.loads(delta))
            later = Picture().take(json.loads(feed.snapshot()))
            assert (picture.stream, picture.n, picture.cards) == (later.stream, later.n, later.cards)
            assert later.cards == self.truth(who), who

    def truth(self, who: str | None) -> dict[tuple[str, str], Any]:
        """What there is to see, drawn straight from the centre."""
        centre, router = self.centre, self.centre.router
        agents = router.agents()
        cards: list[tuple[str, str, Any]] = [
            ("agent", agent.id, wire.agent_card(agent, centre.catalogue))
            for agent in agents
            if who in (None, agent.id)
        ]
        cards += [
            ("interaction", item.id, wire.interaction_card(item))
            for item in centre.interactions.values()
            if who in (None, item.agent)
        ]
        if who is None:
            cards += [
                ("queue", queue, wire.queue_card(queue, router.waiting(queue), agents, centre.catalogue))
                for queue in centre.catalogue.queues
            ]
        return {(kind, id): card.model_dump(mode="json") for kind, id, card in cards}


def pick(among: list[str], which: int) -> str | None:
    return among[which % len(among)] if among else None


@settings(max_examples=100, deadline=None)
@given(st.lists(STEPS, min_size=20, max_size=60), st.booleans())
def test_snapshot_and_deltas_are_the_later_snapshot_and_the_truth(
    steps: list[Step], after_each: bool
) -> None:
    async def tell() -> None:
        story = Story()
        for who in (None, *AGENTS):
            story.viewers.append((who, Picture().take(json.loads(story.feed(who).snapshot()))))
        for step in steps:
            story.do(step)
            if after_each or step.what == "draw":
                story.check_all()
        story.check_all()
        story.live.close()

    asyncio.run(tell())


async def test_what_changes_often_is_drawn_once() -> None:
    story = Story()
    feed = story.feed(None)
    before = feed.n
    drawn = asyncio.Event()
    feed.listeners.add(drawn.set)
    for _ in range(30):
        for agent in AGENTS:
            story.ask(agent, AgentState.AVAILABLE)
            story.ask(agent, AgentState.AWAY)
    async with asyncio.timeout(5):
        await drawn.wait()
    assert feed.n == before + 1
    story.live.close()


async def test_while_nobody_looks_nothing_is_drawn_and_the_next_one_who_does_sees_it() -> None:
    story = Story()
    before = story.live.everything().n
    story.do(Step("call", 0, "a1"))
    assert story.live._timer is not None
    story.live._timer.cancel()
    story.live._draw_now()
    assert story.live._everything.n == before
    assert story.live.everything().n == before + 1
    story.live.close()
