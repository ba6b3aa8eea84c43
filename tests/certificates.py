"""An authority of a test's own, and the certificates that it signs."""

import datetime
from dataclasses import dataclass, field
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Issued:
    """Both in PEM."""

    certificate: str
    key: str


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)


@dataclass(slots=True)
class Authority:
    """Made anew each time: nobody trusts it unasked."""

    name: str = "An authority of the tests"
    certificate: str = field(init=False)
    _key: ec.EllipticCurvePrivateKey = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        it_is_one = x509.BasicConstraints(ca=True, path_length=0)
        made = self._begun(self.name, self._key, -DAY, DAY).add_extension(it_is_one, critical=True)
        self.certificate = _pem(made.sign(self._key, hashes.SHA256()))

    def issue(self, *names: str, since: datetime.timedelta = -DAY, until: datetime.timedelta = DAY) -> Issued:
        """For a server of these names; `since` and `until` from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = self._begun(names[0], key, since, until).add_extension(
            x509.SubjectAlternativeName(list(map(_general, names))), critical=False
        )
        written = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        return Issued(_pem(made.sign(self._key, hashes.SHA256())), written)

    def _begun(
        self,
        subject: str,
        key: ec.EllipticCurvePrivateKey,
        since: datetime.timedelta,
        until: datetime.timedelta,
    ) -> x509.CertificateBuilder:
        now = datetime.datetime.now(datetime.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(_name(subject))
            .issuer_name(_name(self.name))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + since)
            .not_valid_after(now + until)
        )


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()
