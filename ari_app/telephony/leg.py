"""One agent's channel: it rings, is answered or fails, and ends. Its id is the offer's, chosen by the
spine."""

import logging
import math
from collections.abc import Callable

from ari_app.conversation.line import LegAnswered, LegFailed, LegFailure, LegGone, RingLeg
from ari_app.telephony.exchange import INTERACTION, Exchange
from ari_app.telephony.rest import AriError, Outcome, Request, Unanswered, uri_of

log = logging.getLogger(__name__)

LEG_ARGUMENT = "leg"
LINE = "TRUNKLINE_LINE"
"""The channel variable that says for which line a leg rings."""

FAILURES = {
    17: LegFailure.BUSY,
    18: LegFailure.NO_ANSWER,
    19: LegFailure.NO_ANSWER,
    21: LegFailure.DECLINED,
}
"""Q.850 causes of a leg that never answered; any other means that the phone could not be reached."""

AUTO_ANSWER = {
    "PJSIP_HEADER(add,Call-Info)": "<sip:trunkline>;answer-after=0",
    "PJSIP_HEADER(add,Alert-Info)": "<http://trunkline>;info=alert-autoanswer",
}
"""Two headers, because phones of different makers know one or the other."""


WITHHELD = '"Anonymous" <anonymous>'


def caller_id(caller: str) -> str:
    """For the phone's display. As a name and a number: alone, what is no number would be taken for a name, and
    a call without a number shows as one from `asterisk`."""
    plain = "".join(character for character in caller if character.isprintable() and character not in '"<>\\')
    return f'"{plain}" <{plain}>' if plain.strip() else WITHHELD


class Leg:
    """`key` orders its requests (those of its line); `channel` is Asterisk's name of it once it has
    answered."""

    def __init__(
        self, exchange: Exchange, leg: str, key: str, *, channel: str = "", answered: bool = False
    ) -> None:
        self.id = leg
        self.channel = channel
        self.answered = answered
        self.dropped = False
        self._exchange = exchange
        self._key = key

    def ring(self, command: RingLeg, interaction: str, unreachable: Callable[[], None]) -> None:
        """Originate. Asterisk refuses at once when there is no such phone, or none is registered."""

        def then(outcome: Outcome) -> None:
            # Gone is 409: this leg rings already, the spine has repeated itself after a restart of ours.
            if isinstance(outcome, AriError):
                log.info("%s cannot be rung: %s", command.endpoint, outcome, extra={"leg": self.id})
                unreachable()
                if isinstance(outcome, Unanswered):  # it may ring all the same
                    self.drop()

        variables: dict[str, object] = {
            INTERACTION: interaction,
            LINE: command.line,
        }
        if command.auto_answer:
            variables |= AUTO_ANSWER
        uri = uri_of(
            "channels",
            endpoint=f"PJSIP/{command.endpoint}",
            app=self._exchange.app,
            appArgs=LEG_ARGUMENT,
            channelId=self.id,
            callerId=caller_id(command.caller),
            timeout=math.ceil(command.timeout),
        )
        self._exchange.send_request(self._key, Request("POST", uri, {"variables": variables}, then))

    def drop(self) -> None:
        self.dropped = True
        self._exchange.send(self._key, "DELETE", "channels", self.id)

    def entered(self, channel: str) -> None:
        """It has answered: only then does an originated channel come to us. Too late when it was dropped."""
        if self.dropped:
            return
        self.channel = channel
        self.answered = True
        self._exchange.tell(LegAnswered(self.id))

    def ended(self, cause: int) -> None:
        if self.answered:
            self._exchange.tell(LegGone(self.id, cause))
        elif not self.dropped:
            self._exchange.tell(LegFailed(self.id, FAILURES.get(cause, LegFailure.UNREACHABLE)))
