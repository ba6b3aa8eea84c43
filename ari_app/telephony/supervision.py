"""A supervisor's leg on a talk: it listens, whispers to the agent, or barges in.

To listen and to whisper are one thing in Asterisk: a snoop on the agent's channel that hears all and speaks to the
agent, in a bridge with the supervisor, who is muted while they only listen. To barge in they join the talk's own
bridge.
"""

import uuid

from ari_app.conversation.line import SupervisionMode
from ari_app.telephony.bridges import WATCH_PREFIX
from ari_app.telephony.exchange import Exchange
from ari_app.telephony.leg import Leg
from ari_app.telephony.rest import Done, Outcome, Then, ignore

WATCH = "watch"
"""The argument that a snoop comes to us with, before the id of the supervisor's leg."""


def leg_of_snoop(args: tuple[str, ...]) -> str | None:
    """The supervisor's leg behind a snoop channel that has come to us, None when the channel is something else."""
    return args[1] if len(args) == 2 and args[0] == WATCH else None


class Supervision:
    """`line` orders the requests; `then` of `supervise` is told when the supervisor hears in the new mode. `mode` is what
    their channel was in before, when it is taken up after a restart of ours."""

    def __init__(self, exchange: Exchange, line: str, leg: Leg, mode: SupervisionMode | None = None) -> None:
        self.leg = leg
        self.mode = mode
        self._exchange = exchange
        self._line = line
        self._bridge: str | None = None
        self._snoop: str | None = None
        self._then: Then = ignore

    def supervise(self, mode: SupervisionMode, agent: Leg, talk_bridge: str, then: Then) -> None:
        """Muted before they are heard anywhere: nobody must notice that a supervision begins."""
        self.mode = mode
        if mode is SupervisionMode.BARGE:
            self._send("POST", "bridges", talk_bridge, "addChannel", channel=self.leg.id, then=then)
            self._mute(muted=False)
            self._stop_listening()
        elif self._snoop is None:
            self._mute(muted=mode is SupervisionMode.LISTEN)
            self._listen(agent, then)
        else:
            self._mute(muted=mode is SupervisionMode.LISTEN, then=then)

    def follow(self, agent: Leg) -> None:
        """Another agent has taken over the talk."""
        if self.mode is not SupervisionMode.BARGE:
            self._remove_snoop()
            self._listen(agent, self._then)

    def snoop_entered(self, channel: str) -> None:
        if channel == self._snoop and self._bridge is not None:
            then, self._then = self._then, ignore
            self._add_to_bridge(self._bridge, channel, then)
        else:
            self._send("DELETE", "channels", channel)  # of a listening that is over

    def end(self) -> None:
        """The supervisor is gone, or does something else now, where all may hear them."""
        self._stop_listening()
        if self.mode is SupervisionMode.LISTEN:
            self._mute(muted=False)

    # --- within ---------------------------------------------------------------------------------------------

    def _listen(self, agent: Leg, then: Then) -> None:
        """The supervisor waits in the bridge; the snoop is put beside them as soon as it is in our hands."""
        name = uuid.uuid4().hex

        def unless_it_failed(outcome: Outcome) -> None:
            if not isinstance(outcome, Done) and self._snoop == name:
                self._snoop, self._then = None, ignore
                then(outcome)

        if self._bridge is None:
            self._bridge = f"{WATCH_PREFIX}{name}"
            self._send("POST", "bridges", self._bridge, type="mixing")
            self._add_to_bridge(self._bridge, self.leg.id, ignore)
        self._snoop, self._then = name, then
        self._send(
            "POST",
            "channels",
            agent.id,
            "snoop",
            name,
            spy="both",
            whisper="out",
            app=self._exchange.app,
            appArgs=f"{WATCH},{self.leg.id}",
            then=unless_it_failed,
        )

    def _stop_listening(self) -> None:
        self._remove_snoop()
        if self._bridge is not None:
            self._send("DELETE", "bridges", self._bridge)
            self._bridge = None

    def _remove_snoop(self) -> None:
        if self._snoop is not None:
            self._send("DELETE", "channels", self._snoop)
            self._snoop = None

    def _add_to_bridge(self, bridge: str, channel: str, then: Then) -> None:
        self._send("POST", "bridges", bridge, "addChannel", channel=channel, then=then)

    def _mute(self, *, muted: bool, then: Then = ignore) -> None:
        method = "POST" if muted else "DELETE"
        self._send(method, "channels", self.leg.id, "mute", direction="in", then=then)

    def _send(self, method: str, *path: str, then: Then = ignore, **query: str) -> None:
        self._exchange.send(self._line, method, *path, then=then, **query)
