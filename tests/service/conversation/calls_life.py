"""What may happen to a small centre that is called: callers, agents, phones, supervisors, the lines, the disk, the app and
Asterisk do what they like. What must hold all the time says `test_centre_properties.py`."""

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any, ClassVar, TypeVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from ari_app.acd.model import AgentProfile, AgentState, InteractionState, QueueProfile
from ari_app.conversation.catalogue import Agent, Catalogue, Queue
from ari_app.conversation.interaction import Interaction
from ari_app.conversation.line import LegFailure, SupervisionMode
from ari_app.conversation.places import Target
from ari_app.conversation.requests import Refused
from ivr.flow import parse
from tests.service.conversation.conftest import STRAIGHT_TO_SUPPORT, UNKNOWN, World

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

SUPPORT, SALES = (
    Queue(QueueProfile("support", offer_timeout=20.0, wrap_up=0.0), "Support", 25.0, record=False),
    Queue(QueueProfile("sales", {"french": 1}, offer_timeout=20.0, wrap_up=10.0), "Sales"),
)
AGENTS = {
    "a1": Agent(AgentProfile("a1", frozenset({"support"})), "Ann", "p1"),
    "a2": Agent(AgentProfile("a2", frozenset({"support", "sales"}), {"french": 3}), "Bob", "p2"),
    "a3": Agent(AgentProfile("a3", frozenset({"sales"}), {"french": 1}), "Cleo", "p3"),
    "a4": Agent(AgentProfile("a4", frozenset()), "Dora", "p4"),
}
FULL = Catalogue(
    parse(UNKNOWN),
    NUMBERS,
    {"support": parse(STRAIGHT_TO_SUPPORT), "menu": parse(MENU)},
    {"support": SUPPORT, "sales": SALES},
    AGENTS,
    dialable=("+4930",),
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

TARGETS = (
    *(Target(agent=agent) for agent in AGENTS),
    Target(queue="support"),
    Target(queue="sales"),
    Target(number="+4930555"),
)

Picked = TypeVar("Picked")


class CallsLife(RuleBasedStateMachine):
    loop: ClassVar[asyncio.AbstractEventLoop]

    def __init__(self) -> None:
        super().__init__()
        self.later: deque[Callable[[], None]] = deque()
        self.asked: set[asyncio.Task[Any]] = set()
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

    # --- talks ------------------------------------------------------------------------------------------------------

    @rule(
        data=st.data(),
        verb=st.sampled_from(("hold", "resume", "complete", "cancel", "confer", "mute")),
        well=st.booleans(),
    )
    def a_talk_is_steered(self, data: st.DataObject, verb: str, well: bool) -> None:
        if (talk := self.pick(data, self.talks(well))) is not None:
            agent, talks = talk.agent or "", self.world.talks
            if verb == "mute":
                self.ask(talks.mute_recording(agent, talk.id, not talk.talk.muted))
            else:
                self.ask(getattr(talks, verb)(agent, talk.id))

    @rule(
        data=st.data(),
        whom=st.sampled_from(TARGETS),
        verb=st.sampled_from(("transfer", "consult")),
        well=st.booleans(),
    )
    def somebody_is_to_take_or_hear_of_it(
        self, data: st.DataObject, whom: Target, verb: str, well: bool
    ) -> None:
        if (talk := self.pick(data, self.talks(well))) is not None:
            self.ask(getattr(self.world.talks, verb)(talk.agent or "", talk.id, whom))

    @rule(data=st.data(), join=st.booleans())
    def a_colleague_is_asked_and_answers(self, data: st.DataObject, join: bool) -> None:
        """By chance alone few would ever be three."""
        lines = self.world.lines
        if (talk := self.pick(data, self.talks(True))) is None:
            return
        free = [status.id for status in self.world.centre.router.agents() if status.id != talk.agent]
        for agent in free:
            self.ask(self.world.talks.consult(talk.agent or "", talk.id, Target(agent=agent)))
        for leg in [leg for leg in lines.ringing() if ".p" in leg]:
            if leg in lines.legs:
                lines.leg_answers(leg)
        if join:
            self.ask(self.world.talks.confer(talk.agent or "", talk.id))

    @rule(data=st.data(), by_agent=st.booleans())
    def somebody_is_dropped_or_leaves(self, data: st.DataObject, by_agent: bool) -> None:
        among = [(talk, party) for talk in self.talks() for party in talk.talk.parties]
        if (one := self.pick(data, among)) is not None:
            talk, party = one
            who = talk.agent if by_agent else party.agent
            self.ask(self.world.talks.drop(who or "", talk.id, party.leg))

    @rule(data=st.data())
    def an_agent_leaves_a_conference(self, data: st.DataObject) -> None:
        if (talk := self.pick(data, self.talks())) is not None:
            self.ask(self.world.talks.drop(talk.agent or "", talk.id, talk.leg or ""))

    @rule(agent=st.sampled_from(sorted(AGENTS)))
    def a_page_comes_back(self, agent: str) -> None:
        self.ask(self.world.talks.rejoin(agent))

    @rule(
        data=st.data(),
        who=st.sampled_from(sorted(AGENTS)),
        verb=st.sampled_from((*SupervisionMode, "stop", "take over")),
        answers=st.booleans(),
    )
    def a_supervisor_steps_in(self, data: st.DataObject, who: str, verb: str, answers: bool) -> None:
        if (talk := self.pick(data, self.talks(True))) is None:
            return
        desk = self.world.supervision
        if verb == "stop":
            self.ask(desk.stop(who, talk.id))
        elif verb == "take over":
            self.ask(desk.take_over(who, talk.id))
        else:
            self.ask(desk.supervise(who, talk.id, SupervisionMode(verb)))
            for leg in self.world.lines.ringing() if answers else ():
                if leg in self.world.lines.legs:
                    self.world.lines.leg_answers(leg)

    @rule(data=st.data(), number=st.sampled_from(("a1", "a2", "support", "+4930555", "99")))
    def a_desk_phone_transfers(self, data: st.DataObject, number: str) -> None:
        if leg := self.pick(data, [leg for leg, held in self.world.lines.legs.items() if held.answered]):
            self.world.lines.agent_refers(leg, number)

    @rule(data=st.data(), asked=st.sampled_from(("a1", "a2", "a3", "support")), attended=st.booleans())
    def a_desk_phone_asks_a_colleague(self, data: st.DataObject, asked: str, attended: bool) -> None:
        talk, lines = self.pick(data, self.talks(True)), self.world.lines
        if talk is None or talk.agent not in AGENTS or talk.leg is None:
            return
        own = lines.agent_dials(AGENTS[talk.agent].endpoint, asked)
        for leg in [leg for leg in lines.ringing() if ".p" in leg]:
            lines.leg_answers(leg)
        if attended and talk.leg in lines.legs and lines.legs[talk.leg].answered:
            lines.agent_refers(talk.leg, "", other=own)

    def talks(self, well: bool = False) -> list[Interaction]:
        """Who talk with an agent. `well`: the house is in order first, and somebody talks."""
        if well:
            self.somebody_talks()
        if not self.world.alive:
            return []
        items = self.world.centre.interactions.values()
        return [item for item in items if item.state is InteractionState.CONNECTED and item.agent]

    def somebody_talks(self) -> None:
        world, lines = self.world, self.world.lines
        self.the_lines_are_slow_or_not(False)
        self.the_disk_stalls_or_goes_on(False)
        if not world.alive:
            self.the_app_returns(False)
        elif not lines.connected:
            self.the_connection_is_there(False)
        for agent in AGENTS.values():
            lines.endpoint_reached(agent.endpoint)
            lines.agent_dials(agent.endpoint, "*1")
        if not self.talks():
            lines.call_arrives("+15550101")
            for leg in lines.ringing():
                if leg in lines.legs:
                    lines.leg_answers(leg)

    def ask(self, request: Coroutine[Any, Any, Any]) -> None:
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
        self.world.clock.advance(0.0)  # what came due meanwhile comes now
