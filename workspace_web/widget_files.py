"""The widget as other web sites load it: `/widget/loader.js`, and what that loads when somebody opens it.

The loader's address stays the same, so that a site never has to change its page; it is asked for anew every few minutes. The
rest lies under a digest, for ever.
"""

from aiohttp import hdrs, web

from workspace_web.static import Static

LOADER = "widget/loader.js"
ADDRESS = "/widget/loader.js"
_MODULES = "widget/"
_JSSIP = "vendor/"
_MINUTES = "public, max-age=300"


class WidgetFiles:
    def __init__(self, static: Static) -> None:
        self._static = static
        self.assets = f"/widget/{static.digest}/"

    def add_to(self, router: web.UrlDispatcher) -> None:
        router.add_get(ADDRESS, self.loader)
        router.add_get("/widget/{digest}/{path:.+}", self.module)

    async def loader(self, request: web.Request) -> web.StreamResponse:
        response = self._static.answer(request, LOADER, lasting=False)
        response.headers[hdrs.CACHE_CONTROL] = _MINUTES
        return _for_everybody(response)

    async def module(self, request: web.Request) -> web.StreamResponse:
        """Of the widget's own, or vendored: the rest of `static/` is for our own pages."""
        path = request.match_info["path"]
        inside = path if path.startswith(_JSSIP) else _MODULES + path
        lasting = request.match_info["digest"] == self._static.digest
        return _for_everybody(self._static.answer(request, inside, lasting=lasting))


def _for_everybody(response: web.Response) -> web.Response:
    response.headers[hdrs.ACCESS_CONTROL_ALLOW_ORIGIN] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
