"""What a client says on the live socket: which conversations it has before it, and that somebody writes.

    {"type": "open", "thread": "t1"}        what is written there comes from now on; and what was is read from the API
    {"type": "close", "thread": "t1"}
    {"type": "looking", "thread": "t1", "writing": true, "private": false}

`looking` lets colleagues know that one is there; an observer who wants to be silent leaves it out. Who writes and not
`private`ly is seen to type by the customer, too. What is no message of these is ignored, so that later versions may say
more.
"""

from collections.abc import Awaitable, Callable
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from ari_app.storage.errors import DatabaseUnavailable
from workspace_web.api.shapes import Word
from workspace_web.text_live import Seat, TextLive
from workspace_web.wire import Shape


class Open(Shape):
    type: Literal["open"]
    thread: Word


class Close(Shape):
    type: Literal["close"]
    thread: Word


class Looking(Shape):
    type: Literal["looking"]
    thread: Word
    writing: bool = False
    private: bool = False


_SAID: TypeAdapter[Open | Close | Looking] = TypeAdapter(
    Annotated[Open | Close | Looking, Field(discriminator="type")]
)


class Ear:
    """Hears one client. `may_read`: whether they may see a thread. `types`: they are seen to type, or not any more, by the
    customer of a thread."""

    def __init__(
        self,
        texts: TextLive,
        seat: Seat,
        may_read: Callable[[str], Awaitable[bool]],
        types: Callable[[str, bool], None],
    ) -> None:
        self._texts = texts
        self._seat = seat
        self._may_read = may_read
        self._types = types

    async def hear(self, message: str) -> None:
        try:
            said = _SAID.validate_json(message)
        except ValidationError:
            return
        match said:
            case Open(thread=thread):
                try:
                    if await self._may_read(thread):
                        self._texts.open(self._seat, thread)
                except DatabaseUnavailable:
                    return  # they open it again when they read it anew
            case Close(thread=thread):
                self._stops(thread)
                self._texts.shut(self._seat, thread)
            case Looking(thread=thread, writing=writing, private=private):
                if writing and not private:
                    self._begins(thread)
                else:
                    self._stops(thread)
                self._texts.look(self._seat, thread, writing=writing)

    def gone(self) -> None:
        """The client is gone, and writes no more."""
        for thread in tuple(self._seat.typing):
            self._stops(thread)
        self._texts.leave(self._seat)

    def _begins(self, thread: str) -> None:
        if self._seat.agent is not None and thread in self._seat.open:
            self._seat.typing.add(thread)
            self._types(thread, True)

    def _stops(self, thread: str) -> None:
        if self._seat.agent is not None and thread in self._seat.typing:
            self._seat.typing.discard(thread)
            self._types(thread, False)
