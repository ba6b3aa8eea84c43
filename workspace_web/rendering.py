"""The HTML that a page starts with. It is the same for all (`templates/page.html`): what the browser needs to fetch, all
named at once, and `boot`, what the page knows before it asks. Nothing in it is executed but the import map, by its nonce.

And what a browser is shown instead of a problem document (`templates/problem.html`).
"""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from typing import Any, TypeAlias
from urllib.parse import quote

import orjson
from aiohttp import hdrs, web
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ari_app.access.rules import SCOPES
from workspace_web import modules
from workspace_web.door import IDENTITY, Visitor
from workspace_web.locale.catalogue import LANGUAGES, catalogue, js_path
from workspace_web.pages import N_, PAGES, Page
from workspace_web.preferences import FOLLOW_SYSTEM, Preferences
from workspace_web.problems import FORBIDDEN, INTERNAL, NOT_FOUND, UNAVAILABLE, Kind, Problem
from workspace_web.static import FOLDER, Static

SIGN_IN, ACCOUNT = "/sign-in", "/account"
TEMPLATES = FOLDER.parent / "templates"
_STYLES = ("css/tokens.css", "css/base.css", "css/components.css")

_HEADERS = {
    hdrs.CACHE_CONTROL: "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "microphone=(self), camera=(), geolocation=(), payment=(), usb=()",
}

Visitors: TypeAlias = Callable[[web.Request], Awaitable[Visitor | None]]


# What is said to people, where the words of the problem are for programmers.
_IN_WORDS: Mapping[Kind, tuple[str, str]] = {
    NOT_FOUND: (N_("There is no such page"), N_("The address may be wrong, or what was here is gone.")),
    FORBIDDEN: (
        N_("This page is not open to you"),
        N_("Your role does not include it. Ask an administrator if you need it."),
    ),
    UNAVAILABLE: (
        N_("Not possible right now"),
        N_("Something that the page needs does not answer. Try again soon."),
    ),
    INTERNAL: (
        N_("Something went wrong on our side"),
        N_("Try again. If it stays so, tell your administrator the reference below."),
    ),
}


class Pages:
    """`visitor` says who opens a page. Raises ValueError or KeyError at once when a page names a module, an import or a
    style that is not there."""

    def __init__(
        self,
        static: Static,
        visitor: Visitors,
        now: Callable[[], float],
        version: str,
        pages: tuple[Page, ...] = PAGES,
    ) -> None:
        self._static = static
        self._visitor = visitor
        self._now = now
        self._version = version
        self._pages = pages
        self._environments = {language: _environment(language) for language in LANGUAGES}
        self._assets = {
            (page.name, language): _assets_of(static, page, language)
            for page in pages
            for language in LANGUAGES
        }

    def add_to(self, router: web.UrlDispatcher) -> None:
        router.add_get("/static/{digest}/{path:.+}", self._static.serve)
        for page in self._pages:
            router.add_get(page.path, self._serving(page))

    def assets(self, page: Page, language: str) -> Mapping[str, list[str]]:
        """What a page needs before it shows anything: addresses of modules and styles."""
        return self._assets[page.name, language]

    def first_for(self, visitor: Visitor) -> str:
        """Where `/` leads."""
        return next((page.path for page in self._navigation(visitor)), ACCOUNT)

    async def front(self, request: web.Request) -> web.Response:
        """The handler of `/`, for people."""
        visitor = await self._visitor(request)
        raise web.HTTPSeeOther(SIGN_IN if visitor is None else self.first_for(visitor))

    def problem_page(self, request: web.Request, problem: Problem, instance: str) -> web.Response | None:
        """A problem for somebody who looks at it in a browser; None for a program, which gets the document."""
        if not wants_page(request):
            return None
        preferences = Preferences.of(request)
        nonce = secrets.token_urlsafe(16)
        html = self._environments[preferences.language].get_template("problem.html")
        return _response(
            html.render(
                self._common(preferences, nonce),
                styles=[self._static.url(path) for path in _STYLES],
                words=_IN_WORDS.get(problem.kind, (problem.kind.title, problem.detail)),
                status=problem.kind.status.value,
                instance=instance,
            ),
            nonce,
            status=problem.kind.status,
            headers=problem.headers,
        )

    def _serving(self, page: Page) -> Callable[[web.Request], Awaitable[web.Response]]:
        async def serve(request: web.Request) -> web.Response:
            visitor = await self._visitor(request)
            if visitor is not None:
                request[IDENTITY] = visitor.identity
            if page.scope is not None:
                if visitor is None:
                    raise web.HTTPSeeOther(f"{SIGN_IN}?next={quote(request.path_qs, safe='/')}")
                if not visitor.identity.may(page.scope):
                    if visitor.identity.limited:
                        raise web.HTTPSeeOther(ACCOUNT)
                    raise Problem(FORBIDDEN)
            return self._rendered(page, request, visitor)

        return serve

    def _rendered(self, page: Page, request: web.Request, visitor: Visitor | None) -> web.Response:
        preferences = Preferences.of(request)
        nonce = secrets.token_urlsafe(16)
        html = self._environments[preferences.language].get_template("page.html")
        return _response(
            html.render(
                self._common(preferences, nonce),
                **self.assets(page, preferences.language),
                title=catalogue(preferences.language).one(page.title),
                import_map=_json(modules.import_map(js_path(preferences.language), self._static.prefix)),
                boot=_json(self._boot(page, request, visitor, preferences)),
            ),
            nonce,
        )

    def _common(self, preferences: Preferences, nonce: str) -> dict[str, Any]:
        return {
            "preferences": preferences,
            "follows_system": preferences.theme == FOLLOW_SYSTEM,
            "nonce": nonce,
            "url": self._static.url,
        }

    def _boot(
        self, page: Page, request: web.Request, visitor: Visitor | None, preferences: Preferences
    ) -> dict[str, Any]:
        """`now`: seconds since the epoch, by which a page sets its clock."""
        identity = None if visitor is None else visitor.identity
        translated = catalogue(preferences.language).one
        return {
            "me": None
            if identity is None
            else {
                "user": identity.user,
                "name": identity.name,
                "role": identity.role.value,
                "scopes": [scope for scope in sorted(SCOPES[identity.role]) if identity.may(scope)],
                "agent": identity.agent,
            },
            "csrf": None if visitor is None else visitor.csrf,
            "version": self._version,
            "now": self._now(),
            "locale": preferences.language,
            "locales": LANGUAGES,
            "theme": preferences.theme,
            "density": preferences.density,
            "page": page.name,
            "params": dict(request.match_info),
            "pages": [
                {
                    "name": shown.name,
                    "title": translated(shown.title),
                    "path": shown.path,
                    "icon": shown.icon,
                }
                for shown in self._navigation(visitor)
            ],
        }

    def _navigation(self, visitor: Visitor | None) -> list[Page]:
        if visitor is None:
            return []
        return [
            page
            for page in self._pages
            if page.icon is not None
            and (page.scope is None or visitor.identity.may(page.scope))
            and (visitor.identity.agent is not None or not page.for_agents)
        ]


def wants_page(request: web.Request) -> bool:
    """Whether it is a browser that goes to an address, and not a program that asks for data."""
    return (
        request.method in (hdrs.METH_GET, hdrs.METH_HEAD)
        and not request.path.startswith("/api/")
        and "text/html" in request.headers.get(hdrs.ACCEPT, "")
    )


@cache
def _assets_of(static: Static, page: Page, language: str) -> Mapping[str, list[str]]:
    needed = modules.needed(f"js/{page.module}", static.imports, js_path(language))
    return {
        "modules": [static.url(path) for path in needed],
        "styles": [static.url(path) for path in (*_STYLES, *page.styles)],
    }


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["_"] = catalogue(language).one
    return environment


def _json(value: object) -> Markup:
    """JSON that may stand in a script element."""
    return Markup(orjson.dumps(value).replace(b"<", b"\\u003c").decode())


def _response(
    html: str, nonce: str, *, status: int = 200, headers: Mapping[str, str] | None = None
) -> web.Response:
    return web.Response(
        text=html,
        status=status,
        content_type="text/html",
        headers={**_HEADERS, **(headers or {}), "Content-Security-Policy": policy(nonce)},
    )


def policy(nonce: str) -> str:
    """What a page may load and do: its own files, its own API, nothing inline but the import map."""
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'nonce-{nonce}'",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "font-src 'self'",
            "frame-src 'self'",
            "connect-src 'self'",
            "media-src 'self' blob:",
            "worker-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )
