"""The pages as a browser gets them: who may open which, what comes with it, and what nobody may put in."""

import gzip
import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace

import pytest
from aiohttp import ClientResponse
from aiohttp.test_utils import TestClient, TestServer
from aiohttp.web import Application, Request
from yarl import URL

from ari_app.access.service import Identity
from ari_app.clock import HandClock
from ari_app.storage.choices import Role
from tests.service.web.conftest import House
from workspace_web import answering
from workspace_web.door import Visitor
from workspace_web.locale.catalogue import LANGUAGES, js_files, js_path
from workspace_web.pages import PAGES, Page
from workspace_web.problems import CONFLICT, Problem
from workspace_web.rendering import Pages
from workspace_web.static import FOLDER, Static, read_folder

ANNA = Identity("u1", "Anna </script><b>", Role.AGENT, "a1", token=None, session="s1")
LIKE_A_BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8", "Accept-Encoding": "gzip"}
STATIC = Static(
    read_folder(FOLDER)
    | js_files()
    | {
        "js/pages/work.js": b"import { page } from 'trunkline/core/page.js'\nimport './inner.js'\nimport 'catalogue'",
        "js/pages/inner.js": b"import 'preact'",
        "css/work.css": b"",
    }
)
SOME: tuple[Page, ...] = (
    Page("/work", "work", "Find", "pages/work.js", "me:read", "headset", ("css/work.css",)),
    Page("/people/{user}", "people", "People", "pages/inner.js", "users:read", "users"),
    Page("/open", "open", "Open", "pages/inner.js", None),
)


@dataclass
class Site:
    """The pages of SOME. `visitor` comes next."""

    client: TestClient[Request, Application]
    visitor: Visitor | None = None

    async def get(self, path: str, **headers: str) -> ClientResponse:
        return await self.client.get(path, headers=LIKE_A_BROWSER | headers, allow_redirects=False)

    async def boot(self, path: str, **headers: str) -> dict[str, object]:
        text = await (await self.get(path, **headers)).text()
        found = re.search(r'<script type="application/json" id="boot">(.*?)</script>', text)
        assert found
        boot: dict[str, object] = json.loads(found[1])
        return boot


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async def visitor(request: Request) -> Visitor | None:
        return held.visitor

    async def breaks(request: Request) -> None:
        raise Problem(CONFLICT, "Somebody was <quicker>.")

    pages = Pages(STATIC, visitor, HandClock().now, "1.2.3", SOME)
    app = Application(middlewares=[answering.answer])
    app[answering.PROBLEM_PAGE] = pages.problem_page
    app[answering.ENCRYPTED] = False
    app.on_response_prepare.append(answering.add_headers)
    app.router.add_get("/", pages.front)
    app.router.add_get("/breaks", breaks)  # type: ignore[arg-type]  # it never answers
    pages.add_to(app.router)
    async with TestClient(TestServer(app), auto_decompress=False) as client:
        held = Site(client, Visitor(ANNA, csrf="c-s-r-f"))
        yield held


async def test_a_page_comes_with_all_it_needs_and_may_do_nothing_else(site: Site) -> None:
    response = await site.get("/work")
    html = await response.text()
    assert response.status == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Permissions-Policy"].startswith("microphone=(self)")
    nonce = re.search(r"script-src 'self' 'nonce-([^']+)';", response.headers["Content-Security-Policy"])
    assert nonce
    assert re.findall(r'nonce="([^"]+)"', html) == [nonce[1]]
    assert re.findall(r"<script(?![^>]*(?:src|importmap|json))", html) == []
    assert re.findall(r'\s(?:style|on\w+)="', html) == []
    preloaded = re.findall(r'<link rel="modulepreload" href="([^"]+)">', html)
    assert STATIC.url("js/pages/work.js") == preloaded[0]
    assert STATIC.url("js/pages/inner.js") in preloaded
    assert STATIC.url("vendor/preact.js") in preloaded
    assert STATIC.url("js/core/live.js") in preloaded
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)">', html)
    assert styles[0].endswith("css/tokens.css")
    assert styles[-1].endswith("css/work.css")
    for address in {*preloaded, *styles, *re.findall(r'href="(/static/[^"]+)"', html)}:
        assert (await site.get(address)).status == 200, address


async def test_each_time_with_another_nonce(site: Site) -> None:
    policies = {(await site.get("/work")).headers["Content-Security-Policy"] for _ in range(3)}
    assert len(policies) == 3


async def test_the_page_knows_who_looks_and_how_they_like_it(site: Site) -> None:
    boot = await site.boot(
        "/work", Cookie="trunkline-theme=dark; trunkline-density=compact", **{"Accept-Language": "de"}
    )
    assert boot["me"] == {
        "user": "u1",
        "name": "Anna </script><b>",
        "role": "agent",
        "scopes": boot["me"]["scopes"],  # type: ignore[index]
        "agent": "a1",
    }
    assert (boot["csrf"], boot["version"], boot["page"]) == ("c-s-r-f", "1.2.3", "work")
    assert (boot["theme"], boot["density"], boot["locale"]) == ("dark", "compact", "de")
    assert boot["now"] == HandClock().now()
    assert [page["name"] for page in boot["pages"]] == ["work"]  # type: ignore[attr-defined]
    html = await (await site.get("/work", Cookie="trunkline-theme=dark")).text()
    assert 'data-theme="dark"' in html
    assert 'name="color-scheme" content="dark"' in html


async def test_what_is_in_the_address_reaches_the_page(site: Site) -> None:
    site.visitor = Visitor(replace(ANNA, role=Role.ADMIN), "")
    boot = await site.boot("/people/anna%3C%2Fscript%3E")
    assert boot["params"] == {"user": "anna</script>"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_it_comes_in_the_language_of_the_browser(site: Site, language: str) -> None:
    html = await (await site.get("/work", **{"Accept-Language": language})).text()
    assert f'<html lang="{language}"' in html
    assert STATIC.url(js_path(language)) in html


async def test_nobody_is_sent_to_sign_in_and_back(site: Site) -> None:
    site.visitor = None
    response = await site.get("/people/x?tab=a%26b&q=ä")
    assert response.status == 303
    to = URL(response.headers["Location"])
    assert (to.path, dict(to.query)) == ("/sign-in", {"next": "/people/x?tab=a%26b&q=%C3%A4"})
    assert (await site.get("/")).headers["Location"] == "/sign-in"


async def test_a_page_that_is_open_is_open_to_nobody_in_particular(site: Site) -> None:
    site.visitor = None
    boot = await site.boot("/open")
    assert (boot["me"], boot["csrf"], boot["pages"]) == (None, None, [])


async def test_a_page_of_others_is_refused_in_words(site: Site) -> None:
    response = await site.get("/people/x")
    html = await response.text()
    assert response.status == 403
    assert "This page is not open to you" in html
    assert "<script" not in html
    assert response.headers["Cache-Control"] == "no-store"


async def test_who_has_to_set_up_a_second_factor_is_led_there(site: Site) -> None:
    site.visitor = Visitor(replace(ANNA, role=Role.ADMIN, limited=True), "")
    assert (await site.get("/work")).headers["Location"] == "/account"
    assert (await site.get("/")).headers["Location"] == "/account"


async def test_the_start_is_the_first_page_that_one_may_open(site: Site) -> None:
    assert (await site.get("/")).headers["Location"] == "/work"
    site.visitor = Visitor(replace(ANNA, role=Role.SERVICE), "")
    assert (await site.get("/")).headers["Location"] == "/account"


async def test_people_get_a_page_and_programs_a_document_of_what_goes_wrong(site: Site) -> None:
    for path, status in (("/nowhere", 404), ("/static/x/js/gone.js", 404), ("/breaks", 409)):
        page = await site.get(path)
        assert (page.status, page.content_type) == (status, "text/html")
        document = await site.get(path, Accept="*/*")
        assert (document.status, document.content_type) == (status, "application/problem+json")
    assert "Somebody was &lt;quicker&gt;." in await (await site.get("/breaks")).text()


def test_a_page_whose_module_or_style_is_not_there_stops_the_start() -> None:
    async def nobody(request: Request) -> None:
        return None

    for page in (replace(SOME[0], module="pages/gone.js"), replace(SOME[0], styles=("css/gone.css",))):
        with pytest.raises((ValueError, KeyError), match="gone"):
            Pages(STATIC, nobody, HandClock().now, "1", (page,))


async def test_every_page_of_ours_starts(house: House) -> None:
    """For who may open it, with modules that are all there and do not weigh too much."""
    for page in PAGES:
        async with house.client.get(
            re.sub(r"\{.*?\}", "x", page.path),
            headers={"Accept": "text/html", "Authorization": f"Bearer {house.tokens['admin']}"},
            allow_redirects=False,
        ) as response:
            html = await response.text()
            assert response.status == 200, page.path
        weight = len(gzip.compress(html.encode()))
        for address in re.findall(r'<link rel="(?:modulepreload|stylesheet|preload)" href="([^"]+)"', html):
            async with house.client.get(address, headers={"Accept-Encoding": "gzip"}) as response:
                assert response.status == 200, address
                weight += response.content_length or 0
        assert weight < 400_000, f"{page.path} weighs {weight} bytes"


def test_every_page_has_a_name_and_a_path_of_its_own() -> None:
    assert len({page.name for page in PAGES}) == len({page.path for page in PAGES}) == len(PAGES)
