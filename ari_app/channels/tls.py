"""TLS with servers of mail and SMS: whom we believe, and what to do about a certificate that we do not believe."""

import re
import ssl
import textwrap
from functools import lru_cache

from ari_app.channels.contract import Setting
from ari_app.channels.errors import Misconfigured

AUTHORITY = Setting(
    "certificate",
    "Certificate authority",
    "In PEM: who signs the certificates of your own servers. Those that every browser trusts are trusted as well.",
    required=False,
)
_CERTIFICATE = re.compile(r"-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----")
_NOT_VALID_YET, _EXPIRED, _ANOTHER_NAME, _ANOTHER_ADDRESS = 9, 10, 62, 64
"""What OpenSSL calls it (X509_V_ERR_…, its x509_vfy.h)."""


@lru_cache(64)
def context(authority: str) -> ssl.SSLContext:
    """The authorities of this machine, and those of `authority`; a form may have made one line of it. It takes some
    hundredths of a second to make, so that the same one is used again. Raises `Misconfigured`."""
    made = ssl.create_default_context()
    if authority.strip():
        found = _CERTIFICATE.findall(authority)
        if not found:
            raise Misconfigured(
                "The certificate authority cannot be read: paste all of it, from BEGIN CERTIFICATE to END CERTIFICATE."
            )
        try:
            made.load_verify_locations(cadata="".join(map(_in_lines, found)))
        except (ssl.SSLError, ValueError) as error:
            raise Misconfigured(f"The certificate authority cannot be read: {error}") from error
    return made


def _in_lines(found: str) -> str:
    body = "\n".join(textwrap.wrap("".join(found.split()), 64))
    return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----\n"


def trouble(host: str, port: int, error: ssl.SSLError) -> Misconfigured:
    """What is wrong with the connection to a server, and what to do."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return Misconfigured(f"The certificate of {host}:{port} is refused: {_refusal(host, error)}")
    reason = getattr(error, "reason", None)  # one that Python made itself has none
    if reason == "WRONG_VERSION_NUMBER":
        return Misconfigured(
            f"{host}:{port} does not begin with TLS: look at the port, and at what is chosen as its security."
        )
    return Misconfigured(f"No safe connection to {host}:{port}: {reason or error}")


def _refusal(host: str, error: ssl.SSLCertVerificationError) -> str:
    match error.verify_code:
        case code if code in (_ANOTHER_NAME, _ANOTHER_ADDRESS):
            return f"it is not for {host}. Enter the server by the name that its certificate has."
        case code if code == _EXPIRED:
            return "it has expired. Whoever runs the server has to renew it."
        case code if code == _NOT_VALID_YET:
            return "it is not valid yet. Look at the clock of this machine."
        case _:
            return (
                f"nobody whom this machine trusts has signed it ({error.verify_message}). If the server is your own, paste"
                " the certificate of your authority under Certificate authority."
            )
