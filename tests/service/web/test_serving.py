"""On a real port: what is not HTTP."""

import asyncio
import datetime
import ipaddress
import logging
import ssl
from pathlib import Path

import aiohttp
import pytest
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from workspace_web import answering
from workspace_web.serving import runner, tls


async def test_what_is_not_http_is_refused_without_a_word_of_it_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    serving = runner(web.Application())
    await serving.setup()
    await web.TCPSite(serving, "127.0.0.1", 0).start()
    with caplog.at_level(logging.DEBUG):
        reader, writer = await asyncio.open_connection(*serving.addresses[0])
        writer.write(b"GET / HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer tl_secret\x00\r\n\r\n")
        async with asyncio.timeout(60):
            answer = await reader.read()
        writer.close()
        await writer.wait_closed()
    await serving.cleanup()

    assert answer.startswith(b"HTTP/1.1 400") or answer.startswith(b"HTTP/1.0 400")
    said = [f"{record.getMessage()} {record.exc_text} {record.exc_info}" for record in caplog.records]
    assert any("not HTTP" in line for line in said)
    assert "tl_secret" not in "".join(said)


def certificate(folder: Path) -> tuple[Path, Path]:
    """One that is signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "here")])
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now)
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return folder / "certificate.pem", folder / "key.pem"


async def test_v12_1_1_and_v3_4_1_over_https_a_browser_is_told_to_stay_there(tmp_path: Path) -> None:
    file, key = certificate(tmp_path)

    async def hello(request: web.Request) -> web.Response:
        return web.Response()

    app = web.Application()
    app[answering.ENCRYPTED] = False
    app.on_response_prepare.append(answering.add_headers)
    app.router.add_get("/", hello)
    serving = runner(app)
    await serving.setup()
    await web.TCPSite(serving, "127.0.0.1", 0, ssl_context=tls(str(file), str(key))).start()
    address = f"https://127.0.0.1:{serving.addresses[0][1]}/"
    trusting = ssl.create_default_context(cafile=str(file))
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60)) as http:
        async with http.get(address, ssl=trusting) as answer:
            assert answer.headers["Strict-Transport-Security"] == answering.STAY_ENCRYPTED
            assert int(answering.STAY_ENCRYPTED.partition("=")[2].partition(";")[0]) >= 365 * 86_400
        old = ssl.create_default_context(cafile=str(file))
        with pytest.warns(DeprecationWarning):
            old.minimum_version = ssl.TLSVersion.TLSv1
            old.maximum_version = ssl.TLSVersion.TLSv1_1
        with pytest.raises(aiohttp.ClientConnectorError):
            await http.get(address, ssl=old)
    await serving.cleanup()
