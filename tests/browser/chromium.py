"""Debian's Chromium with a microphone of our own: what it says is a tone, what it hears can be measured."""

import asyncio
import math
import wave
from array import array
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

EXECUTABLE = Path("/usr/bin/chromium")
HEARING = Path(__file__).with_name("hearing.js").read_text(encoding="utf-8")
RATE = 48_000
PATIENCE = 30_000
"""Milliseconds for what a page does on a machine with other work; a wait costs them only where it fails."""
expect.set_options(timeout=PATIENCE)
AUDIBLE_SHARE = 0.1
SILENT_SHARE = 0.02
"""Of a window's power: two or three tones at once have a third each, the echo of a mix far less."""

_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
)


@asynccontextmanager
async def chromium(folder: Path, hz: float | None = None) -> AsyncIterator[Browser]:
    """One browser process. `hz`: the tone its microphone hears without end; None: Chromium's own beeps."""
    arguments = list(_ARGUMENTS)
    if hz is not None:
        tone = folder / f"microphone-{hz:.0f}.wav"
        _write_tone(tone, hz)
        arguments.append(f"--use-file-for-fake-audio-capture={tone}")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=EXECUTABLE, headless=True, args=arguments, timeout=90_000
        )
        try:
            yield browser
        finally:
            await browser.close()


async def new_context(
    browser: Browser, *, dark: bool = False, width: int = 1440, height: int = 900
) -> BrowserContext:
    """A fresh visitor. Their microphone is passed on as it is: what cleans up speech eats tones."""
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if dark else "light",
        permissions=["microphone", "notifications"],
        locale="en-GB",
    )
    await context.add_init_script(HEARING)
    await context.add_init_script(_RAW_MICROPHONE)
    context.set_default_timeout(PATIENCE)
    return context


async def hears(page: Page, *tones: float, but_not: tuple[float, ...] = (), within: float = 30.0) -> None:
    """Wait until the page's call carries all of `tones`, and none of `but_not`, at once."""
    loop = asyncio.get_running_loop()
    end, shares = loop.time() + within, None
    wanted = [*tones, *but_not]
    while loop.time() < end:
        shares = await page.evaluate("(tones) => heardTones(tones)", wanted)
        if shares is not None:
            heard, unheard = shares[: len(tones)], shares[len(tones) :]
            if all(each >= AUDIBLE_SHARE for each in heard) and all(each <= SILENT_SHARE for each in unheard):
                return
        else:
            await asyncio.sleep(0.1)
    raise AssertionError(
        f"Wanted to hear {tones} and not {but_not} in {within:.0f} s; the last shares of {wanted}: {shares}"
    )


async def stands_still(page: Page) -> None:
    """Nothing is being fetched for what is shown, and nothing moves any more."""
    await page.evaluate(_STANDS_STILL)


_STANDS_STILL = """async () => {
  const moves = (each) => each.playState === "running" && each.effect?.getTiming().iterations !== Infinity;
  const places = () => [document, ...[...document.querySelectorAll("*")].map((each) => each.shadowRoot).filter(Boolean)];
  const busy = (place) => place.querySelector("[aria-busy=true]") || place.getAnimations().some(moves);
  const frame = () => new Promise(requestAnimationFrame);
  await document.fonts.ready;
  await frame().then(frame);  // what was changed just now begins to move in the next one
  for (let looks = 0; looks < 200 && places().some(busy); looks++) await frame();
}"""

_RAW_MICROPHONE = """
{
  const devices = navigator.mediaDevices;
  const native = devices?.getUserMedia.bind(devices);
  if (native) devices.getUserMedia = (wanted) => native(wanted?.audio ? {
    ...wanted,
    audio: {
      ...(typeof wanted.audio === "object" ? wanted.audio : {}),
      echoCancellation: false, noiseSuppression: false, autoGainControl: false,
    },
  } : wanted);
}
"""


def _write_tone(path: Path, hz: float) -> None:
    """Two seconds that join without a click when looped."""
    samples = array("h", (int(8000 * math.sin(2 * math.pi * hz * n / RATE)) for n in range(2 * RATE)))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
