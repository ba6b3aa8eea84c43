"""What must hold whatever happens: Hypothesis lives hundreds of lives of a small centre (`calls_life.py`), and after each
step compares memory, what was written and the lines."""

import asyncio
from collections import Counter

from hypothesis import settings
from hypothesis.stateful import invariant, run_state_machine_as_test

from ari_app.acd.model import AgentState, InteractionState
from ari_app.acd.skills import fits
from ari_app.conversation import log
from ari_app.conversation.interaction import Interaction, changed
from ari_app.conversation.talk import Role
from tests.examples import examples
from tests.service.conversation.calls_life import CallsLife
from tests.service.conversation.sql_rows import written_to_sqlite
from tests.service.conversation.stuck import overdue, stuck

ALWAYS = settings(deadline=None, max_examples=examples(100), stateful_step_count=40)

WORKING = {AgentState.OFFERED: InteractionState.OFFERED, AgentState.BUSY: InteractionState.CONNECTED}


class Life(CallsLife):
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
        counted = {
            f"{item.id}.p{number}"
            for run in self.world.journal.runs
            for item in run.interactions.values()
            for number in range(item.talk.legs + 1)
        }
        assert {leg.removesuffix(".screen") for leg in self.world.lines.legs} <= made | counted

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
        held = {id: changed(item, joined=False) for id, item in world.centre.interactions.items()}
        assert held == {id: changed(item, joined=False) for id, item in rows.items()}
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
        parties = [
            (item.id, party.agent, InteractionState.CONNECTED)
            for item in world.centre.interactions.values()
            for party in item.talk.parties
            if party.agent in known
        ]
        assert len(set(parties)) == len(parties) and not held & set(parties)
        assert working == held | set(parties)

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
            assert not [agent for agent in free if fits(agent.profile, queue, work)], work

    @invariant()
    def what_is_due_has_come_and_nobody_is_stuck(self) -> None:
        if self.world.alive:
            assert not list(overdue(self.world.centre))
        if self.quiet:
            assert not list(stuck(self.world.centre))

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
            if item.state is InteractionState.CONNECTED:
                self.the_talk_is_as_it_should_be(item)
            else:
                assert held.peer is None
                assert not item.talk.parties and not item.talk.on_hold
            if item.state in (InteractionState.QUEUED, InteractionState.IN_FLOW):
                # with an offer out it depends on whether they had to wait before
                assert held.music is (item.state is InteractionState.QUEUED)
            if item.state is InteractionState.IN_FLOW:
                assert held.plays or held.ear or held.recording or item.alarm, "a flow waits for nothing"
        for item in world.centre.interactions.values():
            assert item.line in world.lines.lines, f"{item.id} has no line"

    def the_talk_is_as_it_should_be(self, item: Interaction) -> None:
        """The customer hears somebody, or music, and in the end is heard again; parties hear whom they should."""
        lines, talk = self.world.lines, item.talk
        hears, others = lines.heard_by(item.line), {party.leg for party in talk.parties}
        assert hears, f"{item.id} hears nothing"
        assert lines.lines[item.line].peer == (item.leg if talk.rejoin_until is None else None)
        if talk.on_hold or (item.leg is None and talk.in_role(Role.CONFERENCE) is None):
            assert hears == {"music"}
        if hears == {"music"}:
            waits_for_somebody = talk.rejoin_until is not None or talk.in_role(Role.TRANSFER) is not None
            assert talk.on_hold or waits_for_somebody, f"{item.id} is on music for ever"
        if talk.on_hold and talk.rejoin_until is None and talk.in_role(Role.TRANSFER) is None:
            assert item.agent is not None, "nobody can take them off hold"
        if item.leg is not None:
            assert others | {item.leg} <= lines.legs.keys(), "a leg is gone and nobody has noticed"
        for party in talk.parties:
            assert lines.legs[party.leg].answered is party.talks
            if party.role is Role.SUPERVISOR:
                assert lines.legs[party.leg].mode is (party.mode if party.talks else None)
            elif party.talks and party.line is None and item.leg is not None and talk.rejoin_until is None:
                assert party.leg in lines.heard_by(item.leg)
                assert (party.leg in hears) is not talk.on_hold
        muted = lines.lines[item.line].recording_muted
        assert muted is talk.muted

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
