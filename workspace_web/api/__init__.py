"""The resources of `/api/v1`, one file each: its shapes, its routes, and `ROUTES` at the end.

A new resource is one new file and one line in `ROUTES` here; `route.py` says what a route is. Start with
`me.py`. May import what `workspace_web` may; a resource does not import another one.
"""

from workspace_web.api import agents, interactions, me, offers, problem_pages, queues, recordings, voicemails
from workspace_web.route import Route

ROUTES: tuple[Route, ...] = (
    *me.ROUTES,
    *offers.ROUTES,
    *agents.ROUTES,
    *queues.ROUTES,
    *interactions.ROUTES,
    *recordings.ROUTES,
    *voicemails.ROUTES,
    *problem_pages.ROUTES,
)
