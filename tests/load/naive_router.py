"""Routing as anyone would first write it: go through everything, every time. Slow and plain, it is the
oracle that the real router must agree with command by command, and the yardstick that the benchmark
compares it with. It shares no table and no rule with the real one, only the nouns of the conversation."""

from dataclasses import dataclass, replace

from ari_app.acd import events
from ari_app.acd.commands import CloseOffer, Command, ConnectTo, NoteAgentState, OfferTo, ReturnToQueue
from ari_app.acd.model import AgentProfile, AgentState, OfferState, QueueProfile, Work

S = AgentState


@dataclass
class Person:
    profile: AgentProfile
    state: AgentState = S.SIGNED_OUT
    reason: str = ""
    since: float = 0.0
    idle_since: float = 0.0
    until: float | None = None
    interaction: str | None = None
    queue: str | None = None
    offer: OfferTo | None = None
    then: tuple[AgentState, str] = (S.AVAILABLE, "")
    removed: bool = False


class NaiveRouter:
    """The same `apply`, `hold` and `release` as `Router`, by linear scans."""

    def __init__(self) -> None:
        self.people: dict[str, Person] = {}
        self.queues: dict[str, QueueProfile] = {}
        self.work: dict[str, Work] = {}  # waiting and offered
        self.offered: set[str] = set()
        self.epochs: dict[str, int] = {}
        self.out: list[Command] = []
        self.held = False

    # Questions.

    def waiting(self) -> list[Work]:
        free = (work for work in self.work.values() if work.interaction not in self.offered)
        return sorted(free, key=lambda work: (-work.priority, work.since, work.order, work.interaction))

    def fits(self, person: Person, work: Work) -> bool:
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
        ends = [person.until for person in self.people.values()]
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
        idle = [person for person in self.people.values() if person.state is S.AVAILABLE]
        for work in self.waiting() if idle else ():
            fitting = [person for person in idle if self.fits(person, work)]
            if fitting:
                chosen = min(fitting, key=lambda person: (person.idle_since, person.profile.id))
                idle.remove(chosen)
                self.ring(work, chosen, now)

    def ring(self, work: Work, person: Person, now: float) -> None:
        epoch = self.epochs[work.interaction] = self.epochs[work.interaction] + 1
        deadline = now + self.queues[work.queue].offer_timeout
        offer_id = f"{work.interaction}.{epoch}"
        offer = OfferTo(offer_id, person.profile.id, work.interaction, work.queue, deadline, epoch)
        self.out.append(offer)
        self.offered.add(work.interaction)
        person.offer, person.interaction, person.queue = offer, work.interaction, work.queue
        self.put(person, S.OFFERED, "", now, deadline)

    def put(
        self, person: Person, state: AgentState, reason: str, now: float, until: float | None = None
    ) -> None:
        if state is S.AVAILABLE and person.state is not S.OFFERED:
            person.idle_since = now
        person.state, person.reason, person.since, person.until = state, reason, now, until
        if state is not S.OFFERED:
            person.offer = None
        if state not in (S.OFFERED, S.BUSY, S.WRAP_UP):
            person.interaction = person.queue = None
            person.then = (S.AVAILABLE, "")
        self.tell(person)

    def tell(self, p: Person) -> None:
        self.out.append(
            NoteAgentState(
                agent=p.profile.id,
                state=p.state,
                reason=p.reason,
                since=p.since,
                until=p.until,
                interaction=p.interaction,
                next_state=p.then[0],
                next_reason=p.then[1],
                queue=p.queue,
            )
        )

    def close(self, person: Person, how: OfferState, reason: str, now: float) -> None:
        offer = person.offer
        assert offer is not None
        self.offered.discard(offer.interaction)
        self.out.append(CloseOffer(offer.offer, offer.agent, offer.interaction, how, reason))
        if how is OfferState.ACCEPTED:
            self.put(person, S.BUSY, "", now)
        elif how is OfferState.WITHDRAWN or person.then[0] is not S.AVAILABLE:
            self.put(person, *person.then, now)
        elif how is OfferState.DECLINED:
            self.put(person, S.AWAY, reason, now)
        else:
            self.put(person, S.NOT_RESPONDING, reason, now)

    def holder(self, interaction: str) -> Person | None:
        if interaction not in self.offered:
            return None
        people = self.people.values()
        return next(p for p in people if p.offer is not None and p.offer.interaction == interaction)

    def apply(self, event: events.Event, now: float) -> list[Command]:
        match event:
            case events.QueueConfigured(queue):
                self.queues[queue.id] = queue
            case events.AgentConfigured(profile):
                known = self.people.get(profile.id)
                if known is None:
                    self.people[profile.id] = Person(profile, since=now)
                    self.tell(self.people[profile.id])
                else:
                    known.profile, known.removed = profile, False
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
            case events.OfferAccepted(offer):
                self.end_offer(offer, OfferState.ACCEPTED, "", now)
            case events.OfferDeclined(offer, reason):
                self.end_offer(offer, OfferState.DECLINED, reason, now)
            case events.OfferFailed(offer, reason):
                self.end_offer(offer, OfferState.FAILED, reason, now)
            case events.OfferExtended(offer, until):
                self.extend(offer, until)
            case events.AgentEngaged(agent, interaction, queue):
                self.engage(agent, interaction, queue, now)
            case events.WorkEnded(agent, interaction):
                self.end_work(agent, interaction, now)
            case events.WrapUpFinished(agent):
                if agent in self.people and self.people[agent].state is S.WRAP_UP:
                    self.put(self.people[agent], *self.people[agent].then, now)
            case events.ClockTicked():
                self.tick(now)
        return self.done(now)

    def tick(self, now: float) -> None:
        while (when := self.next_deadline()) is not None and when <= now:
            due = [(p.until, a) for a, p in self.people.items() if p.until is not None and p.until <= when]
            if not due:
                name = min(w.interaction for w in self.work.values() if w.wanted_until == when)
                self.work[name] = replace(self.work[name], wanted=None, wanted_until=None)
                self.match(now)
                continue
            person = self.people[min(due)[1]]
            if person.offer is not None:
                self.end_offer(person.offer.offer, OfferState.EXPIRED, "no answer", now)
            else:
                self.put(person, *person.then, now)
            self.match(now)

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
        if (old.queue, old.skills, old.wanted) != (work.queue, work.skills, work.wanted):
            self.close(holder, OfferState.WITHDRAWN, "moved", now)
            self.out.append(ReturnToQueue(work.interaction))

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

    def extend(self, offer_id: str, until: float) -> None:
        for person in self.people.values():
            if person.offer is not None and person.offer.offer == offer_id and until > (person.until or 0):
                person.until = until
                self.tell(person)

    def engage(self, agent: str, interaction: str, queue: str | None, now: float) -> None:
        person = self.people.get(agent)
        if person is None or person.removed:
            return
        if person.state is S.BUSY and person.interaction == interaction:
            if queue is not None and queue != person.queue:
                person.queue = queue
                self.tell(person)
        elif person.state not in (S.OFFERED, S.BUSY, S.WRAP_UP):
            if person.state is not S.NOT_RESPONDING:
                person.then = (person.state, person.reason)
            person.interaction, person.queue = interaction, queue
            self.put(person, S.BUSY, "", now)

    def end_work(self, agent: str, interaction: str, now: float) -> None:
        person = self.people.get(agent)
        if person is None or person.state is not S.BUSY or person.interaction != interaction:
            return
        queue = self.queues.get(person.queue or "")
        if person.removed:
            self.put(person, *person.then, now)
            del self.people[agent]
        elif queue is None or queue.wrap_up <= 0:
            self.put(person, *person.then, now)
        else:
            self.put(person, S.WRAP_UP, "", now, now + queue.wrap_up)

    def request(self, agent: str, state: AgentState, reason: str, now: float) -> None:
        person = self.people.get(agent)
        if person is None or person.removed or (person.state, person.reason) == (state, reason):
            return
        ends_wrap_up = person.state is S.WRAP_UP and state is S.AVAILABLE
        if person.state in (S.OFFERED, S.BUSY, S.WRAP_UP) and not ends_wrap_up:
            if person.then != (state, reason):
                person.then = (state, reason)
                self.tell(person)
        elif (person.state is S.AVAILABLE and state is S.AVAILABLE) or (
            person.state is S.SIGNED_OUT and state is S.SIGNED_OUT
        ):
            return
        else:
            self.put(person, state, reason, now)

    def remove(self, agent: str, now: float) -> None:
        person = self.people.get(agent)
        if person is None or person.removed:
            return
        person.removed = True
        person.profile = AgentProfile(agent, frozenset())
        if person.state in (S.OFFERED, S.BUSY):
            if person.then != (S.SIGNED_OUT, "removed"):
                person.then = (S.SIGNED_OUT, "removed")
                self.tell(person)
        elif person.state is not S.SIGNED_OUT:
            self.put(person, S.SIGNED_OUT, "removed", now)
        if person.offer is not None:
            self.end_offer(person.offer.offer, OfferState.WITHDRAWN, "agent removed", now)
        if person.state is S.SIGNED_OUT:
            del self.people[agent]

    def restore(self, log: events.AgentRestored, now: float) -> None:
        person = self.people.setdefault(log.agent, Person(AgentProfile(log.agent, frozenset())))
        if person.offer is not None or person.removed:
            return
        person = self.people[log.agent] = Person(
            profile=person.profile,
            state=log.state,
            reason=log.reason,
            since=log.since,
            idle_since=log.since,
            until=log.until if log.state is S.WRAP_UP else None,
            interaction=log.interaction,
            queue=log.queue,
            then=(log.next_state, log.next_reason),
        )
        if log.state is S.OFFERED or (log.state is S.BUSY and log.interaction is None):
            person = self.people[log.agent] = replace(person, state=S.OFFERED)
            self.put(person, *person.then, now)
