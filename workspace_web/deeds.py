"""What somebody did through the API, in the words of the audit log: the route, the address, what they sent.

Secrets are never in it: fields of pydantic's SecretStr say only that they were there. Long things are told by their size.
"""

from collections.abc import Mapping
from typing import Any

from aiohttp import web
from pydantic import BaseModel

from ari_app.access.audit import Act
from ari_app.access.service import Identity
from workspace_web.proxies import client_of
from workspace_web.route import Route, Upload

LONGEST = 200  # characters of a text
MOST = 50  # entries of a list or a mapping
DEEPEST = 4  # levels


def deed(
    route: Route, request: web.Request, identity: Identity, models: Mapping[str, BaseModel | Upload]
) -> Act:
    """A request that went well, as an act."""
    detail: dict[str, Any] = {}
    for name in ("query", "body", "upload"):
        match models.get(name):
            case BaseModel() as model:
                detail |= shortened(model.model_dump(mode="json", exclude_unset=True))
            case Upload(content):
                detail["upload"] = f"{len(content)} bytes"
            case None:
                pass
    by = {"token": identity.token} if identity.session is None else {"session": identity.session}
    return Act(
        identity.name,
        route.name,
        request.rel_url.raw_path,
        client_of(request).address,
        identity.user,
        {**by, "sent": detail} if detail else by,
    )


def shortened(value: Any, depth: int = DEEPEST) -> Any:
    """The same, of bounded size."""
    match value:
        case str() if len(value) > LONGEST:
            return f"{value[:LONGEST]}… ({len(value)} characters)"
        case dict() | list() if depth == 0:
            return f"({len(value)} entries)"
        case dict():
            kept = {key: shortened(entry, depth - 1) for key, entry in list(value.items())[:MOST]}
            return kept if len(value) <= MOST else kept | {"…": f"{len(value)} entries"}
        case list():
            first = [shortened(entry, depth - 1) for entry in value[:MOST]]
            return first if len(value) <= MOST else [*first, f"… ({len(value)} entries)"]
        case _:
            return value
