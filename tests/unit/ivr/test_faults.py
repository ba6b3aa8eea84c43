"""Faults: how they read."""

from ivr.faults import Fault, FlowFaults, pointer


def test_pointer_escapes_as_rfc_6901() -> None:
    assert pointer(pointer("/a", "b/c~d"), 0) == "/a/b~1c~0d/0"


def test_an_error_tells_every_fault_on_a_line_of_its_own() -> None:
    error = FlowFaults([Fault("/a", "one", "first"), Fault("", "two", "second")])
    assert str(error) == "/a: first [one]\n/: second [two]"
    assert not error.retryable
