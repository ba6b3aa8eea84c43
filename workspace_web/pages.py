"""The pages: which there are, and who may open each.

A new page is one row in `PAGES` and one module under static/js/pages/; docs/howto/frontend.md says how to write it.
`rendering.py` serves them.
"""

from dataclasses import dataclass


def N_(sentence: str) -> str:  # noqa: N802, RUF100 - gettext's name for "to be translated when it is shown"
    return sentence


@dataclass(frozen=True, slots=True)
class Page:
    """`path` as aiohttp writes it. `module` under static/js/. `scope` None: open to all, signed in or not. `icon`: of its
    place in the navigation, where it is only when it has one. `styles` under static/, after the common ones. `for_agents`:
    in the navigation of those only who are agents."""

    path: str
    name: str
    title: str
    module: str
    scope: str | None
    icon: str | None = None
    styles: tuple[str, ...] = ()
    for_agents: bool = False


# In the order of the navigation; `/` leads to the first that one may open.
PAGES: tuple[Page, ...] = (
    Page(
        "/workspace",
        "workspace",
        N_("Workspace"),
        "pages/workspace/index.js",
        "me:act",
        "headset",
        ("css/conversation.css", "css/workspace.css"),
        for_agents=True,
    ),
    Page(
        "/supervisor",
        "supervisor",
        N_("Supervision"),
        "pages/supervisor/index.js",
        "alerts:read",
        "layout-dashboard",
        ("css/conversation.css", "css/supervisor.css"),
    ),
    Page(
        "/wallboard/{board}",
        "wallboard",
        N_("Wallboard"),
        "pages/wallboard/index.js",
        None,
        None,
        ("css/wallboard.css",),
    ),
    Page("/flows", "flows", N_("Flows"), "pages/flows.js", "flows:read", "workflow", ("css/flows.css",)),
    Page(
        "/flows/{flow}",
        "flow",
        N_("Flow"),
        "pages/flow.js",
        "flows:read",
        styles=("vendor/xyflow-react.css", "css/flows.css"),
    ),
    Page(
        "/prompts",
        "prompts",
        N_("Prompts"),
        "pages/prompts.js",
        "prompts:read",
        "audio-lines",
        ("css/flows.css",),
    ),
    Page(
        "/admin",
        "admin",
        N_("Administration"),
        "pages/admin.js",
        "recordings:read",
        "settings",
        ("css/admin.css",),
    ),
    Page(
        "/admin/{section}",
        "admin-section",
        N_("Administration"),
        "pages/admin.js",
        "recordings:read",
        None,
        ("css/admin.css",),
    ),
    Page(
        "/admin/{section}/{id:.+}",
        "admin-thing",
        N_("Administration"),
        "pages/admin.js",
        "recordings:read",
        None,
        ("css/admin.css",),
    ),
    Page(
        "/health",
        "health",
        N_("Health"),
        "pages/admin.js",
        "setup:read",
        None,
        ("css/admin.css",),
    ),
    Page(
        "/audit",
        "audit",
        N_("Audit log"),
        "pages/audit.js",
        "audit:read",
        "scroll-text",
        ("css/account.css",),
    ),
    Page(
        "/account",
        "account",
        N_("My account"),
        "pages/account.js",
        "account:read",
        None,
        ("css/account.css",),
    ),
    Page("/sign-in", "sign-in", N_("Sign in"), "pages/sign-in.js", None, None, ("css/account.css",)),
    Page("/set-up", "set-up", N_("Set up"), "pages/set-up.js", None, None, ("css/account.css",)),
)
