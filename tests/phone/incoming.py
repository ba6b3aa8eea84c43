"""A call that reaches the phone: ring, answer, refuse."""

import re

from .call import Call, Ending
from .dialog import Dialog
from .message import Address, Request
from .sdp import Audio, UnusableMedia, answering
from .signalling import Signalling

_AT_ONCE = re.compile(r"answer-after\s*=\s*0|auto[- ]?answer", re.IGNORECASE)


class IncomingCall(Call):
    """Rings until it is answered or refused; the INVITE that made it stays at hand."""

    def __init__(self, phone: str, contact: str, signalling: Signalling, invite: Request, tag: str) -> None:
        super().__init__(phone, contact, signalling, Dialog.asked_of_us(invite, tag))
        self.invite = invite

    @property
    def caller(self) -> str:
        """The number that is shown to the person called."""
        return Address.parse(self.invite.get("from")).user

    @property
    def caller_name(self) -> str:
        """The name that is shown beside the number."""
        return Address.parse(self.invite.get("from")).name

    @property
    def auto_answer(self) -> bool:
        """Does the caller ask the phone to answer by itself, as head-sets of agents do?"""
        return bool(_AT_ONCE.search(f"{self.invite.get('call-info')} {self.invite.get('alert-info')}"))

    def ring(self) -> None:
        """Say that the phone rings."""
        self.status = 180
        self._reply(self.invite, 180)

    def answer(self) -> None:
        """Pick up; AssertionError when the call has ended meanwhile."""
        if self.ending is not None:
            raise AssertionError(f"{self} can't be answered any more")
        if self.is_up:
            return
        try:
            self._reply(self.invite, 200, self._answer_to_offer())
        except UnusableMedia:
            self.reject(488)
            return
        self._come_up()

    def reject(self, status: int = 486) -> None:
        """Refuse: 486 busy, 603 decline, 480 unavailable."""
        self.status = status
        self._reply(self.invite, status)
        self._end(Ending.REFUSED)

    def receive(self, request: Request) -> None:
        """A request of the caller within this call."""
        if request.method != "CANCEL":
            super().receive(request)
            return
        self._reply(request, 200)
        if not self.is_up and self.ending is None:
            self.status = 487
            self.end_reason = request.get("reason")
            self._reply(self.invite, 487)
            self._end(Ending.CANCELLED)

    async def _withdraw(self) -> None:
        self.reject(603)

    def _answer_to_offer(self) -> bytes:
        if not self.invite.body:
            return self._local_sdp()
        offer = Audio.parse(self.invite.body)
        self._media.connect(offer)
        return self._local_sdp(answering(offer.direction), offer.keys)
