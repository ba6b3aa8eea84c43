"""What a benchmark is held against. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that the design asks for, and whether it came true."""

    text: str
    value: str
    reached: bool


def listed(targets: Iterable[Target]) -> str:
    """As Markdown list."""
    return "\n".join(
        f"- {'reached' if target.reached else 'MISSED'}: {target.text} ({target.value})" for target in targets
    )
