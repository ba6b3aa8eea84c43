"""What the centre is set up with, one file per resource, all on `resource.py`: list, CSV, read, create, change, remove.

Start with `named.py`, the simplest ones all in one; `spelling.py` says how names and numbers are written. A new resource
is one new file and one line in `ROUTES`. May import what `workspace_web` may; a resource does not import another one.
"""

from workspace_web.api.setup import (
    accounts,
    agents,
    calendars,
    canned_replies,
    capacity,
    numbers,
    phones,
    queues,
    reach,
    settings,
    skills,
    teams,
    trunks,
    users,
    wrap_up_codes,
)
from workspace_web.route import Route

ROUTES: tuple[Route, ...] = (
    *users.ROUTES,
    *agents.ROUTES,
    *capacity.ROUTES,
    *accounts.ROUTES,
    *canned_replies.ROUTES,
    *teams.ROUTES,
    *skills.ROUTES,
    *queues.ROUTES,
    *wrap_up_codes.ROUTES,
    *calendars.ROUTES,
    *numbers.ROUTES,
    *phones.ROUTES,
    *trunks.ROUTES,
    *reach.ROUTES,
    *settings.ROUTES,
)
