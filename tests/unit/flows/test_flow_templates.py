"""Every template is a flow without a fault, once it has an id and a name."""

import pytest

from ari_app.flows.templates import BLANK, Template, templates
from ivr.check import check
from ivr.flow import parse


def test_the_blank_one_comes_first() -> None:
    assert next(iter(templates())) == BLANK
    assert len(templates()) > 3


@pytest.mark.parametrize("template", templates().values(), ids=lambda template: template.id)
def test_it_can_run(template: Template) -> None:
    assert check(parse({**template.document, "id": "new", "name": "New"})) == ()
