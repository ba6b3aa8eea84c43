"""Routing as anyone would first write it: go through everything, every time. Slow and plain, it is the
oracle that the real router must agree with command by command, and the yardstick that the benchmark
compares it with. It shares no table and no rule with the real one, only the nouns of the conversation."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ari_app.acd import events
from ari_app.acd.commands import CloseOffer, Command, ConnectTo, NoteAgentState, OfferTo, ReturnToQueue
from ari_app.acd.model import (
    AgentProfile,
    AgentState,
    Capacity,
    Hold,
    HoldState,
    MediaType,
    OfferState,
    QueueProfile,
    Work,
)

S = AgentState
H = HoldState
CALL = MediaType.CALL


@dataclass
class Person:
    """`stands`: where they stand, and why, apart from what they have in hand."""

    profile: AgentProfile
    stands: AgentState = S.SIGNED_OUT
    reason: str = ""
    shown: AgentState = S.SIGNED_OUT
    since: float = 0.0
    idle_since: float = 0.0
    holds: list[Hold] = field(default_factory=list)
    offer: OfferTo | None = None
    removed: bool = False

    def has(self, interaction: str) -> Hold | None:
        return next((hold for hold in self.holds if hold.interaction == interaction), None)

    def change(self, interaction: str, do: Callable[[Hold], Hold]) -> None:
        self.holds = [do(hold) if hold.interaction == interaction else hold for hold in self.holds]

    def drop(self, interaction: str) -> None:
        self.holds = [hold for hold in self.holds if hold.interaction != interaction]


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

    def has_room(self, person: Person, work: Work) -> bool:
        """Whether they may have it beside what they have in hand."""
        if work.media_type is CALL and any(hold.media_type is CALL for hold in person.holds):
            return False
        counted = [hold for hold in person.holds if hold.state is not H.PARKED]
        if any(self.interrupts(hold.media_type, work.media_type) for hold in counted):
            return False
        for label, most in self.capacity.label_caps.items():
            if label in work.labels and sum(label in hold.labels for hold in counted) >= most:
                return False
        wants = self.cost(person, work.media_type)
        return wants == 0 or self.in_use(person, work.media_type) + wants <= self.capacity.total

    def cost(self, person: Person, media_type: MediaType) -> int:
        everybody = self.capacity.units.get(media_type, self.capacity.total)
        return person.profile.units.get(media_type, everybody)

    def in_use(self, person: Person, beside: MediaType | None = None) -> int:
        """The units of what they have, were there something `beside` it."""
        counted = [hold for hold in person.holds if hold.state is not H.PARKED]
        kinds = [hold.media_type for hold in counted] + ([] if beside is None else [beside])
        return sum(
            self.cost(person, hold.media_type)
            for hold in counted
            if hold.state is not H.ACTIVE or not any(self.interrupts(kind, hold.media_type) for kind in kinds)
        )

    def interrupts(self, one: MediaType, other: MediaType) -> bool:
        return one in self.capacity.interrupted_by.get(other, ())

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
            if any(self.has_room(person, work) for work in ones)
        ]
        for work in self.waiting() if idle else ():
            fitting = [person for person in idle if self.suits(person, work) and self.has_room(person, work)]
            if fitting:
                chosen = min(fitting, key=lambda who: (self.in_use(who), who.idle_since, who.profile.id))
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

    def pressing(self, person: Person) -> Hold | None:
        for state in (H.OFFERED, H.ACTIVE, H.WRAP_UP):
            here = [hold for hold in person.holds if hold.state is state]
            calls = [hold for hold in here if hold.media_type is CALL]
            if here:
                return min(calls or here, key=lambda hold: (hold.since, hold.interaction))
        return None

    def look(self, person: Person, now: float) -> None:
        """What follows from where they stand and what they have in hand."""
        at_work = {
            hold.interaction: hold.media_type for hold in person.holds if hold.state in (H.ACTIVE, H.WRAP_UP)
        }
        person.holds = [
            replace(
                hold,
                interrupted=hold.state is H.ACTIVE
                and any(self.interrupts(kind, hold.media_type) for kind in at_work.values()),
            )
            for hold in person.holds
        ]
        first = self.pressing(person)
        shown = person.stands
        if first is not None:
            shown = {H.OFFERED: S.OFFERED, H.ACTIVE: S.BUSY, H.WRAP_UP: S.WRAP_UP}[first.state]
        if shown is not person.shown:
            if shown is S.AVAILABLE and person.shown is not S.OFFERED:
                person.idle_since = now
            person.shown, person.since = shown, now

    def tell(self, person: Person, now: float) -> None:
        self.look(person, now)
        self.out.append(self.note(person))

    def note(self, p: Person) -> NoteAgentState:
        first, at_work = self.pressing(p), p.shown is not p.stands
        return NoteAgentState(
            agent=p.profile.id,
            state=p.shown,
            reason="" if at_work else p.reason,
            since=p.since,
            until=None if first is None else first.until,
            interaction=None if first is None else first.interaction,
            next_state=p.stands if at_work else S.AVAILABLE,
            next_reason=p.reason if at_work else "",
            queue=None if first is None else first.queue,
            holds=tuple(p.holds),
            units=self.in_use(p),
        )

    def stand(self, person: Person, state: AgentState, reason: str, now: float) -> bool:
        if (person.stands, person.reason) == (state, reason):
            return False
        if person.shown is person.stands:
            person.since = now
        person.stands, person.reason = state, reason
        return True

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
                self.stand(person, S.AWAY, reason, now)
            elif person.stands is S.AVAILABLE and how is not OfferState.WITHDRAWN:
                self.stand(person, S.NOT_RESPONDING, reason, now)
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
                before = {agent: self.note(person) for agent, person in self.people.items()}
                self.capacity = capacity
                for agent, person in self.people.items():
                    self.look(person, now)
                    if self.note(person) != before[agent]:
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
        exceeding = not self.has_room(person, work)
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
            self.stand(person, S.AVAILABLE, "", now)
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
            self.over(person, self.wrap_ups(person, interaction), now)

    def wrap_ups(self, person: Person, interaction: str | None = None) -> list[str]:
        here = [hold.interaction for hold in person.holds if hold.state is H.WRAP_UP]
        return [name for name in here if interaction in (None, name)]

    def extend_wrap_up(self, agent: str, interaction: str | None, seconds: float, now: float) -> None:
        person = self.people.get(agent)
        for name in [] if person is None else self.wrap_ups(person, interaction):
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
        done = self.wrap_ups(person) if state is S.AVAILABLE and person.shown is S.WRAP_UP else []
        changed = (person.stands is not state or state is S.AWAY) and self.stand(person, state, reason, now)
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
            before = self.note(person)
            person.profile = profile
            if self.note(person) != before:
                self.tell(person, now)

    def remove(self, agent: str, now: float) -> None:
        person = self.people.get(agent)
        if person is None or person.removed:
            return
        person.removed = True
        person.profile = replace(person.profile, queues=frozenset(), skills={})
        changed = person.stands is not S.SIGNED_OUT and self.stand(person, S.SIGNED_OUT, "removed", now)
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
        self.look(person, now)
        if person.shown is not log.state:
            self.out.append(self.note(person))
