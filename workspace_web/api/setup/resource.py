"""One way for everything that is set up: list, CSV, read, create, change, remove.

A resource says what it is called, what one may say of it (its draft), how it is shown (its card) and what its columns
are; `routes_of` makes the six routes of that. A change names the `version` that it was made on: two admins never
overwrite each other.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Generic, TypeVar, cast

from pydantic import Field, create_model

from ari_app.administration import rules
from ari_app.administration.errors import Conflict, Unfit, Unknown
from ari_app.administration.things import Kind, Plan, Referrer, Thing, id_of, kind_of, name_of
from workspace_web.api.lists import Column, ListPage, csv_of, list_query, listed
from workspace_web.api.shapes import Word
from workspace_web.ask import Ask
from workspace_web.problems import CONFLICT, INVALID, NOT_FOUND, Fault, Part, Problem
from workspace_web.route import Route, Table, route
from workspace_web.wire import Epoch, Shape

ThingT = TypeVar("ThingT", bound=Thing)
DraftT = TypeVar("DraftT", bound=Shape)
CardT = TypeVar("CardT", bound="Kept")


class Use(Shape):
    """Something that names this, and cannot do without it."""

    kind: Kind
    id: str
    name: str


class Kept(Shape):
    """What everything that is set up has."""

    id: str
    version: int = Field(description="Counts changes; send it back with yours.")
    changed_at: Epoch | None = Field(description="None: never since it was made by a program.")
    changed_by: str
    used_by: tuple[Use, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a card is made from besides the thing. `kept` are the members of `Kept`."""

    plan: Plan
    now: float
    kept: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource(Generic[ThingT, DraftT, CardT]):
    """`one`, `many`: as in `GET /setup/{many}`. `thing(id, draft, known)`: what is to be stored, `known` being what was
    there before. `id`: how its id is written. `hides`: what is not for people to see or change."""

    kind: Kind
    one: str
    many: str
    read_scope: str
    write_scope: str
    id: Any
    draft: type[DraftT]
    card: type[CardT]
    columns: Sequence[Column[CardT]]
    thing: Callable[[str, DraftT, ThingT | None], ThingT]
    show: Callable[[ThingT, Seen], CardT]
    hides: Callable[[ThingT], bool] = lambda thing: False

    @property
    def path(self) -> str:
        return f"/setup/{self.many}"


@contextmanager
def telling() -> Iterator[None]:
    """Turns what the administration refuses into a problem."""
    try:
        yield
    except Unknown as error:
        raise Problem(NOT_FOUND, str(error)) from error
    except Conflict as error:
        raise Problem(CONFLICT, str(error)) from error
    except Unfit as error:
        faults = [Fault(part=Part.BODY, pointer=fault.at, detail=fault.message) for fault in error.faults]
        raise Problem(INVALID, errors=faults) from error


class Looking(Generic[ThingT, DraftT, CardT]):
    """The cards of a resource as its things stand now."""

    def __init__(self, resource: Resource[ThingT, DraftT, CardT], plan: Plan, now: float) -> None:
        self._resource = resource
        self._plan = plan
        self._now = now
        self._uses = rules.uses(plan)

    def all(self) -> list[CardT]:
        things = self._plan.of(self._resource.kind).values()
        return [self._card(thing) for thing in things if not self._resource.hides(cast(ThingT, thing))]

    def one(self, id: str) -> CardT:
        return self._card(self._known(id))

    def thing(self, id: str) -> ThingT:
        return cast(ThingT, self._known(id))

    def _known(self, id: str) -> Referrer:
        found = self._plan.of(self._resource.kind).get(id)
        if found is None or self._resource.hides(cast(ThingT, found)):
            raise Problem(NOT_FOUND, f"There is no {self._resource.kind.value} {id!r}.")
        return found

    def _card(self, thing: Referrer) -> CardT:
        kind, id = self._resource.kind, id_of(thing)
        revision = self._plan.revision(kind, id)
        users = self._uses.get((kind, id), [])
        kept = {
            "id": id,
            "version": revision.version,
            "changed_at": revision.at,
            "changed_by": revision.by,
            "used_by": tuple(Use(kind=kind_of(user), id=id_of(user), name=name_of(user)) for user in users),
        }
        return self._resource.show(cast(ThingT, thing), Seen(plan=self._plan, now=self._now, kept=kept))


async def look(ask: Ask, resource: Resource[ThingT, DraftT, CardT]) -> Looking[ThingT, DraftT, CardT]:
    """As of now."""
    return Looking(resource, await ask.services.administration.plan(), ask.services.centre.clock.now())


def routes_of(resource: Resource[ThingT, DraftT, CardT]) -> tuple[Route, ...]:
    """List, CSV, read, create, change, remove."""
    name = "".join(word.capitalize() for word in resource.one.split("_"))
    called, them = resource.kind.value, resource.many.replace("-", " ")
    query_shape = list_query(f"{name}Query", resource.columns)
    page_base: Any = ListPage.__class_getitem__(resource.card)
    page_shape = create_model(f"{name}SetUpPage", __base__=page_base, __doc__=f"Some of the {them}.")
    in_path: Any = {resource.one: (Word, ...)}
    path_shape = create_model(f"{name}SetUpPath", __base__=Shape, **in_path)
    new_shape = create_model(
        f"New{name}",
        __base__=resource.draft,
        __doc__=f"A new {called}.",
        id=(resource.id, Field(description="Its name for machines; it stays.")),
    )
    change_shape = create_model(
        f"{name}Change",
        __base__=resource.draft,
        __doc__=f"A {called} as it is to be.",
        version=(int, Field(ge=0, description="The `version` that was read before.")),
    )
    own = resource.draft.model_fields.keys()

    async def list_all(ask: Ask, query: Any) -> Any:
        items, total = listed((await look(ask, resource)).all(), query, resource.columns)
        return page_shape(items=items, total=total, page=query.page, size=query.size)

    async def export(ask: Ask, query: Any) -> Table:
        return csv_of((await look(ask, resource)).all(), query, resource.columns, resource.many)

    async def read(ask: Ask, path: Any) -> Any:
        return (await look(ask, resource)).one(getattr(path, resource.one))

    async def create(ask: Ask, body: Any) -> Any:
        draft = resource.draft.model_validate({member: getattr(body, member) for member in own})
        with telling():
            await ask.services.administration.create(resource.thing(body.id, draft, None), ask.caller.name)
        return (await look(ask, resource)).one(body.id)

    async def change(ask: Ask, path: Any, body: Any) -> Any:
        id = getattr(path, resource.one)
        known = (await look(ask, resource)).thing(id)
        draft = resource.draft.model_validate({member: getattr(body, member) for member in own})
        with telling():
            thing = resource.thing(id, draft, known)
            await ask.services.administration.change(thing, body.version, ask.caller.name)
        return (await look(ask, resource)).one(id)

    async def remove(ask: Ask, path: Any) -> None:
        (await look(ask, resource)).thing(getattr(path, resource.one))
        with telling():
            await ask.services.administration.remove(
                resource.kind, getattr(path, resource.one), ask.caller.name
            )

    def declared(handler: Any, action: str, says: str, **shapes: Any) -> Any:
        handler.__name__, handler.__doc__ = f"{action}_{resource.one}_set_up", says
        handler.__annotations__ = {"ask": Ask, **shapes}
        return handler

    read_scope, write_scope, path = resource.read_scope, resource.write_scope, resource.path
    one_path = f"{path}/{{{resource.one}}}"
    card, gone = resource.card, "Refused while something uses it; the answer says what."
    list_says = f"The {them}.\n\nSearched, sorted, page by page."
    return (
        route("GET", path, scope=read_scope)(
            declared(list_all, "list", list_says, query=query_shape, **{"return": page_shape})
        ),
        route("GET", f"{path}.csv", scope=read_scope)(
            declared(
                export, "export", f"The {them} as CSV, all pages.", query=query_shape, **{"return": Table}
            )
        ),
        route("GET", one_path, scope=read_scope, problems=(NOT_FOUND,))(
            declared(read, "read", f"One {called}.", path=path_shape, **{"return": card})
        ),
        route("POST", path, scope=write_scope, problems=(CONFLICT,), status=HTTPStatus.CREATED)(
            declared(create, "create", f"Add a {called}.", body=new_shape, **{"return": card})
        ),
        route("PUT", one_path, scope=write_scope, problems=(NOT_FOUND, CONFLICT))(
            declared(
                change,
                "change",
                f"Change a {called}.",
                path=path_shape,
                body=change_shape,
                **{"return": card},
            )
        ),
        route("DELETE", one_path, scope=write_scope, problems=(NOT_FOUND, CONFLICT))(
            declared(remove, "remove", f"Remove a {called}.\n\n{gone}", path=path_shape, **{"return": None})
        ),
    )
