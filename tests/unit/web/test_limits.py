"""Wrong tokens per address."""

from workspace_web.limits import FailureLimit


def test_an_address_waits_from_its_last_allowed_failure_to_the_end_of_the_window() -> None:
    limit = FailureLimit(most=3, window=60.0)
    for at in (0.0, 10.0, 20.0):
        assert limit.wait("here", at) == 0.0
        limit.failed("here", at)
    assert limit.wait("here", 20.0) == 40.0
    assert limit.wait("elsewhere", 20.0) == 0.0
    assert limit.wait("here", 60.0) == 0.0


def test_after_the_window_it_is_counted_anew() -> None:
    limit = FailureLimit(most=2, window=60.0)
    limit.failed("here", 0.0)
    limit.failed("here", 61.0)
    assert limit.wait("here", 61.0) == 0.0


def test_a_flood_of_addresses_costs_no_memory() -> None:
    limit = FailureLimit(most=1, window=60.0, addresses=10)
    for number in range(100):
        limit.failed(f"address {number}", 0.0)
    assert limit.wait("address 0", 1.0) == 0.0
    assert limit.wait("address 99", 1.0) > 0.0
