"""The order in which a supervision is asked for: nobody must notice that it begins, and nothing may be left over.

That it sounds right is in tests/contract/test_lines_talks.py."""

from collections.abc import Callable
from pathlib import Path

import pytest

from ari_app.conversation.line import SupervisionMode
from ari_app.telephony.exchange import Exchange
from ari_app.telephony.leg import Leg
from ari_app.telephony.ports import Hearer, HearingEvent
from ari_app.telephony.rest import Done, Gone, Outcome, Request
from ari_app.telephony.supervision import Supervision, leg_of_snoop

LISTEN, WHISPER, BARGE = SupervisionMode.LISTEN, SupervisionMode.WHISPER, SupervisionMode.BARGE
TALK = "talk~1"


class Nobody:
    """Neither speaks nor hears: a supervision needs neither."""

    async def speak(self, text: str, language: str, recording: str = "") -> Path:
        raise AssertionError(f"asked to say {text}")

    def open(
        self,
        phrases: tuple[str, ...],
        language: str,
        reject_unknown: bool,
        on_event: Callable[[HearingEvent], None],
    ) -> Hearer:
        raise AssertionError("asked to listen")


class Asterisk:
    """Notes what it is asked; `asked` says it in words, ids that we made up left out."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.snoop = ""

    def take(self, key: str, request: Request) -> None:
        assert key == "line", "the requests of one talk keep their order"
        self.requests.append(request)
        if "/snoop/" in request.uri:
            self.snoop = request.uri.partition("/snoop/")[2].partition("?")[0]

    def asked(self) -> list[str]:
        words = [f"{one.method} {self._named(one.uri)}" for one in self.requests]
        self.requests.clear()
        return words

    def answer(self, outcome: Outcome) -> None:
        """To the last request."""
        self.requests[-1].then(outcome)

    def _named(self, uri: str) -> str:
        path, _, query = uri.partition("?")
        parts = ["SNOOP" if part == self.snoop else part for part in path.split("/")]
        parts = ["WATCH" if part.startswith("watch~") else part for part in parts]
        channel = query.partition("channel=")[2].partition("&")[0]
        return "/".join(parts) + (f" {'SNOOP' if channel == self.snoop else channel}" if channel else "")


@pytest.fixture
def asterisk() -> Asterisk:
    return Asterisk()


@pytest.fixture
def exchange(asterisk: Asterisk) -> Exchange:
    return Exchange("trunkline", Path(), Nobody(), Nobody(), lambda event: None, asterisk.take)


def leg(exchange: Exchange, name: str) -> Leg:
    return Leg(exchange, name, "line", answered=True)


def test_a_supervisor_is_muted_before_anybody_could_hear_them(asterisk: Asterisk, exchange: Exchange) -> None:
    told: list[Outcome] = []
    supervision = Supervision(exchange, "line", leg(exchange, "boss"))
    supervision.supervise(LISTEN, leg(exchange, "agent"), TALK, told.append)
    assert asterisk.asked() == [
        "POST channels/boss/mute",
        "POST bridges/WATCH",
        "POST bridges/WATCH/addChannel boss",
        "POST channels/agent/snoop/SNOOP",
    ]
    assert told == []
    supervision.snoop_entered(asterisk.snoop)
    asterisk.answer(Done(""))
    assert asterisk.asked() == ["POST bridges/WATCH/addChannel SNOOP"]
    assert told == [Done("")]

    supervision.supervise(WHISPER, leg(exchange, "agent"), TALK, told.append)
    assert asterisk.asked() == ["DELETE channels/boss/mute"]
    supervision.supervise(BARGE, leg(exchange, "agent"), TALK, told.append)
    assert asterisk.asked() == [
        f"POST bridges/{TALK}/addChannel boss",
        "DELETE channels/boss/mute",
        "DELETE channels/SNOOP",
        "DELETE bridges/WATCH",
    ]
    supervision.supervise(LISTEN, leg(exchange, "agent"), TALK, told.append)
    assert asterisk.asked()[:2] == ["POST channels/boss/mute", "POST bridges/WATCH"]


def test_whoever_takes_over_before_the_snoop_is_there_is_listened_to_instead(
    asterisk: Asterisk, exchange: Exchange
) -> None:
    told: list[Outcome] = []
    supervision = Supervision(exchange, "line", leg(exchange, "boss"))
    supervision.supervise(WHISPER, leg(exchange, "first"), TALK, told.append)
    late = asterisk.snoop
    asterisk.asked()
    supervision.follow(leg(exchange, "second"))
    assert asterisk.asked()[1:] == ["POST channels/second/snoop/SNOOP"]
    supervision.snoop_entered(late)
    assert asterisk.asked() == [f"DELETE channels/{late}"]
    supervision.snoop_entered(asterisk.snoop)
    asterisk.answer(Done(""))
    assert told == [Done("")], "told once, when it is true"


def test_an_agent_who_is_gone_meanwhile_cannot_be_listened_to(asterisk: Asterisk, exchange: Exchange) -> None:
    told: list[Outcome] = []
    supervision = Supervision(exchange, "line", leg(exchange, "boss"))
    supervision.supervise(LISTEN, leg(exchange, "agent"), TALK, told.append)
    asterisk.answer(Gone(404, "no such channel"))
    assert told == [Gone(404, "no such channel")]
    asterisk.asked()
    supervision.end()
    assert asterisk.asked() == ["DELETE bridges/WATCH", "DELETE channels/boss/mute"]


@pytest.mark.parametrize(
    ("args", "found"),
    [(("watch", "leg-1"), "leg-1"), (("ear", "line"), None), (("watch",), None), ((), None)],
)
def test_a_snoop_says_whose_it_is(args: tuple[str, ...], found: str | None) -> None:
    assert leg_of_snoop(args) == found
