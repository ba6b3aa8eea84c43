"""What is written, to those who see it, at once: messages, who types, who else looks.

Beside the feed of cards, which is a picture of now: what is written is a story, and is read page by page from the API.
A message is drawn once and the same bytes go to each connection that sees it: those of the agents who are in the
interaction, and those that have the thread open. A connection that is too far behind is told so, and reads anew.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Collection, Iterable
from dataclasses import dataclass, field

from ari_app.conversation.centre import Centre
from ari_app.storage.rows.channels import FileRow, MessageRow
from workspace_web import wire
from workspace_web.text_wire import (
    FileTold,
    LookingTold,
    Onlooker,
    TextTold,
    TypingTold,
    file_card,
    files_of,
    is_whisper,
    message_card,
)

KEPT = 512  # what a connection may be behind
OPEN = 50  # threads that a connection may have before it
TYPING = 6.0  # seconds that somebody types if nothing more is heard
BEHIND = b'{"type":"behind"}'  # something was left out: read what is open anew

NOBODY: frozenset["Seat"] = frozenset()


@dataclass(slots=True, eq=False)
class Seat:
    """One connection. `agent` None: a supervisor without a phone, or a program. `supervises`: sees whispers of all.
    `wake` is called when there is something to send. `sees`: whether what is said in an interaction is theirs to see, as
    far as they are narrowed; None: what belongs to none."""

    agent: str | None
    name: str
    supervises: bool
    wake: Callable[[], None]
    sees: Callable[[str | None], bool] = lambda interaction: True
    waiting: deque[bytes] = field(default_factory=deque)
    open: set[str] = field(default_factory=set)  # threads
    typing: set[str] = field(default_factory=set)  # threads whose customers see that they write

    def put(self, message: bytes) -> None:
        if len(self.waiting) >= KEPT:
            self.waiting.clear()
            message = BEHIND
        self.waiting.append(message)
        self.wake()


class TextLive:
    """`files`: rows of files by their ids. Told of messages by `told`, as soon as they are durable. `moved` is told of each
    agent a connection of whom came or went."""

    def __init__(
        self, centre: Centre, files: Callable[[Collection[str]], Awaitable[Iterable[FileRow]]]
    ) -> None:
        self._centre = centre
        self._files = files
        self.moved: Callable[[str], None] = lambda agent: None
        self._seats: dict[str, set[Seat]] = {}  # by agent
        self._open: dict[str, set[Seat]] = {}  # by thread
        self._looking: dict[
            str, dict[Seat, bool]
        ] = {}  # by thread: who may be known to look, and whether they write
        self._undrawn: dict[str, MessageRow] = {}  # by id: their files are being looked up
        self._drawing: set[asyncio.Task[None]] = set()

    # --- connections ------------------------------------------------------------------------------------------------

    def is_here(self, agent: str) -> bool:
        """Whether a page of theirs is connected."""
        return agent in self._seats

    def sit(self, seat: Seat) -> None:
        if seat.agent is not None:
            self._seats.setdefault(seat.agent, set()).add(seat)
            self.moved(seat.agent)

    def leave(self, seat: Seat) -> None:
        if seat.agent is not None and (seats := self._seats.get(seat.agent)) is not None:
            seats.discard(seat)
            if not seats:
                del self._seats[seat.agent]
            self.moved(seat.agent)
        for thread in tuple(seat.open):
            self.shut(seat, thread)

    def open(self, seat: Seat, thread: str) -> None:
        """They have it before them; whether they may was asked already. More than `OPEN` are not kept."""
        if thread in seat.open or len(seat.open) >= OPEN:
            return
        seat.open.add(thread)
        self._open.setdefault(thread, set()).add(seat)
        if thread in self._looking:
            seat.put(self._looking_told(thread))

    def shut(self, seat: Seat, thread: str) -> None:
        """They look at something else."""
        if thread not in seat.open:
            return
        seat.open.discard(thread)
        seats = self._open[thread]
        seats.discard(seat)
        if not seats:
            del self._open[thread]
        if thread in self._looking and self._looking[thread].pop(seat, None) is not None:
            self._tell_looking(thread)

    def look(self, seat: Seat, thread: str, *, writing: bool) -> None:
        """An agent lets the others know that they look, and whether they write. Not before they opened it."""
        if seat.agent is None or thread not in seat.open:
            return
        looking = self._looking.setdefault(thread, {})
        if looking.get(seat) is not writing:
            looking[seat] = writing
            self._tell_looking(thread)

    # --- what happens -----------------------------------------------------------------------------------------------

    def told(self, rows: Iterable[MessageRow]) -> None:
        """New messages, and such as moved on: durable just now."""
        for row in rows:
            if not self._who_sees(row):
                continue
            if not row.files:
                self._send(row, {})
                continue
            started = row.id in self._undrawn
            self._undrawn[row.id] = row  # of two states of it, the later one is drawn
            if not started:
                task = asyncio.get_running_loop().create_task(self._draw(row.id), name="message with files")
                self._drawing.add(task)
                task.add_done_callback(self._drawing.discard)

    def file_changed(self, row: FileRow) -> None:
        """It was fetched, or refused, after its message was shown."""
        self._tell(row.thread, FileTold(thread=row.thread, file=file_card(row)).model_dump_json().encode())

    def customer_types(self, thread: str, *, on: bool) -> None:
        """Told again and again while it lasts."""
        now = self._centre.clock.now()
        message = TypingTold(thread=thread, who="customer", name="", until=now + TYPING if on else now)
        self._tell(thread, message.model_dump_json().encode())

    async def close(self) -> None:
        for task in tuple(self._drawing):
            task.cancel()
        await asyncio.gather(*self._drawing, return_exceptions=True)

    # --- to whom ----------------------------------------------------------------------------------------------------

    def _who_sees(self, row: MessageRow) -> set[Seat]:
        """Those of whom it is in hand, and those who have it before them. A whisper is not for every onlooker."""
        agents = self._agents(row.interaction)
        seats = set[Seat]().union(*(self._seats.get(agent, NOBODY) for agent in agents))
        for seat in self._open.get(row.thread, NOBODY):
            if seat.sees(row.interaction) and (seat.supervises or not is_whisper(row)):
                seats.add(seat)
        return seats

    def _agents(self, interaction: str | None) -> frozenset[str]:
        item = self._centre.interactions.get(interaction or "")
        return frozenset() if item is None else wire.involved(item)

    def _tell(self, thread: str, message: bytes) -> None:
        item = self._centre.by_line(thread)
        for seat in tuple(self._open.get(thread, NOBODY)):
            if seat.sees(None if item is None else item.id):
                seat.put(message)

    def _tell_looking(self, thread: str) -> None:
        self._tell(thread, self._looking_told(thread))
        if not self._looking[thread]:
            del self._looking[thread]

    def _looking_told(self, thread: str) -> bytes:
        """An agent who looks twice looks once, and writes if they write in either."""
        agents: dict[str, Onlooker] = {}
        for seat, writing in self._looking[thread].items():
            assert seat.agent is not None
            before = agents.get(seat.agent)
            writes = writing or (before is not None and before.writing)
            agents[seat.agent] = Onlooker(agent=seat.agent, name=seat.name, writing=writes)
        return LookingTold(thread=thread, agents=tuple(agents.values())).model_dump_json().encode()

    def _send(self, row: MessageRow, files: dict[str, FileRow]) -> None:
        card = message_card(row, files, self._centre.catalogue)
        told = TextTold(thread=row.thread, interaction=row.interaction, message=card)
        message = told.model_dump_json().encode()
        for seat in self._who_sees(row):
            seat.put(message)

    async def _draw(self, id: str) -> None:
        """With what is known of its files. If the database is away it is shown without: who reads it anew gets them."""
        rows: Iterable[FileRow] = ()
        try:
            rows = await self._files(files_of([self._undrawn[id]]))
        finally:
            self._send(self._undrawn.pop(id), {row.id: row for row in rows})
