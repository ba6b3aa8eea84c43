"""For all tests."""

from hypothesis import settings

from tests.examples import examples

settings.register_profile("trunkline", max_examples=examples(100))
settings.load_profile("trunkline")
