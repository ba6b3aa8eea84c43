"""One customer's channel (or that of an agent who dialled us): prompts, music, its voice, a message, its
end."""

import logging
import math
from typing import TypeAlias, assert_never

from ari_app.conversation.line import (
    Announce,
    CloseEar,
    HangUp,
    KeyPressed,
    LineGone,
    MessageRecorded,
    OpenEar,
    Play,
    PlayMusic,
    RecordMessage,
    StopMusic,
    StopPlay,
)
from ari_app.telephony.audiosocket import AudioServer
from ari_app.telephony.ear import Ear
from ari_app.telephony.exchange import INTERACTION, Exchange
from ari_app.telephony.prompts import Prompts
from ari_app.telephony.rest import AriError, Outcome, Request, uri_of
from ari_app.telephony.wav import seconds_of

log = logging.getLogger(__name__)

CallCommand: TypeAlias = (
    Play | StopPlay | OpenEar | CloseEar | RecordMessage | PlayMusic | StopMusic | Announce | HangUp
)

END_MESSAGE_KEY = "#"
REASONS = frozenset({"normal", "busy", "congestion", "no_answer", "rejected", "unallocated", "failure"})
"""What ARI lets us give as the reason of a hang-up; anything else goes out as a normal end."""


class Call:
    """`answered`: has been picked up; every command that is heard by the caller does so first. `music`: whether it plays;
    None of a call found after a time away, which may have been left with it or not."""

    def __init__(
        self,
        exchange: Exchange,
        audio: AudioServer,
        line: str,
        *,
        answered: bool = False,
        interaction: str = "",
        music: bool | None = False,
    ) -> None:
        self.line = line
        self.answered = answered
        self._exchange = exchange
        self._interaction = interaction
        self._prompts = Prompts(exchange, line, self._prompts_are_over)
        self._ear = Ear(exchange, audio, line)
        self._music = music
        self._message: RecordMessage | None = None

    # --- commands -------------------------------------------------------------------------------------------

    def belongs_to(self, interaction: str) -> None:
        """Write it on the channel, once, so that we know it again after a restart of ours. A line that is only
        rung for and joined needs no mark: its leg has one."""
        if interaction != self._interaction:
            self._interaction = interaction
            self._request("POST", "variable", variable=INTERACTION, value=interaction)

    def perform(self, command: CallCommand) -> None:
        match command:
            case Play(step=step, text=text, language=language, recording=recording):
                self._answer()
                self._prompts.add(text, language, step, recording)
            case StopPlay(step=step):
                self._prompts.stop(step)
            case Announce(text=text, language=language):
                self._prompts.add(text, language, step=None)
            case OpenEar():
                self._answer()
                self._ear.open(command)
            case CloseEar(step=step):
                self._ear.close(step)
            case RecordMessage():
                self._answer()
                self._message = command
                if self._prompts.idle:
                    self._record(command)
            case PlayMusic():
                self._answer()
                self.start_music()
            case StopMusic():
                self.stop_music()
            case HangUp(reason=reason):
                self._hang_up(reason)
            case _:
                assert_never(command)

    def get_ready_to_talk(self) -> None:
        """Answered, and silent: what plays would keep the channel from entering the bridge."""
        self._answer()
        self.stop_music()
        self._prompts.stop_all()

    def start_music(self) -> None:
        """Harmless when it plays already. While a prompt plays, the end of that prompt starts it."""
        if not self._music and self._prompts.idle:
            self._request("POST", "moh")
        self._music = True

    def stop_music(self) -> None:
        if self._music is not False:
            self._music = False
            self._request("DELETE", "moh")

    def snoop_entered(self, channel: str) -> None:
        self._ear.snoop_entered(channel)

    # --- what Asterisk reports ------------------------------------------------------------------------------

    def digit(self, digit: str) -> None:
        self._exchange.tell(KeyPressed(self.line, digit))

    def playback_ended(self, playback: str, *, failed: bool) -> None:
        self._prompts.playback_ended(playback, failed=failed)

    def recording_ended(self, name: str, *, failed: bool) -> None:
        if self._message is not None and self._message.name == name:
            self._message_ended(self._message, failed=failed)

    def gone(self, cause: int) -> None:
        """The channel has ended. A message that was being spoken is reported first: it belongs to the
        call."""
        if self._message is not None:
            self._message_ended(self._message, failed=False)
        self.release()
        self._exchange.tell(LineGone(self.line, cause))

    def release(self) -> None:
        """Let go of everything that is ours, without a word to Asterisk about the channel itself."""
        self._prompts.abandon()
        self._ear.release()

    # --- within ---------------------------------------------------------------------------------------------

    def _request(self, method: str, *action: str, **query: str | int | float) -> None:
        uri = uri_of("channels", self.line, *action, **query)
        self._exchange.send_request(self.line, Request(method, uri))

    def _answer(self) -> None:
        if not self.answered:
            self.answered = True
            self._request("POST", "answer")

    def _prompts_are_over(self) -> None:
        if self._message is not None:
            self._record(self._message)
        elif self._music:
            self._request("POST", "moh")  # a prompt ends the music beneath it

    def _record(self, message: RecordMessage) -> None:
        def then(outcome: Outcome) -> None:
            if isinstance(outcome, AriError) and self._message is message:
                log.error("A message cannot be recorded: %s", outcome, extra={"line": self.line})
                self._message_ended(message, failed=True)

        self._exchange.send(
            self.line,
            "POST",
            "channels",
            self.line,
            "record",
            name=message.name,
            format="wav",
            maxDurationSeconds=math.ceil(message.max_seconds),
            maxSilenceSeconds=math.ceil(message.silence_seconds),
            ifExists="overwrite",
            beep=str(message.beep).lower(),
            terminateOn=END_MESSAGE_KEY,
            then=then,
        )

    def _message_ended(self, message: RecordMessage, *, failed: bool) -> None:
        """How long it is, the file itself tells: Asterisk reports whole seconds only."""
        self._message = None
        seconds = 0.0 if failed else seconds_of(self._exchange.recordings / f"{message.name}.wav")
        self._exchange.tell(MessageRecorded(self.line, message.step, message.name, seconds, failed))

    def _hang_up(self, reason: str) -> None:
        self._prompts.abandon()
        self._request("DELETE", reason=reason if reason in REASONS else "normal")
