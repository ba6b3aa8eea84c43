"""The spine's commands, performed by Asterisk; Asterisk's events, told to the spine.

Here is only who is meant: each command and each event finds its `Call`, `Leg` or `Talk`, which knows what to
do.
"""

from typing import assert_never

from ari_app.conversation.line import (
    DropLeg,
    Hold,
    Join,
    JoinFailed,
    LegFailed,
    LegFailure,
    LineCommand,
    Resume,
    RingLeg,
    SwitchFound,
    SwitchLost,
)
from ari_app.telephony.ari import AriConnection
from ari_app.telephony.arrivals import arrival_of, has_arrived
from ari_app.telephony.audiosocket import AudioServer
from ari_app.telephony.bridges import Bridges
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
)
from ari_app.telephony.exchange import Exchange
from ari_app.telephony.leg import LEG_ARGUMENT, Leg
from ari_app.telephony.prompts import line_of_playback
from ari_app.telephony.recording import MixMonitors, TalkRecorder
from ari_app.telephony.snapshot import Snapshot, clean_up, look
from ari_app.telephony.talk import Talk

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
        self._talks: dict[str, Talk] = {}
        """By the id of the line, and by that of the leg."""
        self._bridges = Bridges()
        self._left_alone: dict[str, str] = {}
        """Legs whose customer is gone, and the bridge that each is still in."""

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
            case Join():
                self._join(command)
            case Hold(leg=leg):
                if leg in self._talks:
                    self._talks[leg].hold()
            case Resume(leg=leg):
                if leg in self._talks:
                    self._talks[leg].resume()
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

    def _join(self, command: Join) -> None:
        call, leg = self._calls.get(command.line), self._legs.get(command.leg)
        if call is None or leg is None or not leg.answered:
            reason = "the line is gone" if call is None else "the leg is gone"
            self._exchange.tell(JoinFailed(command.line, command.leg, reason))
            return
        bridge, to_make = self._bridges.take()
        talk = Talk(self._exchange, self._recorder, call, leg, bridge, to_make=to_make)
        self._talks[call.line] = self._talks[leg.id] = talk
        talk.join(command.record)

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
                if (call := self._calls.get(channel_id)) is not None:
                    call.digit(digit)
            case PlaybackEnded(playback, failed):
                if (call := self._calls.get(line_of_playback(playback))) is not None:
                    call.playback_ended(playback, failed=failed)
            case RecordingEnded(channel_id, name, failed):
                if (call := self._calls.get(channel_id)) is not None:
                    call.recording_ended(name, failed=failed)
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
        elif channel.id not in self._calls and has_arrived(args):
            self._calls[channel.id] = Call(self._exchange, self._audio, channel.id)
            self._exchange.tell(arrival_of(channel, args))
        elif args[:1] == (LEG_ARGUMENT,):
            # Answered after it was given up.
            self._exchange.send(channel.id, "DELETE", "channels", channel.id)

    def _ended(self, channel: str, cause: int) -> None:
        if (talk := self._talks.get(channel)) is not None:
            for end in (talk.call.line, talk.leg.id):
                if self._talks.get(end) is talk:  # it may talk to somebody else already
                    del self._talks[end]
            if channel == talk.leg.id:
                talk.leg_left()
            else:
                talk.line_left()
                self._left_alone[talk.leg.id] = talk.bridge
        elif (bridge := self._left_alone.pop(channel, None)) is not None:
            self._bridges.give_back(bridge)
        if (call := self._calls.pop(channel, None)) is not None:
            call.gone(cause)
        elif (leg := self._legs.pop(channel, None)) is not None:
            leg.ended(cause)

    # --- coming and going of the connection -----------------------------------------------------------------

    async def found(self) -> None:
        """Adopt what Asterisk holds, remove what is left over, and tell the spine what is true."""
        truth = await look(self._ari)
        restarted = self.switch_identity not in ("", truth.identity)
        self.switch_identity = truth.identity
        self._adopt(truth)
        self._connected = True
        clean_up(self._exchange, truth)
        self._recorder.recover(self._talks.__contains__)
        self._exchange.tell(SwitchFound(truth.live_lines(), truth.live_legs(), restarted))
        for found in truth.dialling_agents:
            self._entered(found.channel, found.args)

    def lost(self) -> None:
        self._connected = False
        for call in self._calls.values():
            call.release()
        self._calls.clear()
        self._legs.clear()
        self._talks.clear()
        self._left_alone.clear()
        self._bridges.forget_all()
        self._exchange.tell(SwitchLost())

    def _adopt(self, truth: Snapshot) -> None:
        for bridge in truth.idle_bridges:
            self._bridges.give_back(bridge)
        for found in truth.calls:
            self._calls[found.id] = Call(
                self._exchange,
                self._audio,
                found.id,
                answered=found.answered,
                interaction=found.interaction,
            )
        for found in truth.legs:
            self._legs[found.id] = Leg(
                self._exchange, found.id, found.line, channel=found.channel.name, answered=found.answered
            )
        for pair in truth.talks:
            talk = Talk(
                self._exchange,
                self._recorder,
                self._calls[pair.line],
                self._legs[pair.leg],
                pair.bridge,
                on_hold=pair.on_hold,
            )
            self._talks[pair.line] = self._talks[pair.leg] = talk
