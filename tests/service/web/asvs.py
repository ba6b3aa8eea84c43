"""What the tests of the ASVS share: a page and a file of it, as a browser asks for them."""

import re
from typing import Any

from tests.service.web.conftest import House
from workspace_web.cookies import SESSION

BETTER = "seven quiet lanterns"
HTML = {"Accept": "text/html"}


async def page(house: House, path: str, cookie: str = "") -> Any:
    """A page, as a browser asks for it."""
    headers = HTML | ({"Cookie": f"{SESSION}={cookie}"} if cookie else {})
    async with house.client.get(path, headers=headers, allow_redirects=False) as response:
        await response.read()
        return response


async def script(house: House, path: str) -> str:
    """A file of the pages, under the address of the day."""
    async with house.client.get("/sign-in", headers=HTML) as response:
        digest = re.findall(r'"(/static/[^/"]+/)', await response.text())[0]
    async with house.client.get(digest + path) as response:
        assert response.status == 200
        return await response.text()
