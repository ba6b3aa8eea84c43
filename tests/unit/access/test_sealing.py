"""What is sealed opens in its place, by its key, and nowhere else. ASVS 5.0: 11.3.3."""

import base64

import pytest

from ari_app.access.errors import Unreadable
from ari_app.access.sealing import Sealing


def test_it_opens_as_it_was() -> None:
    sealing = Sealing("a secret")
    sealed = sealing.seal(b"plain", "factor of ann")
    assert sealing.open(sealed, "factor of ann") == b"plain"
    assert sealed != sealing.seal(b"plain", "factor of ann"), "a nonce of its own each time"
    assert "plain" not in sealed


def test_v11_3_3_tampered_moved_or_with_another_key_it_does_not_open() -> None:
    sealing = Sealing("a secret")
    sealed = sealing.seal(b"plain", "factor of ann")
    raw = base64.urlsafe_b64decode(sealed)
    for place in range(len(raw)):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        with pytest.raises(Unreadable, match="factor of ann"):
            sealing.open(base64.urlsafe_b64encode(changed).decode(), "factor of ann")
    with pytest.raises(Unreadable):
        sealing.open(sealed, "factor of bob")
    with pytest.raises(Unreadable):
        Sealing("another").open(sealed, "factor of ann")
    for nonsense in ("", "x", "é", "AAAA"):
        with pytest.raises(Unreadable):
            sealing.open(nonsense, "factor of ann")


def test_keys_for_other_purposes_are_other_keys() -> None:
    sealing = Sealing("a secret")
    assert len({sealing.derived("audit"), sealing.derived("csrf"), Sealing("b").derived("audit")}) == 3
