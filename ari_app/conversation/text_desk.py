"""What people ask for in a conversation in writing: write, put it aside, close it, hand it on, help, look on.

Whether it can be done is checked here, with the reason told; what follows is decided by `text_rules.py`, `pause_rules.py`
and `company_rules.py`; whether a text may be sent by `window_rules.py`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from ari_app.acd import events as routed
from ari_app.acd.model import AgentState, InteractionState
from ari_app.conversation import company_rules, log, pause_rules, text_log, text_rules, window_rules
from ari_app.conversation.centre import Centre
from ari_app.conversation.interaction import Interaction
from ari_app.conversation.messages import NewMessage, Words
from ari_app.conversation.places import Target, place_for
from ari_app.conversation.requests import Conflict, NotFound, Requests
from ari_app.conversation.text import Correspondent
from ari_app.conversation.text_account import IN_TIME, Pace, TextAccount
from ari_app.conversation.turn import Turn
from ari_app.storage import files, messages, threads
from ari_app.storage.choices import Author, Direction, MessageState
from ari_app.storage.reader import Reader
from ari_app.storage.rows.channels import MessageRow
from ivr.node import Medium

MOST_LABELS = 20
CAN_BE_SENT_AGAIN = frozenset({MessageState.FAILED, MessageState.UNKNOWN})


@dataclass(frozen=True, slots=True)
class Person:
    """Who asks. `agent`: the agent they are, None for a supervisor who is none. `supervises`: they may whisper, look on and
    take over."""

    name: str
    agent: str | None = None
    supervises: bool = False

    @property
    def id(self) -> str:
        """As the log and the list of who looks on have them."""
        return self.agent or self.name


class TextDesk:
    """Every method answers once its effect is durable, and raises Refused when it has none. `agent_typing` is told which
    agent writes in a thread, or stops."""

    def __init__(self, centre: Centre, reader: Reader, new_id: Callable[[], str]) -> None:
        self.agent_typing: Callable[[str, str, bool], None] = lambda thread, agent, on: None
        self._centre = centre
        self._reader = reader
        self._new_id = new_id
        self._requests = Requests(centre)

    # --- writing ----------------------------------------------------------------------------------------------------

    async def write(self, who: Person, interaction: str, words: Words) -> MessageRow:
        """To the customer, or (`internal`) to colleagues. The same `client_id` again is the same message."""
        item = self._item(interaction)
        await self._check_files(item.line, words.files)
        return await self._once(item.line, words, partial(self._say, who, interaction, words))

    async def _check_files(self, thread: str, ids: tuple[str, ...]) -> None:
        """Those of another thread are not theirs to hand on."""
        rows = await files.several(self._reader, frozenset(ids)) if ids else []
        here = {row.id for row in rows if row.thread == thread}
        if strange := [id for id in ids if id not in here]:
            raise Conflict(f"There is no file {strange[0]!r} in this conversation: upload it first.")

    def _say(self, who: Person, interaction: str, words: Words) -> None:
        if words.internal is not None:
            self._keep(self._said_inside(who, self._item(interaction), words))
            return
        item = self._taking_part(who, interaction)
        self._may_be_sent(item, words)
        self._keep(text_rules.wrote(item, self._message(who, words), self._pace(item), self._now))

    def _said_inside(self, who: Person, item: Interaction, words: Words) -> Turn:
        message = self._message(who, words)
        if not words.text.strip() and not words.files:
            raise Conflict("There is nothing in it: write something.")
        if words.internal == "whisper":
            if not who.supervises:
                raise Conflict("Only a supervisor whispers: write a note.")
            noted: log.LogEvent = text_log.WhisperWritten(item.id, who.id, item.agent or "", message.id or "")
        else:
            noted = text_log.NoteWritten(item.id, who.id, message.id or "")
        return Turn(item, notes=(noted,), messages=(message,))

    async def send_again(self, who: Person, message: str) -> MessageRow:
        """What failed, or may not have gone out, as a new message: somebody has looked at it, and wants it so."""
        row = await messages.one(self._reader, message)
        if row is None or row.direction is not Direction.OUT:
            raise NotFound(f"There is no message {message!r} of ours.")
        if row.state not in CAN_BE_SENT_AGAIN:
            raise Conflict(
                f"It is {row.state.value}: only what failed, or may not have gone out, is sent again."
            )
        extra = {name: value for name, value in row.extra.items() if name != "links"}
        words = Words.again(f"again-{message}", row)

        def turn() -> None:
            item = self._centre.by_line(row.thread)
            if item is None:
                raise Conflict("The conversation is over: write to the customer anew.")
            self._taking_part(who, item.id)
            if refused := window_rules.again_refusal(row, self._last_in_at(item)):
                raise Conflict(refused)
            self._may_be_sent(item, words)
            again = replace(self._message(who, words), extra={**extra, "again": message})
            self._keep(text_rules.wrote(item, again, self._pace(item), self._now))

        return await self._once(row.thread, words, turn)

    async def _once(self, thread: str, words: Words, turn: Callable[[], None]) -> MessageRow:
        """The message that the turn writes; the one that is there, if its writer has named it so before."""
        known = await messages.by_client_id(self._reader, thread, words.client_id)
        if known is not None:
            return known
        written: list[MessageRow] = []

        def once() -> None:
            waiting = self._centre.threads.lately(thread, words.client_id)
            if waiting is not None:
                written.append(waiting)
                return
            turn()
            written.extend(row for row in self._centre.changes.messages if row.client_id == words.client_id)

        await self._requests.durably(once)
        return written[0]

    def typing(self, who: Person, interaction: str, on: bool) -> None:
        """Nothing of it is kept."""
        item = self._centre.interactions.get(interaction)
        if item is not None and item.thread is not None and _takes_part(item, who):
            self.agent_typing(item.thread, who.id, on)

    async def read(self, who: Person, interaction: str) -> None:
        """The agent has seen what the customer wrote; their program may show them so."""
        item = self._item(interaction)
        unread = await messages.unread(self._reader, item.line, Direction.IN, self._centre.clock.now())

        def turn() -> None:
            item = self._taking_part(who, interaction)
            changes = self._centre.changes
            self._keep(text_rules.looked_at(item))
            if unread:
                changes.read.append((item.line, Direction.IN, unread[-1].at))
                changes.messages += [
                    replace(row, state=MessageState.READ, state_at=changes.at) for row in unread
                ]

        await self._requests.durably(turn)

    # --- putting it aside, and the end ------------------------------------------------------------------------------

    async def park(self, who: Person, interaction: str, until: float | None = None) -> None:
        """Aside, until the customer writes; or until then at the latest."""

        def turn() -> None:
            item = self._mine(who, interaction)
            if until is not None and until <= self._now:
                raise Conflict("That time is over already: choose a later one.")
            pace = self._pace(item)
            if until is not None and until > self._now + pace.longest_snooze:
                raise Conflict("It may not be put aside for so long: choose an earlier time.")
            self._keep(pause_rules.park(item, until, pace))

        await self._requests.durably(turn)

    async def unpark(self, who: Person, interaction: str) -> None:
        """It goes on."""

        def turn() -> None:
            item = self._mine(who, interaction)
            if item.writing.active:
                raise Conflict("It is not put aside: go on with it.")
            self._keep(pause_rules.woken(item, "the agent took it up", self._pace(item), self._now))

        await self._requests.durably(turn)

    async def close(self, who: Person, interaction: str) -> None:
        """The conversation is over."""

        def turn() -> None:
            item = self._item(interaction)
            if item.agent != who.agent and not who.supervises:
                raise NotFound(f"You have no conversation {interaction!r} now. It may have ended already.")
            if item.state is not InteractionState.CONNECTED:
                raise Conflict("Nobody has it just now: take it first.")
            self._keep(text_rules.close(item, "agent closed", self._now))

        await self._requests.durably(turn)

    # --- who has it -------------------------------------------------------------------------------------------------

    async def pull(self, who: Person, interaction: str) -> None:
        """Take it out of the queue by hand, whatever else there is to do."""
        agent = self._as_agent(who)

        def turn() -> None:
            item = self._item(interaction)
            if item.agent not in (None, agent) or item.state not in _WAITS:
                raise Conflict("It does not wait any more: somebody has it.")
            if self._centre.router.agent(agent) is None or not self._here(agent):
                raise Conflict("You are signed out: sign in first.")
            self._centre.route(routed.WorkPulled(agent, interaction))

        await self._requests.durably(turn)
        taken = self._centre.interactions.get(interaction)
        if taken is not None and taken.agent != agent:
            raise Conflict("It rings somebody else just now: try again in a moment.")

    async def transfer(self, who: Person, interaction: str, target: Target, note: str = "") -> None:
        """Hand it on to a queue, or to an agent, with a note for whoever takes it."""

        def turn() -> None:
            item = self._item(interaction) if who.supervises else self._mine(who, interaction)
            if item.state is not InteractionState.CONNECTED:
                raise Conflict("Nobody has it just now: it waits for an agent.")
            place = place_for(self._centre, item, target, self._pace(item).wanted_for)
            if note.strip():
                written = Words(self._new_id(), note.strip(), internal="note")
                self._keep(self._said_inside(who, item, written))
                item = self._item(interaction)
            self._keep(company_rules.transfer(item, place, self._now))

        await self._requests.durably(turn)

    async def take_over(self, who: Person, interaction: str) -> None:
        """A supervisor has it instead of the agent."""
        agent = self._as_agent(who)

        def turn() -> None:
            item = self._item(interaction)
            if item.state is not InteractionState.CONNECTED:
                raise Conflict("Nobody has it just now: take it out of the queue.")
            if item.agent == agent:
                raise Conflict("It is yours already.")
            self._keep(company_rules.take_over(item, agent, self._pace(item), self._now))

        await self._requests.durably(turn)

    # --- company ----------------------------------------------------------------------------------------------------

    async def add_helper(self, who: Person, interaction: str, helper: str) -> None:
        """A colleague writes along."""

        def turn() -> None:
            item = self._taking_part(who, interaction)
            self._requests.known(helper)
            if helper == item.agent:
                raise Conflict("It is theirs already.")
            self._keep(company_rules.add_helper(item, helper, who.id))

        await self._requests.durably(turn)

    async def drop_helper(self, who: Person, interaction: str, helper: str) -> None:
        """They do not any more; everybody may leave by themselves."""

        def turn() -> None:
            item = self._item(interaction) if helper == who.agent else self._taking_part(who, interaction)
            if helper not in item.writing.helpers:
                raise NotFound(f"{helper!r} does not write along.")
            self._keep(company_rules.drop_helper(item, helper, who.id))

        await self._requests.durably(turn)

    async def observe(self, who: Person, interaction: str) -> None:
        """Look on, unseen."""

        def turn() -> None:
            item = self._item(interaction)
            if who.agent is not None and item.involves(who.agent):
                raise Conflict("You take part in it: there is nothing to look on.")
            self._keep(company_rules.observe(item, who.id, self._now))

        await self._requests.durably(turn)

    async def stop_observing(self, who: Person, interaction: str) -> None:
        """Look away. What is over needs none of it."""

        def turn() -> None:
            item = self._centre.interactions.get(interaction)
            if item is not None:
                self._keep(company_rules.stop_observing(item, who.id, self._now))

        await self._requests.durably(turn)

    async def label(self, who: Person, interaction: str, labels: Iterable[str]) -> None:
        """What it is about: these, and no others."""
        wanted = tuple(dict.fromkeys(filter(None, ("-".join(label.split()) for label in labels))))

        def turn() -> None:
            item = self._item(interaction)
            if not who.supervises:
                item = self._taking_part(who, interaction)
            if len(wanted) > MOST_LABELS:
                raise Conflict(f"A conversation has {MOST_LABELS} labels at most: leave some out.")
            self._keep(company_rules.label(item, wanted, who.id))

        await self._requests.durably(turn)

    # --- writing first ----------------------------------------------------------------------------------------------

    async def start(self, who: Person, whom: Correspondent, queue: str, words: Words) -> str:
        """Write first. It is this agent's, as an interaction of that queue; the one that goes on there already, if it is
        theirs. Returns the interaction."""
        agent = self._as_agent(who)
        stored = await threads.with_last_seq(self._reader, whom.account, whom.address, whom.topic)
        if stored is not None:
            self._centre.threads.load([stored])
        begun: list[str] = []

        def turn() -> None:
            begun.append(self._started(who, agent, whom, queue, words))

        await self._requests.durably(turn)
        return begun[0]

    def _started(self, who: Person, agent: str, whom: Correspondent, queue: str, words: Words) -> str:
        centre, changes = self._centre, self._centre.changes
        account = centre.catalogue.accounts.get(whom.account)
        known = centre.threads.of(whom)
        last_in_at = known.last_in_at if known else None
        refused = window_rules.start_refusal(account, whom.address, words, last_in_at, self._now)
        if refused or account is None:
            raise Conflict(refused)
        if queue not in centre.catalogue.queues:
            raise NotFound(f"There is no queue {queue!r}.")
        if not self._here(agent):
            raise Conflict("You are signed out: sign in first.")
        live = None if known is None else centre.by_line(known.id)
        if live is not None:
            if not _takes_part(live, who):
                raise Conflict("Somebody else writes with this customer just now: ask them to bring you in.")
            self._keep(text_rules.wrote(live, self._message(who, words), account.pace, self._now))
            return live.id
        thread = known or centre.threads.begin(changes, whom)
        item = text_rules.begun(
            self._new_id(), thread, account, centre.catalogue.flow(account.flow), self._now
        )
        changes.arrived.add(item.id)
        setting = centre.setting(item)
        self._keep(text_rules.start(item, agent, queue, self._message(who, words), setting, self._now))
        return item.id

    # --- shared -----------------------------------------------------------------------------------------------------

    @property
    def _now(self) -> float:
        return self._centre.changes.at

    def _keep(self, turn: Turn) -> None:
        self._centre.keep(turn)

    def _pace(self, item: Interaction) -> Pace:
        account = self._centre.catalogue.accounts.get(item.channel)
        return IN_TIME if account is None else account.pace

    def _item(self, interaction: str) -> Interaction:
        item = self._centre.interactions.get(interaction)
        if item is None or item.medium is not Medium.TEXT:
            raise NotFound(f"There is no conversation {interaction!r}. It may have ended already.")
        return item

    def _mine(self, who: Person, interaction: str) -> Interaction:
        """The conversation of which they are the agent."""
        item = self._item(interaction)
        if item.agent is None or item.agent != who.agent or item.state is not InteractionState.CONNECTED:
            raise NotFound(f"You have no conversation {interaction!r} now. It may have ended already.")
        return item

    def _taking_part(self, who: Person, interaction: str) -> Interaction:
        """The conversation in which they are agent, or help."""
        item = self._item(interaction)
        if not _takes_part(item, who):
            raise NotFound(f"You do not take part in {interaction!r}: it may have gone to somebody else.")
        return item

    def _as_agent(self, who: Person) -> str:
        if who.agent is None:
            raise Conflict("Only an agent can have a conversation, and you are none.")
        self._requests.known(who.agent)
        return who.agent

    def _here(self, agent: str) -> bool:
        status = self._centre.router.agent(agent)
        return status is not None and status.stands is not AgentState.SIGNED_OUT

    def _may_be_sent(self, item: Interaction, words: Words) -> None:
        account: TextAccount | None = self._centre.catalogue.accounts.get(item.channel)
        if refused := window_rules.refusal(account, words, self._last_in_at(item), self._now):
            raise Conflict(refused)

    def _last_in_at(self, item: Interaction) -> float | None:
        thread = self._centre.threads.row(item.line)
        return None if thread is None else thread.last_in_at

    def _message(self, who: Person, words: Words) -> NewMessage:
        supervisor = who.agent is None or words.internal == "whisper"
        extra: dict[str, Any] = words.extra()
        if who.agent is None:
            extra["author_name"] = who.name
        return NewMessage(
            Direction.OUT if words.internal is None else Direction.INTERNAL,
            Author.SUPERVISOR if supervisor else Author.AGENT,
            words.text,
            author_id=who.agent,
            html=words.html,
            files=words.files,
            extra=extra,
            client_id=words.client_id,
            id=self._new_id(),
        )


_WAITS = (InteractionState.QUEUED, InteractionState.OFFERED)


def _takes_part(item: Interaction, who: Person) -> bool:
    if who.agent is None or item.state is not InteractionState.CONNECTED:
        return False
    return item.agent == who.agent or who.agent in item.writing.helpers
