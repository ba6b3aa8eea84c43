"""What is wrong with a flow: one class for one fault, one error that carries all of them."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """`where`: a JSON pointer into the flow; `code`: for machines; `message`: what is wrong, what to do."""

    where: str
    code: str
    message: str

    def __str__(self) -> str:
        return f"{self.where or '/'}: {self.message} [{self.code}]"


class FlowFaults(ValueError):
    """The document is no flow. `faults` lists everything that was found, never only the first."""

    retryable = False

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, self.faults)))


def pointer(where: str, name: str | int) -> str:
    """`where` extended by one member or index, escaped as RFC 6901 says."""
    return f"{where}/{str(name).replace('~', '~0').replace('/', '~1')}"
