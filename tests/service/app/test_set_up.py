"""Asterisk's set-up: looked at whenever Asterisk is found, told in words, logged once."""

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

import pytest

from ari_app.set_up import SetUp
from ari_app.status import set_up_check
from ari_app.telephony.self_test import Problem

MUTE = Problem("callers hear no prompts", "load res_stasis_playback.so")
SLOW = Problem("calls take seconds", "put the name into /etc/hosts")


@asynccontextmanager
async def looking(findings: Iterator[list[Problem]]) -> AsyncIterator[SetUp]:
    async def test() -> list[Problem]:
        return next(findings)

    set_up = SetUp(test)
    running = asyncio.create_task(set_up.run())
    try:
        yield set_up
    finally:
        running.cancel()
        await asyncio.wait([running])


async def look(set_up: SetUp) -> list[Problem] | None:
    set_up.wake()
    for _ in range(3):  # the task wakes, looks, and waits again
        await asyncio.sleep(0)
    return set_up.problems


async def test_each_time_asterisk_is_found_it_is_looked_at_and_only_news_are_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.WARNING)
    async with looking(iter([[MUTE], [MUTE, SLOW], []])) as set_up:
        assert set_up.problems is None
        assert await look(set_up) == [MUTE]
        assert await look(set_up) == [MUTE, SLOW]
        assert await look(set_up) == []
    assert caplog.messages == [
        "Asterisk is not set up well: callers hear no prompts. Cure: load res_stasis_playback.so.",
        "Asterisk is not set up well: calls take seconds. Cure: put the name into /etc/hosts.",
    ]


def test_the_check_names_problems_and_cures_and_keeps_nobody_out() -> None:
    checks = [set_up_check(problems) for problems in (None, [], [MUTE, SLOW])]
    assert [(check.ok, check.needed) for check in checks] == [(False, False), (True, False), (False, False)]
    assert checks[0].state == "not looked at yet"
    assert checks[2].state == "callers hear no prompts; calls take seconds"
    assert checks[2].cure == "load res_stasis_playback.so; put the name into /etc/hosts"
