"""On a real port: what is not HTTP."""

import asyncio
import logging

import pytest
from aiohttp import web

from workspace_web.serving import runner


async def test_what_is_not_http_is_refused_without_a_word_of_it_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    serving = runner(web.Application())
    await serving.setup()
    await web.TCPSite(serving, "127.0.0.1", 0).start()
    with caplog.at_level(logging.DEBUG):
        reader, writer = await asyncio.open_connection(*serving.addresses[0])
        writer.write(b"GET / HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer tl_secret\x00\r\n\r\n")
        async with asyncio.timeout(5):
            answer = await reader.read()
        writer.close()
        await writer.wait_closed()
    await serving.cleanup()

    assert answer.startswith(b"HTTP/1.1 400") or answer.startswith(b"HTTP/1.0 400")
    said = [f"{record.getMessage()} {record.exc_text} {record.exc_info}" for record in caplog.records]
    assert any("not HTTP" in line for line in said)
    assert "tl_secret" not in "".join(said)
