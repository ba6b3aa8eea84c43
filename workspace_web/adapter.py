"""From a `Route` to what aiohttp calls: who is it, may they, what do they send, do it, write it down, answer."""

import asyncio
from collections.abc import Awaitable, Callable

from aiohttp import hdrs, web
from aiohttp.helpers import content_disposition_header
from pydantic import BaseModel

from ari_app.access.sessions import Place
from workspace_web import csv_file
from workspace_web.ask import Ask, Visit
from workspace_web.cookies import SAFE, SESSION, drop, hold, is_own_page
from workspace_web.deeds import deed
from workspace_web.door import IDENTITY, Door, permit
from workspace_web.problems import CROSS_SITE, SHOW_AGAIN, SOON, UNAVAILABLE, Problem
from workspace_web.proxies import client_of
from workspace_web.reading import read
from workspace_web.route import Answer, Document, Download, Route, Table
from workspace_web.services import Services

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


def adapt(route: Route, services: Services, door: Door, *, time_limit: float | None = None) -> Handler:
    """The aiohttp handler of a route. A request that takes longer than the route has patience (or `time_limit`) is given
    up; what it began goes on to its end, as a turn of the centre is never half done."""

    async def handle(request: web.Request) -> web.StreamResponse:
        visit = visit_of(request)
        try:
            async with asyncio.timeout(route.patience if time_limit is None else time_limit):
                answer = await _done(request, visit)
        except TimeoutError:
            raise Problem(UNAVAILABLE, "It took too long and was given up.", headers=SOON) from None
        if isinstance(answer, Table):
            return await csv_file.send(request, answer)
        response = _response(route, answer)
        hold_session(response, visit)
        return response

    async def _done(request: web.Request, visit: Visit) -> Answer:
        identity = None
        if route.scope is not None:
            identity = request[IDENTITY] = await door.admit(request)
            permit(identity, route.scope)
            if route.sensitive and not services.reception.sign_in.shown_lately(identity):
                raise Problem(SHOW_AGAIN)
        elif request.method not in SAFE and not is_own_page(request):
            raise Problem(CROSS_SITE)
        models = await read(route, request)
        answer = await route.handler(Ask(identity, services, visit), **models)
        changes = request.method not in SAFE or isinstance(answer, Download | Table)
        if identity is not None and route.noted and changes:
            await services.reception.audit.note(deed(route, request, identity, models))
        return answer

    return handle


def visit_of(request: web.Request) -> Visit:
    """Where a request comes from."""
    client = client_of(request)
    place = Place(client.address, request.headers.get("User-Agent", ""))
    return Visit(place, f"{client.scheme}://{request.host}")


def hold_session(response: web.StreamResponse, visit: Visit) -> None:
    """Have the browser hold the session that the visit led to, if any."""
    if visit.session:
        hold(response, SESSION, visit.session)
    elif visit.session == "":
        drop(response, SESSION)


def _response(route: Route, answer: BaseModel | Download | Document | None) -> web.StreamResponse:
    match answer:
        case None:
            return web.Response(status=route.status)
        case Download():
            # A browser that opens the address saves the file unless it is `inline`; a player plays it.
            disposition = content_disposition_header(
                "inline" if answer.inline else "attachment", filename=answer.name or answer.path.name
            )
            typed = {hdrs.CONTENT_TYPE: answer.media_type, hdrs.CONTENT_DISPOSITION: disposition}
            return web.FileResponse(answer.path, headers=typed)
        case Document():
            headers = {"Content-Security-Policy": answer.policy}
            return web.Response(text=answer.html, content_type="text/html", headers=headers)
        case _:
            body = answer.model_dump_json().encode()
            return web.Response(status=route.status, body=body, content_type=route.media_type)
