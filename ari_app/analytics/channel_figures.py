"""The figures of one day by queue, medium and account, folded from the log of events. Pure.

The words are those of `figures.py`; docs/howto/supervisors.md tells them to people. What differs between media:

* a call is answered within its target when an agent picks up; what is written, when a person has *replied*. So the service
  level is, of those who were replied to, went away before (but for short ones), or ended without a reply, the share that was
  replied to within the target;
* only who sits there (a call, a chat) can abandon; who writes a message or an e-mail and is not helped has left;
* an agent's *active* time does not run while a conversation rests: parked, snoozed, inactive, or set aside for
  something else;
* what ends in the flow without having waited for people was *contained*, if the flow says that it helped.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Final, NamedTuple

from ari_app.acd.model import InteractionState, MediaType
from ari_app.analytics.channel_counts import SHORT, ChannelDay, Counts, summed
from ari_app.analytics.figures import bounds_of_day
from ari_app.conversation import log, text_log

IN_FLOW: Final = ""
"""The queue of what is in none."""

COUNTED: Final[tuple[type[log.LogEvent], ...]] = (
    log.InteractionArrived,
    text_log.InteractionReopened,
    log.InteractionQueued,
    log.InteractionConnected,
    log.InteractionEnded,
    log.FlowStepped,
    log.TransferCompleted,
    log.CallTakenOver,
    text_log.MessageReceived,
    text_log.MessageWritten,
    text_log.MessageFailed,
    text_log.FirstResponse,
    text_log.ConversationInactive,
    text_log.ConversationParked,
    text_log.ConversationSnoozed,
    text_log.ConversationUnparked,
    text_log.InteractionInterrupted,
    text_log.InteractionResumed,
    text_log.Rated,
)
"""What is looked at; all else changes no figure."""

_SITS_THERE = frozenset({MediaType.CALL, MediaType.CHAT})
_BY_PEOPLE = frozenset({"agent", "supervisor"})


class Key(NamedTuple):
    """Where something counts."""

    queue: str
    media_type: MediaType
    account: str


@dataclass(slots=True)
class _Course:
    """One interaction on its way. `since`: in the queue where it waits, None when it does not; `working`: an agent has been
    at it since, None while it rests; `active`: seconds so far of this agent. `unplaced`: messages of the customer
    that brought it to a queue, or to none: they count where they led."""

    media_type: MediaType
    account: str
    queue: str = IN_FLOW
    queued: bool = False
    reopened: bool = False
    since: float | None = None
    replied: bool = False
    unplaced: int = 0
    held: bool = False
    working: float | None = None
    active: float = 0.0
    over: bool = False


class ChannelFigures:
    """Takes the events in their order, each with its time (seconds since the epoch); a day is one of `zone`. The same
    events give the same figures, whether they come as they happen or are read from the log."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone
        self._ends = float("-inf")
        self._courses: dict[str, _Course] = {}
        self._counts: dict[Key, Counts] = {}
        self._waiting: Counter[Key] = Counter()

    def take(self, at: float, event: log.LogEvent) -> frozenset[str]:
        """Count one event; the queue whose figures it changed, if any."""
        self._turn_to(at)
        match event:
            case log.InteractionArrived(interaction=id, channel=account, media_type=media_type):
                self._courses[id] = _Course(MediaType(media_type), account)
                return frozenset()
            case (
                text_log.InteractionReopened(interaction=id)
                | log.InteractionQueued(interaction=id)
                | log.InteractionConnected(interaction=id)
                | log.InteractionEnded(interaction=id)
                | log.FlowStepped(interaction=id)
                | log.TransferCompleted(interaction=id)
                | log.CallTakenOver(interaction=id)
                | text_log.MessageReceived(interaction=id)
                | text_log.MessageWritten(interaction=id)
                | text_log.MessageFailed(interaction=id)
                | text_log.FirstResponse(interaction=id)
                | text_log.ConversationInactive(interaction=id)
                | text_log.ConversationParked(interaction=id)
                | text_log.ConversationSnoozed(interaction=id)
                | text_log.ConversationUnparked(interaction=id)
                | text_log.InteractionInterrupted(interaction=id)
                | text_log.InteractionResumed(interaction=id)
                | text_log.Rated(interaction=id)
            ):
                course = self._courses.get(id)
                if course is None:  # it began before what was read of the log
                    return frozenset()
                before = course.queue
                self._happened(course, at, event)
                return frozenset({before, course.queue} - {IN_FLOW})
            case _:
                return frozenset()

    def of(self, queue: str, targets: Mapping[MediaType, float], now: float) -> tuple[ChannelDay, ...]:
        """A queue's day, a row for each medium that it had to do with. `targets`: see `Counts.day`."""
        self._turn_to(now)
        media: dict[MediaType, list[Key]] = {}
        for key in sorted({*self._counts, *self._waiting}):
            if key.queue == queue:
                media.setdefault(key.media_type, []).append(key)
        return tuple(self._day(keys, media_type, None, targets) for media_type, keys in media.items())

    def by_account(
        self, queue: str, targets: Mapping[MediaType, float], now: float
    ) -> tuple[ChannelDay, ...]:
        """The same, a row for each account; of `IN_FLOW`, what never waited for people."""
        self._turn_to(now)
        keys = sorted(key for key in {*self._counts, *self._waiting} if key.queue == queue)
        return tuple(self._day([key], key.media_type, key.account, targets) for key in keys)

    def _day(
        self,
        keys: Iterable[Key],
        media_type: MediaType,
        account: str | None,
        targets: Mapping[MediaType, float],
    ) -> ChannelDay:
        keys = list(keys)
        counts = summed(self._counts[key] for key in keys if key in self._counts)
        waiting = sum(self._waiting[key] for key in keys)
        return counts.day(media_type, account, waiting, targets[media_type])

    # --- what happens -----------------------------------------------------------------------------------------------

    def _happened(self, course: _Course, at: float, event: log.LogEvent) -> None:
        match event:
            case text_log.InteractionReopened(queue=queue):
                course.reopened = True
                self._counted(queue, course).reopened += 1
            case log.InteractionQueued(queue=queue):
                self._queued(course, queue, at)
            case log.InteractionConnected(queue=queue, waited=waited):
                self._connected(course, queue, waited, at)
            case log.InteractionEnded(state=state):
                self._ended(course, state, at)
            case log.FlowStepped():
                self._left(course)
            case log.TransferCompleted():
                self._here(course).transferred += 1
                self._put_down(course, at)
            case log.CallTakenOver():
                self._put_down(course, at)
                course.working, course.held = at, True
            case text_log.MessageReceived():
                if course.queued:
                    self._here(course).messages_in += 1
                else:
                    course.unplaced += 1
            case text_log.MessageWritten(author=author):
                if author in _BY_PEOPLE:
                    self._here(course).messages_out += 1
            case text_log.MessageFailed():
                self._here(course).failed += 1
            case text_log.FirstResponse(seconds=seconds) if not course.replied:
                course.replied = True
                self._here(course).reply(seconds)
            case text_log.Rated(score=score):
                self._here(course).ratings += 1
                self._here(course).stars += score
            case text_log.ConversationUnparked() | text_log.InteractionResumed():
                if course.held and course.working is None:
                    course.working = at
            case (
                text_log.ConversationInactive()
                | text_log.ConversationParked()
                | text_log.ConversationSnoozed()
                | text_log.InteractionInterrupted()
            ):
                self._rests(course, at)
            case _:
                pass

    def _queued(self, course: _Course, queue: str, at: float) -> None:
        """Back in its old queue it is not offered again."""
        self._put_down(course, at)
        if course.queued and course.queue == queue:
            return
        self._left(course)
        if not course.queued and not course.reopened:
            self._counted(IN_FLOW, course).handed_over += 1
        course.queue, course.queued, course.since = queue, True, at
        self._here(course).offered += 1
        self._place_messages(course)
        self._waiting[self._key(course)] += 1

    def _connected(self, course: _Course, queue: str, waited: float, at: float) -> None:
        self._put_down(course, at)
        if self._waits_no_more(course) is not None:
            self._here(course).answered += 1
            if course.media_type is MediaType.CALL:
                self._here(course).reply(waited)
                course.replied = True
        course.queue, course.queued, course.working, course.held = queue, True, at, True

    def _ended(self, course: _Course, state: str, at: float) -> None:
        self._put_down(course, at)
        since, here, course.over = self._waits_no_more(course), self._here(course), True
        self._place_messages(course)
        if not course.queued:
            here.contained += state == InteractionState.RESOLVED.value
        elif since is None:
            here.unanswered += not course.replied
        elif state == InteractionState.ABANDONED.value and course.media_type in _SITS_THERE:
            here.abandoned += 1
            here.short += at - since < SHORT
        else:
            here.left += 1

    def _place_messages(self, course: _Course) -> None:
        self._here(course).messages_in += course.unplaced
        course.unplaced = 0

    def _left(self, course: _Course) -> None:
        if self._waits_no_more(course) is not None:
            self._here(course).left += 1

    def _waits_no_more(self, course: _Course) -> float | None:
        """Since when it waited, None when it did not."""
        since, course.since = course.since, None
        if since is not None:
            self._waiting[self._key(course)] -= 1
        return since

    def _rests(self, course: _Course, at: float) -> None:
        if course.working is not None:
            course.active += max(0.0, at - course.working)
            course.working = None

    def _put_down(self, course: _Course, at: float) -> None:
        """The agent who had it has it no more."""
        if course.held:
            self._rests(course, at)
            here = self._here(course)
            here.handled += 1
            here.active += course.active
            course.held, course.active = False, 0.0

    # --- where it counts --------------------------------------------------------------------------------------------

    def _key(self, course: _Course) -> Key:
        return Key(course.queue, course.media_type, course.account)

    def _here(self, course: _Course) -> Counts:
        return self._counted(course.queue, course)

    def _counted(self, queue: str, course: _Course) -> Counts:
        return self._counts.setdefault(Key(queue, course.media_type, course.account), Counts())

    def _turn_to(self, at: float) -> None:
        """A new day begins with nothing counted; who waits goes on waiting, and what is over is forgotten."""
        if at < self._ends:
            return
        _, self._ends = bounds_of_day(at, self._zone)
        self._counts = {}
        self._waiting = +self._waiting
        self._courses = {id: course for id, course in self._courses.items() if not course.over}
