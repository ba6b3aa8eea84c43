"""Why the benchmark can't be run; the message says what to do."""


class BenchError(RuntimeError):
    """Something that the measurement needs is missing, or broke."""
