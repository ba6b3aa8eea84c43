"""How thoroughly properties are looked for: `make check` has a minute, `make test` has more."""

import os

QUICK = os.environ.get("TESTS") == "quick"


def examples(number: int) -> int:
    """So many in `make test`, a tenth of it in `make check`."""
    return max(5, number // 10) if QUICK else number
