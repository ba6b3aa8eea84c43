"""What must hold for what is written, whatever happens: Hypothesis lives hundreds of lives of a small centre, in which
customers, agents, calls, the disk and the app do what they like. Nothing is lost or doubled, each interaction has one end,
and what the router has in agents' hands is what they have."""

import asyncio
import contextlib
import itertools
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import replace
from typing import Any, ClassVar, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from ari_app.acd.model import AgentState, HoldState, InteractionState
from ari_app.clock import HandClock
from ari_app.conversation import log
from ari_app.conversation.centre import Centre
from ari_app.conversation.desk import Desk
from ari_app.conversation.double import MemoryJournal
from ari_app.conversation.interaction import Interaction, changed
from ari_app.conversation.journal import from_row, noted, restored, to_row
from ari_app.conversation.messages import Words
from ari_app.conversation.phones import Phones
from ari_app.conversation.places import Target
from ari_app.conversation.post import NotYetKnown, Post
from ari_app.conversation.requests import Refused
from ari_app.conversation.restart import Restart
from ari_app.conversation.talks_desk import TalksDesk
from ari_app.conversation.text import Correspondent, MessageArrived, TextEvent, ThreadRead, WriterLeft
from ari_app.conversation.text_desk import Person, TextDesk
from ari_app.conversation.text_turns import UnknownAccount
from ari_app.storage.choices import Direction
from ari_app.storage.rows.channels import MessageRow, ThreadRow
from ari_app.telephony.double import FakeLines
from ivr.node import Medium
from tests.examples import examples
from tests.service.conversation.sql_rows import written_to_sqlite
from tests.service.conversation.stuck import overdue, stuck
from tests.service.conversation.text_world import NothingStored, catalogue

ALWAYS = settings(deadline=None, max_examples=examples(100), stateful_step_count=40)

AGENTS = ("a1", "a2", "a3")
WHO = [Correspondent(account, address) for account in ("chat", "sms") for address in ("c1", "c2", "c3")]
TARGETS = (*(Target(agent=agent) for agent in AGENTS), Target(queue="support"), Target(queue="sales"))
HELD = {InteractionState.OFFERED: HoldState.OFFERED, InteractionState.CONNECTED: HoldState.ACTIVE}

Picked = TypeVar("Picked")


class TextLife(RuleBasedStateMachine):
    loop: ClassVar[asyncio.AbstractEventLoop]
    centre: Centre
    restart: Restart

    def __init__(self) -> None:
        super().__init__()
        self.config = catalogue(agents=3, wrap_up=10.0)
        self.journal, self.clock = MemoryJournal(), HandClock()
        names, self.inbound_ids = itertools.count(1), itertools.count(1)
        self.new_id: Callable[[], str] = lambda: f"x{next(names)}"
        self.handed_in: dict[int, TextEvent] = {}
        self.asked: set[asyncio.Task[Any]] = set()
        self.refused: set[int] = set()
        self.tried: set[int] = set()
        self.alive = True
        self.lines = FakeLines(lambda event: self.centre.receive(event) if self.alive else None, None)
        self._start()
        self.restart.load([], [], 1)
        self.lines.switch_returns()

    def _start(self) -> None:
        self.centre = Centre(self.lines, self.journal, self.clock, self.config, new_id=self.new_id)
        stored = NothingStored()
        self.desk, self.text = Desk(self.centre), TextDesk(self.centre, stored, self.new_id)
        self.post = Post(self.centre, stored, self.new_id)
        self.restart = Restart(self.centre)
        phones = Phones(self.centre, TalksDesk(self.centre))
        self.centre.attend(desk=phones.asked, switch=self.restart.switch_changed, endpoint=phones.changed)

    # --- what is asked for ------------------------------------------------------------------------------------------

    def let_the_loop_run(self) -> None:
        for _ in range(6):
            self.loop.run_until_complete(asyncio.sleep(0))

    def ask(self, wanted: Coroutine[Any, Any, Any]) -> None:
        """It is answered, refused, or waits for the disk."""

        async def answered() -> None:
            with contextlib.suppress(Refused, NotYetKnown, UnknownAccount):
                await wanted

        task = self.loop.create_task(answered())
        self.asked.add(task)
        self.let_the_loop_run()
        for done in [task for task in self.asked if task.done()]:
            self.asked.remove(done)
            done.result()

    def take(self, event: TextEvent) -> None:
        inbound = next(self.inbound_ids)
        self.handed_in[inbound] = event
        if self.alive:
            self.hand_in(inbound)

    def hand_in(self, inbound: int) -> None:
        """What comes by an account that is no more is set aside."""
        event = self.handed_in[inbound]
        known = not isinstance(event, MessageArrived) or event.whom.account in self.config.accounts
        if known:
            self.refused.discard(inbound)
        elif inbound not in self.tried:
            self.refused.add(inbound)
        self.tried.add(inbound)
        self.ask(self.post.take(inbound, event))

    def pick(self, data: st.DataObject, among: Sequence[Picked]) -> Picked | None:
        return data.draw(st.sampled_from(among)) if among else None

    def written(self) -> list[Interaction]:
        items = self.centre.interactions.values()
        return [item for item in items if item.medium is Medium.TEXT]

    def taken(self) -> list[Interaction]:
        return [item for item in self.written() if item.agent is not None]

    # --- customers --------------------------------------------------------------------------------------------------

    @rule(
        whom=st.sampled_from(WHO), text=st.sampled_from(("2", "4711", "hello", "1")), automatic=st.booleans()
    )
    def a_customer_writes(self, whom: Correspondent, text: str, automatic: bool) -> None:
        name = f"p{len(self.handed_in)}"
        machine = automatic and text == "hello"
        event = MessageArrived(name, whom, text, self.clock.now(), client_id=name, automatic=machine)
        self.take(event)

    @rule(data=st.data())
    def the_intake_does_not_know_and_hands_it_in_again(self, data: st.DataObject) -> None:
        """Of what was done before the start it knows so: that is what it reads."""
        if self.alive and (inbound := self.pick(data, sorted(self.tried))):
            self.hand_in(inbound)

    @rule(whom=st.sampled_from(WHO), read=st.booleans())
    def a_customer_reads_or_closes(self, whom: Correspondent, read: bool) -> None:
        name = f"e{len(self.handed_in)}"
        self.take((ThreadRead if read else WriterLeft)(name, whom, self.clock.now()))

    @rule()
    def somebody_calls(self) -> None:
        if self.alive:
            self.lines.call_arrives("+15550101")

    @rule(data=st.data(), up=st.booleans())
    def a_call_goes_on(self, data: st.DataObject, up: bool) -> None:
        if up and (leg := self.pick(data, self.lines.ringing())):
            self.lines.leg_answers(leg)
        elif line := self.pick(data, list(self.lines.lines)):
            self.lines.caller_hangs_up(line)

    # --- agents -----------------------------------------------------------------------------------------------------

    @precondition(lambda self: self.alive)
    @rule(
        agent=st.sampled_from(AGENTS),
        state=st.sampled_from(
            (AgentState.AVAILABLE, AgentState.AVAILABLE, AgentState.AWAY, AgentState.SIGNED_OUT)
        ),
    )
    def an_agent_asks_for(self, agent: str, state: AgentState) -> None:
        self.ask(self.desk.set_state(agent, state))

    @precondition(lambda self: self.alive)
    @rule(data=st.data(), yes=st.sampled_from((True, True, True, False)))
    def an_agent_answers_an_offer(self, data: st.DataObject, yes: bool) -> None:
        offered = [item for item in self.written() if item.state is InteractionState.OFFERED]
        if item := self.pick(data, offered):
            answer = self.desk.accept if yes else self.desk.decline
            self.ask(answer(item.agent or "", item.offer or ""))

    @precondition(lambda self: self.alive)
    @rule(data=st.data(), internal=st.sampled_from((None, None, "note")))
    def an_agent_writes(self, data: st.DataObject, internal: str | None) -> None:
        if item := self.pick(data, self.taken()):
            words = Words(self.new_id(), "Here you are.", internal=internal)
            self.ask(self.text.write(self.person(item.agent), item.id, words))

    @precondition(lambda self: self.alive)
    @rule(data=st.data(), what=st.sampled_from(("park", "snooze", "unpark", "close", "read")))
    def an_agent_puts_it_aside_or_ends_it(self, data: st.DataObject, what: str) -> None:
        if item := self.pick(data, self.taken()):
            who, until = self.person(item.agent), self.clock.now() + 50.0
            match what:
                case "park":
                    self.ask(self.text.park(who, item.id))
                case "snooze":
                    self.ask(self.text.park(who, item.id, until))
                case "unpark":
                    self.ask(self.text.unpark(who, item.id))
                case "close":
                    self.ask(self.text.close(who, item.id))
                case _:
                    self.ask(self.text.read(who, item.id))

    @precondition(lambda self: self.alive)
    @rule(data=st.data(), to=st.sampled_from(TARGETS), note=st.sampled_from(("", "Look.")))
    def an_agent_hands_it_on(self, data: st.DataObject, to: Target, note: str) -> None:
        if item := self.pick(data, self.taken()):
            self.ask(self.text.transfer(self.person(item.agent), item.id, to, note))

    @precondition(lambda self: self.alive)
    @rule(
        data=st.data(),
        agent=st.sampled_from(AGENTS),
        what=st.sampled_from(("pull", "take", "help", "look", "label")),
    )
    def others_come_in(self, data: st.DataObject, agent: str, what: str) -> None:
        if item := self.pick(data, self.written()):
            who = self.person(agent)
            match what:
                case "pull":
                    self.ask(self.text.pull(who, item.id))
                case "take":
                    self.ask(self.text.take_over(who, item.id))
                case "help":
                    self.ask(self.text.add_helper(self.person(item.agent), item.id, agent))
                case "look":
                    self.ask(self.text.observe(who, item.id))
                case _:
                    self.ask(self.text.label(who, item.id, ["vip"]))

    @precondition(lambda self: self.alive)
    @rule(agent=st.sampled_from(AGENTS), whom=st.sampled_from(WHO))
    def an_agent_writes_first(self, agent: str, whom: Correspondent) -> None:
        words = Words(self.new_id(), "Good news.")
        self.ask(self.text.start(self.person(agent), whom, "support", words))

    def person(self, agent: str | None) -> Person:
        return Person(agent or "nobody", agent, supervises=True)

    @precondition(lambda self: self.alive)
    @rule(change=st.sampled_from(("all", "an agent", "a queue", "an account")))
    def the_catalogue_changes(self, change: str) -> None:
        """Something is no more, or is back."""
        full = catalogue(agents=3, wrap_up=10.0)
        match change:
            case "an agent":
                full = replace(full, agents={id: one for id, one in full.agents.items() if id != "a3"})
            case "a queue":
                full = replace(full, queues={"support": full.queues["support"]})
            case "an account":
                full = replace(full, accounts={"chat": full.accounts["chat"]})
            case _:
                pass
        self.config = full
        self.centre.configure(full)

    # --- the world --------------------------------------------------------------------------------------------------

    @rule(seconds=st.sampled_from((1.0, 21.0, 130.0, 700.0, 300_000.0)))
    def time_goes_by(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.let_the_loop_run()

    @precondition(lambda self: self.alive)
    @rule(held=st.booleans())
    def the_disk_is_slow_or_quick(self, held: bool) -> None:
        self.journal.held = held
        if not held:
            self.journal.commit()
        self.let_the_loop_run()

    @precondition(lambda self: self.alive)
    @rule()
    def the_app_dies(self) -> None:
        self.alive = False
        self.journal.crash()
        self.tried.clear()
        for task in self.asked:
            task.cancel()
        self.let_the_loop_run()
        self.asked.clear()
        self.clock = HandClock(self.clock.now())
        self.lines.switch_goes()

    @precondition(lambda self: not self.alive)
    @rule()
    def the_app_returns(self) -> None:
        """With what was committed; what came in and is not done is handed in again, in order."""
        self.journal.held = False
        self._start()
        self.alive = True
        items, agents, threads, seqs = self.stored()
        open_items = [from_row(to_row(item)) for item in items.values() if not item.over]
        live = {item.line for item in open_items}
        for rests in (True, False):
            rows = [(row, seqs[row.id]) for row in threads.values() if (row.id in live) is not rests]
            self.centre.threads.load(rows, rests=rests)
        orders = [item.place.order for item in open_items if item.place is not None]
        stood = [restored(noted(note)) for note in agents.values()]
        self.restart.load(open_items, stood, max(orders, default=0) + 1)
        self.lines.switch_returns()
        done = {id for run in self.journal.runs for id in run.inbound_done}
        for inbound in [id for id in self.handed_in if id not in done]:
            self.hand_in(inbound)
        self.time_goes_by(0.0)  # what came due meanwhile comes now

    def stored(self) -> tuple[dict[str, Interaction], dict[str, Any], dict[str, ThreadRow], Counter[str]]:
        items: dict[str, Interaction] = {}
        agents: dict[str, Any] = {}
        threads: dict[str, ThreadRow] = {}
        seqs: Counter[str] = Counter()
        for run in self.journal.runs:
            items |= run.interactions
            agents |= run.agents
            threads |= run.threads
            for row in run.messages:
                seqs[row.thread] = max(seqs[row.thread], row.seq)
        return items, agents, threads, seqs

    # --- what must hold ---------------------------------------------------------------------------------------------

    def rows(self) -> list[MessageRow]:
        return [row for run in self.journal.runs for row in run.messages if row.id in run.new_messages]

    @property
    def quiet(self) -> bool:
        return self.alive and not self.journal.waiting

    @invariant()
    def nothing_is_lost_and_nothing_is_doubled(self) -> None:
        written = Counter(row.id for row in self.rows())
        assert max(written.values(), default=1) == 1
        if self.quiet:
            came = {f"in{id}" for id, event in self.handed_in.items() if isinstance(event, MessageArrived)}
            refused = {f"in{id}" for id in self.refused}
            assert {row.id for row in self.rows() if row.direction is Direction.IN} == came - refused

    @invariant()
    def a_thread_is_numbered_without_gaps(self) -> None:
        numbers: dict[str, list[int]] = {}
        for row in self.rows():
            numbers.setdefault(row.thread, []).append(row.seq)
        assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())

    @invariant()
    def each_interaction_has_one_end(self) -> None:
        ended = Counter(e.interaction for e in self.journal.log if isinstance(e, log.InteractionEnded))
        assert max(ended.values(), default=1) == 1
        if self.quiet:
            arrived = {e.interaction for e in self.journal.log if isinstance(e, log.InteractionArrived)}
            assert arrived == ended.keys() | self.centre.interactions.keys()
        broken = [
            e
            for e in self.journal.log
            if isinstance(e, log.InteractionEnded) and e.reason == "internal error"
        ]
        assert not broken

    @invariant()
    def memory_and_rows_agree(self) -> None:
        if self.quiet:
            stored = {id: item for id, item in self.stored()[0].items() if not item.over}
            assert {id: changed(item, joined=False) for id, item in stored.items()} == {
                id: changed(item, joined=False) for id, item in self.centre.interactions.items()
            }

    @invariant()
    def what_agents_have_in_hand_is_theirs(self) -> None:
        if not self.alive:
            return
        held = {
            (status.id, hold.interaction, hold.state)
            for status in self.centre.router.agents()
            for hold in status.holds
            if hold.state is not HoldState.WRAP_UP and self.is_text(hold.interaction)
        }
        theirs = {
            (item.agent, item.id, HELD[item.state] if item.writing.active else HoldState.PARKED)
            for item in self.taken()
        }
        assert held == theirs
        waits = {work.interaction for work in self.centre.router.waiting()}
        lines = {item.id for item in self.written() if item.state is InteractionState.QUEUED}
        assert lines <= waits and all(
            item.state in (InteractionState.QUEUED, InteractionState.OFFERED)
            for item in self.written()
            if item.id in waits
        )

    def is_text(self, interaction: str) -> bool:
        item = self.centre.interactions.get(interaction)
        return item is None or item.medium is Medium.TEXT

    @invariant()
    def what_is_due_has_come_and_nobody_is_stuck(self) -> None:
        if self.alive:
            assert not list(overdue(self.centre))
            assert not list(stuck(self.centre))

    @invariant()
    def nobody_rests_who_waits_for_us(self) -> None:
        for item in self.written() if self.alive else []:
            if item.writing.unanswered_since is not None and item.state is InteractionState.CONNECTED:
                assert item.writing.going.value in ("active", "parked", "snoozed")
            assert item.state is InteractionState.CONNECTED or item.writing.due is None

    def teardown(self) -> None:
        """All close what they have, time goes by: nothing is left, and the database takes it all."""
        self.journal.held = False
        self.journal.commit()
        if not self.alive:
            self.the_app_returns()
        for line in list(self.lines.lines):
            if line in self.lines.lines:
                self.lines.caller_hangs_up(line)
        for whom in WHO:
            self.take(WriterLeft(f"end{whom}", whom, self.clock.now()))
        self.time_goes_by(1_000_000.0)
        assert not self.centre.interactions and not self.centre.router.offers() and self.centre.idle
        assert not self.asked
        assert not [hold for status in self.centre.router.agents() for hold in status.holds]
        self.nothing_is_lost_and_nothing_is_doubled()
        self.each_interaction_has_one_end()
        written_to_sqlite(self.journal.runs)


def test_whatever_is_written() -> None:
    with asyncio.Runner() as runner:
        TextLife.loop = runner.get_loop()
        run_state_machine_as_test(TextLife, settings=ALWAYS)
