"""A call from the phone's side, whoever began it: sound, keys, hold, and its end."""

import asyncio
import secrets
from abc import ABC, abstractmethod
from enum import Enum
from pathlib import Path
from urllib.parse import quote

from . import audio
from .dialog import Dialog
from .hearing import SpeechDetector, ToneDetector
from .media import RtpStream
from .message import Address, Request, Response
from .sdp import Audio, Direction, UnusableMedia, answering
from .signalling import Headers, Signalling
from .waiting import Changes, DidNotHappen

SDP_TYPE: Headers = (("Content-Type", "application/sdp"),)


class Ending(Enum):
    """Who ended the call, and how far it had come."""

    HUNG_UP_BY_US = "we hung up"
    HUNG_UP_BY_THEM = "they hung up"
    REFUSED = "the called side refused"
    CANCELLED = "the calling side gave up before an answer"


class Call(ABC):
    """What is common to calls made and calls received; `status` is the last SIP status of the INVITE."""

    def __init__(self, phone: str, contact: str, signalling: Signalling, dialog: Dialog) -> None:
        self._phone = phone
        self._contact: Headers = (("Contact", f"<{contact}>"),)
        self._signalling = signalling
        self._dialog = dialog
        self._media = RtpStream()
        self._changes = Changes()
        self._session = secrets.randbits(31)
        self._version = 0
        self._direction: Direction = "sendrecv"
        self._changing = False
        self.status = 0
        self.is_up = False
        self.ending: Ending | None = None
        self.transfer_progress: list[str] = []
        """What NOTIFY said of the transfer that was asked for: its status lines."""
        self.end_reason = ""
        """The Reason header of the message that ended the call."""

    def __str__(self) -> str:
        ending = f", {self.ending.value}" if self.ending else ""
        return f"the call of {self._phone} (status {self.status}{ending})"

    @property
    def call_id(self) -> str:
        """SIP's name of the call."""
        return self._dialog.call_id

    # What a test waits for.

    async def answered(self, timeout: float = 20) -> None:
        """Return when both sides can talk; DidNotHappen at once when the call ends instead."""
        await self._changes.until(
            lambda: self.is_up or self.ending is not None, timeout, lambda: f"{self} was not answered"
        )
        if not self.is_up and self.ending is not None:
            raise DidNotHappen(f"{self} ended before an answer")

    async def ended(self, timeout: float = 20) -> Ending:
        """Return when the call is over."""
        await self._changes.until(lambda: self.ending is not None, timeout, lambda: f"{self} did not end")
        assert self.ending is not None
        return self.ending

    # Sound and keys.

    @property
    def heard(self) -> bytes:
        """All sound received so far: s16le, 8 kHz."""
        return self._media.heard

    @property
    def keys_heard(self) -> str:
        """All keys received so far."""
        return self._media.keys_heard

    @property
    def packets_received(self) -> int:
        """RTP packets received so far."""
        return self._media.packets_received

    def send_tone(self, hz: float, level: float = 0.25) -> None:
        """Say a steady tone from now on."""
        self._media.play(audio.tone(hz, level))

    def send_wav(self, path: Path) -> None:
        """Say a file (mono, 16 bit, 8 kHz) from now on, then be silent."""
        self._media.play(audio.wav(path), ends=True)

    def send_silence(self) -> None:
        """Say nothing from now on (packets go on)."""
        self._media.play(audio.silence())

    def press(self, keys: str) -> None:
        """Press one key after the other, 100 ms each."""
        for key in keys:
            self._media.press(key)

    async def said(self, timeout: float = 30) -> None:
        """Return when the file given to `send_wav` and all keys are sent, or the call is over."""
        await self._media.sent(timeout)

    async def hears(self, hz: float, within: float = 20, seconds: float = 0.2) -> None:
        """Return when a tone has sounded for `seconds`, in what arrives from now on."""
        await self._media.detect(ToneDetector(hz, seconds), within, f"{hz:g} Hz in {self}")

    async def hears_not(self, hz: float, during: float = 1) -> None:
        """Return after `during` seconds without this tone; AssertionError as soon as it sounds for 200 ms."""
        try:
            await self.hears(hz, within=during)
        except DidNotHappen:
            return
        raise AssertionError(f"heard {hz:g} Hz in {self}")

    async def hears_no_more(self, hz: float, within: float = 20) -> None:
        """Return after a second without this tone, which may have been on its way; AssertionError when it does not stop."""
        loop = asyncio.get_running_loop()
        end = loop.time() + within
        while True:
            try:
                return await self.hears_not(hz)
            except AssertionError:
                if loop.time() > end:
                    raise

    async def hears_speech(self, within: float = 20) -> None:
        """Return when something like speech has sounded, in what arrives from now on."""
        await self._media.detect(SpeechDetector(), within, f"speech in {self}")

    # Hold and the end.

    async def hold(self) -> None:
        """Tell the other side that we do not listen."""
        await self._change("sendonly")

    async def resume(self) -> None:
        """Listen again."""
        await self._change("sendrecv")

    async def hang_up(self) -> None:
        """End the call whatever its state; nothing when it has ended already."""
        if self.ending is not None:
            return
        if not self.is_up:
            await self._withdraw()
            return
        self._end(Ending.HUNG_UP_BY_US)
        response = await self._signalling.ask(self._dialog.request("BYE"))
        if response.status not in (200, 481):  # 481: their BYE crossed ours
            raise DidNotHappen(f"BYE of {self} was answered by {response.status} {response.reason}")

    def close(self) -> None:
        """The phone is switched off: fall silent without a word."""
        self._media.close()

    @abstractmethod
    async def _withdraw(self) -> None:
        """End the call before its answer."""

    async def transfer(self, number: str, other: "Call | None" = None) -> int:
        """Ask the other side to talk to somebody else instead (REFER), to whom we talk in the `other` call if one is given;
        the status that it answers with."""
        host = Address.parse(self._dialog.remote).uri.rpartition("@")[2]
        replaces = "" if other is None else f"?Replaces={other.replaces}"
        refer = self._dialog.request(
            "REFER", *self._contact, ("Refer-To", f"<sip:{number}@{host}{replaces}>")
        )
        return (await self._signalling.ask(refer)).status

    @property
    def replaces(self) -> str:
        """This call, as another one's REFER names it (RFC 3891)."""
        theirs, ours = (Address.parse(end).param("tag") for end in (self._dialog.remote, self._dialog.local))
        return quote(f"{self.call_id};to-tag={theirs};from-tag={ours}", safe="")

    async def transfer_reported(self, status: int, timeout: float = 20) -> None:
        """Return when a NOTIFY has told this status of the transfer."""
        wanted = f"SIP/2.0 {status}"
        await self._changes.until(
            lambda: any(line.startswith(wanted) for line in self.transfer_progress),
            timeout,
            lambda: f"{self} was told {self.transfer_progress} of its transfer",
        )

    async def _change(self, direction: Direction) -> None:
        self._direction = direction
        self._changing = True
        try:
            request = self._dialog.request("INVITE", *self._contact, *SDP_TYPE, body=self._local_sdp())
            response = await self._signalling.ask(request, self._acknowledge_if_accepted)
        finally:
            self._changing = False
        if response.status != 200:
            raise DidNotHappen(f"re-INVITE of {self} was answered by {response.status} {response.reason}")
        self._media.connect(Audio.parse(response.body))

    # For the phone, and for the two kinds of call.

    def receive(self, request: Request) -> None:
        """A request of the other side within this call."""
        match request.method:
            case "ACK":
                self._receive_ack(request)
            case "BYE":
                self._reply(request, 200)
                self.end_reason = request.get("reason")
                self._end(Ending.HUNG_UP_BY_THEM)
            case "INVITE" if self._changing:
                self._reply(request, 491)
            case "INVITE" | "UPDATE":
                self._receive_change(request)
            case "NOTIFY":
                self._reply(request, 200)
                self.transfer_progress += request.body.decode(errors="replace").splitlines()[:1]
                self._changes.notify()
            case "OPTIONS" | "INFO" | "MESSAGE":
                self._reply(request, 200)
            case _:
                self._reply(request, 405)

    def _receive_ack(self, request: Request) -> None:
        if request.body:  # our 200 made the offer
            self._media.connect(Audio.parse(request.body))

    def _receive_change(self, request: Request) -> None:
        self._dialog.retarget(request)
        if not request.body:  # an INVITE asks us to offer, an UPDATE only refreshes the session
            offering = request.method == "INVITE"
            self._reply(request, 200, self._local_sdp() if offering else b"")
            return
        try:
            offer = Audio.parse(request.body)
        except UnusableMedia:
            self._reply(request, 488)
            return
        self._media.connect(offer)
        self._reply(request, 200, self._local_sdp(answering(offer.direction), offer.keys))

    def _reply(self, request: Request, status: int, sdp: bytes = b"") -> None:
        headers = self._contact if request.method in ("INVITE", "UPDATE") else ()
        self._signalling.reply(request, status, self._dialog.local, headers + (SDP_TYPE if sdp else ()), sdp)

    def _acknowledge_if_accepted(self, response: Response) -> None:
        if response.status < 300:
            self._acknowledge(response)

    def _acknowledge(self, response: Response) -> None:
        number, _ = response.cseq
        self._signalling.acknowledge(self._dialog.request("ACK"), number)

    def _local_sdp(self, direction: Direction | None = None, keys: int | None = 101) -> bytes:
        self._version += 1
        ours = Audio("127.0.0.1", self._media.port, direction or self._direction, keys)
        return ours.format(self._session, self._version)

    def _come_up(self) -> None:
        self.status = 200
        self.is_up = True
        self._media.start()
        self._changes.notify()

    def _end(self, ending: Ending) -> None:
        if self.ending is None:
            self.ending = ending
            self._media.close()
            self._changes.notify()
