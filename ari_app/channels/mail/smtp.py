"""One e-mail to a submission server (RFC 6409), all or nothing: when it refuses one of the recipients, none gets it.

Until the content is on its way nothing can have been left there. From then on, silence means `OutcomeUnknown`."""

import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

import aiosmtplib
from aiosmtplib.errors import SMTPAuthenticationError, SMTPException, SMTPResponseException

from ari_app.channels import tls
from ari_app.channels.errors import (
    ChannelError,
    Misconfigured,
    OutcomeUnknown,
    SendFailed,
    SignInRefused,
    TryLater,
    Unreachable,
)
from ari_app.channels.unreachable import why_not


@dataclass(frozen=True, slots=True)
class Server:
    """As `imap.Server`; an empty `user` does not sign in. `name` is ours, by which we greet. `limit`: seconds for any one
    answer; the last one may take twice that, since servers look for viruses first."""

    host: str
    port: int
    security: str
    user: str = ""
    password: str = ""
    token: str = ""
    tls: ssl.SSLContext | None = None
    limit: float = 30.0
    name: str = "localhost"


async def submit(server: Server, sender: str, recipients: Sequence[str], content: bytes) -> None:
    """Raises of `SendFailed`; `Misconfigured` when the server does not let us in."""
    async with connected(server) as smtp:
        try:
            await smtp.mail(
                sender, options=[f"SIZE={len(content)}"] if smtp.supports_extension("size") else []
            )
            for recipient in recipients:
                await smtp.rcpt(recipient)
        except SMTPResponseException as error:
            raise refusal(error.code, error.message) from error
        except (SMTPException, OSError) as error:
            raise Unreachable(f"{server.host} does not answer.") from error
        try:
            await smtp.data(content, timeout=2 * server.limit)
        except SMTPResponseException as error:
            if error.code < 400:
                raise OutcomeUnknown(f"{server.host} did not say whether it took the e-mail.") from error
            raise refusal(error.code, error.message) from error
        except (SMTPException, OSError) as error:
            raise OutcomeUnknown(f"{server.host} did not say whether it took the e-mail.") from error


@asynccontextmanager
async def connected(server: Server) -> AsyncIterator[aiosmtplib.SMTP]:
    """Signed in, and signed out at the end. Raises `Unreachable`, `Misconfigured`, `TryLater`."""
    smtp = aiosmtplib.SMTP(
        hostname=server.host,
        port=server.port,
        timeout=server.limit,
        use_tls=server.security == "tls",
        start_tls=server.security == "starttls",
        tls_context=server.tls,
        local_hostname=server.name,
    )
    try:
        await smtp.connect()
        if server.token:
            await smtp.auth_xoauth2(server.user, server.token)
        elif server.user:
            await smtp.login(server.user, server.password)
    except (SMTPException, OSError, ValueError) as error:
        smtp.close()
        raise _not_in(server, error) from error
    try:
        yield smtp
    finally:
        with suppress(SMTPException, OSError):
            await smtp.quit(timeout=2)
        smtp.close()


def refusal(code: int, message: str) -> SendFailed:
    said = f"The mail server says: {code} {' '.join(message.split())[:300]}"
    return TryLater(said) if 400 <= code < 500 else SendFailed(said)


def _not_in(server: Server, error: Exception) -> ChannelError:
    if isinstance(error, SMTPAuthenticationError) and error.code >= 500:
        return SignInRefused(
            f"{server.host} does not let {server.user} in: {error.code} {error.message[:200]}"
        )
    for cause in (error, error.__cause__):
        if isinstance(cause, ssl.SSLError):
            return tls.trouble(server.host, server.port, cause)
    if isinstance(error, SMTPResponseException):
        return (
            refusal(error.code, error.message)
            if error.code < 500
            else Misconfigured(str(refusal(error.code, error.message)))
        )
    if isinstance(error, SMTPException) and "STARTTLS" in str(error).upper():
        return Misconfigured(f"{server.host} offers no STARTTLS on port {server.port}; choose TLS (465).")
    return Unreachable(f"{server.host} cannot be reached on port {server.port}: {why_not(error)}.")
