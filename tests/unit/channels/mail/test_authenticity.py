"""What the server that received an e-mail says of its sender, and what of it we believe."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari_app.channels.mail import authenticity
from ari_app.channels.mail.authenticity import Result

US, ANN = "mx.us.test", "ann@customer.test"


@pytest.mark.parametrize(
    ("header", "results"),
    [
        # RFC 8601, appendix B
        ("mx.us.test 1; none", []),
        (
            "mx.us.test;\r\n\tspf=pass smtp.mailfrom=customer.test",
            [Result("spf", "pass", {"smtp.mailfrom": "customer.test"})],
        ),
        (
            "mx.us.test; auth=pass (cram-md5) smtp.auth=ann@customer.test; spf=fail smtp.mailfrom=customer.test",
            [
                Result("auth", "pass", {"smtp.auth": "ann@customer.test"}),
                Result("spf", "fail", {"smtp.mailfrom": "customer.test"}),
            ],
        ),
        (
            'foo (x) mx.us.test (; dmarc=pass (in (a) comment)); dkim/1 = PASS reason="good; dmarc=pass" header.d=x.test',
            [],
        ),
        (
            'MX.us.test (a comment; dmarc=pass (within)) 1; dkim/1 = PASS reason="good; dmarc=pass" header.d=x.test',
            [Result("dkim", "pass", {"header.d": "x.test"})],
        ),
        (
            '"mx.us.test"; dmarc=fail (p=none) header.from=a.test',
            [Result("dmarc", "fail", {"header.from": "a.test"})],
        ),
        ("mx.us.test.evil.test; dmarc=pass", []),
        ("evil.test; dmarc=pass", []),
        ("mx.us.test; dmarc=pass (never closed; spf=pass", [Result("dmarc", "pass")]),
        ("", []),
        (";;;", []),
    ],
)
def test_what_a_header_says(header: str, results: list[Result]) -> None:
    assert list(authenticity.results(header, US)) == results


def test_microsoft_says_no_name() -> None:
    header = (
        "spf=fail (sender IP is 203.0.113.5) smtp.mailfrom=customer.test; dkim=none (message not signed)"
        " header.d=none;dmarc=fail action=quarantine header.from=customer.test;compauth=fail reason=000"
    )
    assert authenticity.doubt([header], authenticity.NAMELESS, ANN) == "dmarc=fail"
    assert authenticity.doubt([header], US, ANN) == ""


GENUINE = f"{US}; spf=pass smtp.mailfrom=customer.test; dmarc=pass header.from=customer.test"


@pytest.mark.parametrize(
    ("headers", "doubt"),
    [
        ([], ""),
        ([GENUINE], ""),
        ([f"{US}; dmarc=fail header.from=customer.test"], "dmarc=fail"),
        ([f"{US}; spf=fail", f"{US}; dmarc=pass"], ""),
        ([f"{US}; spf=softfail smtp.mailfrom=customer.test; dmarc=none"], "spf=softfail"),
        ([f"{US}; spf=fail smtp.mailfrom=customer.test"], "spf=fail"),
        ([f"{US}; spf=neutral; dkim=none; dmarc=none"], ""),
        # passed on by somebody, with the signature of the sender's domain, or of the domain above it
        ([f"{US}; spf=fail; dkim=pass header.d=customer.test; dmarc=none"], ""),
        ([f"{US}; spf=fail; dkim=pass header.i=@mail.customer.test; dmarc=none"], "spf=fail"),
        ([f"{US}; spf=fail; dkim=pass header.d=evil.test; dmarc=none"], "spf=fail"),
        ([f"{US}; spf=fail; dkim=pass header.d=test; dmarc=none"], "spf=fail"),
        (  # what the sender wrote in our name stands below what we wrote
            [f"{US}; spf=fail; dkim=none; dmarc=none", f"{US}; dkim=pass header.d=customer.test"],
            "spf=fail",
        ),
        ([f"{US}; spf=fail", f"{US}; dkim=pass header.d=customer.test"], ""),
        # the sender's own headers, which our server has left below its own
        ([f"{US}; dmarc=fail", GENUINE], "dmarc=fail"),
        ([f"{US}; spf=fail", f"{US}; spf=pass"], "spf=fail"),
        (["evil.test; dmarc=pass", f"{US}; dmarc=fail"], "dmarc=fail"),
        (["evil.test; dmarc=fail"], ""),
    ],
)
def test_who_is_doubted(headers: list[str], doubt: str) -> None:
    assert authenticity.doubt(headers, US, ANN) == doubt


def test_without_a_server_of_ours_nobody_is_believed() -> None:
    assert authenticity.doubt(["; dmarc=fail", " dmarc=fail"], "", ANN) == ""


def test_a_header_that_is_made_to_take_long() -> None:
    for piece in ('\\"', '"', "(", "a", "a.b ", "a=", ";"):
        assert authenticity.doubt([f"{US}; {piece * 50_000}"] * 20, US, ANN) == ""


PIECES = (
    *' ;=()"\\,./@\r\n',
    *("dmarc=pass", "dmarc=fail", "dmarc=none", "spf=pass", "spf=fail", "spf=softfail", "dkim=pass"),
    *("header.d=customer.test", "reason=", US, "evil.test", authenticity.NAMELESS),
)


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_whatever_a_sender_writes_what_our_server_found_out_stands(written: str) -> None:
    """They may write any header, in our server's name too: it comes below the one that our server has put on top."""
    for server in (US, authenticity.NAMELESS):
        assert authenticity.doubt([f"{server}; dmarc=fail", written], server, ANN) == "dmarc=fail"
        assert authenticity.doubt([f"{server}; spf=fail; dmarc=pass", written], server, ANN) == ""
    assert authenticity.doubt([f"evil.test; {written}"], US, ANN) == "", "in somebody else's name"
