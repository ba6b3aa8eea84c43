"""Who somebody is: only what the site's server signed is verified."""

import base64
import json

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from ari_app.channels.errors import Forged
from ari_app.channels.identity import (
    LONGEST_LIFE,
    Person,
    by_signature,
    by_token,
    claimed,
    signature_of,
)

SECRET, NOW = "a secret of both servers", 1_800_000_000.0


def token(secret: str = SECRET, algorithm: str = "HS256", **claims: object) -> str:
    return jwt.encode({"alg": algorithm}, claims, OctKey.import_key(secret), algorithms=[algorithm])


UNSIGNED = (
    ".".join(
        base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
        for part in ({"alg": "none"}, {"sub": "42", "exp": NOW + 60})
    )
    + "."
)


def test_a_signature_vouches_for_all_three() -> None:
    person = claimed("42", "ann@example.org", "Ann")
    signature = signature_of(SECRET, "42", "ann@example.org", "Ann")
    assert by_signature(SECRET, person, signature) == Person("42", "ann@example.org", "Ann", verified=True)
    assert by_signature(SECRET, person, signature.upper()).verified


@pytest.mark.parametrize(
    "person",
    [
        Person("43", "ann@example.org", "Ann"),
        Person("42", "eve@example.org", "Ann"),
        Person("42", "ann@example.org", ""),
        Person("", "", ""),
    ],
)
def test_a_signature_is_good_for_nothing_else(person: Person) -> None:
    signature = signature_of(SECRET, "42", "ann@example.org", "Ann")
    with pytest.raises(Forged):
        by_signature(SECRET, person, signature)
    with pytest.raises(Forged):
        by_signature(SECRET, person, signature_of("another secret, as long", person.id))


@pytest.mark.parametrize("value", ["a\nb", "a\0b", "x" * 201])
def test_a_claim_is_one_line_so_that_none_reads_as_two(value: str) -> None:
    for given in ((value, "", ""), ("1", value, ""), ("1", "", value)):
        with pytest.raises(Forged):
            claimed(*given)


def test_without_a_secret_nobody_is_vouched_for() -> None:
    for secret in ("", "short"):
        with pytest.raises(Forged, match="secret"):
            by_signature(secret, Person("42"), signature_of(secret, "42"))
        with pytest.raises(Forged, match="secret"):
            by_token(secret, "x.y.z", NOW)


def test_a_token_is_good_until_it_ends() -> None:
    made = token(sub="42", email="ann@example.org", exp=NOW + 60)
    assert by_token(SECRET, made, NOW) == Person("42", "ann@example.org", verified=True)
    with pytest.raises(Forged, match="over"):
        by_token(SECRET, made, NOW + 200)


@pytest.mark.parametrize(
    "made",
    [
        token(sub="42", exp=NOW + LONGEST_LIFE + 3600),
        token(sub="42", exp=NOW + 600, nbf=NOW + 300),
        token(sub="42", exp="soon"),
        token(sub="42", exp=True, nbf="x"),
        token(sub=42, exp=NOW + 60),
        token(sub="4\n2", exp=NOW + 60),
        token(email="ann@example.org", exp=NOW + 60),
        token("another secret, as long", sub="42", exp=NOW + 60),
        token(algorithm="HS512", sub="42", exp=NOW + 60),
        UNSIGNED,
        UNSIGNED.rpartition(".")[0],
        "W10.W10.W10",
        "e30.bnVsbA.",
        "\u00e9.\ud800.x",
        "x" * 5000,
        "",
    ],
)
def test_other_tokens_are_refused(made: str) -> None:
    """ASVS 9.1.1, 9.1.2, 9.2.1: signed, by the one algorithm, and in time."""
    with pytest.raises(Forged):
        by_token(SECRET, made, NOW)


def test_what_is_kept_has_nothing_empty() -> None:
    assert Person("42", verified=True).known() == {"id": "42", "verified": True}
