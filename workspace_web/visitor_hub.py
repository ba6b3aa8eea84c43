"""Visitors who are here: each has a connection, and is told what changes for them.

A connection that has nothing to say costs a socket and no more: no task, no timer, no buffer for compression. What is to be
said waits in its line, and a task says it, in order, that ends with the last of it.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Iterable, Mapping
from typing import Any

import orjson

from ari_app.conversation.centre import Centre
from ari_app.conversation.changes import Changes
from ari_app.storage.choices import Direction
from ari_app.storage.errors import DatabaseUnavailable
from ari_app.storage.rows.channels import FileRow, MessageRow, VisitorRow
from workspace_web.visitor_wire import Stage, State, message_card, state_of, visible

log = logging.getLogger(__name__)

LONGEST_LINE = 500  # things to say to a page that does not listen
PLACES_EVERY = 1.0  # seconds between two looks at the places in the queues

FilesOf = Callable[[MessageRow], Awaitable[Mapping[str, FileRow]]]


class Connection:
    """`send` takes one message; it raises what ends the connection. `end` is called once when it has to go."""

    __slots__ = ("_ending", "_line", "_send", "_speaking", "began", "last", "state", "thread", "visitor")

    def __init__(
        self, visitor: VisitorRow, send: Callable[[bytes], Awaitable[None]], end: Callable[[], None]
    ) -> None:
        self.visitor = visitor
        self.thread: str | None = None
        self.last: str | None = None  # the last interaction
        self.state: State | None = None  # as it was told
        self.began = False
        self._send = send
        self._ending = end
        self._line: deque[bytes | Callable[[], Awaitable[bytes]]] = deque()
        self._speaking: asyncio.Task[None] | None = None

    def say(self, what: bytes | Callable[[], Awaitable[bytes]]) -> None:
        """In its turn; before the connection began, after it did."""
        self._line.append(what)
        if len(self._line) > LONGEST_LINE:
            self._ending()
        elif self.began and self._speaking is None:
            self._speaking = asyncio.create_task(self._speak(), name="visitor")

    def begin(self, first: bytes) -> None:
        self._line.appendleft(first)
        self.began = True
        self._speaking = asyncio.create_task(self._speak(), name="visitor")

    def stop(self) -> None:
        self._line.clear()
        if self._speaking is not None:
            self._speaking.cancel()

    async def _speak(self) -> None:
        try:
            while self._line:
                what = self._line.popleft()
                await self._send(what if isinstance(what, bytes) else await what())
        except (ConnectionError, TimeoutError, DatabaseUnavailable):
            self._ending()  # the page comes back, and gets what it has not
        except Exception:
            log.exception("A visitor cannot be told what is new.")
            self._ending()
        finally:
            self._speaking = None


class VisitorHub:
    """`files_of` reads the files of a message. `moved` is told, by account and address, of whoever came or went."""

    def __init__(self, centre: Centre, files_of: FilesOf) -> None:
        self.moved: Callable[[str, str], None] = lambda account, address: None
        self._centre = centre
        self._files_of = files_of
        self._of_address: dict[tuple[str, str], set[Connection]] = {}
        self._of_thread: dict[str, set[Connection]] = {}
        self._waiting: set[Connection] = set()
        self._look: asyncio.TimerHandle | None = None
        self.count = 0

    # --- who is here ----------------------------------------------------------------------------------------

    def join(self, connection: Connection) -> None:
        visitor = connection.visitor
        self._of_address.setdefault((visitor.account, visitor.address), set()).add(connection)
        self.count += 1
        self.moved(visitor.account, visitor.address)

    def part(self, connection: Connection) -> None:
        visitor = connection.visitor
        _drop(self._of_address, (visitor.account, visitor.address), connection)
        if connection.thread is not None:
            _drop(self._of_thread, connection.thread, connection)
        self._waiting.discard(connection)
        connection.stop()
        self.count -= 1
        self.moved(visitor.account, visitor.address)

    def is_here(self, account: str, address: str) -> bool:
        """Whether a page of this visitor's is connected."""
        return (account, address) in self._of_address

    def found(self, connection: Connection, thread: str, last: str | None) -> None:
        """What they write in, and its last interaction."""
        connection.thread, connection.last = thread, last or connection.last
        self._of_thread.setdefault(thread, set()).add(connection)

    def close(self) -> None:
        if self._look is not None:
            self._look.cancel()

    # --- what they are told ---------------------------------------------------------------------------------

    def changed(self, changes: Changes) -> None:
        """The centre changed, and it is durable."""
        if not self._of_address:
            return
        for thread in changes.threads.values():
            for connection in self._of_address.get((thread.account, thread.address), ()):
                if not thread.topic:
                    self.found(connection, thread.id, thread.interaction)
        for message in changes.messages:
            if visible(message) and (connections := self._of_thread.get(message.thread)):
                self._tell(connections, message)
        for thread_id, direction, until in changes.read:
            if direction is Direction.IN:
                read = orjson.dumps({"type": "read", "at": until})
                for connection in self._of_thread.get(thread_id, ()):
                    connection.say(read)
        for item in changes.interactions.values():
            for connection in self._of_thread.get(item.line, ()):
                connection.last = item.id
                self.tell_state(connection)
        if changes.interactions and self._waiting and self._look is None:
            self._look = asyncio.get_running_loop().call_later(PLACES_EVERY, self._places)

    def typing(self, thread: str, on: bool, name: str = "") -> None:
        """Somebody here writes to them, or has stopped."""
        said = orjson.dumps({"type": "typing", "on": on, "name": name})
        for connection in self._of_thread.get(thread, ()):
            connection.say(said)

    def others(self, connection: Connection) -> Iterable[Connection]:
        """The visitor's other pages."""
        visitor = connection.visitor
        return (one for one in self._of_address[visitor.account, visitor.address] if one is not connection)

    def state(self, connection: Connection) -> State:
        return self.state_in(connection.thread, connection.last)

    def state_in(self, thread: str | None, last: str | None) -> State:
        """`last`: the last interaction of the thread that is known to be over."""
        item = None if thread is None else self._centre.by_line(thread)
        at = None if item is None else self._centre.router.position(item.id)
        return state_of(item, last, self._centre.catalogue, None if at is None else at.place)

    def tell_state(self, connection: Connection) -> None:
        """Unless they know."""
        state = self.state(connection)
        (self._waiting.add if state.at is Stage.WAITING else self._waiting.discard)(connection)
        if state != connection.state and connection.began:
            connection.state = state
            connection.say(orjson.dumps({"type": "state", "state": state.model_dump()}))

    def card(self, message: MessageRow, files: Mapping[str, FileRow]) -> dict[str, Any]:
        return message_card(message, files, self._centre.catalogue)

    def _places(self) -> None:
        self._look = None
        for connection in tuple(self._waiting):
            self.tell_state(connection)

    def _tell(self, connections: Iterable[Connection], message: MessageRow) -> None:
        if not message.files:
            card = self.card(message, {})
            said = orjson.dumps({"type": "message", "message": card})
            for connection in connections:
                connection.say(said)
            return

        async def with_files() -> bytes:
            card = self.card(message, await self._files_of(message))
            return orjson.dumps({"type": "message", "message": card})

        for connection in connections:
            connection.say(with_files)


def _drop(index: dict[Any, set[Connection]], key: object, connection: Connection) -> None:
    there = index.get(key, set())
    there.discard(connection)
    if not there:
        index.pop(key, None)
