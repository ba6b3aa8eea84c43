"""Which outside numbers may be called for an agent, and how their own is written. Pure. Whoever can make us dial can make
us pay: nothing is allowed that was not written down (toll fraud), and the dearest never is."""

import re
from collections.abc import Collection

NUMBER = re.compile(r"\+?[0-9]{3,15}")
_SEPARATORS = str.maketrans("", "", " -./()\u00a0")
_ABROAD = ("00", "011")

PREMIUM = (
    "+1900",
    "+1976",
    "+339",
    "+3489",
    "+3490",
    "+39144",
    "+39166",
    "+39178",
    "+39199",
    "+3989",
    "+41900",
    "+41901",
    "+41906",
    "+43900",
    "+43901",
    "+43930",
    "+43931",
    "+4487",
    "+449",
    "+49137",
    "+49180",
    "+49190",
    "+49900",
    "+808",
    "+870",
    "+878",
    "+881",
    "+882",
    "+883",
    "+979",
)
"""How numbers begin that cost their caller a multiple, satellite and international premium numbers among them."""


def own_number(contact: str | None) -> tuple[str, str]:
    """A mobile's number, and the trunk to call it by, of `number@trunk`."""
    number, _, trunk = (contact or "").partition("@")
    return number, trunk


def tidy(number: str) -> str:
    """As it is dialled: without what people write between the digits."""
    return number.strip().translate(_SEPARATORS)


def refusal(number: str, allowed: Collection[str], in_use: int = 0, most: int = 1) -> str:
    """Why this (tidy) number is not called; empty when it is. `allowed`: how a number has to begin. `in_use`: outside
    numbers that are called for agents now; `most`: how many may be."""
    if NUMBER.fullmatch(number) is None:
        return f"{number!r} is no telephone number: write 3 to 15 digits, with + and the country code for one abroad."
    if not allowed:
        return "Outside numbers cannot be called: an administrator allows them by how they begin."
    if not number.startswith(tuple(allowed)):
        return f"{number} may not be called from here: an administrator allows numbers by how they begin."
    if _in_full(number).startswith(PREMIUM):
        return f"{number} is a premium number, which is never called from here."
    if in_use >= most:
        return f"{most} outside numbers are being called already, which is as many as may be: try again in a moment."
    return ""


def text_refusal(number: str, allowed: Collection[str]) -> str:
    """Why this number is not written to first; empty when it is. `allowed`: how a number has to begin."""
    if NUMBER.fullmatch(number) is None:
        return f"{number!r} is no telephone number: write + and the country code, with at most 15 digits."
    if not allowed:
        return "Nobody may be written to first over this account: an administrator allows numbers by how they begin."
    if not number.startswith(tuple(allowed)):
        return (
            f"{number} may not be written to first: an administrator allows numbers by how they begin. Whoever writes to us"
            " can be answered."
        )
    if _in_full(number).startswith(PREMIUM):
        return f"{number} is a premium number, which is never written to first."
    return ""


def _in_full(number: str) -> str:
    for prefix in _ABROAD:
        if number.startswith(prefix):
            return "+" + number.removeprefix(prefix)
    return number
