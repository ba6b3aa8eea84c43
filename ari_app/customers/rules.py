"""By what customers are known, in one normal form, so that one person is found however their number is written. Pure."""

import re

from ari_app.storage.choices import IdentityKind

_BETWEEN = re.compile(r"[\s()./\u2010-\u2015-]+")
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_DIGITS = re.compile(r"\d{2,15}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s]{1,190}\.[^@\s.]{2,63}")
_NAME = re.compile(r"[^\s\x00-\x1f\x7f]{1,190}")
ANONYMOUS = "v-"  # begins the address of a visitor for whom no web site vouches
VOUCHED = "user:"  # begins that of one for whom it does
NATIONAL = 7  # digits: what is shorter is an extension, or a service's number


def normal(kind: IdentityKind, text: str, country: str = "") -> str | None:
    """`text` as it is kept and compared, None when it cannot be an identity of this kind."""
    match kind:
        case IdentityKind.PHONE:
            return phone_number(text, country)
        case IdentityKind.EMAIL:
            email = text.strip().lower()
            return email if _EMAIL.fullmatch(email) else None
        case IdentityKind.USER:
            user = text.strip()
            return None if user.startswith(ANONYMOUS) else _name(user.removeprefix(VOUCHED))
        case IdentityKind.WHATSAPP | IdentityKind.MESSENGER | IdentityKind.INSTAGRAM | IdentityKind.TELEGRAM:
            return _name(text.strip())


def identity(kind: IdentityKind, text: str, country: str = "") -> tuple[IdentityKind, str] | None:
    """What `text` is kept as. Who writes by WhatsApp from a number is who calls from it."""
    if kind is IdentityKind.WHATSAPP:
        number = text.strip()
        number = number if number.startswith("+") else f"+{number}"
        if _E164.fullmatch(number):
            return IdentityKind.PHONE, number
    value = normal(kind, text, country)
    return None if value is None else (kind, value)


def _name(text: str) -> str | None:
    return text if _NAME.fullmatch(text) else None


def ending(kind: IdentityKind, value: str) -> str | None:
    """What the numbers of one telephone have in common, however the country is written before them."""
    digits = value.lstrip("+")
    return digits[-NATIONAL:] if kind is IdentityKind.PHONE and len(digits) > NATIONAL else None


def phone_number(text: str, country: str = "") -> str | None:
    """E.164 (`+4930123456`), or the bare digits of an extension; None for what is no number, such as "anonymous".

    `country`: the calling code (`49`) that a number without one is of; empty leaves such a number as it is."""
    number = _BETWEEN.sub("", text)
    if number.startswith("00"):
        number = "+" + number[2:]
    if number.startswith("+"):
        return number if _E164.fullmatch(number) else None
    if not _DIGITS.fullmatch(number):
        return None
    if country and len(number) >= NATIONAL:
        lifted = f"+{country}{number.removeprefix('0')}"
        return lifted if _E164.fullmatch(lifted) else None
    return number
