"""What must hold whatever happens: Hypothesis lives hundreds of lives of a small centre, in which callers, agents, phones,
the disk, the app and Asterisk do what they like, and after each step compares memory, what was written and the lines."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any, ClassVar, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ari_app.acd.model import AgentProfile, AgentState, InteractionState, QueueProfile
from ari_app.acd.skills import fits
from ari_app.conversation import log
from ari_app.conversation.catalogue import Agent, Catalogue, Queue
from ari_app.conversation.desk import Refused
from ari_app.conversation.interaction import changed
from ari_app.conversation.line import LegFailure
from ivr.flow import parse
from tests.service.conversation.conftest import STRAIGHT_TO_SUPPORT, UNKNOWN, World
from tests.service.conversation.sql_rows import written_to_sqlite

ALWAYS = settings(deadline=None, max_examples=100, stateful_step_count=40)

MENU = {
    "id": "menu",
    "name": "Everything",
    "start": "menu",
    "nodes": {
        "menu": {
            "kind": "menu",
            "prompt": "One for sales, two for a message.",
            "options": [
                {"name": "sales", "keys": ["1"], "phrases": ["sales"]},
                {"name": "message", "keys": ["2"], "phrases": ["message"]},
            ],
            "exits": {"sales": "wait", "message": "message", "no_input": "gone", "no_match": "gone"},
        },
        "wait": {
            "kind": "queue",
            "queue": "sales",
            "skills": {"french": 2},
            "priority": 1,
            "max_wait": 30,
            "exits": {"max_wait": "message", "closed": "message"},
        },
        "message": {
            "kind": "voicemail",
            "greeting": "Speak.",
            "mailbox": "sales",
            "exits": {"recorded": "bye", "empty": "gone"},
        },
        "gone": {
            "kind": "queue",
            "queue": "nowhere",
            "exits": {"closed": "bye"},
        },
        "bye": {"kind": "hangup", "text": "Goodbye."},
    },
}
NUMBERS = {"+15550101": "support", "+15550102": "menu"}
WORKING = {AgentState.OFFERED: InteractionState.OFFERED, AgentState.BUSY: InteractionState.CONNECTED}

SUPPORT, SALES = (
    Queue(QueueProfile("support", offer_timeout=20.0, wrap_up=0.0), "Support", 25.0, record=False),
    Queue(QueueProfile("sales", {"french": 1}, offer_timeout=20.0, wrap_up=10.0), "Sales"),
)
AGENTS = {
    "a1": Agent(AgentProfile("a1", frozenset({"support"})), "Ann", "p1"),
    "a2": Agent(AgentProfile("a2", frozenset({"support", "sales"}), {"french": 3}), "Bob", "p2"),
    "a3": Agent(AgentProfile("a3", frozenset({"sales"}), {"french": 1}), "Cleo", "p3"),
}
FULL = Catalogue(
    parse(UNKNOWN),
    NUMBERS,
    {"support": parse(STRAIGHT_TO_SUPPORT), "menu": parse(MENU)},
    {"support": SUPPORT, "sales": SALES},
    AGENTS,
)
A3_LEARNS = Agent(AgentProfile("a3", frozenset({"support", "sales"}), {"french": 5}), "Cleo", "p3")
CATALOGUES = (
    FULL,
    replace(FULL, agents={"a1": AGENTS["a1"], "a3": A3_LEARNS}),
    replace(FULL, queues={"support": SUPPORT}),
    replace(FULL, flows={"support": parse(STRAIGHT_TO_SUPPORT)}),
    replace(
        FULL,
        queues={"support": replace(SUPPORT, profile=QueueProfile("support", {"french": 1})), "sales": SALES},
    ),
)

Picked = TypeVar("Picked")


class Life(RuleBasedStateMachine):
    loop: ClassVar[asyncio.AbstractEventLoop]

    def __init__(self) -> None:
        super().__init__()
        self.later: deque[Callable[[], None]] = deque()
        self.asked: set[asyncio.Task[None]] = set()
        self.slow = False
        self.world = World(FULL, later=self.deliver)

    @initialize(agents=st.sets(st.sampled_from(sorted(AGENTS))))
    def it_opens(self, agents: set[str]) -> None:
        self.world.open()
        self.hear()
        for agent in sorted(agents):
            self.world.ask_for(agent, AgentState.AVAILABLE)

    def deliver(self, event: Callable[[], None]) -> None:
        """Events come at once, or pile up while the lines are slow."""
        if self.slow:
            self.later.append(event)
        else:
            event()

    def hear(self) -> None:
        while self.later:
            self.later.popleft()()

    def pick(self, data: st.DataObject, among: Sequence[Picked]) -> Picked | None:
        return data.draw(st.sampled_from(among)) if among else None

    # --- callers ----------------------------------------------------------------------------------------------------

    @rule(number=st.sampled_from((*NUMBERS, *NUMBERS, "+15559999")))
    def a_call_arrives(self, number: str) -> None:
        self.world.lines.call_arrives(number)

    @rule(key=st.sampled_from("12"))
    def a_caller_chooses(self, key: str) -> None:
        self.world.lines.caller_presses(self.world.lines.call_arrives("+15550102"), key)

    @rule(data=st.data(), key=st.sampled_from("129#"))
    def a_caller_presses(self, data: st.DataObject, key: str) -> None:
        if line := self.pick(data, list(self.world.lines.lines)):
            self.world.lines.caller_presses(line, key)

    @rule(data=st.data())
    def a_caller_hangs_up(self, data: st.DataObject) -> None:
        if line := self.pick(data, list(self.world.lines.lines)):
            self.world.lines.caller_hangs_up(line)

    @rule(data=st.data(), failed=st.booleans())
    def a_prompt_ends(self, data: st.DataObject, failed: bool) -> None:
        if line := self.pick(data, [line for line, held in self.world.lines.lines.items() if held.plays]):
            self.world.lines.play_ends(line, failed=failed)

    @rule(data=st.data(), seconds=st.sampled_from((0.0, 8.0)))
    def a_message_ends(self, data: st.DataObject, seconds: float) -> None:
        if line := self.pick(data, [line for line, held in self.world.lines.lines.items() if held.recording]):
            self.world.lines.message_ends(line, seconds)

    # --- agents and their phones ------------------------------------------------------------------------------------

    @rule(agent=st.sampled_from(sorted(AGENTS)), code=st.sampled_from(("*1", "*2", "*3", "99")))
    def an_agent_dials(self, agent: str, code: str) -> None:
        self.world.lines.agent_dials(AGENTS[agent].endpoint, code)

    @rule(
        agent=st.sampled_from(sorted(AGENTS)),
        state=st.sampled_from((AgentState.AVAILABLE, AgentState.AVAILABLE, AgentState.SIGNED_OUT)),
    )
    def an_agent_asks_for(self, agent: str, state: AgentState) -> None:
        self.ask(self.world.desk.set_state(agent, state))

    @rule(data=st.data())
    def a_phone_is_picked_up(self, data: st.DataObject) -> None:
        if leg := self.pick(data, self.world.lines.ringing()):
            self.world.lines.leg_answers(leg)

    @rule(data=st.data(), reason=st.sampled_from(LegFailure))
    def a_phone_says_no(self, data: st.DataObject, reason: LegFailure) -> None:
        if leg := self.pick(data, self.world.lines.ringing()):
            self.world.lines.leg_fails(leg, reason)

    @rule(data=st.data(), cause=st.sampled_from((16, 16, 44)))
    def an_agent_hangs_up(self, data: st.DataObject, cause: int) -> None:
        if leg := self.pick(data, [leg for leg, held in self.world.lines.legs.items() if held.answered]):
            self.world.lines.agent_hangs_up(leg, cause)

    @rule(agent=st.sampled_from(sorted(AGENTS)), joined=st.booleans())
    def an_agent_takes_a_call(self, agent: str, joined: bool) -> None:
        """By chance alone few would ever talk. Without `joined` the agent has picked up and hangs up at once."""
        lines = self.world.lines
        lines.endpoint_reached(AGENTS[agent].endpoint)
        lines.agent_dials(AGENTS[agent].endpoint, "*1")
        lines.call_arrives("+15550101")
        for leg in lines.ringing():
            lines.leg_answers(leg)
            if not joined and leg in lines.legs:
                lines.agent_hangs_up(leg)

    @rule(endpoint=st.sampled_from(("p1", "p2", "p3")), lost=st.booleans())
    def a_phone_comes_or_goes(self, endpoint: str, lost: bool) -> None:
        (self.world.lines.endpoint_lost if lost else self.world.lines.endpoint_reached)(endpoint)

    @rule(data=st.data(), what=st.sampled_from(("accept", "accept", "decline")))
    def an_offer_is_answered_on_the_screen(self, data: st.DataObject, what: str) -> None:
        if offer := self.pick(data, self.world.centre.router.offers()):
            self.ask(getattr(self.world.desk, what)(offer.agent, offer.id))

    @rule(data=st.data(), what=st.sampled_from(("end", "finish_wrap_up")))
    def a_talk_or_its_wrap_up_is_ended_on_the_screen(self, data: st.DataObject, what: str) -> None:
        agents = [agent.id for agent in self.world.centre.router.agents()]
        if agent := self.pick(data, agents):
            status = self.world.centre.router.agent(agent)
            assert status is not None
            desk = self.world.desk
            self.ask(
                desk.end(agent, status.interaction or "") if what == "end" else desk.finish_wrap_up(agent)
            )

    def ask(self, request: Coroutine[Any, Any, None]) -> None:
        """Nobody answers for a dead app."""
        if not self.world.alive:
            request.close()
            return
        self.asked.add(self.loop.create_task(request))
        self.let_the_loop_run()

    def let_the_loop_run(self) -> None:
        self.loop.call_soon(self.loop.stop)
        self.loop.run_forever()
        for done in [task for task in self.asked if task.done()]:
            self.asked.discard(done)
            error = done.exception()
            assert error is None or isinstance(error, Refused), error

    # --- the house --------------------------------------------------------------------------------------------------

    @rule(slow=st.sampled_from((False, False, True)))
    def the_lines_are_slow_or_not(self, slow: bool) -> None:
        self.slow = slow
        self.hear()

    @rule(seconds=st.sampled_from((0.5, 3.0, 21.0, 31.0, 700.0)))
    def time_passes(self, seconds: float) -> None:
        self.world.clock.advance(seconds)

    @rule(index=st.integers(0, len(CATALOGUES) - 1))
    def the_catalogue_changes(self, index: int) -> None:
        self.world.config = CATALOGUES[index]
        if self.world.alive:
            self.world.centre.configure(self.world.config)

    @rule(held=st.booleans())
    def the_disk_stalls_or_goes_on(self, held: bool) -> None:
        self.world.journal.held = held
        if not held:
            self.world.journal.commit()

    @precondition(lambda self: self.world.lines.connected)
    @rule()
    def the_connection_breaks(self) -> None:
        self.hear()
        self.world.lines.switch_goes()
        self.hear()

    @precondition(lambda self: self.world.alive)
    @rule(restarted=st.sampled_from((False, False, True)))
    def the_connection_is_there(self, restarted: bool) -> None:
        self.hear()
        self.world.lines.switch_returns(restarted=restarted)
        self.hear()

    @precondition(lambda self: self.world.alive)
    @rule()
    def the_app_is_killed(self) -> None:
        for task in self.asked:
            task.cancel()
        self.loop.call_soon(self.loop.stop)
        self.loop.run_forever()
        self.asked.clear()
        self.world.app_dies()
        self.hear()

    @precondition(lambda self: not self.world.alive)
    @rule(restarted=st.sampled_from((False, False, True)))
    def the_app_returns(self, restarted: bool) -> None:
        self.hear()
        self.world.app_returns(restarted=restarted)
        self.hear()

    # --- what must hold ---------------------------------------------------------------------------------------------

    @property
    def quiet(self) -> bool:
        """Everything that happened was heard, written and done."""
        world = self.world
        return world.alive and world.lines.connected and not self.later and not world.journal.waiting

    @invariant()
    def no_turn_breaks(self) -> None:
        broken = [
            event
            for event in self.world.journal.log
            if isinstance(event, log.InteractionEnded) and event.reason == "internal error"
        ]
        assert not broken

    @invariant()
    def nothing_rings_or_talks_before_it_is_written(self) -> None:
        made = {made.offer for run in self.world.journal.runs for made in run.offers_made}
        assert {leg.removesuffix(".screen") for leg in self.world.lines.legs} <= made

    @invariant()
    def each_interaction_ends_at_most_once_and_none_is_forgotten(self) -> None:
        events = self.world.journal.log
        arrived = Counter(e.interaction for e in events if isinstance(e, log.InteractionArrived))
        ended = Counter(e.interaction for e in events if isinstance(e, log.InteractionEnded))
        open_rows = set(self.world.stored()[0])
        assert max(ended.values(), default=1) == 1 and max(arrived.values(), default=1) == 1
        assert arrived.keys() - ended.keys() == open_rows

    @invariant()
    def memory_and_rows_agree(self) -> None:
        world = self.world
        if not world.alive or world.journal.waiting:
            return
        rows, agents = world.stored()
        assert {id: changed(item, joined=False) for id, item in world.centre.interactions.items()} == rows
        for status in world.centre.router.agents():
            if (note := agents.get(status.id)) is None:
                assert status.state is AgentState.SIGNED_OUT
                continue
            assert (note.state, note.interaction) == (status.state, status.interaction)
            assert (note.next_state, note.until) == (status.next_state, status.until)
        made = {made.offer for run in world.journal.runs for made in run.offers_made}
        closed = {offer for run in world.journal.runs for offer in run.offers_closed}
        if world.lines.connected:
            assert made - closed == {offer.id for offer in world.centre.router.offers()}

    @invariant()
    def agents_work_on_what_is_theirs(self) -> None:
        world = self.world
        if not self.quiet:
            return
        working = {
            (status.interaction, status.id, WORKING[status.state])
            for status in world.centre.router.agents()
            if status.state in WORKING
        }
        known = {agent.id for agent in world.centre.router.agents()}
        held = {
            (item.id, item.agent, item.state)
            for item in world.centre.interactions.values()
            if item.state in WORKING.values() and item.agent in known
        }
        assert working == held

    @invariant()
    def nobody_works_who_was_removed(self) -> None:
        centre = self.world.centre
        if self.world.alive:
            here = {agent.id for agent in centre.router.agents() if agent.state is not AgentState.BUSY}
            assert here <= centre.catalogue.agents.keys()

    @invariant()
    def nobody_who_fits_is_kept_apart(self) -> None:
        centre = self.world.centre
        if not self.quiet:
            return
        free = [agent for agent in centre.router.agents() if agent.state is AgentState.AVAILABLE]
        for work in centre.router.waiting():
            queue = centre.catalogue.queues[work.queue].profile
            assert not [agent for agent in free if fits(agent.profile, queue, work)]

    @invariant()
    def the_order_is_priority_then_age(self) -> None:
        if not self.world.alive:
            return
        places = {
            item.id: item.place
            for item in self.world.centre.interactions.values()
            if item.state is InteractionState.QUEUED and item.place is not None
        }
        order = sorted(places, key=lambda id: (-places[id].priority, places[id].since, places[id].order))
        assert [
            work.interaction for work in self.world.centre.router.waiting() if work.interaction in places
        ] == order

    @invariant()
    def the_lines_are_as_they_should_be(self) -> None:
        world = self.world
        if not self.quiet:
            return
        for leg in world.lines.legs:
            assert world.centre.by_leg(leg) is not None, f"nobody owns {leg}"
        for name, held in world.lines.lines.items():
            item = world.centre.by_line(name)
            assert item is not None or held.arrival is None, f"nobody owns {name}"
            if item is None:
                continue
            if (
                item.state is not InteractionState.OFFERED
            ):  # there it depends on whether they had to wait before
                assert held.music is (item.state is InteractionState.QUEUED)
            if item.state is InteractionState.CONNECTED:
                assert held.peer == item.leg
            else:
                assert held.peer is None
            if item.state is InteractionState.IN_FLOW:
                assert held.plays or held.ear or held.recording or item.alarm, "a flow waits for nothing"
        for item in world.centre.interactions.values():
            assert item.line in world.lines.lines, f"{item.id} has no line"

    def teardown(self) -> None:
        """Everybody hangs up, time goes by: nothing is left of anything, and the database takes it all."""
        world = self.world
        world.journal.held = False
        world.journal.commit()
        if not world.alive:
            self.the_app_returns(False)
        if not world.lines.connected:
            self.the_connection_is_there(False)
        self.hear()
        for line in list(world.lines.lines):
            if line in world.lines.lines:
                world.lines.caller_hangs_up(line)
                self.hear()
        world.clock.advance(10_000.0)
        self.hear()
        self.let_the_loop_run()
        assert not world.lines.lines and not world.lines.legs
        assert not world.centre.interactions and not world.centre.router.offers()
        assert not [
            agent for agent in world.centre.router.agents() if agent.state in (*WORKING, AgentState.WRAP_UP)
        ]
        assert world.centre.idle
        assert not self.asked
        self.each_interaction_ends_at_most_once_and_none_is_forgotten()
        self.memory_and_rows_agree()
        self.no_turn_breaks()
        made = Counter(event.offer for event in world.journal.log if isinstance(event, log.OfferMade))
        closed = Counter(event.offer for event in world.journal.log if isinstance(event, log.OfferClosed))
        assert made == closed and max(made.values(), default=1) == 1
        written_to_sqlite(world.journal.runs)


def test_whatever_happens() -> None:
    with asyncio.Runner() as runner:
        Life.loop = runner.get_loop()
        run_state_machine_as_test(Life, settings=ALWAYS)
