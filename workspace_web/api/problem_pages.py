"""The page behind the `type` of a problem: what it means and what to do about it. Open to all, for it tells
nothing else."""

from workspace_web.api.shapes import Word
from workspace_web.ask import Ask
from workspace_web.problems import BY_NAME, NOT_FOUND, Problem
from workspace_web.route import Route, route
from workspace_web.wire import Shape


class ProblemPath(Shape):
    name: Word


class ProblemPage(Shape):
    """A kind of problem."""

    type: str
    title: str
    status: int
    cure: str


@route("GET", "/problems/{name}", scope=None, problems=(NOT_FOUND,))
async def read_problem(ask: Ask, path: ProblemPath) -> ProblemPage:
    """What a kind of problem means, and what to do about it."""
    kind = BY_NAME.get(path.name)
    if kind is None:
        raise Problem(NOT_FOUND, f"There is no kind of problem {path.name!r}.")
    return ProblemPage(type=kind.type, title=kind.title, status=kind.status, cure=kind.cure)


ROUTES: tuple[Route, ...] = (read_problem,)
