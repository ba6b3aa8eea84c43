"""Every package's docstring is its map, and `__init__.py` holds nothing else but lists of what the package has."""

import ast
import re

import pytest

from tests.architecture.project import files, nodes, sources, text, tree

PACKAGES = [path for path in sources() if path.endswith("/__init__.py")]


def docstring(path: str) -> str:
    return ast.get_docstring(tree(path)) or ""


def test_every_folder_of_sources_is_a_package_with_a_docstring() -> None:
    folders = {path.rpartition("/")[0] for path in sources()}
    assert (
        {f"{folder}/__init__.py" for folder in folders} - set(PACKAGES)
        <= {
            "ari_app/storage/migrations/versions/__init__.py"  # Alembic's folder: files by number, imported by none
        }
    )


@pytest.mark.parametrize("package", PACKAGES)
def test_the_docstring_is_a_map(package: str) -> None:
    said = docstring(package)
    assert said, "say what lives here"
    inside = [
        path for path in sources() if path.startswith(package.removesuffix("__init__.py")) and path != package
    ]
    if len(inside) > 3:
        assert re.search(r"\b[Ss]tart (with|at)\b", said), "say where to start"
        assert re.search(r"\b([Ii]mports?|standard library)\b|docs/architecture", said), (
            "say what may be imported"
        )


@pytest.mark.parametrize("package", PACKAGES)
def test_every_file_on_the_map_exists(package: str) -> None:
    """There, in the package above, or from the root."""
    folder = package.removesuffix("/__init__.py")
    places = (f"{folder}/", f"{folder.rpartition('/')[0]}/", "")
    named = re.findall(r"(?<![\w.*/])[\w/*.-]+\.(?:py|json|txt|md)\b", docstring(package))
    assert [name for name in named if not any(f"{place}{name}" in files() for place in places)] == []


def rooms_used(package: str) -> set[str]:
    """The other rooms that the files of one import: `acd`, `ivr`."""
    folder = package.removesuffix("/__init__.py")
    named = {
        name
        for path in sources()
        if path.startswith(f"{folder}/")
        for node in nodes(path)
        if isinstance(node, ast.ImportFrom) and node.module is not None
        for name in re.findall(r"^(?:ari_app\.(\w+)|(ivr|workspace_web|asterisk_conf))\b", node.module)
    }
    return {inside or whole for inside, whole in named} - {folder.rpartition("/")[2]}


@pytest.mark.parametrize("package", PACKAGES)
def test_it_imports_no_room_that_its_map_does_not_name(package: str) -> None:
    """Where the map has a list: `May import: storage, acd, ivr.`"""
    listed = re.search(r"May import: ((?:\w+, )+\w+)\.", docstring(package))
    if listed is not None:
        packages = {path.split("/")[-2] for path in PACKAGES}
        assert rooms_used(package) & packages <= set(listed[1].split(", "))


@pytest.mark.parametrize("package", PACKAGES)
def test_it_imports_only_what_it_lists(package: str) -> None:
    """No name is passed on: import it from where it is."""
    module = tree(package)
    imported = {
        alias.asname or alias.name
        for node in ast.walk(module)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    used = {
        node.id for node in ast.walk(module) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }
    assert imported - used == set()
    assert "__all__" not in text(package)


def test_there_are_packages() -> None:
    assert len(PACKAGES) > 8
