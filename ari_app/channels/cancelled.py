"""Whether somebody ends the task that runs, or something that it waited for was cancelled by its own keeper: a connection
that is closed beneath it. To the one it gives way, the other is a failure as any; Python raises the same for both."""

import asyncio


def is_cancelled() -> bool:
    """Asked where a CancelledError was caught: whether it is meant for this task."""
    task = asyncio.current_task()
    return task is None or task.cancelling() > 0
