"""Which ES modules a page needs: what bare names mean, and everything a module pulls in, so that a page asks for all of it
at once instead of round by round. Pure.

Only static imports count; what is loaded later by `import()` is not waited for.
"""

import posixpath
import re
from collections import deque
from collections.abc import Mapping, Sequence
from functools import cache

# What a page may import by name, and the file under static/ that it gets.
NAMED: Mapping[str, str] = {
    "preact": "vendor/preact.js",
    "preact/hooks": "vendor/preact-hooks.js",
    "htm": "vendor/htm.js",
    "@preact/signals": "vendor/signals.js",
    "jssip": "vendor/jssip.js",
    "@xyflow/react": "vendor/xyflow-react.js",
    "uplot": "vendor/uplot.js",
}
OURS = "trunkline/"  # `trunkline/core/ui.js` is static/js/core/ui.js
CATALOGUE = "catalogue"  # the sentences of the page's language

_IMPORT = re.compile(
    r"""(?:^|;) \s* (?:import|export) \b \s* (?: [^"'();]*? \b from \b \s* )? ["'] ([^"']+) ["']""",
    re.MULTILINE | re.VERBOSE,
)


def imports_of(source: str) -> list[str]:
    """What a module imports statically, as it is written there."""
    return _IMPORT.findall(source)


@cache
def resolve(name: str, importer: str, catalogue: str) -> str:
    """The file that `importer` means by `name`; both are paths under static/. Raises ValueError for a bare name
    that is on no list. `catalogue`: the file of the page's language."""
    if name.startswith("."):
        return posixpath.normpath(posixpath.join(posixpath.dirname(importer), name))
    if name.startswith(OURS):
        return "js/" + name.removeprefix(OURS)
    if name == CATALOGUE:
        return catalogue
    if name in NAMED:
        return NAMED[name]
    raise ValueError(f"{importer} imports {name!r}, which is not in workspace_web/modules.py.")


def needed(entry: str, imports: Mapping[str, Sequence[str]], catalogue: str) -> list[str]:
    """`entry` and every module that it needs, each once, in the order they are met; `imports`: what each module imports.
    Raises ValueError for one that is not there."""
    found = dict.fromkeys([entry])
    waiting = deque(found)
    while waiting:
        module = waiting.popleft()
        if module not in imports:
            raise ValueError(f"There is no module {module!r} under static/.")
        for name in imports[module]:
            path = resolve(name, module, catalogue)
            if path not in found:
                found[path] = None
                waiting.append(path)
    return list(found)


def import_map(catalogue: str, prefix: str) -> dict[str, dict[str, str]]:
    """The import map of a page; `prefix` is the address that static/ is served under, with a slash at its end."""
    imports = {name: prefix + path for name, path in NAMED.items()}
    return {"imports": {**imports, OURS: f"{prefix}js/", CATALOGUE: prefix + catalogue}}
