"""TLS with servers of mail and SMS; how real ones are refused is in tests/integration/test_mail_safely.py."""

import ssl

import pytest

from ari_app.channels import tls
from ari_app.channels.errors import Misconfigured
from tests.certificates import Authority


def test_our_own_authority_is_trusted_beside_the_others() -> None:
    made = tls.context(Authority().certificate)
    assert made.verify_mode is ssl.CERT_REQUIRED and made.check_hostname
    assert (
        made.cert_store_stats()["x509_ca"] == ssl.create_default_context().cert_store_stats()["x509_ca"] + 1
    )


def test_a_form_may_make_one_line_of_it() -> None:
    pem = Authority().certificate
    for written in (
        pem.replace("\n", ""),
        pem.replace("\n", " "),
        pem.replace("\n", "\r\n"),
        f"  words before\n{pem}\n",
    ):
        assert tls.context(written).cert_store_stats() == tls.context(pem).cert_store_stats()


@pytest.mark.parametrize(
    "wrong",
    [
        "nonsense",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
        "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----",
    ],
)
def test_what_is_no_authority(wrong: str) -> None:
    with pytest.raises(Misconfigured, match="cannot be read"):
        tls.context(wrong)


def refused(code: int, message: str) -> ssl.SSLCertVerificationError:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_code, error.verify_message = code, message
    return error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (refused(18, "self-signed certificate"), "paste the certificate of your authority"),
        (refused(20, "unable to get local issuer certificate"), "unable to get local issuer"),
        (refused(10, "certificate has expired"), "has expired. Whoever runs the server"),
        (refused(9, "certificate is not yet valid"), "Look at the clock"),
        (refused(62, "Hostname mismatch"), "it is not for mail.test. Enter the server by the name"),
        (refused(64, "IP address mismatch"), "it is not for mail.test"),
        (ssl.SSLError(1, "no protocols available"), "No safe connection to mail.test:993"),
    ],
)
def test_what_to_do(error: ssl.SSLError, said: str) -> None:
    assert said in str(tls.trouble("mail.test", 993, error))
