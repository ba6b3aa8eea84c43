"""What can be wrong with a request about users and tokens."""


class AccessError(Exception):
    """The root. `retryable`: the same thing may succeed later."""

    retryable = False


class NameTaken(AccessError):
    """There is a user of this name already."""


class UnknownUser(AccessError):
    """There is no such user, or they are disabled."""


class UnknownToken(AccessError):
    """There is no such token, or it is revoked."""


class RoleTooHigh(AccessError):
    """The token would be allowed what its user is not."""
