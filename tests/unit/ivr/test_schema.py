"""What is published about flows is what the code says."""

import jsonschema

from ivr import flow, schema


def test_the_published_schema_is_the_one_of_the_code() -> None:
    assert schema.SCHEMA_FILE.read_text() == schema.schema_text(), "run: python -m ivr.schema"
    jsonschema.Draft202012Validator.check_schema(flow.schema())


def test_the_reference_page_is_the_one_of_the_code() -> None:
    assert schema.REFERENCE_FILE.read_text() == schema.reference_text(), "run: python -m ivr.schema"
