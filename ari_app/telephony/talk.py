"""Who talk on a line, in one mixing bridge: joined, included, supervised, held, resumed, over."""

from collections.abc import Callable, Iterable

from ari_app.conversation.line import Joined, JoinFailed, SupervisionMode
from ari_app.telephony.call import Call
from ari_app.telephony.exchange import Exchange
from ari_app.telephony.leg import INCLUDED, Leg
from ari_app.telephony.recording import TalkRecorder
from ari_app.telephony.rest import Done, Gone, Outcome, Request, Then, ignore, uri_of
from ari_app.telephony.supervision import Supervision


class Talk:
    """`leg` is the agent's that the line was joined with, None once it is gone. `inside` are all legs in the bridge, that
    one too. The talk is there for as long as the line is, or anybody in it: who supervises it stays, without a word,
    while the agent is being found again."""

    def __init__(
        self, exchange: Exchange, recorder: TalkRecorder, call: Call, bridge: str, *, to_make: bool
    ) -> None:
        self.call = call
        self.bridge = bridge
        self.leg: Leg | None = None
        self.inside: dict[str, Leg] = {}
        self.supervisions: dict[str, Supervision] = {}
        self.line_is_gone = False
        self._line_inside = False
        self._to_make = to_make
        self._exchange = exchange
        self._recorder = recorder

    @property
    def legs(self) -> tuple[str, ...]:
        """All that have to do with it."""
        return (*self.inside, *self.supervisions)

    def adopt(
        self, leg: Leg | None, inside: Iterable[Leg], supervisors: Iterable[Leg], *, line_inside: bool
    ) -> None:
        """It went on while we were away. What supervisors heard by is put up anew (the old one is a leftover)."""
        self.leg, self._line_inside = leg, line_inside
        self.inside = {one.id: one for one in inside}
        for one in supervisors:
            mode = SupervisionMode(one.role)
            supervision = Supervision(self._exchange, self.call.line, one, mode)
            self.supervisions[one.id] = supervision
            if leg is not None:
                supervision.supervise(mode, leg, self.bridge, ignore)

    # --- commands -------------------------------------------------------------------------------------------

    def join(self, leg: Leg, interaction: str, record: str | None) -> None:
        """The leg takes the place of the one before, which stays inside. Everything leaves at once: Asterisk executes
        it in this order."""
        before, self.leg = self.leg, leg

        def joined() -> None:
            if before is not None:
                self._recorder.stop(before)
            if record is not None:
                self._recorder.start(self.call.line, leg, record)
            for supervision in self.supervisions.values():
                supervision.follow(leg)

        self._end_supervision(leg.id)
        if before is not None and before is not leg:
            before.works_for(self.call.line, interaction, INCLUDED)
        leg.works_for(self.call.line, interaction)
        self.call.get_ready_to_talk()
        self._bring_in([leg], self._tells(leg, joined), with_line=True)

    def include(self, leg: Leg, interaction: str) -> None:
        self._end_supervision(leg.id)
        leg.works_for(self.call.line, interaction, INCLUDED)
        self._bring_in([leg], self._tells(leg))

    def supervise(self, leg: Leg, interaction: str, mode: SupervisionMode) -> None:
        """In the mode of barging in the supervisor is inside, so that the bridge stays for them too."""
        if self.leg is None or self.leg is leg:
            self._exchange.tell(JoinFailed(self.call.line, leg.id, "nobody talks on the line"))
            return
        leg.works_for(self.call.line, interaction, mode.value)
        supervision = self.supervisions.get(leg.id)
        if supervision is None:
            supervision = self.supervisions[leg.id] = Supervision(self._exchange, self.call.line, leg)
        if mode is SupervisionMode.BARGE:
            self.inside[leg.id] = leg
        else:
            self.inside.pop(leg.id, None)
        supervision.supervise(mode, self.leg, self.bridge, self._tells(leg))

    def hold(self) -> None:
        """The customer leaves the bridge for the music; alone in it, the agent hears silence."""
        if self._line_inside:
            self._line_inside = False
            self._request("POST", "removeChannel", channel=self.call.line)
        self.call.start_music()

    def resume(self) -> None:
        self.call.stop_music()
        if self.inside and not self._line_inside:
            self._line_inside = True
            self._request("POST", "addChannel", channel=self.call.line)

    # --- what Asterisk reports ------------------------------------------------------------------------------

    def line_left(self) -> None:
        """The customer is gone. Whoever is inside, if alone, hears silence until the spine drops them."""
        self.line_is_gone, self._line_inside = True, False
        for inside in self.inside.values():
            self._recorder.stop(inside)
        for leg in tuple(self.supervisions):
            self._end_supervision(leg)

    def leg_left(self, leg: str) -> None:
        """When it was the last one, the customer is taken out of the bridge, which ends: on hold the music goes on,
        otherwise there is silence until the spine says what follows."""
        self._end_supervision(leg)
        if (gone := self.inside.pop(leg, None)) is None:
            return
        self._recorder.stop(gone)
        if self.leg is gone:
            self.leg = None
        if not self.inside and not self.line_is_gone:
            self.end_bridge()

    def end_bridge(self) -> None:
        self._line_inside = False
        self._to_make = True
        self._request("DELETE")

    # --- within ---------------------------------------------------------------------------------------------

    def _bring_in(self, legs: list[Leg], then: Then, *, with_line: bool = False) -> None:
        if self._to_make:
            self._to_make = False
            self._request("POST", type="mixing")
        arriving = [leg.id for leg in legs if leg.id not in self.inside]
        self.inside.update((leg.id, leg) for leg in legs)
        if with_line and not self._line_inside:
            self._line_inside = True
            arriving.insert(0, self.call.line)
        if not arriving:  # all are in there already, and only their parts change
            then(Done(""))
            return
        self._exchange.send(
            self.call.line,
            "POST",
            "bridges",
            self.bridge,
            "addChannel",
            channel=",".join(arriving),
            then=then,
        )

    def _end_supervision(self, leg: str) -> None:
        if (supervision := self.supervisions.pop(leg, None)) is not None:
            supervision.end()

    def _request(self, method: str, *action: str, **query: str) -> None:
        uri = uri_of("bridges", self.bridge, *action, **query)
        self._exchange.send_request(self.call.line, Request(method, uri))

    def _tells(self, leg: Leg, joined: Callable[[], None] = lambda: None) -> Then:
        """`Joined` when it is done, `JoinFailed` when it is not."""

        def then(outcome: Outcome) -> None:
            if isinstance(outcome, Done):
                self._exchange.tell(Joined(self.call.line, leg.id))
                joined()
                return
            gone = f"one of the two is gone ({outcome.status})" if isinstance(outcome, Gone) else str(outcome)
            self._exchange.tell(JoinFailed(self.call.line, leg.id, gone))

        return then
