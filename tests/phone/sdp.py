"""What sound goes where: the few lines of SDP that one mu-law stream needs (RFC 8866, RFC 3264)."""

from dataclasses import dataclass
from typing import Literal, Self

Direction = Literal["sendrecv", "sendonly", "recvonly", "inactive"]

PCMU = 0
_SEEN_FROM_THE_OTHER_END: dict[Direction, Direction] = {
    "sendrecv": "sendrecv",
    "sendonly": "recvonly",
    "recvonly": "sendonly",
    "inactive": "inactive",
}


class UnusableMedia(ValueError):
    """The other side offers no sound that this phone can make."""


@dataclass(frozen=True, slots=True)
class Audio:
    """One end's wish: send me mu-law here, in this direction, and keys with this payload number."""

    host: str
    port: int
    direction: Direction = "sendrecv"
    keys: int | None = 101

    @classmethod
    def parse(cls, body: bytes) -> Self:
        """Read an offer or an answer; UnusableMedia when it holds no mu-law stream."""
        host, port, formats, keys = "", 0, [], None
        direction: Direction = "sendrecv"
        for line in body.decode("utf-8").splitlines():
            kind, _, value = line.partition("=")
            match kind, value.split():
                case "c", ["IN", "IP4", address]:
                    host = address
                case "m", ["audio", number, _, *listed]:
                    port, formats = int(number), listed
                case "a", [attribute, name, *_] if name.lower().startswith("telephone-event/8000"):
                    keys = int(attribute.removeprefix("rtpmap:"))
                case "a", [("sendrecv" | "sendonly" | "recvonly" | "inactive") as found]:
                    direction = found
                case _:
                    pass  # everything else (ptime, ssrc, rtcp ...) changes nothing for one mu-law stream
        if str(PCMU) not in formats or not host:
            raise UnusableMedia(f"no mu-law audio in {body!r}")
        return cls(host, port, direction, keys)

    def format(self, session: int, version: int) -> bytes:
        """The body of a message; `version` grows with each change within one session."""
        keys = (
            []
            if self.keys is None
            else [f"a=rtpmap:{self.keys} telephone-event/8000", f"a=fmtp:{self.keys} 0-15"]
        )
        formats = str(PCMU) if self.keys is None else f"{PCMU} {self.keys}"
        lines = [
            "v=0",
            f"o=- {session} {version} IN IP4 {self.host}",
            "s=-",
            f"c=IN IP4 {self.host}",
            "t=0 0",
            f"m=audio {self.port} RTP/AVP {formats}",
            f"a=rtpmap:{PCMU} PCMU/8000",
            *keys,
            "a=ptime:20",
            f"a={self.direction}",
        ]
        return "\r\n".join(lines).encode() + b"\r\n"


def answering(offered: Direction) -> Direction:
    """The direction that agrees with what the other end offered."""
    return _SEEN_FROM_THE_OTHER_END[offered]
