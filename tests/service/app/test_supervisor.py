"""The launcher's children: started again when they die, stopped in the opposite order, left alone when replaced."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from ari_app import supervisor
from ari_app.supervisor import REPLACED, CannotStart, Programme, Supervisor

ASKED = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)  # Ctrl-C, a service manager, a closed terminal
CHILD = """
import os, signal, sys, time
file = open({log!r}, "a")
def say(word):
    file.write("{name} " + word + "\\n"); file.flush()
def end(*_):
    say("ended"); sys.exit(0)
signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGTERM])
signal.signal(signal.SIGTERM, {on_term})
say("began")
signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
{body}
"""
"""What it says is said whole: asked to end in the middle of a word, it ends after it."""


def child(log: Path, name: str, body: str = "signal.pause()", on_term: str = "end") -> Programme:
    script = CHILD.format(log=str(log), name=name, body=body, on_term=on_term)
    return Programme(name, [sys.executable, "-c", script])


async def until(true: Callable[[], bool]) -> None:
    """Look again and again, for what other processes do tells nobody here."""
    async with asyncio.timeout(60):
        while not true():  # noqa: ASYNC110 - see above
            await asyncio.sleep(0.02)


async def has_said(log: Path, *lines: str) -> list[str]:
    """Wait until the children have said all these, in whatever order; returns all that was said."""
    await until(lambda: all(said(log).count(line) >= lines.count(line) for line in lines))
    return said(log)


def said(log: Path) -> list[str]:
    return log.read_text().splitlines() if log.exists() else []


@asynccontextmanager
async def running(
    *programmes: Programme, asked_by: signal.Signals = signal.SIGINT
) -> AsyncIterator[Callable[[], None]]:
    """Under supervision; what is given asks it to stop, as Ctrl-C does."""
    task = asyncio.create_task(Supervisor(programmes).run())
    try:
        yield lambda: os.kill(os.getpid(), asked_by)
        await asyncio.wait_for(task, 60)
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        for asked in ASKED:
            asyncio.get_running_loop().remove_signal_handler(asked)


@pytest.mark.parametrize("asked_by", ASKED)
async def test_they_stop_in_the_opposite_order(tmp_path: Path, asked_by: signal.Signals) -> None:
    log = tmp_path / "log"
    async with running(child(log, "first"), child(log, "second"), asked_by=asked_by) as ctrl_c:
        await has_said(log, "first began", "second began")
        ctrl_c()
    assert said(log)[2:] == ["second ended", "first ended"]


async def test_one_that_dies_is_started_again_and_the_other_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = tmp_path / "log"
    async with running(child(log, "steady"), child(log, "dying", "sys.exit(7)")) as ctrl_c:
        await has_said(log, "steady began", "dying began", "dying began")
        assert said(log).count("steady began") == 1
        ctrl_c()
    assert "dying ended with code 7; it starts again in 0.5 s." in caplog.text


async def test_one_that_was_replaced_stays_away_and_the_other_goes_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = tmp_path / "log"
    async with running(child(log, "asterisk"), child(log, "app", f"sys.exit({REPLACED})")) as ctrl_c:
        await until(lambda: "is not started again" in caplog.text)
        await has_said(log, "asterisk began")
        assert "starts again" not in caplog.text
        ctrl_c()
    assert sorted(said(log)) == ["app began", "asterisk began", "asterisk ended"]


async def test_one_that_will_not_end_is_killed(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "STOP_TIMEOUT", 2.0)
    log = tmp_path / "log"
    stubborn = child(log, "stubborn", "while True: signal.pause()", on_term='lambda *_: say("heard")')
    async with running(stubborn) as ctrl_c:
        await has_said(log, "stubborn began")
        ctrl_c()
    assert "stubborn heard" in said(log)
    assert "did not end within" in caplog.text


async def test_one_that_cannot_be_started_ends_the_run_and_the_others(tmp_path: Path) -> None:
    log = tmp_path / "log"
    missing = Programme("The app", ["/no-such-programme"])
    with pytest.raises(CannotStart, match=r"The app cannot be started: .*no-such-programme"):
        async with running(child(log, "asterisk"), missing):
            pass
    assert said(log) in (
        [],
        ["asterisk began", "asterisk ended"],
    )  # it may be stopped before it could say a word
