"""One RTP stream each way: mu-law frames paced at 20 ms, keys in between, and what was heard (RFC 3550)."""

import asyncio
import logging
import random
import socket
import struct
from collections import deque
from collections.abc import Iterator

from . import dtmf
from .audio import FRAME, RATE, Samples, decode, silence
from .hearing import Detector
from .sdp import PCMU, Audio
from .waiting import Changes, DidNotHappen

log = logging.getLogger(__name__)

_HEADER = struct.Struct("!BBHII")
_VERSION = 0x80
_MARKER = 0x80
_PERIOD = FRAME / RATE
_GAP = 4
"""Frames of sound between two keys."""


class RtpStream:
    """A UDP socket that plays one source at a time and keeps everything that it hears."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self._socket.bind(("127.0.0.1", 0))
        self._loop.add_reader(self._socket, self._readable)
        self._remote: Audio | None = None
        self._source: Iterator[bytes] = silence()
        self._source_ends = False
        self._keys: deque[dtmf.EventPacket | None] = deque()
        self._press_began = 0
        self._timer: asyncio.TimerHandle | None = None
        self._sequence = random.randrange(1 << 15)
        self._timestamp = random.randrange(1 << 31)
        self._source_id = random.randrange(1 << 32)
        self._heard = bytearray()
        self._keys_heard = ""
        self._last_key: tuple[int, str] | None = None
        self._last_sequence: int | None = None
        self._detectors: set[Detector] = set()
        self._satisfied: set[Detector] = set()
        self._changes = Changes()
        self._closed = False
        self.packets_received = 0

    @property
    def port(self) -> int:
        """Where sound is to be sent."""
        port: int = self._socket.getsockname()[1]
        return port

    @property
    def heard(self) -> bytes:
        """All sound so far: s16le, 8 kHz, packet after packet (what was never sent leaves no gap)."""
        return bytes(self._heard)

    @property
    def keys_heard(self) -> str:
        """All keys so far that came as telephone events."""
        return self._keys_heard

    def connect(self, remote: Audio) -> None:
        """Send there from now on."""
        self._remote = remote

    def start(self) -> None:
        """Begin to send: silence until told otherwise."""
        if self._timer is None:
            self._tick(self._loop.time())

    def play(self, source: Iterator[bytes], ends: bool = False) -> None:
        """Send these frames from now on; silence follows when they end, if they do."""
        self._source = source
        self._source_ends = ends

    def press(self, key: str) -> None:
        """Send a key, after those that are still being sent."""
        self._keys.extend([*dtmf.press(key), *[None] * _GAP])

    async def detect(self, detector: Detector, within: float, what: str) -> None:
        """Return when the detector is content with what arrives from now on; fail when nothing more can."""
        self._detectors.add(detector)
        try:
            await self._changes.until(
                lambda: detector in self._satisfied or self._closed, within, lambda: self._missing(what)
            )
            if detector not in self._satisfied:
                raise DidNotHappen(f"the stream ended: {self._missing(what)}")
        finally:
            self._detectors.discard(detector)
            self._satisfied.discard(detector)

    async def sent(self, within: float) -> None:
        """Return when nothing is left to send: no key, no source that ends; or the stream is closed."""
        await self._changes.until(
            lambda: self._closed or not (self._keys or self._source_ends), within, lambda: "still sending"
        )

    def close(self) -> None:
        """Send and hear no more."""
        if self._closed:
            return
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        self._loop.remove_reader(self._socket)
        self._socket.close()
        self._changes.notify()

    def _missing(self, what: str) -> str:
        return f"heard no {what} ({self.packets_received} packets received in all)"

    # Sending.

    def _tick(self, due: float) -> None:
        """Send one frame, and keep the pace even when this tick came late."""
        self._timer = self._loop.call_at(due + _PERIOD, self._tick, due + _PERIOD)
        pressed = self._next_key()
        if pressed is not None:
            self._send_key(pressed)
        else:
            self._send(PCMU, self._next_frame(), self._timestamp, marker=False)
        self._timestamp = (self._timestamp + FRAME) & 0xFFFFFFFF

    def _next_key(self) -> dtmf.EventPacket | None:
        if not self._keys:
            return None
        if len(self._keys) == 1:
            self._changes.notify()
        return self._keys.popleft()

    def _next_frame(self) -> bytes:
        frame = next(self._source, None)
        if frame is None:
            self.play(silence())
            frame = next(self._source)
            self._changes.notify()
        return frame

    def _send_key(self, packet: dtmf.EventPacket) -> None:
        if packet.is_first:
            self._press_began = self._timestamp
        payload_type = self._remote.keys if self._remote is not None else None
        if payload_type is None:
            raise RuntimeError("a key was pressed, but the other side takes no telephone events")
        self._send(payload_type, packet.payload, self._press_began, marker=packet.is_first)

    def _send(self, payload_type: int, payload: bytes, timestamp: int, marker: bool) -> None:
        remote = self._remote
        if remote is None or remote.direction in ("sendonly", "inactive"):
            return
        self._sequence = (self._sequence + 1) & 0xFFFF
        kind = payload_type | (_MARKER if marker else 0)
        header = _HEADER.pack(_VERSION, kind, self._sequence, timestamp, self._source_id)
        try:
            self._socket.sendto(header + payload, (remote.host, remote.port))
        except OSError as error:  # the other end closed its port, or the send buffer is full
            log.debug("an RTP packet was not sent: %s", error)

    # Hearing.

    def _readable(self) -> None:
        while True:
            try:
                packet = self._socket.recv(2048)
            except BlockingIOError:
                return
            except OSError as error:  # the other end closed its port
                log.debug("an RTP packet was not received: %s", error)
                return
            if len(packet) > _HEADER.size:
                self._receive(packet)

    def _receive(self, packet: bytes) -> None:
        _, kind, sequence, timestamp, _ = _HEADER.unpack_from(packet)
        if sequence == self._last_sequence:
            return
        self._last_sequence = sequence
        self.packets_received += 1
        payload = packet[_HEADER.size :]
        if kind & 0x7F == PCMU:
            samples = decode(payload)
            self._heard += samples.tobytes()
            self._feed(samples)
        elif self._remote is not None and kind & 0x7F == self._remote.keys:
            self._receive_key(payload, timestamp)

    def _feed(self, samples: Samples) -> None:
        for detector in self._detectors - self._satisfied:
            if detector.feed(samples):
                self._satisfied.add(detector)
                self._changes.notify()

    def _receive_key(self, payload: bytes, timestamp: int) -> None:
        """Each packet of a press bears the same time: count it once."""
        key, _ = dtmf.read(payload)
        if self._last_key != (timestamp, key):
            self._last_key = timestamp, key
            self._keys_heard += key
            self._changes.notify()
