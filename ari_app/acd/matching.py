"""Bringing together who waits and who is free: offers, made and closed, and the search for the next.

The rule, whole: after every event, the waiting interactions are gone through in order (priority, then
age), over all queues, and each is offered to the agent who fits and has been idle the longest. So nobody
waits behind somebody who wants another kind of agent, and a free agent and a waiting caller who fit never
stay apart. As that holds before an event, only what the event changed needs a look: one agent who came
free, one interaction that waits anew, or (configuration, a restart) all.
"""

from collections.abc import Callable
from dataclasses import replace
from heapq import heapify, heappop, heapreplace

from ari_app.acd.agents import Agents
from ari_app.acd.commands import CloseOffer, Command, ConnectTo, OfferTo, ReturnToQueue
from ari_app.acd.model import AgentState, OfferState, Work
from ari_app.acd.roster import Roster, Seat
from ari_app.acd.tables import OFFER_END_FOR_AGENT, AgentHappening, OfferHappening, next_offer_state
from ari_app.acd.views import Offer
from ari_app.acd.waiting import Place, Waiting


class Matching:
    """The pending offers, and the making of new ones. `emit` takes the commands. While `held`, nobody is
    matched."""

    def __init__(
        self,
        waiting: Waiting,
        roster: Roster,
        agents: Agents,
        emit: Callable[[Command], None],
        offer_ids: Callable[[str, int], str],
    ) -> None:
        self.held = False
        self.pending: dict[str, Offer] = {}
        self._waiting = waiting
        self._roster = roster
        self._agents = agents
        self._emit = emit
        self._offer_ids = offer_ids

    # Searching.

    def for_work(self, place: Place, now: float) -> None:
        """One interaction waits anew: the longest idle of those who fit gets it."""
        assert place.lane is not None, "what is offered anew waits"
        free = place.lane.able & self._roster.available
        if free and not self.held:
            self._make(place, self._roster.longest_idle(free), now)

    def for_agent(self, seat: Seat, now: float) -> None:
        """One agent may have come free, or learned something: the best that they fit is theirs."""
        if seat.state is not AgentState.AVAILABLE or self.held:
            return
        place = self._waiting.best_for(seat)
        if place is not None:
            self._make(place, seat, now)

    def for_all(self, now: float) -> None:
        """The whole rule at once, for when much has changed."""
        if self.held:
            return
        roster = self._roster
        lanes = [(lane.keys[0], lane) for lane in self._waiting.lanes() if lane.able & roster.available]
        heapify(lanes)
        while lanes:
            lane = lanes[0][1]
            free = lane.able & roster.available
            if free:
                self._make(self._waiting.head(lane), roster.longest_idle(free), now)
            if free and lane.keys:
                heapreplace(lanes, (lane.keys[0], lane))
            else:
                heappop(lanes)

    # The life of an offer.

    def accept(self, offer_id: str, now: float) -> None:
        """The interaction is the agent's, and waits no more."""
        offer = self.pending.get(offer_id)
        if offer is not None:
            self._waiting.remove(self._place_of(offer))
            self._close(offer, OfferHappening.ACCEPTED, "", now)
            self._emit(ConnectTo(offer.id, offer.agent, offer.interaction))

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

    def extend(self, offer_id: str, until: float) -> None:
        """The offer, if it is still there, ends at `until` and not before."""
        offer = self.pending.get(offer_id)
        if offer is not None and offer.deadline < until:
            seat = self._roster.get(offer.agent)
            assert seat is not None, "a pending offer has an agent"
            self.pending[offer_id] = replace(offer, deadline=until)
            self._agents.end_at(seat, until)

    def open_to_all(self, interaction: str, now: float) -> None:
        """The agent whom it wanted has not come in time."""
        place = self._waiting.get(interaction)
        assert place is not None, "what wishes has a place"
        if place.offer is not None:
            self._waiting.change(place, place.work.for_anyone())
        else:
            self._waiting.move(place, place.work.for_anyone())
            self.for_work(place, now)

    def _make(self, place: Place, seat: Seat, now: float) -> None:
        work = place.work
        queue = self._waiting.queue(work.queue)
        assert queue is not None, "nobody fits the work of an unknown queue"
        self._waiting.take(place)
        place.epoch += 1
        place.offer = seat.offer = self._offer_ids(work.interaction, place.epoch)
        seat.interaction, seat.queue = work.interaction, work.queue
        deadline = now + queue.offer_timeout
        self.pending[place.offer] = Offer(
            place.offer, seat.id, work.interaction, work.queue, deadline, place.epoch
        )
        self._emit(OfferTo(place.offer, seat.id, work.interaction, work.queue, deadline, place.epoch))
        self._agents.turn(seat, AgentHappening.OFFER_MADE, now, until=deadline)

    def _close(self, offer: Offer, happening: OfferHappening, reason: str, now: float) -> Seat:
        """The offer is over, for its agent too; what becomes of the interaction is the caller's to say."""
        del self.pending[offer.id]
        seat = self._roster.get(offer.agent)
        state = next_offer_state(OfferState.PENDING, happening)
        assert seat is not None and state is not None, "a pending offer has an agent and can end"
        self._emit(CloseOffer(offer.id, offer.agent, offer.interaction, state, reason))
        self._agents.turn(seat, OFFER_END_FOR_AGENT[happening], now, reason)
        return seat

    def _put_back(self, place: Place) -> None:
        self._waiting.put_back(place)
        self._emit(ReturnToQueue(place.work.interaction))

    def _place_of(self, offer: Offer) -> Place:
        place = self._waiting.get(offer.interaction)
        assert place is not None, "what is offered has a place"
        return place
