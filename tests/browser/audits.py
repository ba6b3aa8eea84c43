"""Axe and Lighthouse, from the front end's locked packages, on the page that a browser shows."""

import asyncio
import json
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from playwright.async_api import Page

from tests.browser.chromium import stands_still

_PACKAGES = Path(__file__).parents[2] / "workspace_web" / "frontend" / "node_modules"
_NODE = Path(sys.executable).with_name("node")
_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
LIGHTHOUSE_SECONDS = 240


async def axe_finds(page: Page) -> list[str]:
    """What stands in somebody's way on the page as it is when it stands still, a line each."""
    await stands_still(page)
    await page.evaluate(_axe())
    violations = await page.evaluate(
        "(rules) => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then((found) => found.violations)",
        _RULES,
    )
    return [
        f"{each['id']}: {each['help']}: {node['html'][:200]} ({' '.join(node['failureSummary'].split())})"
        for each in violations
        for node in each["nodes"]
    ]


@cache
def _axe() -> str:
    return (_PACKAGES / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


async def lighthouse(url: str, port: int, folder: Path) -> Mapping[str, float]:
    """The score of each category, 0 to 100, of a page as the signed-in browser on this debugging port loads it anew."""
    report = folder / "lighthouse.json"
    process = await asyncio.create_subprocess_exec(
        str(_NODE),
        str(_PACKAGES / "lighthouse" / "cli" / "index.js"),
        url,
        f"--port={port}",
        "--output=json",
        f"--output-path={report}",
        "--quiet",
        "--disable-storage-reset",
        "--preset=desktop",
        "--max-wait-for-load=120000",
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        said, _ = await asyncio.wait_for(process.communicate(), LIGHTHOUSE_SECONDS)
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    assert process.returncode == 0, said.decode()[-2000:]
    found = json.loads(report.read_text(encoding="utf-8"))
    return {name: 100 * category["score"] for name, category in found["categories"].items()}
