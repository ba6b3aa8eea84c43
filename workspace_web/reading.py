"""From a request to the models of its route; whatever does not fit is a problem with the place named."""

from typing import Any, get_origin

from aiohttp import web
from pydantic import BaseModel, ValidationError

from workspace_web.problems import UNSUPPORTED_MEDIA_TYPE, Part, Problem, unfit
from workspace_web.route import ANYTHING, Route, Upload

_SEVERAL = (list, tuple, set, frozenset)


async def read(route: Route, request: web.Request) -> dict[str, BaseModel | Upload]:
    """The handler's arguments by name."""
    models: dict[str, BaseModel | Upload] = {}
    if route.path_model is not None:
        models["path"] = _fit(Part.PATH, route.path_model, dict(request.match_info))
    if route.query_model is not None:
        models["query"] = _fit(Part.QUERY, route.query_model, _query(route.query_model, request))
    if route.body_model is not None:
        models["body"] = await _body(route.body_model, request, route.largest)
    if route.takes_upload:
        models["upload"] = await _upload(request, route)
    return models


def _fit(part: Part, model: type[BaseModel], values: dict[str, Any]) -> BaseModel:
    try:
        return model.model_validate(values)
    except ValidationError as error:
        raise unfit(part, error) from None


def _query(model: type[BaseModel], request: web.Request) -> dict[str, str | list[str]]:
    """A parameter that may come several times is a list, whether it does or not; of another, all that came,
    which does not fit when it came twice."""
    values: dict[str, str | list[str]] = {}
    for name in set(request.query):
        given = request.query.getall(name)
        field = model.model_fields.get(name)
        several = field is not None and get_origin(field.annotation) in _SEVERAL
        values[name] = given if several or len(given) > 1 else given[0]
    return values


async def _body(model: type[BaseModel], request: web.Request, largest: int) -> BaseModel:
    if request.content_type != "application/json" or "Content-Encoding" in request.headers:
        raise Problem(UNSUPPORTED_MEDIA_TYPE)
    try:
        return model.model_validate_json(await _content(request, largest))
    except ValidationError as error:
        raise unfit(Part.BODY, error) from None


async def _upload(request: web.Request, route: Route) -> Upload:
    taken = route.uploads == ANYTHING or request.content_type in route.uploads
    if not taken or "Content-Encoding" in request.headers:
        raise Problem(
            UNSUPPORTED_MEDIA_TYPE, f"Send the file itself, with `Content-Type: {route.uploads[0]}`."
        )
    return Upload(await _content(request, route.largest))


async def _content(request: web.Request, largest: int) -> bytes:
    """aiohttp refuses what is larger as soon as it is, whatever length was promised."""
    return await request.clone(client_max_size=largest).read()
