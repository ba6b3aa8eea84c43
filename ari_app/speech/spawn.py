"""Starting a process so that it is never left behind."""

import asyncio
import contextlib
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence


async def spawn(command: Sequence[str]) -> Process:
    """With pipes for all three streams. Raises OSError.

    asyncio loses a process when the task that starts it is cancelled in the middle; here it is killed first.
    """
    starting = asyncio.create_task(
        asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=PIPE)
    )
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        with contextlib.suppress(OSError):
            await end(await starting)
        raise


async def end(process: Process, *readers: asyncio.Task[None]) -> None:
    """Kill it, if it still lives, and wait until it is gone, even when cancelled meanwhile.

    `readers` are the tasks that read its output; nobody else may. asyncio closes the pipes at the end of the output.
    """
    ending = asyncio.create_task(_end(process, readers))
    try:
        await asyncio.shield(ending)
    except asyncio.CancelledError:
        await asyncio.wait([ending])
        raise


async def _end(process: Process, readers: Sequence[asyncio.Task[None]]) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    await asyncio.gather(*readers)
    await process.wait()
    for stream in (process.stdout, process.stderr):
        while stream is not None and await stream.read(65536):
            pass
