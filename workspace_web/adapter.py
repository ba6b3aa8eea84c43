"""From a `Route` to what aiohttp calls: who is it, may they, what do they send, do it, answer."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import web

from workspace_web.ask import Ask
from workspace_web.door import IDENTITY, Door, permit
from workspace_web.problems import SOON, UNAVAILABLE, Problem
from workspace_web.reading import read
from workspace_web.route import Answer, Download, Route
from workspace_web.services import Services

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

# A request that takes longer is given up; what it began goes on to its end, as a turn of the centre is
# never half done.
TIME_LIMIT = 10.0


def adapt(route: Route, services: Services, door: Door, *, time_limit: float = TIME_LIMIT) -> Handler:
    """The aiohttp handler of a route."""

    async def handle(request: web.Request) -> web.StreamResponse:
        try:
            async with asyncio.timeout(time_limit):
                answer = await _done(request)
        except TimeoutError:
            raise Problem(UNAVAILABLE, "It took too long and was given up.", headers=SOON) from None
        return _response(route, answer)

    async def _done(request: web.Request) -> Answer:
        identity = None
        if route.scope is not None:
            identity = request[IDENTITY] = await door.admit(request)
            permit(identity, route.scope)
        models = await read(route, request)
        return await route.handler(Ask(identity, services), **models)

    return handle


def _response(route: Route, answer: Answer) -> web.StreamResponse:
    match answer:
        case None:
            return web.Response(status=route.status)
        case Download():
            return web.FileResponse(answer.path, headers={"Content-Type": answer.media_type})
        case _:
            body = answer.model_dump_json().encode()
            return web.Response(status=route.status, body=body, content_type=route.media_type)
