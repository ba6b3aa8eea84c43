"""Routing as anyone would first write it: go through everything, every time. Slow and plain, it is the
oracle that the real router must agree with command by command, and the yardstick that the benchmark
compares it with. It shares no table and no rule with the real one, only the nouns of the conversation."""

from dataclasses import replace

from ari_app.acd import events
from ari_app.acd.commands import CloseOffer, Command, ConnectTo, OfferTo, ReturnToQueue
from ari_app.acd.model import (
    AgentProfile,
    AgentState,
    Capacity,
    Hold,
    HoldState,
    OfferState,
    QueueProfile,
    Work,
)
from tests.load.naive_person import CALL, H, Person, S


class NaiveRouter:
    """The same `apply`, `hold` and `release` as `Router`, by linear scans."""

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.queues: dict[str, QueueProfile] = {}
        self.capacity = Capacity()
        self.work: dict[str, Work] = {}  # waiting and offered
        self.offered: set[str] = set()
        self.epochs: dict[str, int] = {}
        self.out: list[Command] = []
        self.held = False

    # Questions.

    def waiting(self) -> list[Work]:
        free = (work for work in self.work.values() if work.interaction not in self.offered)
        return sorted(free, key=lambda work: (-work.priority, work.since, work.order, work.interaction))

    def suits(self, person: Person, work: Work) -> bool:
        """Whether it is for them, had they nothing in hand."""
        queue = self.queues.get(work.queue)
        if queue is None:
            return False
        if work.wanted is not None:
            return person.profile.id == work.wanted
        if work.queue not in person.profile.queues:
            return False
        has = person.profile.skills
        wants = [*queue.skills.items(), *work.skills.items()]
        return all(has.get(skill, 0) >= level for skill, level in wants)

    def next_deadline(self) -> float | None:
        ends = [hold.until for person in self.people.values() for hold in person.holds]
        return min((end for end in (*ends, *self.wishes()) if end is not None), default=None)

    def wishes(self) -> list[float | None]:
        return [work.wanted_until for work in self.work.values()]

    # The conversation.

    def hold(self) -> None:
        self.held = True

    def release(self, now: float) -> list[Command]:
        self.held = False
        return self.done(now)

    def done(self, now: float) -> list[Command]:
        self.match(now)
        out, self.out = self.out, []
        return out

    def match(self, now: float) -> None:
        if self.held:
            return
        kinds = {work.media_type: work for work in self.work.values()}
        ones = [replace(work, labels=frozenset()) for work in kinds.values()]
        idle = [
            person
            for person in self.people.values()
            if person.stands is S.AVAILABLE and person.offer is None and not person.removed
            if any(person.has_room(self.capacity, work) for work in ones)
        ]
        for work in self.waiting() if idle else ():
            fitting = [
                person for person in idle if self.suits(person, work) and person.has_room(self.capacity, work)
            ]
            if fitting:
                chosen = min(
                    fitting, key=lambda who: (who.in_use(self.capacity), who.idle_since, who.profile.id)
                )
                idle.remove(chosen)
                self.ring(work, chosen, now)
                if not idle:
                    return

    def ring(self, work: Work, person: Person, now: float, *, exceeding: bool = False) -> None:
        offer = person.offer = self.next_offer(work, person, now)
        self.out.append(offer)
        self.offered.add(work.interaction)
        self.take_up(
            person, work, Hold(
                work.interaction, work.queue, work.media_type, work.labels, H.OFFERED, now,
                offer.deadline, offer.offer, exceeding,
            ), now,
        )  # fmt: skip

    def next_offer(self, work: Work, person: Person, now: float) -> OfferTo:
        epoch = self.epochs[work.interaction] = self.epochs[work.interaction] + 1
        deadline = now + self.queues[work.queue].offer_timeout
        name = f"{work.interaction}.{epoch}"
        return OfferTo(name, person.profile.id, work.interaction, work.queue, deadline, epoch)

    def take_up(self, person: Person, work: Work, hold: Hold, now: float) -> None:
        person.drop(work.interaction)
        person.holds.append(hold)
        self.tell(person, now)

    def tell(self, person: Person, now: float) -> None:
        person.look(self.capacity, now)
        self.out.append(person.note(self.capacity))

    def close(self, person: Person, how: OfferState, reason: str, now: float) -> None:
        offer = person.offer
        assert offer is not None
        person.offer = None
        self.offered.discard(offer.interaction)
        self.out.append(CloseOffer(offer.offer, offer.agent, offer.interaction, how, reason))
        if how is OfferState.ACCEPTED:
            person.idle_since = now
            person.change(
                offer.interaction,
                lambda hold: replace(hold, state=H.ACTIVE, since=now, until=None, offer=None),
            )
        else:
            person.drop(offer.interaction)
            if person.stands is S.AVAILABLE and how is OfferState.DECLINED:
                person.stand(S.AWAY, reason, now)
            elif person.stands is S.AVAILABLE and how is not OfferState.WITHDRAWN:
                person.stand(S.NOT_RESPONDING, reason, now)
        self.tell(person, now)

    def holder(self, interaction: str) -> Person | None:
        if interaction not in self.offered:
            return None
        people = self.people.values()
        return next(p for p in people if p.offer is not None and p.offer.interaction == interaction)

    def apply(self, event: events.Event, now: float) -> list[Command]:
        match event:
            case events.QueueConfigured(queue):
                self.queues[queue.id] = queue
            case events.CapacityConfigured(capacity):
                before = {agent: person.note(self.capacity) for agent, person in self.people.items()}
                self.capacity = capacity
                for agent, person in self.people.items():
                    person.look(self.capacity, now)
                    if person.note(self.capacity) != before[agent]:
                        self.tell(person, now)
            case events.AgentConfigured(profile):
                self.configure(profile, now)
            case events.AgentRemoved(agent):
                self.remove(agent, now)
            case events.AgentRestored():
                self.restore(event, now)
            case events.StateRequested(agent, state, reason):
                self.request(agent, state, reason, now)
            case events.WorkQueued(work):
                self.enqueue(work, now)
            case events.WorkLeft(interaction, reason):
                if self.work.pop(interaction, None) is not None:
                    holder = self.holder(interaction)
                    if holder is not None:
                        self.close(holder, OfferState.WITHDRAWN, reason, now)
            case events.WorkPulled(agent, interaction):
                self.pull(agent, interaction, now)
            case events.LabelsChanged(interaction, labels):
                self.label(interaction, labels, now)
            case events.OfferAccepted(offer):
                self.end_offer(offer, OfferState.ACCEPTED, "", now)
            case events.OfferDeclined(offer, reason):
                self.end_offer(offer, OfferState.DECLINED, reason, now)
            case events.OfferFailed(offer, reason):
                self.end_offer(offer, OfferState.FAILED, reason, now)
            case events.OfferExtended(offer, until):
                self.extend(offer, until, now)
            case events.AgentEngaged():
                self.engage(event, now)
            case events.HoldParked(agent, interaction):
                self.park(agent, interaction, now)
            case events.HoldUnparked(agent, interaction):
                self.move(agent, interaction, H.PARKED, H.ACTIVE, now)
            case events.WorkEnded(agent, interaction):
                self.end_work(agent, interaction, now)
            case events.WrapUpFinished(agent, interaction):
                self.finish(agent, interaction, now)
            case events.WrapUpExtended(agent, seconds, interaction):
                self.extend_wrap_up(agent, interaction, seconds, now)
            case events.ClockTicked():
                self.tick(now)
        return self.done(now)

    def tick(self, now: float) -> None:
        while (when := self.next_deadline()) is not None and when <= now:
            due = [
                (hold.until, agent, hold.interaction)
                for agent, person in self.people.items()
                for hold in person.holds
                if hold.until is not None and hold.until <= when
            ]
            if not due:
                name = min(w.interaction for w in self.work.values() if w.wanted_until == when)
                self.work[name] = replace(self.work[name], wanted=None, wanted_until=None)
                self.match(now)
                continue
            _, agent, interaction = min(due)
            person = self.people[agent]
            if person.offer is not None and person.offer.interaction == interaction:
                self.end_offer(person.offer.offer, OfferState.EXPIRED, "no answer", now)
            else:
                self.over(person, [interaction], now)
            self.match(now)

    def over(self, person: Person, interactions: list[str], now: float) -> None:
        for interaction in interactions:
            person.drop(interaction)
            person.idle_since = now
        if interactions:
            self.tell(person, now)
        if person.removed and not person.holds:
            del self.people[person.profile.id]

    def enqueue(self, work: Work, now: float) -> None:
        old = self.work.get(work.interaction)
        if work.wanted_until is not None and work.wanted_until <= now:
            work = replace(work, wanted=None, wanted_until=None)
        if old == work:
            return
        self.epochs[work.interaction] = max(work.epoch, 0 if old is None else self.epochs[work.interaction])
        self.work[work.interaction] = work
        holder = self.holder(work.interaction)
        if old is None or holder is None:
            return
        order = {"priority": 0, "since": 0.0, "order": 0, "epoch": 0, "wanted_until": None}
        if replace(old, **order) != replace(work, **order):  # type: ignore[arg-type]  # only those
            self.close(holder, OfferState.WITHDRAWN, "moved", now)
            self.out.append(ReturnToQueue(work.interaction))

    def pull(self, agent: str, interaction: str, now: float) -> None:
        person, work = self.people.get(agent), self.work.get(interaction)
        if person is None or person.removed or person.stands is S.SIGNED_OUT:
            return
        if work is None or work.queue not in self.queues:
            return
        if interaction in self.offered:
            if self.holder(interaction) is person and work.media_type is not CALL and person.offer:
                self.end_offer(person.offer.offer, OfferState.ACCEPTED, "", now)
            return
        exceeding = not person.has_room(self.capacity, work)
        if work.media_type is CALL:
            if person.offer is None and not any(hold.media_type is CALL for hold in person.holds):
                self.ring(work, person, now, exceeding=exceeding)
            return
        offer = self.next_offer(work, person, now)
        del self.work[interaction]
        self.out += [offer, CloseOffer(offer.offer, agent, interaction, OfferState.ACCEPTED, "pulled")]
        person.idle_since = now
        taken = Hold(
            interaction, work.queue, work.media_type, work.labels, H.ACTIVE, now, exceeding=exceeding
        )
        self.take_up(person, work, taken, now)
        self.out.append(ConnectTo(offer.offer, agent, interaction))

    def label(self, interaction: str, labels: frozenset[str], now: float) -> None:
        if interaction in self.work:
            self.work[interaction] = replace(self.work[interaction], labels=labels)
            self.match(now)
        for person in self.people.values():
            hold = person.has(interaction)
            if hold is not None and hold.labels != labels:
                person.change(interaction, lambda hold: replace(hold, labels=labels))
                self.tell(person, now)
                self.match(now)

    def end_offer(self, offer_id: str, how: OfferState, reason: str, now: float) -> None:
        for person in self.people.values():
            if person.offer is not None and person.offer.offer == offer_id:
                interaction = person.offer.interaction
                self.close(person, how, reason, now)
                if how is OfferState.ACCEPTED:
                    del self.work[interaction]
                    self.out.append(ConnectTo(offer_id, person.profile.id, interaction))
                else:
                    self.work[interaction] = replace(self.work[interaction], wanted=None, wanted_until=None)
                    self.out.append(ReturnToQueue(interaction))
                return

    def extend(self, offer_id: str, until: float, now: float) -> None:
        for person in self.people.values():
            if person.offer is not None and person.offer.offer == offer_id:
                hold = person.has(person.offer.interaction)
                if hold is not None and until > (hold.until or 0):
                    person.change(hold.interaction, lambda hold: replace(hold, until=until))
                    self.tell(person, now)

    def engage(self, event: events.AgentEngaged, now: float) -> None:
        person = self.people.get(event.agent)
        if person is None or person.removed:
            return
        known = person.has(event.interaction)
        if known is not None:
            if known.state is H.OFFERED:
                return
            queue = known.queue if event.queue is None else event.queue
            again = replace(known, queue=queue)
            if known.state is not H.ACTIVE:
                again = replace(again, state=H.ACTIVE, since=now, until=None)
            if again != known:
                person.change(event.interaction, lambda hold: again)
                self.tell(person, now)
            return
        calls = [hold for hold in person.holds if hold.media_type is CALL]
        if event.media_type is CALL and calls:
            if not event.found or (
                person.offer is not None and person.has(person.offer.interaction) in calls
            ):
                return
            for call in calls:
                person.drop(call.interaction)
        if person.stands is S.NOT_RESPONDING:
            person.stand(S.AVAILABLE, "", now)
        person.holds.append(
            Hold(event.interaction, event.queue, event.media_type, event.labels, H.ACTIVE, now)
        )
        self.tell(person, now)

    def move(self, agent: str, interaction: str, was: HoldState, state: HoldState, now: float) -> None:
        person = self.people.get(agent)
        hold = None if person is None else person.has(interaction)
        if person is not None and hold is not None and hold.state is was:
            person.change(interaction, lambda hold: replace(hold, state=state, since=now, until=None))
            self.tell(person, now)

    def park(self, agent: str, interaction: str, now: float) -> None:
        person = self.people.get(agent)
        hold = None if person is None else person.has(interaction)
        if hold is not None and hold.media_type is not CALL:
            self.move(agent, interaction, H.ACTIVE, H.PARKED, now)

    def end_work(self, agent: str, interaction: str, now: float) -> None:
        person = self.people.get(agent)
        hold = None if person is None else person.has(interaction)
        if person is None or hold is None or hold.state not in (H.ACTIVE, H.PARKED):
            return
        queue = self.queues.get(hold.queue or "")
        if hold.state is H.PARKED or person.removed or queue is None or queue.wrap_up <= 0:
            self.over(person, [interaction], now)
        else:
            until = now + queue.wrap_up
            person.change(interaction, lambda hold: replace(hold, state=H.WRAP_UP, since=now, until=until))
            self.tell(person, now)

    def finish(self, agent: str, interaction: str | None, now: float) -> None:
        person = self.people.get(agent)
        if person is not None:
            self.over(person, person.wrap_ups(interaction), now)

    def extend_wrap_up(self, agent: str, interaction: str | None, seconds: float, now: float) -> None:
        person = self.people.get(agent)
        for name in [] if person is None else person.wrap_ups(interaction):
            assert person is not None
            hold = person.has(name)
            if hold is not None and hold.until is not None:
                longer = replace(hold, until=hold.until + seconds)
                person.change(name, lambda hold, longer=longer: longer)  # type: ignore[misc]
                self.tell(person, now)

    def request(self, agent: str, state: AgentState, reason: str, now: float) -> None:
        person = self.people.get(agent)
        if person is None or person.removed:
            return
        done = person.wrap_ups() if state is S.AVAILABLE and person.shown is S.WRAP_UP else []
        changed = (person.stands is not state or state is S.AWAY) and person.stand(state, reason, now)
        if done:
            self.over(person, done, now)
        elif changed:
            self.tell(person, now)

    def configure(self, profile: AgentProfile, now: float) -> None:
        person = self.people.get(profile.id)
        if person is None:
            self.people[profile.id] = Person(profile, since=now)
            self.tell(self.people[profile.id], now)
        else:
            person.removed = False
            before = person.note(self.capacity)
            person.profile = profile
            if person.note(self.capacity) != before:
                self.tell(person, now)

    def remove(self, agent: str, now: float) -> None:
        person = self.people.get(agent)
        if person is None or person.removed:
            return
        person.removed = True
        person.profile = replace(person.profile, queues=frozenset(), skills={})
        changed = person.stands is not S.SIGNED_OUT and person.stand(S.SIGNED_OUT, "removed", now)
        kept = [hold for hold in person.holds if hold.state in (H.OFFERED, H.ACTIVE)]
        if len(kept) != len(person.holds):
            person.holds, person.idle_since, changed = kept, now, True
        if changed:
            self.tell(person, now)
        if person.offer is not None:
            self.end_offer(person.offer.offer, OfferState.WITHDRAWN, "agent removed", now)
        if not person.holds:
            del self.people[agent]

    def restore(self, log: events.AgentRestored, now: float) -> None:
        person = self.people.setdefault(log.agent, Person(AgentProfile(log.agent, frozenset())))
        if person.offer is not None or person.removed:
            return
        holds = [hold for hold in log.holds if hold.state is not H.OFFERED]
        if not log.holds and log.interaction is not None and log.state in (S.BUSY, S.WRAP_UP):
            wraps_up = log.state is S.WRAP_UP
            state, until = (H.WRAP_UP, log.until) if wraps_up else (H.ACTIVE, None)
            holds = [Hold(log.interaction, log.queue, CALL, frozenset(), state, log.since, until)]
        at_work = log.state in (S.OFFERED, S.BUSY, S.WRAP_UP)
        person = self.people[log.agent] = Person(
            profile=person.profile,
            stands=log.next_state if at_work else log.state,
            reason=log.next_reason if at_work else log.reason,
            shown=log.state if holds or not at_work else S.OFFERED,
            since=log.since,
            idle_since=log.since,
            holds=holds,
        )
        person.look(self.capacity, now)
        if person.shown is not log.state:
            self.out.append(person.note(self.capacity))
