"""The OpenAPI document is one, and says all there is."""

from openapi_spec_validator import OpenAPIV31SpecValidator

from tests.service.web.conftest import House
from workspace_web.api import ROUTES
from workspace_web.app import PREFIX


async def test_it_is_what_is_served(house: House) -> None:
    async with house.client.get(f"{PREFIX}/openapi.json") as response:
        assert response.content_type == "application/json"
        assert await response.json() == house.document.document


async def test_it_is_a_valid_openapi_3_1_document(house: House) -> None:
    document = house.document.document
    assert document["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(document).validate()


async def test_every_route_is_in_it_with_every_status_that_it_can_give(house: House) -> None:
    paths = house.document.document["paths"]
    for route in ROUTES:
        operation = paths[route.path][route.method.lower()]
        statuses = {str(int(kind.status)) for kind in route.problems}
        assert statuses | {str(int(route.status))} <= set(operation["responses"]), route.name
        if route.scope is not None:
            assert {"401", "403", "429"} <= set(operation["responses"])
            assert operation["x-scope"] == route.scope


async def test_operation_ids_are_unique() -> None:
    names = [route.name for route in ROUTES]
    assert len(names) == len(set(names))


async def test_every_reference_leads_somewhere(house: House) -> None:
    components = house.document.document["components"]
    references = list(_references(house.document.document))
    assert references
    for reference in references:
        _, _, kind, name = reference.split("/")
        assert name in components[kind], reference


def _references(node: object) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [found for value in node.values() for found in _references(value)]
    if isinstance(node, list):
        return [found for value in node for found in _references(value)]
    return []
