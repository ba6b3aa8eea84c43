"""A call that the phone makes: INVITE, its answers, and taking it back."""

from .call import SDP_TYPE, Call, Ending
from .dialog import Dialog
from .message import Address, Response
from .sdp import Audio
from .signalling import Headers, Signalling


class OutgoingCall(Call):
    """Dialled by us; `status` follows the answers to our INVITE: 0, 100, 180, 183, 200, 486 ..."""

    def __init__(self, phone: str, contact: str, signalling: Signalling, dialog: Dialog) -> None:
        super().__init__(phone, contact, signalling, dialog)
        self._giving_up = False
        self._cancelled = False

    def dial(self, added: Headers) -> None:
        """Send the INVITE."""
        request = self._dialog.request("INVITE", *self._contact, *added, *SDP_TYPE, body=self._local_sdp())
        self._invite = self._signalling.send(request, self._receive_response)

    async def rings(self, timeout: float = 20) -> None:
        """Return when the called side says that it rings (180, or 183 with sound)."""
        await self._changes.until(lambda: self.status >= 180, timeout, lambda: f"{self} does not ring")
        if self.ending is not None:
            raise AssertionError(f"{self} ended before it rang")

    async def _withdraw(self) -> None:
        """CANCEL; it may only be sent after a first answer (RFC 3261 section 9.1), so it may have to wait."""
        self._giving_up = True
        self._cancel_if_possible()
        await self.ended()

    def _cancel_if_possible(self) -> None:
        if self._giving_up and not self._cancelled and 100 <= self.status < 200:
            self._cancelled = True
            self._signalling.cancel(self._invite)

    def _receive_response(self, response: Response) -> None:
        if Address.parse(response.get("to")).param("tag"):
            self._dialog.learn(response)
        if response.status >= 300:
            self.status = response.status
            self.end_reason = response.get("reason")
            self._end(Ending.CANCELLED if self._giving_up else Ending.REFUSED)
            return
        if response.body:
            self._media.connect(Audio.parse(response.body))
        if response.is_final:
            self._receive_acceptance(response)
        else:
            self.status = response.status
            self._cancel_if_possible()
            self._changes.notify()

    def _receive_acceptance(self, response: Response) -> None:
        self._acknowledge(response)  # each repeat too: they have not seen our first ACK
        if self.is_up or self.ending is not None:
            return
        self._come_up()
        if self._giving_up:  # our CANCEL came too late
            self._end(Ending.CANCELLED)
            self._signalling.send(self._dialog.request("BYE"), lambda _: None)
