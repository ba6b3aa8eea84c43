"""What a module imports, and all that a page needs."""

import pytest

from workspace_web.modules import NAMED, import_map, imports_of, needed, resolve

CATALOGUE = "locale/de.js"


@pytest.mark.parametrize(
    ("source", "imported"),
    [
        ("import { a } from './a.js'", ["./a.js"]),
        ("import a, { b } from \"preact\"\nimport './effect.js'", ["preact", "./effect.js"]),
        ("import {\n  a,\n  b,\n} from 'trunkline/core/ui.js'", ["trunkline/core/ui.js"]),
        ("export * from './a.js';export{b}from'./b.js'", ["./a.js", "./b.js"]),
        ('import{a as b}from"./chunk-X.js";import"./y.js";var c=1', ["./chunk-X.js", "./y.js"]),
        ("const later = () => import('./later.js')", []),
        ("/** @typedef {import('./types.js').A} A */", []),
        (" * import { html } from 'nowhere'", []),
        ("export const from = 'x'\nexport function f() {}", []),
    ],
)
def test_imports_are_found(source: str, imported: list[str]) -> None:
    assert imports_of(source) == imported


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("./b.js", "js/core/b.js"),
        ("../x/b.js", "js/x/b.js"),
        ("trunkline/core/ui.js", "js/core/ui.js"),
        ("preact/hooks", NAMED["preact/hooks"]),
        ("catalogue", CATALOGUE),
    ],
)
def test_names_mean_files(name: str, path: str) -> None:
    assert resolve(name, "js/core/a.js", CATALOGUE) == path


def test_a_name_on_no_list_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="imports 'lodash'"):
        resolve("lodash", "js/core/a.js", CATALOGUE)


def test_all_that_a_page_needs_is_found_once_though_they_need_each_other() -> None:
    imports = {
        "js/page.js": ["./a.js", "catalogue"],
        "js/a.js": ["./b.js"],
        "js/b.js": ["./a.js"],
        CATALOGUE: [],
        "js/other.js": [],
    }
    assert needed("js/page.js", imports, CATALOGUE) == ["js/page.js", "js/a.js", CATALOGUE, "js/b.js"]


def test_an_import_that_leads_nowhere_is_a_mistake() -> None:
    with pytest.raises(ValueError, match=r"no module 'js/gone\.js'"):
        needed("js/page.js", {"js/page.js": ["./gone.js"]}, CATALOGUE)


def test_the_browser_resolves_names_as_we_do() -> None:
    imports = import_map(CATALOGUE, "/static/abc/")["imports"]
    assert imports["trunkline/"] == "/static/abc/js/"
    assert imports["catalogue"] == f"/static/abc/{CATALOGUE}"
    assert all(imports[name] == f"/static/abc/{path}" for name, path in NAMED.items())
