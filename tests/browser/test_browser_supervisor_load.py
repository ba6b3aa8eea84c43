"""The supervisor's page with 300 agents and 30 queues that change thirty times a second: what it shows then is what is, and
it is idle enough. How quick it is, `python -m tests.load.page_bench` measures."""

import asyncio
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from tests.load.supervisor_page import AGENTS, QUEUES, measure, watched_centre

SECONDS = 6.0
BUSY = 0.4  # of a CPU, of the page's main thread: what the bench measures, thrice; a machine that is busy slows all down
LAST = 10**6

_SHOWN = """
async () => {
  const text = (element) => {
    const copy = element.cloneNode(true);
    for (const time of copy.querySelectorAll("time")) time.remove();
    return copy.textContent.replace(/\\s+/g, " ").trim();
  };
  const texts = (selector) => [...document.querySelectorAll(selector)].map(text);
  const frame = document.querySelector(".agents-frame");
  const agents = {};
  for (let top = 0; top < frame.scrollHeight; top += frame.clientHeight / 2) {
    frame.scrollTop = top;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    for (const row of frame.querySelectorAll("tr.agent")) {
      const cells = [...row.cells].map(text);
      agents[row.dataset.agent] = { state: text(row.querySelector(".agent-state .mark")), cells };
    }
  }
  frame.scrollTop = 0;
  return { agents, queues: texts(".queue-card"), waiting: texts(".waiting-item"), tabs: texts(".side [role=tab]") };
}
"""
"""All that stands on the screen, but what counts seconds."""


async def shown(page: Page) -> dict[str, Any]:
    found: dict[str, Any] = await page.evaluate(_SHOWN)
    return found


async def test_three_hundred_agents_change_thirty_times_a_second(tmp_path: Path) -> None:
    async with watched_centre(tmp_path) as (centre, page):
        running = asyncio.create_task(centre.run())
        load = await measure(centre, page, SECONDS)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        centre.probe(LAST)
        await page.get_by_text(f"probe-{LAST};").wait_for()

        after_deltas = await shown(page)
        router = centre.house.centre.router
        states = {agent: row["state"] for agent, row in after_deltas["agents"].items()}
        assert {
            agent: word.lower().replace("-", "_").replace(" ", "_") for agent, word in states.items()
        } == {status.id: status.state.value for status in router.agents()}
        assert (len(states), len(after_deltas["queues"])) == (AGENTS + 1, QUEUES)

        await page.reload()
        await page.get_by_text(f"probe-{LAST};").wait_for()
        assert await shown(page) == after_deltas, "a snapshot shows the same as all the deltas"
    assert load.probes > 1, "changes came through while others did"
    assert load.page_busy < BUSY, load
