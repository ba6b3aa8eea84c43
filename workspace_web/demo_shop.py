"""`/demo/shop`: a shop that is not one, with the demo's web chat, so that it can be tried as a customer sees it."""

from functools import cache

from aiohttp import hdrs, web
from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template

from ari_app.channels.visitors import Visitors
from workspace_web.rendering import TEMPLATES
from workspace_web.static import Static

ADDRESS = "/demo/shop"
ACCOUNT = "webchat"
"""Of the demo; where there is none of this name, there is no shop."""
_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob:",
        "connect-src 'self'",
        "media-src 'self' blob:",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)


class DemoShop:
    def __init__(self, visitors: Visitors, static: Static) -> None:
        self._visitors = visitors
        self._page = _template().render(url=static.url, account=ACCOUNT)

    async def serve(self, request: web.Request) -> web.Response:
        """The handler of the address."""
        if self._visitors.settings(ACCOUNT) is None:
            raise web.HTTPNotFound
        return web.Response(
            text=self._page, content_type="text/html", headers={hdrs.CONTENT_SECURITY_POLICY: _POLICY}
        )


@cache
def _template() -> Template:
    environment = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined)
    return environment.get_template("demo_shop.html")
