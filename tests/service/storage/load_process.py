"""A process to kill: it submits numbered events without end, and prints each number once it is durable.

python -m tests.service.storage.load_process URL
"""

import asyncio
import os
import sys
from functools import partial

from ari_app.storage import events
from ari_app.storage.database import Database
from ari_app.storage.writer import Durability

AT_ONCE = 200  # submits that wait for the disk


def acknowledge(free: asyncio.Semaphore, number: int, durability: Durability) -> None:
    free.release()
    if durability is Durability.DURABLE:
        os.write(1, f"{number}\n".encode())  # not through a buffer that dies with the process


async def main(url: str) -> None:
    database = await Database.open(url)
    free = asyncio.Semaphore(AT_ONCE)
    number = 0
    while True:
        await free.acquire()
        write = events.appended(float(number), "counted", {"number": number})
        database.writer.submit([write, write], partial(acknowledge, free, number))
        number += 1


asyncio.run(main(sys.argv[1]))
