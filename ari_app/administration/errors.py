"""What can be wrong with a change of what is set up."""

from collections.abc import Sequence

from ari_app.administration.rules import Fault


class AdministrationError(Exception):
    """The root; the message says what to do."""

    retryable = False


class Unknown(AdministrationError):
    """There is no such thing (any more)."""


class Conflict(AdministrationError):
    """It cannot be done as things stand: somebody else was faster, or something still needs it."""


class Unfit(AdministrationError):
    """What was sent makes no sense; `faults` name the places."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(f"{fault.at}: {fault.message}" for fault in faults))
        self.faults = tuple(faults)
