"""The widget in Firefox: another engine, the same story."""

from pathlib import Path

import pytest

from tests.browser.firefox import EXECUTABLE, Tab, firefox
from tests.browser.shop import site
from tests.integration.running_centre import RunningCentre

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

_ROOT = "document.querySelector('trunkline-chat').shadowRoot"
_BUTTON = f"(name) => [...{_ROOT}.querySelectorAll('button')].find((one) => one.textContent.trim() === name)"


async def sees(centre: RunningCentre, tab: Tab, script: str, what: str) -> None:
    async def true() -> bool:
        return bool(await tab.run(script))

    await centre.until(true, what, within=20)


async def shows(centre: RunningCentre, tab: Tab, text: str) -> None:
    await sees(centre, tab, f"{_ROOT}.querySelector('.panel')?.textContent.includes({text!r})", text)


async def says(tab: Tab, text: str) -> None:
    await tab.run(
        f"""(() => {{
          const box = {_ROOT}.querySelector('.box textarea')
          box.value = {text!r}
          box.dispatchEvent(new Event('input', {{ bubbles: true }}))
          box.form.requestSubmit()
        }})()"""
    )


_DROPS = f"""(() => {{
  const data = new DataTransfer()
  data.items.add(new File(['Order 4711: boots'], 'order.txt', {{ type: 'text/plain' }}))
  const given = {{ bubbles: true, cancelable: true, dataTransfer: data }}
  {_ROOT}.querySelector('.log').dispatchEvent(new DragEvent('drop', given))
}})()"""


async def test_from_the_first_word_to_the_rating_in_firefox(centre: RunningCentre, tmp_path: Path) -> None:
    if not EXECUTABLE.exists():
        pytest.skip(f"{EXECUTABLE} is missing: `docker/install --test` installs it")
    async with site(centre) as shop, firefox(tmp_path) as tab:
        await tab.open(f"{shop.origin}/")
        await sees(centre, tab, "document.querySelector('trunkline-chat')?.hidden === false", "the button")
        await tab.run(f"{_ROOT}.querySelector('.bubble').click()")
        await sees(centre, tab, f"{_ROOT}.querySelector('.box textarea') !== null", "the chat")
        await says(tab, "Hello")
        await sees(centre, tab, f"Boolean(({_BUTTON})('Support'))", "the quick replies")
        await tab.run(_DROPS)
        await sees(centre, tab, f"{_ROOT}.querySelector('li[data-state=there]') !== null", "the file")
        await tab.reload()
        await sees(centre, tab, f"{_ROOT}?.querySelector('li[data-state=there]') !== null", "the file, kept")
        await says(tab, "See the file")
        await shows(centre, tab, "order.txt")
        await tab.run("Trunkline.send('Support')")
        await shows(centre, tab, "You are next")
        written = f"[...{_ROOT}.querySelectorAll('.one.mine .text')].map((one) => one.textContent)"
        assert await tab.run(written) == ["Hello", "See the file", "Support"]
        await tab.run(f"{_ROOT}.querySelector('.head-buttons button').click()")
        for _ in range(2):  # of the menu, and of the question whether to
            await tab.run(f"({_BUTTON})('End the conversation').click()")
        await shows(centre, tab, "This conversation has ended")
        await sees(centre, tab, f"{_ROOT}.querySelectorAll('.stars input').length === 5", "the stars")
        await tab.run(f"{_ROOT}.querySelectorAll('.stars input')[4].click()")
        await tab.run(f"{_ROOT}.querySelector('.rate').requestSubmit()")
        rated = await centre.event("rated")
        assert rated.data["score"] == 5
        await shows(centre, tab, "Thank you for your feedback.")
