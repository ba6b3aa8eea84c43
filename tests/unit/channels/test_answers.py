"""What an answer means for a message."""

import json
from typing import Any

import pytest

from ari_app.channels.answers import Provider, Refusal
from ari_app.channels.contract import Response
from ari_app.channels.errors import ChannelError, OutcomeUnknown, SendFailed, TryLater
from ari_app.channels.reading import Row, row, text
from ari_app.storage.choices import Failure


def refusal(body: Row) -> Refusal | None:
    error = row(body, "error")
    return Refusal(text(error, "code"), text(error, "words")) if error else None


ACME = Provider(
    "Acme",
    refusal,
    {"7": "The customer is away.", "10": "Not allowed."},
    lasting={"8": "There is no such customer."},
    window={"10.2": "The window is closed."},
    later=frozenset({"9"}),
    unclear=frozenset({"11"}),
)


def answer(status: int, code: str = "", words: str = "no such thing.", **headers: str) -> Response:
    body = json.dumps({"error": {"code": code, "words": words}}).encode() if code else b""
    return Response(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


@pytest.mark.parametrize(
    ("response", "expected", "words"),
    [
        (answer(400, "7"), SendFailed, "The customer is away."),
        (answer(400, "10.2"), SendFailed, "The window is closed."),
        (answer(400, "10.3"), SendFailed, "Not allowed."),
        (answer(400, "1"), SendFailed, "Acme refused it: no such thing (1)."),
        (answer(400, "1", ""), SendFailed, "Acme refused it: no reason given (1)."),
        (answer(200, "7"), SendFailed, "The customer is away."),
        (answer(400, "9"), TryLater, "Acme refused it: no such thing (9)."),
        (
            answer(401),
            SendFailed,
            "Acme does not accept the account's key: an administrator has to enter it anew.",
        ),
        (
            answer(400, "11.3"),
            OutcomeUnknown,
            "Acme says: no such thing (11.3). The message may have gone out.",
        ),
        (
            answer(500, "11"),
            OutcomeUnknown,
            "Acme says: no such thing (11). The message may have gone out.",
        ),
        (answer(404), SendFailed, "Acme refused it (HTTP 404)."),
        (answer(429), TryLater, "Acme has too much to do just now (HTTP 429)."),
        (answer(503), TryLater, "Acme has too much to do just now (HTTP 503)."),
        (answer(500, "1"), TryLater, "Acme refused it: no such thing (1)."),
        (answer(500), OutcomeUnknown, "Acme is in trouble (HTTP 500): the message may have gone out."),
        (answer(502, "1"), OutcomeUnknown, "Acme is in trouble (HTTP 502): the message may have gone out."),
        (answer(504), OutcomeUnknown, "Acme is in trouble (HTTP 504): the message may have gone out."),
        (answer(200), OutcomeUnknown, "Acme answered what cannot be read: the message may have gone out."),
    ],
)
def test_what_was_not_taken(response: Response, expected: type[SendFailed], words: str) -> None:
    with pytest.raises(SendFailed) as failed:
        ACME.taken(response)
    assert (type(failed.value), str(failed.value)) == (expected, words)


@pytest.mark.parametrize(
    ("response", "failure"),
    [
        (answer(400, "7"), Failure.PASSING),
        (answer(400, "8"), Failure.LASTING),
        (answer(400, "10.2"), Failure.WINDOW),
        (answer(400, "1"), Failure.PASSING),
        (answer(401), Failure.PASSING),
        (answer(500), Failure.PASSING),
    ],
)
def test_what_sending_it_again_would_take(response: Response, failure: Failure) -> None:
    with pytest.raises(SendFailed) as failed:
        ACME.taken(response)
    assert failed.value.failure is failure


@pytest.mark.parametrize(("header", "after"), [("7", 7.0), ("soon", None), ("", None)])
def test_when_to_try_again(header: str, after: float | None) -> None:
    with pytest.raises(TryLater) as failed:
        ACME.taken(answer(429, retry_after=header))
    assert failed.value.after == after


def test_what_was_taken_is_given_back() -> None:
    taken = ACME.taken(Response(201, {}, b'{"id": 7}'))
    assert ACME.id_in(taken, "id") == "7"


@pytest.mark.parametrize("taken", [{}, {"id": None}, {"id": ""}])
def test_what_was_taken_without_a_name_may_be_out(taken: dict[str, Any]) -> None:
    with pytest.raises(OutcomeUnknown):
        ACME.id_in(taken, "id")


def test_a_file() -> None:
    assert ACME.file(Response(200, {}, b"x")) == b"x"
    with pytest.raises(ChannelError, match=r"HTTP 410"):
        ACME.file(Response(410, {}, b"gone"))
