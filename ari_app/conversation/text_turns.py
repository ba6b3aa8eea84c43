"""What channels report, inside a turn: whose thread it is, and which interaction. What follows is decided by
`text_rules.py`; outside of turns stands `post.py`."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from ari_app.conversation import text_log, text_rules
from ari_app.conversation.echoes import Echoes
from ari_app.conversation.floor import Floor
from ari_app.conversation.messages import NewMessage
from ari_app.conversation.text import MessageArrived, MessageMoved, RatingGiven, ReceiptArrived
from ari_app.conversation.text_account import Pace, TextAccount
from ari_app.conversation.turn import seconds_since
from ari_app.storage.choices import Author, Direction, FileState, MessageState
from ari_app.storage.rows.channels import FileRow, MessageRow, RatingRow, ThreadRow

_log = logging.getLogger(__name__)

REMEMBERED = 5000
"""How many of the last events that were taken are known not to be taken again."""


class UnknownAccount(Exception):
    """It came in by an account that is no more, or not any more: an admin has to put it right."""

    retryable = False


class TextTurns:
    """Every method is for a turn that runs. `new_id` names interactions and files."""

    def __init__(self, floor: Floor, new_id: Callable[[], str]) -> None:
        self._floor = floor
        self._new_id = new_id
        self._taken: dict[int, None] = {}
        self._echoes = Echoes()

    # --- what customers do ------------------------------------------------------------------------------------------

    def arrived(self, inbound: int, event: MessageArrived, language: str = "") -> None:
        """A message: of a live interaction, or the first of a new one. Its HTML is cleaned."""
        floor, changes = self._floor, self._floor.changes
        account = self._account(event.whom.account)
        thread = self._thread(event, language)
        if not self._first(inbound) or self._known(thread, event.client_id):
            return
        message = self._message(inbound, event, thread)
        heard = text_rules.Heard(
            message,
            str(event.extra.get("choice") or ""),
            quiet=event.automatic or "reaction" in event.extra,
            corrects="edits" in event.extra,
        )
        item = floor.by_line(thread.id)
        if item is not None:
            setting = floor.setting(item)
            floor.keep(text_rules.received(item, heard, setting, floor.is_here(item.agent), changes.at))
        elif heard.quiet or heard.corrects or self._is_echo(thread):
            floor.threads.write(changes, thread.id, message, thread.interaction)
        else:
            self._begin(account, thread, heard)

    def left(self, inbound: int, thread: ThreadRow, *, vanished: bool = False) -> None:
        """The customer has closed the conversation, or went away and did not come back."""
        item = self._floor.by_line(thread.id)
        if self._first(inbound) and item is not None:
            self._floor.keep(text_rules.writer_left(item, self._floor.changes.at, vanished=vanished))

    def read(self, inbound: int, thread: ThreadRow, at: float, rows: Iterable[MessageRow]) -> None:
        """The customer has read what we wrote until then: `rows`, as far as they are looked up."""
        floor, changes = self._floor, self._floor.changes
        if not self._first(inbound):
            return
        for each in rows:
            self.moved(each, MessageMoved(each.id, MessageState.READ, at))
        row = floor.threads.row(thread.id) or thread
        until = min(at, changes.at)
        if row.read_at is None or row.read_at < until:
            floor.threads.change(changes, replace(row, read_at=until))
            changes.read.append((thread.id, Direction.OUT, until))

    def rated(self, inbound: int, thread: ThreadRow, event: RatingGiven, agent: str, queue: str) -> None:
        """What the customer thought of the last interaction."""
        changes = self._floor.changes
        if self._first(inbound) and thread.interaction is not None and 1 <= event.score <= 5:
            changes.ratings.append(RatingRow(thread.interaction, event.score, event.comment, changes.at))
            changes.log.append(text_log.Rated(thread.interaction, agent, queue, event.score))

    # --- what becomes of ours ---------------------------------------------------------------------------------------

    def moved(self, row: MessageRow, event: MessageMoved) -> None:
        """Our message is so far; what is further already stays so. One that will be tried again says why it was not sent
        yet."""
        floor, changes = self._floor, self._floor.changes
        before = floor.threads.sent(row.id) or row
        state, reason, failure = event.state, event.reason, event.failure
        name = event.provider_id or before.provider_id
        if state.rank <= before.state.rank:
            waits = state is before.state is MessageState.QUEUED and reason != before.reason
            if not waits and name == before.provider_id:
                return
            state, reason, failure = before.state, reason if waits else before.reason, before.failure
        after = replace(
            before,
            state=state,
            reason=reason,
            state_at=changes.at,
            provider_id=name,
            due_at=None,
            failure=failure,
        )
        floor.threads.remember_sent(after)
        changes.messages.append(after)
        if state is before.state:
            return
        interaction = row.interaction or ""
        if state is MessageState.FAILED:
            changes.log.append(text_log.MessageFailed(interaction, row.id, reason))
        elif state.rank >= MessageState.DELIVERED.rank > before.state.rank:
            changes.log.append(
                text_log.MessageDelivered(interaction, row.id, seconds_since(row.at, event.at))
            )

    def receipt(self, inbound: int, row: MessageRow, event: ReceiptArrived) -> None:
        """The provider on one of ours."""
        self._first(inbound)
        failure = event.failure if event.state is MessageState.FAILED else None
        self.moved(
            row,
            MessageMoved(row.id, event.state, event.at, event.reason, event.message or None, failure),
        )

    def nothing(self, inbound: int) -> None:
        """It is about nothing of ours: done with."""
        self._first(inbound)

    # --- inside -----------------------------------------------------------------------------------------------------

    def _first(self, inbound: int) -> bool:
        """Whether it is taken for the first time; in any case it is done with this turn. After a restart only what was not
        done is handed in again, so that what was taken lately is all that has to be remembered."""
        self._floor.changes.inbound_done.append(inbound)
        if inbound in self._taken:
            return False
        self._taken[inbound] = None
        if len(self._taken) > REMEMBERED:
            del self._taken[next(iter(self._taken))]
        return True

    def _known(self, thread: ThreadRow, client_id: str | None) -> bool:
        """Whether its writer's program has sent it before, and sends it again as it had no answer."""
        return client_id is not None and self._floor.threads.lately(thread.id, client_id) is not None

    def _account(self, id: str) -> TextAccount:
        account = self._floor.catalogue.accounts.get(id)
        if account is None:
            raise UnknownAccount(f"There is no account {id!r}: it was switched off, or archived.")
        return account

    def _thread(self, event: MessageArrived, language: str) -> ThreadRow:
        """Theirs, a new one if there is none, with what the message says about them."""
        threads, changes, whom = self._floor.threads, self._floor.changes, event.whom
        row = threads.of(whom) or threads.begin(changes, whom)
        told = replace(
            row,
            name=whom.name or row.name,
            subject=row.subject or event.subject,
            language=row.language or language,
            context={**row.context, **event.context} if event.context else row.context,
        )
        threads.change(changes, told)
        return told

    def _is_echo(self, thread: ThreadRow) -> bool:
        echo = self._echoes.begins(thread.id, self._floor.changes.at)
        if echo:
            _log.warning(
                "A conversation began too often to be a person's: what comes is kept, and not answered.",
                extra={"account": thread.account, "interaction": thread.interaction or ""},
            )
        return echo

    def _begin(self, account: TextAccount, thread: ThreadRow, heard: text_rules.Heard) -> None:
        floor, changes = self._floor, self._floor.changes
        flow = floor.catalogue.flow(account.flow)
        item = text_rules.begun(self._new_id(), thread, account, flow, changes.at)
        changes.arrived.add(item.id)
        setting = replace(floor.setting(item), words=heard.message.text)
        former = self._former(account.pace, thread)
        if former is None or former.queue not in setting.queues or setting.refusal(former.queue):
            floor.keep(text_rules.arrive(item, heard, setting, changes.at))
        else:
            floor.keep(text_rules.reopen(item, heard, former, setting, changes.at))

    def _former(self, pace: Pace, thread: ThreadRow) -> text_rules.Former | None:
        """What an agent handled so short a time ago that it goes on."""
        if thread.handled_at is None or thread.queue is None or thread.interaction is None:
            return None
        if self._floor.changes.at - thread.handled_at > pace.reopen_within:
            return None
        agent = thread.agent if self._floor.is_here(thread.agent) else None
        return text_rules.Former(thread.interaction, thread.queue, agent)

    def _message(self, inbound: int, event: MessageArrived, thread: ThreadRow) -> NewMessage:
        extra = dict(event.extra)
        if event.subject:
            extra["subject"] = event.subject
        if event.automatic:
            extra["automatic"] = True
        return NewMessage(
            Direction.IN,
            Author.CUSTOMER,
            event.text,
            html=event.html,
            files=tuple(self._files(event, thread)),
            extra=extra,
            client_id=event.client_id,
            provider_id=event.provider_id,
            id=f"in{inbound}",
            at=min(event.at, self._floor.changes.at),
        )

    def _files(self, event: MessageArrived, thread: ThreadRow) -> Iterator[str]:
        """What is to be fetched yet is noted with the message, and shown as coming."""
        changes = self._floor.changes
        for file in event.files:
            if file.id is not None:
                changes.files_of.append((file.id, thread.id))
                yield file.id
                continue
            row = FileRow(
                self._new_id(), thread.id, file.name, file.content_type, file.bytes, "", FileState.WAITING, "",
                file.source, changes.at,
            )  # fmt: skip
            changes.files.append(row)
            yield row.id
