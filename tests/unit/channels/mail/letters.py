"""Mails as people's programs send them, written for these tests."""

from pathlib import Path

from ari_app.channels.mail import reading
from ari_app.channels.mail.reading import Letter

MAILS = Path(__file__).parent / "mails"
NAMES = sorted(path.stem for path in MAILS.glob("*.eml"))


def raw(name: str) -> bytes:
    return (MAILS / f"{name}.eml").read_bytes()


def letter(name: str) -> Letter:
    return reading.letter(reading.parsed(raw(name)))
