"""Password challenges, with the examples that the standards compute."""

from tests.phone.digest import Challenge, Credentials, answer, choose

MUFASA = Credentials("Mufasa", "Circle of Life")
RFC7616 = (
    'Digest realm="http-auth@example.org", qop="auth,auth-int", algorithm={}, '
    'nonce="7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v", '
    'opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS"'
)
CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ"


def response_in(value: str) -> str:
    return value.rpartition('response="')[2].rstrip('"')


def test_md5_with_qop_is_the_example_of_rfc_7616() -> None:
    challenge = Challenge.parse(RFC7616.format("MD5"))

    value = answer(challenge, Credentials("Mufasa", "Circle of Life"), "GET", "/dir/index.html", CNONCE)

    assert response_in(value) == "8ca523f5e9506fed4657c9700eebdbec"
    assert "qop=auth, nc=00000001" in value
    assert f'opaque="{challenge.opaque}"' in value


def test_sha_256_with_qop_is_the_example_of_rfc_7616() -> None:
    value = answer(Challenge.parse(RFC7616.format("SHA-256")), MUFASA, "GET", "/dir/index.html", CNONCE)

    assert response_in(value) == "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"


def test_without_qop_it_is_the_example_of_rfc_2069() -> None:
    challenge = Challenge.parse(
        'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"'
    )

    value = answer(challenge, Credentials("Mufasa", "CircleOfLife"), "GET", "/dir/index.html", "unused")

    assert response_in(value) == "1949323746fe6a43ef61f9606e7febea"
    assert "nc=" not in value


def test_the_first_challenge_that_can_be_answered_is_chosen() -> None:
    offered = [
        'Digest realm="a", nonce="1", algorithm=SHA-512-256',
        'Digest realm="a", nonce="2", algorithm=SHA-256',
    ]

    chosen = choose([*offered, 'Digest realm="a", nonce="3"'])

    assert chosen is not None
    assert (chosen.nonce, chosen.algorithm) == ("2", "SHA-256")
    assert choose(offered[:1]) is None
