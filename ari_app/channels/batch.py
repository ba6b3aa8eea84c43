"""Many things in one request: each is read by itself, so that an odd one costs none of the others. Pure."""

from collections.abc import Callable, Iterable, Sequence
from typing import TypeAlias

from ari_app.channels.contract import Parsed
from ari_app.channels.errors import Malformed
from ari_app.channels.reading import Row
from ari_app.conversation.text import TextEvent

Found: TypeAlias = tuple[Callable[[Row], TextEvent | None], Row]
"""Something in a request, and how it is read: None says nothing that matters."""


def batch(found: Iterable[Found], unread: Sequence[str] = ()) -> Parsed:
    events: list[TextEvent] = []
    odd: list[str] = []
    for read, one in found:
        try:
            event = read(one)
        except Malformed as error:
            odd.append(str(error))
        else:
            events += [event] if event else []
    return Parsed(tuple(events), unread=(*unread, *odd))
