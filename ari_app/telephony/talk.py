"""Line and leg in one mixing bridge: joined, held, resumed, over."""

from ari_app.conversation.line import Joined, JoinFailed
from ari_app.telephony.call import Call
from ari_app.telephony.exchange import Exchange
from ari_app.telephony.leg import Leg
from ari_app.telephony.recording import TalkRecorder
from ari_app.telephony.rest import Done, Gone, Outcome, Request, uri_of


class Talk:
    """`bridge` is theirs until both are gone; with `to_make` it does not exist yet."""

    def __init__(
        self,
        exchange: Exchange,
        recorder: TalkRecorder,
        call: Call,
        leg: Leg,
        bridge: str,
        *,
        to_make: bool = False,
        on_hold: bool = False,
    ) -> None:
        self.call = call
        self.leg = leg
        self.bridge = bridge
        self._to_make = to_make
        self._exchange = exchange
        self._recorder = recorder
        self._on_hold = on_hold

    def join(self, record: str | None) -> None:
        """Everything leaves at once: Asterisk executes it in this order."""

        def then(outcome: Outcome) -> None:
            if isinstance(outcome, Done):
                self._exchange.tell(Joined(self.call.line, self.leg.id))
                if record is not None:
                    self._recorder.start(self.call.line, self.leg, record)
            else:
                reason = (
                    f"one of the two is gone ({outcome.status})"
                    if isinstance(outcome, Gone)
                    else str(outcome)
                )
                self._exchange.tell(JoinFailed(self.call.line, self.leg.id, reason))

        self.call.get_ready_to_talk()
        if self._to_make:
            self._request("POST", type="mixing")
        both = f"{self.call.line},{self.leg.id}"
        self._exchange.send(
            self.call.line, "POST", "bridges", self.bridge, "addChannel", channel=both, then=then
        )

    def hold(self) -> None:
        """The customer leaves the bridge for the music; alone in it, the agent hears silence."""
        if not self._on_hold:
            self._on_hold = True
            self._request("POST", "removeChannel", channel=self.call.line)
            self._exchange.send(self.call.line, "POST", "channels", self.call.line, "moh")

    def resume(self) -> None:
        if self._on_hold:
            self._on_hold = False
            self._exchange.send(self.call.line, "DELETE", "channels", self.call.line, "moh")
            self._request("POST", "addChannel", channel=self.call.line)

    def line_left(self) -> None:
        """The customer is gone. The agent, alone in the bridge, hears silence until the spine drops the leg."""
        self._recorder.stop(self.leg)

    def leg_left(self) -> None:
        """The agent is gone. The customer is taken out of the bridge, which ends, and hears silence until the spine
        says what follows."""
        self._request("DELETE")
        if self._on_hold:
            self._exchange.send(self.call.line, "DELETE", "channels", self.call.line, "moh")
        self._recorder.stop(self.leg)

    def _request(self, method: str, *action: str, **query: str) -> None:
        uri = uri_of("bridges", self.bridge, *action, **query)
        self._exchange.send_request(self.call.line, Request(method, uri))
