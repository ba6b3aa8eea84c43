"""All talks: who is in which, and which bridge is theirs."""

from collections.abc import Iterable, Mapping

from ari_app.conversation.line import Include, Join, JoinFailed, Supervise
from ari_app.telephony.bridges import Bridges
from ari_app.telephony.call import Call
from ari_app.telephony.exchange import Exchange
from ari_app.telephony.leg import Leg
from ari_app.telephony.recording import TalkRecorder
from ari_app.telephony.snapshot import FoundTalk
from ari_app.telephony.talk import Talk


class Talks:
    """A line has one talk at most, and a leg has to do with one."""

    def __init__(self, exchange: Exchange, recorder: TalkRecorder) -> None:
        self._exchange = exchange
        self._recorder = recorder
        self._of_line: dict[str, Talk] = {}
        self._of_leg: dict[str, Talk] = {}
        self._bridges = Bridges()

    def of_line(self, line: str) -> Talk | None:
        return self._of_line.get(line)

    def of_leg(self, leg: str) -> Talk | None:
        return self._of_leg.get(leg)

    def with_leg(self, line: str, leg: str) -> Talk | None:
        """The line's talk, if this is the leg that it was joined with."""
        talk = self._of_line.get(line)
        return talk if talk is not None and talk.leg is not None and talk.leg.id == leg else None

    # --- commands -------------------------------------------------------------------------------------------

    def join(self, command: Join, interaction: str, call: Call, leg: Leg) -> None:
        talk = self._of_line.get(call.line)
        if talk is None:
            bridge, to_make = self._bridges.take()
            talk = Talk(self._exchange, self._recorder, call, bridge, to_make=to_make)
            self._of_line[call.line] = talk
        self._move(leg, talk)
        talk.join(leg, interaction, command.record)

    def include(self, command: Include, interaction: str, leg: Leg) -> None:
        talk = self._of_line.get(command.line)
        if talk is None or not talk.inside.keys() - {leg.id}:
            self._exchange.tell(JoinFailed(command.line, leg.id, "nobody talks on the line"))
            return
        self._move(leg, talk)
        talk.include(leg, interaction)

    def supervise(self, command: Supervise, interaction: str, leg: Leg) -> None:
        talk = self._of_line.get(command.line)
        if talk is None or talk.leg in (None, leg):
            self._exchange.tell(JoinFailed(command.line, leg.id, "nobody talks on the line"))
            return
        self._move(leg, talk)
        talk.supervise(leg, interaction, command.mode)

    # --- what Asterisk reports ------------------------------------------------------------------------------

    def line_left(self, line: str) -> None:
        self._recorder.line_left(line)
        if (talk := self._of_line.pop(line, None)) is None:
            return
        for leg in talk.supervisions.keys() - talk.inside.keys():
            del self._of_leg[leg]
        talk.line_left()

    def leg_left(self, leg: str) -> None:
        """The bridge of a talk that is over is kept for the next one: whoever was in it is known to be gone."""
        if (talk := self._of_leg.pop(leg, None)) is None:
            return
        was_inside = leg in talk.inside
        talk.leg_left(leg)
        if was_inside and talk.line_is_gone and not talk.inside:
            self._bridges.give_back(talk.bridge)

    # --- coming and going of the connection -----------------------------------------------------------------

    def adopt(
        self,
        found: Iterable[FoundTalk],
        idle_bridges: Iterable[str],
        calls: Mapping[str, Call],
        legs: Mapping[str, Leg],
    ) -> None:
        for bridge in idle_bridges:
            self._bridges.give_back(bridge)
        for one in found:
            talk = Talk(self._exchange, self._recorder, calls[one.line], one.bridge, to_make=False)
            self._of_line[one.line] = talk
            for leg in (*one.inside, *one.supervisors):
                self._of_leg[leg] = talk
            talk.adopt(
                None if one.leg is None else legs[one.leg],
                [legs[leg] for leg in one.inside],
                [legs[leg] for leg in one.supervisors],
                line_inside=not one.on_hold,
            )

    def forget_all(self) -> None:
        """The connection is lost: what exists will be seen anew."""
        self._of_line.clear()
        self._of_leg.clear()
        self._bridges.forget_all()

    # --- within ---------------------------------------------------------------------------------------------

    def _move(self, leg: Leg, talk: Talk) -> None:
        """Asterisk takes a channel out of its bridge when it is put into another. If nobody is left in the old one it is
        removed, rather than kept: the leg may still be in there for a moment."""
        before = self._of_leg.get(leg.id)
        self._of_leg[leg.id] = talk
        if before is None or before is talk:
            return
        before.leg_left(leg.id)
        if before.line_is_gone and not before.inside:
            before.end_bridge()
