"""Telephone numbers as centres write them: digits, and what kind of number they are (TON, NPI). Pure."""

import re
from dataclasses import dataclass

INTERNATIONAL, UNKNOWN, SHORT, NAME = (1, 1), (0, 1), (3, 0), (5, 0)
_SHORTEST = 8  # digits of a number with its country


@dataclass(frozen=True, slots=True)
class Written:
    ton: int
    npi: int
    digits: bytes

    @property
    def is_name(self) -> bool:
        return self.ton == NAME[0]


def written(address: str) -> Written | None:
    """`+491701234567` -> 1, 1, 491701234567; a name has 11 characters at most. None when it is neither."""
    bare = re.sub(r"[\s()/.-]", "", address)
    if re.fullmatch(r"\+[1-9]\d{6,14}", bare):
        return Written(*INTERNATIONAL, bare[1:].encode())
    if re.fullmatch(r"\d{3,15}", bare):
        return Written(*(SHORT if len(bare) < _SHORTEST else UNKNOWN), bare.encode())
    if re.fullmatch(r"[\w &.'-]{1,11}", address, re.ASCII):
        return Written(*NAME, address.encode())
    return None


def read(ton: int, address: str) -> str:
    """With a plus where it has its country."""
    bare = address.strip().removeprefix("+")
    if ton == NAME[0] or not bare.isdecimal() or not bare.isascii():
        return "".join(char for char in address.strip() if char.isprintable())[:64]
    if ton == INTERNATIONAL[0] or address.strip().startswith("+"):
        return f"+{bare}"
    return f"+{bare}" if ton == UNKNOWN[0] and len(bare) > 9 and not bare.startswith("0") else bare
