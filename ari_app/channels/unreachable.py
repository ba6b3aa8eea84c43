"""Why there is no connection, in words for who set it up."""

import errno
import re
import socket

_NUMBER = re.compile(r"\bErrno (\d+)\b")


def why_not(error: BaseException) -> str:
    """What asyncio and libraries above it raise when they cannot connect; what is unknown stays in the words of the
    system."""
    for one in (error, error.__cause__):
        if isinstance(one, socket.gaierror):
            return "there is no such name"
        if isinstance(one, TimeoutError):
            return "no answer"
    match _number(error):
        case errno.ECONNREFUSED:
            return "it takes no connection there"
        case errno.ENETUNREACH | errno.EHOSTUNREACH:
            return "there is no way to it"
        case errno.ECONNRESET | errno.EPIPE:
            return "it broke the connection off"
        case errno.ETIMEDOUT:
            return "no answer"
    return str(error).rstrip(".") or "no answer"


def _number(error: BaseException) -> int | None:
    """Of several addresses that were tried, the first one's: asyncio tells of them in one text."""
    if isinstance(error, OSError) and error.errno is not None:
        return error.errno
    found = _NUMBER.search(str(error))
    return int(found[1]) if found else None
