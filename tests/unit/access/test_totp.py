"""Codes of an authenticator: those of the RFC, each once, near now."""

from urllib.parse import parse_qs, urlsplit

import pytest

from ari_app.access import totp

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("time", "code"),  # the last six of the eight digits of RFC 6238, appendix B
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_the_codes_of_the_rfc(time: int, code: str) -> None:
    assert totp.code(SECRET, time // 30) == code
    assert totp.step_of(SECRET, code, float(time), 0) == time // 30


def test_v6_5_1_a_step_counts_once() -> None:
    step = 1000
    code, now = totp.code(SECRET, step), step * 30.0
    assert totp.step_of(SECRET, code, now, step - 1) == step
    assert totp.step_of(SECRET, code, now, step) is None


def test_v6_5_5_a_code_is_good_for_a_minute_and_a_half_at_most() -> None:
    step = 1000
    code = totp.code(SECRET, step)
    good = [offset for offset in range(-90, 120, 10) if totp.step_of(SECRET, code, step * 30.0 + offset, 0)]
    assert (good[0], good[-1]) == (-30, 50)


@pytest.mark.parametrize("given", ["", "28708", "2870820", "٢٨٧٠٨٢", "abcdef"])
def test_what_is_no_code(given: str) -> None:
    assert totp.step_of(SECRET, given, 59.0, 0) is None


def test_what_an_authenticator_reads() -> None:
    address = urlsplit(totp.address(SECRET, "ann b", "Trunkline"))
    assert (address.scheme, address.netloc, address.path) == ("otpauth", "totp", "/Trunkline%3Aann%20b")
    query = {name: value for name, (value,) in parse_qs(address.query).items()}
    assert query == {
        "secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
        "issuer": "Trunkline",
        "digits": "6",
        "period": "30",
    }
