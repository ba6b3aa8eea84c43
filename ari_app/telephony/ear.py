"""The caller's voice on its way to a recogniser, alone: what we play to them is not in it, so they may speak
over it.

ARI snoops on the caller's side; the snoop channel is sent into the dialplan's context `ear`, which connects
it to our `AudioServer`. Once opened it stays for the whole call, with a hearer for one step at a time.
"""

import asyncio
import logging
import uuid

from ari_app.conversation.line import HearingFailed, OpenEar, SpeechBegan, SpeechHeard
from ari_app.telephony.audiosocket import AudioServer
from ari_app.telephony.exchange import Exchange
from ari_app.telephony.ports import Hearer, HearingEvent, HearingLost, Utterance, VoiceBegan
from ari_app.telephony.rest import Done, Outcome

log = logging.getLogger(__name__)

CONTEXT = "ear"
EAR_PREFIX = "ear-"
FAREWELL_SECONDS = 0.5
"""A sound that ends is a fault only if the caller's end does not follow within this time."""
SOUND_ENDED = "the caller's sound ended"


def line_of_ear(args: tuple[str, ...]) -> str | None:
    """The line behind a snoop channel that has come to us, None when the channel is something else."""
    return args[1] if len(args) == 2 and args[0] == CONTEXT else None


class Ear:
    def __init__(self, exchange: Exchange, audio: AudioServer, line: str) -> None:
        self._exchange = exchange
        self._audio = audio
        self._line = line
        self._name: uuid.UUID | None = None
        self._step: int | None = None
        self._hearer: Hearer | None = None
        self._silence: asyncio.TimerHandle | None = None

    def open(self, command: OpenEar) -> None:
        """Listen for one answer; an older listening ends without a word."""
        self._close_hearer()
        step = command.step
        self._step = step
        self._hearer = self._exchange.ears.open(
            command.phrases, command.language, command.reject_unknown, lambda event: self._heard(step, event)
        )
        if self._name is None:
            self._connect()

    def close(self, step: int) -> None:
        if step == self._step:
            self._close_hearer()

    def snoop_entered(self, channel: str) -> None:
        """The snoop channel is in our hands: on to the dialplan, which brings its sound here."""
        if self._name is None:
            self._exchange.send(self._line, "DELETE", "channels", channel)
            return
        self._exchange.send(
            self._line,
            "POST",
            "channels",
            channel,
            "continue",
            context=CONTEXT,
            extension=str(self._name),
            priority=1,
            then=self._fail_unless_done,
        )

    def release(self) -> None:
        self._close_hearer()
        if self._silence is not None:
            self._silence.cancel()
        if self._name is not None:
            name, self._name = self._name, None
            self._audio.forget(name)

    # --- for the audio server -------------------------------------------------------------------------------

    def sound(self, pcm: bytes) -> None:
        if self._hearer is not None:
            self._hearer.feed(pcm)

    def silenced(self) -> None:
        """Asterisk ended the sound: mostly because the caller has gone, which will be told in a moment."""
        self._name = None
        self._silence = asyncio.get_running_loop().call_later(FAREWELL_SECONDS, self._fail, SOUND_ENDED)

    # --- within ---------------------------------------------------------------------------------------------

    def _connect(self) -> None:
        if self._silence is not None:
            self._silence.cancel()  # it was about the sound before
        self._name = uuid.uuid4()
        self._audio.expect(self._name, self)
        self._exchange.send(
            self._line,
            "POST",
            "channels",
            self._line,
            "snoop",
            f"{EAR_PREFIX}{self._name}",
            spy="in",
            app=self._exchange.app,
            appArgs=f"{CONTEXT},{self._line}",
            then=self._fail_unless_done,
        )

    def _fail_unless_done(self, outcome: Outcome) -> None:
        if isinstance(outcome, Done) or self._name is None:
            return
        log.warning("A caller cannot be listened to: %s", outcome, extra={"line": self._line})
        name, self._name = self._name, None
        self._audio.forget(name)
        self._fail("their sound does not reach us")

    def _fail(self, reason: str) -> None:
        if self._step is not None:
            step = self._step
            self._close_hearer()
            self._exchange.tell(HearingFailed(self._line, step, reason))

    def _heard(self, step: int, event: HearingEvent) -> None:
        if step != self._step:
            return
        match event:
            case VoiceBegan():
                self._exchange.tell(SpeechBegan(self._line, step))
            case Utterance(text, confidence):
                self._close_hearer()
                self._exchange.tell(SpeechHeard(self._line, step, text, confidence))
            case HearingLost(reason):
                self._close_hearer()
                self._exchange.tell(HearingFailed(self._line, step, reason))

    def _close_hearer(self) -> None:
        self._step = None
        if self._hearer is not None:
            hearer, self._hearer = self._hearer, None
            hearer.close()
