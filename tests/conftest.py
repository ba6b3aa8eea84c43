"""For all tests."""

import gc

from hypothesis import HealthCheck, settings

from tests.examples import examples

# A machine with other work is slow now and then: that breaks no property.
settings.register_profile(
    "trunkline",
    max_examples=examples(100),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("trunkline")


def pytest_collection_finish() -> None:
    """What was imported stays: the collector need not look through it again in every test."""
    gc.collect()
    gc.freeze()
