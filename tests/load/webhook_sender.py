"""A provider in a process of its own: signed webhooks over so many connections, each sending the next when it is answered.

    python -m tests.load.webhook_sender URL COUNT CONNECTIONS THREADS FIRST

Prints a line of JSON: the requests per second, and how long they took. As lean as can be, for it shares the machine with
what is measured: the requests are signed before the clock starts, and only the status of an answer is looked at.
"""

import asyncio
import json
import sys
from collections.abc import Iterator
from time import perf_counter
from urllib.parse import urlsplit

from tests.integration.text_centre import message, signed
from tests.load.channel_report import Figures, figures


def requests(url: str, count: int, threads: int, first: int) -> list[bytes]:
    """Whole requests, from a customer each of `threads` in turn."""
    parts = urlsplit(url)
    made = []
    for number in range(first, first + count):
        id, body = message(number, f"customer-{number % threads}")
        headers = {"Host": parts.netloc, "Content-Length": str(len(body)), **signed(body, id)}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        made.append(f"POST {parts.path} HTTP/1.1\r\n{head}\r\n".encode() + body)
    return made


async def send(url: str, waiting: Iterator[bytes], connections: int) -> Figures:
    parts = urlsplit(url)
    times: list[float] = []
    failed = 0

    async def connection() -> None:
        nonlocal failed
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        for request in waiting:
            began = perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0]
            await reader.readexactly(int(length or b"0"))
            times.append(perf_counter() - began)
            failed += head[9:10] != b"2"
        writer.close()

    began = perf_counter()
    async with asyncio.TaskGroup() as tasks:
        for _ in range(connections):
            tasks.create_task(connection())
    return figures(perf_counter() - began, times, failed)


def main() -> None:
    url, count, connections, threads, first = sys.argv[1], *map(int, sys.argv[2:])
    made = requests(url, count, threads, first)
    print(json.dumps(asyncio.run(send(url, iter(made), connections))))


if __name__ == "__main__":
    main()
