"""The spine's commands, performed by Asterisk; Asterisk's events, told to the spine.

Here is only who is meant: each command and each event finds its `Call`, its `Leg` or its talk, which knows what
to do.
"""

from typing import assert_never

from ari_app.conversation.line import (
    DropLeg,
    Hold,
    Include,
    Join,
    JoinFailed,
    LegFailed,
    LegFailure,
    LineCommand,
    MuteRecording,
    PlayMusic,
    ReportTransfer,
    Resume,
    RingLeg,
    StopMusic,
    Supervise,
    SwitchFound,
    SwitchLost,
    TransferAsked,
)
from ari_app.telephony.ari import AriConnection
from ari_app.telephony.arrivals import arrival_of, has_arrived
from ari_app.telephony.audiosocket import AudioServer
from ari_app.telephony.call import Call
from ari_app.telephony.ear import line_of_ear
from ari_app.telephony.events import (
    ApplicationReplaced,
    AriEvent,
    Channel,
    ChannelEnded,
    ChannelEntered,
    ChannelLeft,
    DigitReceived,
    PlaybackEnded,
    RecordingEnded,
    TransferRequested,
)
from ari_app.telephony.exchange import Exchange
from ari_app.telephony.leg import LEG_ARGUMENT, Leg
from ari_app.telephony.prompts import line_of_playback
from ari_app.telephony.recording import MixMonitors, TalkRecorder
from ari_app.telephony.snapshot import Snapshot, clean_up, look
from ari_app.telephony.supervision import leg_of_snoop
from ari_app.telephony.talks import Talks

NORMAL_CLEARING = 16
"""Q.850; what we report of callers, whose cause Asterisk does not tell."""


class AsteriskLines:
    """`Lines` on one Asterisk. `known_identity` is the `switch_identity` of the last connection, kept by
    the spine over a restart of ours: when it differs, that was another process, and no call of before
    exists."""

    def __init__(
        self,
        exchange: Exchange,
        ari: AriConnection,
        audio: AudioServer,
        monitors: MixMonitors,
        *,
        known_identity: str = "",
    ) -> None:
        self.switch_identity = known_identity
        self._exchange = exchange
        self._ari = ari
        self._audio = audio
        self._recorder = TalkRecorder(exchange, monitors)
        self._connected = False
        self._calls: dict[str, Call] = {}
        self._legs: dict[str, Leg] = {}
        self._talks = Talks(exchange, self._recorder)

    @property
    def connected(self) -> bool:
        return self._connected

    # --- the port -------------------------------------------------------------------------------------------

    def perform(self, command: LineCommand, interaction: str) -> None:
        if not self._connected:
            return
        match command:
            case RingLeg():
                self._ring(command, interaction)
            case DropLeg(leg):
                if leg in self._legs:
                    self._legs[leg].drop()
            case Join() | Include() | Supervise():
                self._bring_in(command, interaction)
            case ReportTransfer(leg, state):
                if leg in self._legs:
                    self._legs[leg].report_transfer(state)
            case Hold(line, leg):
                if (talk := self._talks.with_leg(line, leg)) is not None:
                    talk.hold()
            case Resume(line, leg):
                if (talk := self._talks.with_leg(line, leg)) is not None:
                    talk.resume()
            case MuteRecording(line, muted):
                talk = self._talks.of_line(line)
                self._recorder.mute(line, None if talk is None else talk.leg, muted=muted)
            case PlayMusic(line) if (talk := self._talks.of_line(line)) is not None:
                talk.hold()
            case StopMusic(line) if (talk := self._talks.of_line(line)) is not None:
                talk.resume()
            case _:
                if (call := self._calls.get(command.line)) is not None:
                    call.belongs_to(interaction)
                    call.perform(command)

    def _ring(self, command: RingLeg, interaction: str) -> None:
        def unreachable() -> None:
            if self._legs.pop(leg.id, None) is leg and not leg.dropped:
                self._exchange.tell(LegFailed(leg.id, LegFailure.UNREACHABLE))

        leg = self._legs[command.leg] = Leg(self._exchange, command.leg, command.line)
        leg.ring(command, interaction, unreachable)

    def _bring_in(self, command: Join | Include | Supervise, interaction: str) -> None:
        call, leg = self._calls.get(command.line), self._legs.get(command.leg)
        if call is None or leg is None or not leg.answered:
            reason = "the line is gone" if call is None else "the leg is gone"
            self._exchange.tell(JoinFailed(command.line, command.leg, reason))
            return
        match command:
            case Join():
                self._talks.join(command, interaction, call, leg)
            case Include():
                self._talks.include(command, interaction, leg)
            case Supervise():
                self._talks.supervise(command, interaction, leg)
            case _:
                assert_never(command)

    # --- what Asterisk reports ------------------------------------------------------------------------------

    def hear(self, event: AriEvent) -> None:
        match event:
            case ChannelEntered(channel, args):
                self._entered(channel, args)
            case ChannelLeft(channel_id):
                if channel_id in self._calls:  # of a leg ChannelEnded tells more
                    self._ended(channel_id, NORMAL_CLEARING)
            case ChannelEnded(channel_id, cause):
                self._ended(channel_id, cause)
            case DigitReceived(channel_id, digit):
                if (pressed := self._calls.get(channel_id) or self._legs.get(channel_id)) is not None:
                    pressed.digit(digit)
            case PlaybackEnded(playback, failed):
                channel_id = line_of_playback(playback)
                if (hears := self._calls.get(channel_id) or self._legs.get(channel_id)) is not None:
                    hears.playback_ended(playback, failed=failed)
            case RecordingEnded(channel_id, name, failed):
                if (call := self._calls.get(channel_id)) is not None:
                    call.recording_ended(name, failed=failed)
            case TransferRequested(channel_id, number, other):
                self._transfer(channel_id, number, other)
            case ApplicationReplaced():
                pass  # the connection itself ends on it
            case _:
                assert_never(event)

    def _entered(self, channel: Channel, args: tuple[str, ...]) -> None:
        if (leg := self._legs.get(channel.id)) is not None:
            leg.entered(channel.name)
        elif (line := line_of_ear(args)) is not None:
            if (call := self._calls.get(line)) is not None:
                call.snoop_entered(channel.id)
        elif (supervisor := leg_of_snoop(args)) is not None:
            self._snoop_entered(supervisor, channel.id)
        elif channel.id not in self._calls and has_arrived(args):
            self._calls[channel.id] = Call(self._exchange, self._audio, channel.id)
            self._exchange.tell(arrival_of(channel, args))
        elif args[:1] == (LEG_ARGUMENT,):
            # Answered after it was given up.
            self._exchange.send(channel.id, "DELETE", "channels", channel.id)

    def _ended(self, channel: str, cause: int) -> None:
        self._talks.line_left(channel)
        self._talks.leg_left(channel)
        if (call := self._calls.pop(channel, None)) is not None:
            call.gone(cause)
        elif (leg := self._legs.pop(channel, None)) is not None:
            leg.ended(cause)

    def _snoop_entered(self, supervisor: str, snoop: str) -> None:
        talk = self._talks.of_leg(supervisor)
        if talk is not None and supervisor in talk.supervisions:
            talk.supervisions[supervisor].snoop_entered(snoop)
        else:
            self._exchange.send(snoop, "DELETE", "channels", snoop)

    def _transfer(self, channel: str, number: str, other: str | None) -> None:
        """Phones differ in which of their two calls they send it on; what is meant is the one that is a leg."""
        if channel not in self._legs and other in self._legs:
            channel, other = other, channel
        if channel in self._legs:
            self._exchange.tell(TransferAsked(channel, number, other))
        else:
            self._exchange.send(
                channel, "POST", "channels", channel, "transfer_progress", states="channel_declined"
            )

    # --- coming and going of the connection -----------------------------------------------------------------

    async def found(self) -> None:
        """Adopt what Asterisk holds, remove what is left over, and tell the spine what is true."""
        truth = await look(self._ari)
        restarted = self.switch_identity not in ("", truth.identity)
        self.switch_identity = truth.identity
        self._adopt(truth)
        self._connected = True
        clean_up(self._exchange, truth)
        self._recorder.recover(lambda leg: self._talks.of_leg(leg) is not None)
        self._exchange.tell(SwitchFound(truth.live_lines(), truth.live_legs(), restarted))
        for found in truth.dialling_agents:
            self._entered(found.channel, found.args)

    def lost(self) -> None:
        self._connected = False
        for call in self._calls.values():
            call.release()
        for leg in self._legs.values():
            leg.release()
        self._calls.clear()
        self._legs.clear()
        self._talks.forget_all()
        self._exchange.tell(SwitchLost())

    def _adopt(self, truth: Snapshot) -> None:
        on_hold = {talk.line for talk in truth.talks if talk.on_hold}
        for found in truth.calls:
            self._calls[found.id] = Call(
                self._exchange,
                self._audio,
                found.id,
                answered=found.answered,
                interaction=found.interaction,
                music=True if found.id in on_hold else None,
            )
        for found in truth.legs:
            self._legs[found.id] = Leg(
                self._exchange,
                found.id,
                found.line,
                channel=found.channel.name,
                answered=found.answered,
                role=found.role,
            )
        self._talks.adopt(truth.talks, truth.idle_bridges, self._calls, self._legs)
