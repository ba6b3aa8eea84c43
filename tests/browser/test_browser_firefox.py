"""The widget in Firefox: another engine, the same story."""

from pathlib import Path

import pytest

from tests.browser.firefox import EXECUTABLE, Tab, firefox
from tests.browser.shop import site
from tests.integration.running_centre import RunningCentre

pytestmark = [pytest.mark.asterisk, pytest.mark.asyncio(loop_scope="module")]

_ROOT = "document.querySelector('trunkline-chat').shadowRoot"
# The loader adds the widget when it has heard of its settings: after the page says that it is loaded.
_FIND = """(selector, text) =>
  [...(document.querySelector('trunkline-chat:not([hidden])')?.shadowRoot?.querySelectorAll(selector) ?? [])]
    .find((one) => one.textContent.includes(text))"""


def found(selector: str, text: str = "") -> str:
    """The script for the first element of the widget with that selector and text; undefined where there is none."""
    return f"({_FIND})({selector!r}, {text!r})"


async def sees(centre: RunningCentre, tab: Tab, selector: str, text: str = "") -> None:
    async def there() -> bool:
        return bool(await tab.run(f"Boolean({found(selector, text)})"))

    await centre.until(there, f"{selector} {text}")


async def says(tab: Tab, text: str) -> None:
    await tab.run(
        f"""(() => {{
          const box = {found(".box textarea")}
          box.value = {text!r}
          box.dispatchEvent(new Event('input', {{ bubbles: true }}))
          box.form.requestSubmit()
        }})()"""
    )


_DROPS = f"""(() => {{
  const log = {found(".log")}
  const data = new DataTransfer()
  data.items.add(new File(['Order 4711: boots'], 'order.txt', {{ type: 'text/plain' }}))
  log.dispatchEvent(new DragEvent('drop', {{ bubbles: true, cancelable: true, dataTransfer: data }}))
}})()"""


async def test_from_the_first_word_to_the_rating_in_firefox(centre: RunningCentre, tmp_path: Path) -> None:
    if not EXECUTABLE.exists():
        pytest.skip(f"{EXECUTABLE} is missing: `docker/install --test` installs it")
    async with site(centre) as shop, firefox(tmp_path) as tab:
        await tab.open(f"{shop.origin}/")
        await sees(centre, tab, ".bubble")
        await tab.run(f"{found('.bubble')}.click()")
        await sees(centre, tab, ".box textarea")
        await says(tab, "Hello")
        await sees(centre, tab, "button", "Support")
        await tab.run(_DROPS)
        await sees(centre, tab, "li[data-state=there]")
        await tab.reload()
        await sees(centre, tab, "li[data-state=there]")
        await says(tab, "See the file")
        await sees(centre, tab, ".panel", "order.txt")
        await tab.run("Trunkline.send('Support')")
        await sees(centre, tab, ".panel", "You are next")
        written = f"[...{_ROOT}.querySelectorAll('.one.mine .text')].map((one) => one.textContent)"
        assert await tab.run(written) == ["Hello", "See the file", "Support"]
        await tab.run(f"{found('.head-buttons button')}.click()")
        for _ in range(2):  # of the menu, and of the question whether to
            await sees(centre, tab, "button", "End the conversation")
            await tab.run(f"{found('button', 'End the conversation')}.click()")
        await sees(centre, tab, ".panel", "This conversation has ended")
        await sees(centre, tab, ".stars label:nth-of-type(5) input")
        await tab.run(f"{found('.stars label:nth-of-type(5) input')}.click()")
        await tab.run(f"{found('.rate')}.requestSubmit()")
        rated = await centre.event("rated")
        assert rated.data["score"] == 5
        await sees(centre, tab, ".panel", "Thank you for your feedback.")
