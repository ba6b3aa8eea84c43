"""Threads in memory: those in which something goes on, and the last ones of the others. Rows only; what was said in them
is in the database."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial

from ari_app.acd.model import InteractionState
from ari_app.conversation import text_log, text_rules
from ari_app.conversation.changes import Changes
from ari_app.conversation.interaction import Interaction
from ari_app.conversation.messages import NewMessage, links
from ari_app.conversation.text import Correspondent
from ari_app.conversation.text_account import TextAccount
from ari_app.conversation.turn import Turn, queue_of
from ari_app.storage.choices import Author, Direction, MessageState
from ari_app.storage.rows.channels import MessageRow, ThreadRow
from ivr.node import Medium

RESTING = 2000
"""Threads in which nothing goes on that are kept all the same: a message soon after the end need not look one up, and what
was written last is durable long before its thread is forgotten."""

SENT = 2000
"""Messages that are remembered, over all threads: ours are asked for within seconds, as they are sent and arrive, and what
has a name of its writer's may be sent again."""


@dataclass(slots=True)
class _Known:
    row: ThreadRow
    seq: int


class Threads:
    """`new_id` names threads and messages. `outgoing` is told, once it is durable, of each message that is to be sent, with
    its account."""

    def __init__(self, new_id: Callable[[], str]) -> None:
        self.outgoing: Callable[[str, str], None] = lambda account, message: None
        self._new_id = new_id
        self._known: dict[str, _Known] = {}
        self._by_address: dict[tuple[str, str, str], str] = {}
        self._resting: dict[str, None] = {}
        self._sent: dict[str, MessageRow] = {}
        self._named: dict[tuple[str, str], str] = {}

    def __len__(self) -> int:
        return len(self._known)

    def row(self, id: str) -> ThreadRow | None:
        """The thread as it is now; None when it is not in memory."""
        known = self._known.get(id)
        return None if known is None else known.row

    def of(self, whom: Correspondent) -> ThreadRow | None:
        """Theirs, if it is in memory."""
        return self.row(self._by_address.get((whom.account, whom.address, whom.topic), ""))

    def load(self, stored: Iterable[tuple[ThreadRow, int]], *, rests: bool = True) -> None:
        """What the database holds, each with the number of its last message. What is here already is newer. Unless something
        goes on there, it `rests`."""
        for row, seq in stored:
            if row.id not in self._known:
                self._take(row, seq)
                if not rests:
                    del self._resting[row.id]

    def lately(self, thread: str, client_id: str) -> MessageRow | None:
        """What its writer's program calls so, if it was written so lately that it may not be durable yet."""
        return self._sent.get(self._named.get((thread, client_id), ""))

    def sent(self, message: str) -> MessageRow | None:
        """One of ours as it is now, as long as it is remembered."""
        return self._sent.get(message)

    def remember_sent(self, row: MessageRow) -> None:
        """The one that was written longest ago is forgotten when there are too many."""
        if row.id not in self._sent and len(self._sent) >= SENT:
            oldest = self._sent.pop(next(iter(self._sent)))
            if oldest.client_id is not None:
                self._named.pop((oldest.thread, oldest.client_id), None)
        self._sent[row.id] = row
        if row.client_id is not None:
            self._named[row.thread, row.client_id] = row.id

    def begin(self, changes: Changes, whom: Correspondent) -> ThreadRow:
        """A new one."""
        row = ThreadRow(
            self._new_id(), whom.account, whom.address, whom.topic, whom.name, "", "", None, None, None, None,
            changes.at,
        )  # fmt: skip
        self._take(row, 0)
        changes.threads[row.id] = row
        changes.new_threads.add(row.id)
        return row

    def change(self, changes: Changes, row: ThreadRow) -> None:
        """It is so from now on."""
        known = self._known[row.id]
        if known.row != row:
            known.row = changes.threads[row.id] = row

    def keep(self, changes: Changes, turn: Turn, account: TextAccount | None) -> Turn:
        """The turn of an interaction that has a thread: what it says is written there."""
        item, now = turn.interaction, changes.at
        if item.medium is Medium.TEXT:
            turn = text_rules.in_writing(turn, account, now)
            item = turn.interaction
        else:
            began = item.id in changes.arrived and item.id not in changes.interactions
            turn = replace(turn, messages=text_rules.of_call(item, began, now))
        thread = item.thread or ""
        if thread not in self._known:
            return replace(turn, messages=())  # a call from a page where nothing was written
        notes = list(turn.notes)
        for message in turn.messages:
            row = self.write(changes, thread, message, item.id)
            if message.sends and message.author in (Author.FLOW, Author.SYSTEM):
                notes.append(
                    text_log.MessageWritten(item.id, "", queue_of(item) or "", row.id, row.author.value, 0.0)
                )
        if item.medium is Medium.TEXT:
            self._follow(changes, item)
        return replace(turn, notes=tuple(notes))

    def write(
        self, changes: Changes, thread: str, message: NewMessage, interaction: str | None
    ) -> MessageRow:
        """One more message."""
        known, at = self._known[thread], changes.at
        known.seq += 1
        extra = dict(message.extra)
        if found := links(message.text):
            extra["links"] = found
        sends = message.sends
        row = MessageRow(
            id=message.id or self._new_id(),
            thread=thread,
            interaction=interaction,
            seq=known.seq,
            at=at if message.at is None else message.at,
            direction=message.direction,
            author=message.author,
            author_id=message.author_id,
            text=message.text,
            html=message.html,
            files=list(message.files),
            extra=extra,
            provider_id=message.provider_id,
            client_id=message.client_id,
            state=MessageState.QUEUED if sends else MessageState.RECEIVED,
            reason="",
            state_at=at,
            due_at=at if sends else None,
        )
        changes.messages.append(row)
        changes.new_messages.add(row.id)
        last = interaction or known.row.interaction
        if row.client_id is not None or sends:
            self.remember_sent(row)
        if message.direction is Direction.IN:
            # The provider's window is open from when they wrote, however late we were told.
            wrote = max(known.row.last_in_at or 0.0, min(at, row.at))
            self.change(changes, replace(known.row, last_in_at=wrote, interaction=last))
        if sends:
            self.change(changes, replace(known.row, last_out_at=at, interaction=last))
            changes.replies.append(partial(self._tell_outgoing, known.row.account, row.id))
        return row

    def _follow(self, changes: Changes, item: Interaction) -> None:
        """An interaction of the thread is so from now on: who has it, or who had it when it was closed."""
        known = self._known.get(item.line)
        if known is None:
            return
        self._resting.pop(item.line, None)
        row = replace(known.row, interaction=item.id)
        if item.over:
            handled = item.state is InteractionState.HANDLED and item.place is not None
            row = replace(
                row,
                agent=item.agent if handled else None,
                queue=item.place.queue if handled and item.place is not None else None,
                handled_at=changes.at if handled else None,
            )
            self._rest(item.line)
        self.change(changes, row)

    def _tell_outgoing(self, account: str, message: str) -> None:
        self.outgoing(account, message)

    def _take(self, row: ThreadRow, seq: int) -> None:
        self._known[row.id] = _Known(row, seq)
        self._by_address[row.account, row.address, row.topic] = row.id
        self._rest(row.id)

    def _rest(self, id: str) -> None:
        """The one that has rested longest is forgotten when there are too many."""
        self._resting.pop(id, None)
        self._resting[id] = None
        if len(self._resting) > RESTING:
            first = next(iter(self._resting))
            del self._resting[first]
            row = self._known.pop(first).row
            del self._by_address[row.account, row.address, row.topic]
