"""What a provider's answer means for a message: taken, refused, later, or nobody knows. Pure.

What answers 502 or 504 is a gateway, which knows nothing of what the provider behind it did; and so is a 500 without the
provider's own words. A message that met one may be out already, and is not sent again unasked.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from ari_app.channels.contract import Response
from ari_app.channels.errors import ChannelError, Malformed, OutcomeUnknown, SendFailed, TryLater
from ari_app.channels.reading import Row, document, number, text
from ari_app.storage.choices import Failure

BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a provider did not: its code for it (`10.2018278`: with a finer one), its words, and the seconds after which it
    wants to be asked again."""

    code: str
    words: str
    after: float | None = None

    @property
    def codes(self) -> tuple[str, str]:
        return self.code, self.code.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Why:
    """Why a message failed: in words for the agent, and what sending it again would take."""

    words: str
    failure: Failure = Failure.PASSING


@dataclass(frozen=True, slots=True)
class Provider:
    """How one provider answers. `refusal` finds it in the body, None when it is not the provider's. By code, for the agent:
    `sentences` of what may go the next time, `lasting` of what never will, `window` of what has to be a template. `later`:
    codes that pass by themselves. `unclear`: codes after which the message may be out all the same."""

    name: str
    refusal: Callable[[Row], Refusal | None]
    sentences: Mapping[str, str]
    lasting: Mapping[str, str] = field(default_factory=dict)
    window: Mapping[str, str] = field(default_factory=dict)
    later: frozenset[str] = frozenset()
    unclear: frozenset[str] = frozenset()

    def taken(self, response: Response) -> Row:
        """What it answered to what it did. Raises of `SendFailed`."""
        try:
            body = document(response.body)
        except Malformed:
            body = {}
        refusal = self.refusal(body)
        if HTTPStatus.OK <= response.status < HTTPStatus.MULTIPLE_CHOICES and refusal is None:
            if body:
                return body
            raise OutcomeUnknown(f"{self.name} answered what cannot be read: the message may have gone out.")
        raise self._failure(response, refusal)

    def id_in(self, answer: Row, key: str) -> str:
        """The provider's name of the message."""
        if found := text(answer, key):
            return found
        raise OutcomeUnknown(f"{self.name} does not say what it calls the message: it may have gone out.")

    def file(self, response: Response) -> bytes:
        """A file that was asked for. Raises ChannelError."""
        if response.status != HTTPStatus.OK:
            raise ChannelError(f"{self.name} does not give the file (HTTP {response.status}).")
        return response.body

    def _failure(self, response: Response, refusal: Refusal | None) -> SendFailed:
        why = self._why(response, refusal)
        if refusal and self.unclear.intersection(refusal.codes):
            told = refusal.words.rstrip(". ") or "no reason given"
            return OutcomeUnknown(
                f"{self.name} says: {told} ({refusal.code}). The message may have gone out."
            )
        if response.status in BUSY or (refusal and self.later.intersection(refusal.codes)):
            return TryLater(why.words, _after(response, refusal))
        if response.status < HTTPStatus.INTERNAL_SERVER_ERROR:
            return SendFailed(why.words, why.failure)
        if refusal and response.status == HTTPStatus.INTERNAL_SERVER_ERROR:
            return TryLater(why.words)
        return OutcomeUnknown(
            f"{self.name} is in trouble (HTTP {response.status}): the message may have gone out."
        )

    def _why(self, response: Response, refusal: Refusal | None) -> Why:
        if refusal is not None:
            return self.why(refusal.code, refusal.words)
        if response.status in BUSY:
            return Why(f"{self.name} has too much to do just now (HTTP {response.status}).")
        if response.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            return Why(
                f"{self.name} does not accept the account's key: an administrator has to enter it anew."
            )
        return Why(f"{self.name} refused it (HTTP {response.status}).")

    def why(self, code: str, words: str = "") -> Why:
        """A failure in a sentence: ours for the codes that agents meet, else the provider's own words."""
        for known in Refusal(code, words).codes:
            for failure, sentences in (
                (Failure.PASSING, self.sentences),
                (Failure.LASTING, self.lasting),
                (Failure.WINDOW, self.window),
            ):
                if sentence := sentences.get(known):
                    return Why(sentence, failure)
        told = words.rstrip(". ") or "no reason given"
        return Why(
            f"{self.name} refused it: {told} ({code})." if code else f"{self.name} refused it: {told}."
        )


def _after(response: Response, refusal: Refusal | None) -> float | None:
    if refusal and refusal.after is not None:
        return refusal.after
    return number(response.headers, "retry-after")
