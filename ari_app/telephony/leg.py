"""One agent's channel: it rings, is answered or fails, and ends. Its id is the offer's, chosen by the
spine. A leg may also be somebody outside, called over a trunk (`number@trunk`), who is perhaps asked first whether they
take the call: until they have said yes, they have not answered."""

import asyncio
import logging
import math
import re
from collections.abc import Callable

from ari_app.conversation.line import (
    QUESTION_SECONDS,
    YES,
    LegAnswered,
    LegFailed,
    LegFailure,
    LegGone,
    Question,
    RingLeg,
    TransferState,
)
from ari_app.telephony.exchange import INTERACTION, Exchange
from ari_app.telephony.prompts import Prompts
from ari_app.telephony.rest import AriError, Outcome, Refused, Request, Unanswered, uri_of

log = logging.getLogger(__name__)

LEG_ARGUMENT = "leg"
LINE = "TRUNKLINE_LINE"
"""The channel variable that says for which line a leg rings, or with whose talk it has to do since."""
ROLE = "TRUNKLINE_ROLE"
"""The channel variable that says what a leg does in a talk: INCLUDED, or a `SupervisionMode`. Not set on the leg that the
line was joined with: most talks have no other, and need no mark."""
INCLUDED = "included"
ASKED = "asked"
"""The role of a leg that has not said yes yet: it may be a mailbox. After a restart of ours it is let go."""

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

ON_EACH_PHONE = {"PJSIP_TRANSFER_HANDLING()": "ari-only"}
"""A REFER of the phone's transfer key comes to us as an event; Asterisk itself does nothing with it."""
LEG_HEADER = "X-Trunkline-Leg"
NO_ORIGINATOR = "originator"
"""What is in Asterisk's refusal to ring for a channel that is gone."""

TRANSFER_STATES = {
    TransferState.TRYING: "channel_progress",
    TransferState.DONE: "channel_answered",
    TransferState.FAILED: "channel_declined",
}
SPEAKING_SECONDS = 20.0
"""Until a question must have been asked, a voice that has just started included."""
_OUTSIDE = re.compile(r"\+?[0-9*#]{1,32}@[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")

WITHHELD = '"Anonymous" <anonymous>'


def caller_id(caller: str) -> str:
    """For the phone's display. As a name and a number: alone, what is no number would be taken for a name, and
    a call without a number shows as one from `asterisk`."""
    plain = "".join(character for character in caller if character.isprintable() and character not in '"<>\\')
    return f'"{plain}" <{plain}>' if plain.strip() else WITHHELD


class Leg:
    """`line` is the one that it was rung for, which also orders its requests; `channel` is Asterisk's name of it once it
    has answered; `role` is what ROLE says."""

    def __init__(
        self,
        exchange: Exchange,
        leg: str,
        line: str,
        *,
        channel: str = "",
        answered: bool = False,
        role: str = "",
    ) -> None:
        self.id = leg
        self.channel = channel
        self.answered = answered
        self.dropped = False
        self.role = role
        self._exchange = exchange
        self._key = self._line = line
        self._question: Question | None = None
        self._asked = self._says_yes = False
        self._prompts = Prompts(exchange, leg, self._silent)
        self._patience: asyncio.TimerHandle | None = None

    def ring(self, command: RingLeg, interaction: str, given_up: Callable[[], None]) -> None:
        """Originate. Asterisk refuses at once when there is no such phone, or none is registered: `given_up` is called
        then."""

        def then(outcome: Outcome) -> None:
            # Gone is 409: this leg rings already, the spine has repeated itself after a restart of ours.
            if isinstance(outcome, Refused) and NO_ORIGINATOR in str(outcome):
                self.dropped = (
                    True  # the line has just gone, which is told by itself: the phone is not to blame
                )
                given_up()
            elif isinstance(outcome, AriError):
                log.info("%s cannot be rung: %s", command.endpoint, outcome, extra={"leg": self.id})
                given_up()
                if isinstance(outcome, Unanswered):  # it may ring all the same
                    self.drop()

        outside = "@" in command.endpoint
        if outside and not _OUTSIDE.fullmatch(command.endpoint):
            log.error("A number to call over a trunk is none", extra={"leg": self.id})
            asyncio.get_running_loop().call_soon(given_up)
            return
        variables: dict[str, object] = {INTERACTION: interaction, LINE: command.line}
        if not outside:
            variables |= ON_EACH_PHONE
            variables[f"PJSIP_HEADER(add,{LEG_HEADER})"] = self.id
        if command.auto_answer:
            variables |= AUTO_ANSWER
        if command.question is not None:
            self._question, self.role = command.question, ASKED
            variables[ROLE] = ASKED
        uri = uri_of(
            "channels",
            endpoint=f"PJSIP/{command.endpoint}",
            app=self._exchange.app,
            appArgs=LEG_ARGUMENT,
            channelId=self.id,
            callerId=caller_id(command.caller),
            timeout=math.ceil(command.timeout),
            originator=command.line,  # its sound format is offered first: nothing has to be converted
        )
        self._exchange.send_request(self._key, Request("POST", uri, {"variables": variables}, then))

    def drop(self) -> None:
        self.dropped = True
        self.release()
        self._exchange.send(self._key, "DELETE", "channels", self.id)

    def works_for(self, line: str, interaction: str, role: str = "") -> None:
        """Write on the channel what it does now, so that we know it again after a restart of ours."""
        if line != self._line:
            self._line = line
            self._note(LINE, line)
            self._note(INTERACTION, interaction)
        if role != self.role:
            self.role = role
            self._note(ROLE, role)

    def report_transfer(self, state: TransferState) -> None:
        self._exchange.send(
            self._key, "POST", "channels", self.id, "transfer_progress", states=TRANSFER_STATES[state]
        )

    def entered(self, channel: str) -> None:
        """It has answered: only then does an originated channel come to us. Too late when it was dropped."""
        if self.dropped:
            return
        self.channel = channel
        if self._question is None:
            self._taken()
        else:
            self._asked = True
            self._wait(SPEAKING_SECONDS)
            self._prompts.add(self._question.text, self._question.language, step=None)

    def ended(self, cause: int) -> None:
        self.release()
        if self.answered:
            self._exchange.tell(LegGone(self.id, cause))
        elif not self.dropped:
            reason = FAILURES.get(cause, LegFailure.UNREACHABLE)
            self._exchange.tell(LegFailed(self.id, LegFailure.DECLINED if self._asked else reason))

    def release(self) -> None:
        """Let go of everything that is ours, without a word to Asterisk."""
        self._prompts.abandon()
        if self._patience is not None:
            self._patience.cancel()

    # --- the question ---------------------------------------------------------------------------------------

    def digit(self, digit: str) -> None:
        """An answer, as long as one is waited for."""
        if not self._asked or self.answered or self.dropped or self._says_yes:
            return
        if digit != YES:
            self._refused(LegFailure.DECLINED)
            return
        self._says_yes = True
        if self._prompts.idle:
            self._taken()
        else:
            self._prompts.stop_all()  # what plays would keep the channel from entering a bridge

    def playback_ended(self, playback: str, *, failed: bool) -> None:
        self._prompts.playback_ended(playback, failed=failed)

    def _silent(self) -> None:
        if self._says_yes and not self.answered:
            self._taken()
        elif not self.answered:
            self._wait(QUESTION_SECONDS)

    def _wait(self, seconds: float) -> None:
        """So long from now, not longer."""
        if self._patience is not None:
            self._patience.cancel()
        loop = asyncio.get_running_loop()
        self._patience = loop.call_later(seconds, self._refused, LegFailure.NO_ANSWER)

    def _taken(self) -> None:
        self.release()
        if self.role == ASKED:
            self.role = ""
            self._note(ROLE, "")
        self.answered = True
        self._exchange.tell(LegAnswered(self.id))

    def _refused(self, reason: LegFailure) -> None:
        self._exchange.tell(LegFailed(self.id, reason))
        self.drop()

    def _note(self, variable: str, value: str) -> None:
        self._exchange.send(
            self._key, "POST", "channels", self.id, "variable", variable=variable, value=value
        )
