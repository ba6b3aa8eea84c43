"""Signatures."""

import hashlib

import pytest

from ari_app.channels.errors import Forged
from ari_app.channels.signed import basic, in_base64, insist, same, sign


def test_it_is_hmac() -> None:
    """RFC 4231, test case 2."""
    assert sign("Jefe", b"what do ya want for nothing?").hex() == (
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )


def test_a_key_in_a_header() -> None:
    """RFC 7617, section 2."""
    assert basic("Aladdin", "open sesame") == {"authorization": "Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ=="}


def test_in_base64_with_another_hash() -> None:
    assert (
        in_base64(sign(b"Jefe", b"what do ya want for nothing?", hashlib.sha1))
        == "7/zfauXrL6LSdBbV8YTfnCWafHk="
    )


@pytest.mark.parametrize("given", ["", "b", "A", "é", "\udcff", "aa"])
def test_what_is_not_the_same_is_forged(given: str) -> None:
    assert not same("a", given)
    with pytest.raises(Forged, match="Acme's"):
        insist("Acme", "a", given)


def test_what_is_the_same_passes() -> None:
    insist("Acme", "ab", "ab")
