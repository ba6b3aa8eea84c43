"""Bringing together who waits and who has room: offers, made and closed, and the search for the next.

The rule, whole: after every event, the waiting interactions are gone through in order (priority, then
age), over all queues, and each is offered to the agent who fits, has room for it, and among those has the least in
hand, and has been idle the longest. So nobody waits behind somebody who wants another kind of agent, or more of
one, and an agent and waiting work that fit never stay apart. An agent has one offer at a time. As all that holds
before an event, only what the event changed needs a look: one agent who has room again, one interaction that waits
anew, or (configuration, a restart) all.
"""

from collections.abc import Callable
from dataclasses import replace
from heapq import heapify, heappop, heapreplace

from ari_app.acd import capacity
from ari_app.acd.agents import Agents
from ari_app.acd.commands import CloseOffer, Command, ConnectTo, OfferTo, ReturnToQueue
from ari_app.acd.model import MediaType, OfferState, Work
from ari_app.acd.roster import Roster, Seat
from ari_app.acd.tables import UNANSWERED, OfferHappening, next_offer_state
from ari_app.acd.views import Offer
from ari_app.acd.waiting import Lane, Place, Waiting

PULLED = "pulled"
"""Why an offer was accepted as it was made."""


class Matching:
    """The pending offers, and the making of new ones. `emit` takes the commands. While `held`, nobody is
    matched; while `calls_held`, no call is."""

    def __init__(
        self,
        waiting: Waiting,
        roster: Roster,
        agents: Agents,
        emit: Callable[[Command], None],
        offer_ids: Callable[[str, int], str],
    ) -> None:
        self.held = self.calls_held = False
        self.pending: dict[str, Offer] = {}
        self._waiting = waiting
        self._roster = roster
        self._agents = agents
        self._emit = emit
        self._offer_ids = offer_ids

    # Searching.

    def for_work(self, place: Place, now: float) -> None:
        """One interaction waits anew: of those who fit, the one whose turn it is gets it."""
        assert place.lane is not None, "what is offered anew waits"
        free = self._free_for(place.lane)
        if free and not self.held:
            self._make(place, self._roster.next_of(free), now)

    def for_agent(self, seat: Seat, now: float) -> None:
        """One agent may have room again, or learned something: the best that they fit is theirs."""
        if not seat.room or self.held:
            return
        place = self._waiting.best_for(seat, calls=not self.calls_held)
        if place is not None:
            self._make(place, seat, now)

    def for_all(self, now: float) -> None:
        """The whole rule at once, for when much has changed."""
        if self.held:
            return
        waiting = self._waiting
        lanes = [(lane.keys[0], lane) for lane in waiting.lanes() if self._free_for(lane)]
        heapify(lanes)
        while lanes:
            lane = lanes[0][1]
            free = self._free_for(lane)
            if free:
                self._make(waiting.head(lane), self._roster.next_of(free), now)
            if free and lane.keys:
                heapreplace(lanes, (lane.keys[0], lane))
            else:
                heappop(lanes)

    def _free_for(self, lane: Lane) -> int:
        """Who could take them now, as the roster has sets of agents."""
        return 0 if self.calls_held and lane.media_type is MediaType.CALL else self._waiting.free_for(lane)

    # The life of an offer.

    def accept(self, offer_id: str, now: float) -> None:
        """The interaction is the agent's, and waits no more. They may have room for another."""
        offer = self.pending.get(offer_id)
        if offer is not None:
            self._waiting.remove(self._place_of(offer))
            seat = self._close(offer, OfferHappening.ACCEPTED, "", now)
            self._emit(ConnectTo(offer.id, offer.agent, offer.interaction))
            self.for_agent(seat, now)

    def pull(self, place: Place, seat: Seat, now: float) -> None:
        """The agent takes what waits by hand, more than they have room for if they like. A call rings them first, unless
        something else does; the rest is an offer that is accepted as it is made."""
        if place.offer is not None:
            if place.offer == seat.offer and place.work.media_type is not MediaType.CALL:
                self.accept(place.offer, now)
            return
        if self._waiting.queue(place.work.queue) is None:
            return
        work, had = place.work, seat.holds.values()
        exceeding = not capacity.fits(self._roster.capacity, seat.profile, had, work)
        if work.media_type is MediaType.CALL:
            if seat.offer is None and all(hold.media_type is not MediaType.CALL for hold in had):
                self._make(place, seat, now, exceeding=exceeding)
            return
        offer = self._next_offer(place, seat, now)
        self._waiting.remove(place)
        self._emit(CloseOffer(offer.id, seat.id, work.interaction, OfferState.ACCEPTED, PULLED))
        self._agents.give(seat, work, now, exceeding=exceeding)
        self._emit(ConnectTo(offer.id, seat.id, work.interaction))
        self.for_agent(seat, now)

    def end(self, offer_id: str, happening: OfferHappening, reason: str, now: float) -> None:
        """Over without an answer: the caller is back at their place, for anyone now, and offered at once to
        the next who fits."""
        offer = self.pending.get(offer_id)
        if offer is not None:
            place = self._place_of(offer)
            self._close(offer, happening, reason, now)
            if place.work.wanted is not None:
                self._waiting.change(place, place.work.for_anyone())
            self._put_back(place)
            self.for_work(place, now)

    def cancel(self, offer_id: str, reason: str, now: float) -> None:
        """The interaction is gone: whom it rang is free for another."""
        seat = self._close(self.pending[offer_id], OfferHappening.WITHDRAWN, reason, now)
        self.for_agent(seat, now)

    def move(self, offer_id: str, work: Work, now: float) -> None:
        """The interaction waits elsewhere from now on: the agent is free, and both are matched anew."""
        offer = self.pending[offer_id]
        place = self._place_of(offer)
        self._close(offer, OfferHappening.WITHDRAWN, "moved", now)
        self._waiting.change(place, work)
        self._put_back(place)
        self.for_all(now)

    def extend(self, offer_id: str, until: float, now: float) -> None:
        """The offer, if it is still there, ends at `until` and not before."""
        offer = self.pending.get(offer_id)
        if offer is not None and offer.deadline < until:
            seat = self._roster.get(offer.agent)
            assert seat is not None, "a pending offer has an agent"
            self.pending[offer_id] = replace(offer, deadline=until)
            self._agents.end_at(seat, offer.interaction, until, now)

    def open_to_all(self, interaction: str, now: float) -> None:
        """The agent whom it wanted has not come in time."""
        place = self._waiting.get(interaction)
        assert place is not None, "what wishes has a place"
        if place.offer is not None:
            self._waiting.change(place, place.work.for_anyone())
        else:
            self._waiting.move(place, place.work.for_anyone())
            self.for_work(place, now)

    def _make(self, place: Place, seat: Seat, now: float, *, exceeding: bool = False) -> None:
        self._waiting.take(place)
        offer = self._next_offer(place, seat, now)
        place.offer = offer.id
        self.pending[offer.id] = offer
        self._agents.offer(seat, place.work, offer.id, offer.deadline, now, exceeding=exceeding)

    def _next_offer(self, place: Place, seat: Seat, now: float) -> Offer:
        work = place.work
        queue = self._waiting.queue(work.queue)
        assert queue is not None, "nobody is offered the work of an unknown queue"
        deadline = now + queue.offer_timeout
        place.epoch += 1
        name = self._offer_ids(work.interaction, place.epoch)
        offer = Offer(name, seat.id, work.interaction, work.queue, deadline, place.epoch)
        self._emit(OfferTo(name, seat.id, work.interaction, work.queue, deadline, place.epoch))
        return offer

    def _close(self, offer: Offer, happening: OfferHappening, reason: str, now: float) -> Seat:
        """The offer is over, for its agent too; what becomes of the interaction is the caller's to say."""
        del self.pending[offer.id]
        seat = self._roster.get(offer.agent)
        state = next_offer_state(OfferState.PENDING, happening)
        assert seat is not None and state is not None, "a pending offer has an agent and can end"
        self._emit(CloseOffer(offer.id, offer.agent, offer.interaction, state, reason))
        if happening is OfferHappening.ACCEPTED:
            self._agents.answer(seat, offer.interaction, now)
        else:
            self._agents.lose(seat, offer.interaction, UNANSWERED.get(happening), reason, now)
        return seat

    def _put_back(self, place: Place) -> None:
        self._waiting.put_back(place)
        self._emit(ReturnToQueue(place.work.interaction))

    def _place_of(self, offer: Offer) -> Place:
        place = self._waiting.get(offer.interaction)
        assert place is not None, "what is offered has a place"
        return place
