"""Messages that go out in parts."""

import pytest

from ari_app.channels.contract import Outgoing, OutgoingFile, Sent
from ari_app.channels.errors import OutcomeUnknown, SendFailed, TryLater, Unreachable
from ari_app.channels.parts import Part, one_by_one, parts_of


async def nothing() -> bytes:
    return b""


def file(name: str) -> OutgoingFile:
    return OutgoingFile(name, "image/png", 1, nothing, f"https://we.example/{name}")


A, B = file("a"), file("b")
CHOICES = {"choices": [{"id": "1", "title": "Yes"}]}


@pytest.mark.parametrize(
    ("text", "files", "extra", "expected"),
    [
        ("Hi", (), {}, [Part("Hi", None)]),
        ("Hi", (A, B), {}, [Part("Hi", A), Part("", B)]),
        ("", (A,), {}, [Part("", A)]),
        ("Too long for it", (A,), {}, [Part("", A), Part("Too long for it", None)]),
        ("Hi", (A,), CHOICES, [Part("", A), Part("Hi", None)]),
        ("", (), {}, [Part("", None)]),
    ],
)
def test_what_goes_out_together(
    text: str, files: tuple[OutgoingFile, ...], extra: dict[str, object], expected: list[Part]
) -> None:
    assert parts_of(Outgoing("m", "a", "", "", text, files=files, extra=extra), caption=10) == expected


def test_some_files_take_no_caption() -> None:
    message = Outgoing("m", "a", "", "", "Hi", files=(A,))
    assert parts_of(message, 10, lambda _: False) == [Part("", A), Part("Hi", None)]


PARTS = [Part("", A), Part("", B), Part("Hi", None)]


class Provider:
    """Names parts in the order that they come, and raises what it is told to in place of one."""

    def __init__(self, *trouble: SendFailed | None) -> None:
        self.trouble = list(trouble)
        self.sent: list[str] = []

    async def send(self, part: Part) -> str:
        trouble = self.trouble.pop(0) if self.trouble else None
        if trouble:
            raise trouble
        self.sent.append(str(part))
        return str(len(self.sent))


async def test_the_last_part_names_the_message() -> None:
    provider = Provider()
    assert await one_by_one(PARTS, provider.send) == Sent("3")
    assert provider.sent == ["a", "b", "…"]


@pytest.mark.parametrize(
    ("trouble", "expected", "words"),
    [
        ((Unreachable("away"),), Unreachable, "away"),
        ((TryLater("busy", 3.0),), TryLater, "busy"),
        ((SendFailed("no"),), SendFailed, "no"),
        ((None, TryLater("busy")), SendFailed, "Sent: a. Not sent: b. busy"),
        ((None, None, SendFailed("no")), SendFailed, "Sent: a, b. The text was not sent. no"),
        ((None, OutcomeUnknown("who knows")), OutcomeUnknown, "who knows"),
    ],
)
async def test_what_is_out_is_not_sent_again(
    trouble: tuple[SendFailed | None, ...], expected: type[SendFailed], words: str
) -> None:
    with pytest.raises(SendFailed) as failed:
        await one_by_one(PARTS, Provider(*trouble).send)
    assert (type(failed.value), str(failed.value)) == (expected, words)
