"""How the application meets the network: aiohttp's runner, with nothing of a request in the log but what we put there."""

import logging
import ssl

from aiohttp import web
from aiohttp.http import HttpProcessingError

SHUTDOWN_WITHIN = (
    3.0  # seconds for requests under way when we stop; aiohttp waits twice. The launcher waits 15 in all
)
log = logging.getLogger(__name__)


class _NotHttp(logging.Filter):
    """aiohttp logs what it cannot parse with a traceback that shows the bytes: perhaps a token, and as often as anybody
    likes. One plain line says enough."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info and isinstance(record.exc_info[1], HttpProcessingError):
            record.exc_info, record.args = None, ()
            record.msg = "A connection sent what is not HTTP; it was closed."
            record.levelno, record.levelname = logging.INFO, "INFO"
        return True


log.addFilter(_NotHttp())


def runner(app: web.Application) -> web.AppRunner:
    """For `main`: set it up, open a site on it, clean it up at the end. Our own middleware writes the access log."""
    return web.AppRunner(app, access_log=None, logger=log, shutdown_timeout=SHUTDOWN_WITHIN)


def tls(certificate: str, key: str) -> ssl.SSLContext:
    """TLS 1.2 and newer, with the ciphers that Python's `ssl` still holds for good. Two PEM files."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate, key)
    return context
