"""A message that goes out as several requests. (What came in as several SMS: `gathering.py`.)"""

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from ari_app.channels.contract import Outgoing, OutgoingFile, Sent
from ari_app.channels.errors import OutcomeUnknown, SendFailed


@dataclass(frozen=True, slots=True)
class Part:
    """One request: a text, a file, or a file with the text under it."""

    text: str
    file: OutgoingFile | None

    def __str__(self) -> str:
        return self.file.name if self.file else "…"


def parts_of(
    message: Outgoing, caption: int, takes_caption: Callable[[OutgoingFile], bool] = lambda _: True
) -> list[Part]:
    """The text goes under the first file when it is short enough (`caption` characters), else after all of them; so does one
    with quick replies, which are to stand at the end."""
    files, text, choices = message.files, message.text, message.extra.get("choices")
    under = bool(files) and not choices and 0 < len(text) <= caption and takes_caption(files[0])
    parts = [Part(text if under and not place else "", file) for place, file in enumerate(files)]
    if not files or choices or (text and not under):
        parts.append(Part(text, None))
    return parts


async def one_by_one(parts: Iterable[Part], send: Callable[[Part], Awaitable[str]]) -> Sent:
    """`send` gives the provider's id of a part; that of the last one is the message's. What fails after the first part is
    out is not tried again: the customer would get that twice."""
    out: list[str] = []
    provider_id = ""
    for part in parts:
        try:
            provider_id = await send(part)
        except SendFailed as error:
            if not out or isinstance(error, OutcomeUnknown):
                raise
            sent = ", ".join(out)
            raise SendFailed(
                f"Sent: {sent}. Not sent: {part}. {error}"
                if part.file
                else f"Sent: {sent}. The text was not sent. {error}",
                error.failure,
            ) from error
        out.append(str(part))
    return Sent(provider_id)
