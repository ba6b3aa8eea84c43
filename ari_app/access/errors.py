"""What can be wrong with a request about users, tokens and sessions."""

from typing import Literal


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


class Unreadable(AccessError):
    """What was encrypted cannot be decrypted: another key, or tampered with."""


class WeakPassword(AccessError):
    """The new password is not good enough; the message says what to do."""


class NotSignedIn(AccessError):
    """Whoever it is did not show that they are who they say."""


class WrongCredentials(NotSignedIn):
    """User name, password or code is wrong; the same is said for a user that there is not."""


class SecondFactorNeeded(NotSignedIn):
    """The password is right: now the code."""


class TooSoon(NotSignedIn):
    """Too many were wrong: wait `seconds`."""

    retryable = True

    def __init__(self, seconds: float) -> None:
        super().__init__(f"Too many attempts failed. Try again in {max(1, round(seconds))} s.")
        self.seconds = seconds


class LinkOver(NotSignedIn):
    """The set-up link is unknown, used, or too old."""


class ProviderFailed(NotSignedIn):
    """The OpenID provider did not vouch for anybody whom we know; the message says what was wrong, `why` in a word."""

    def __init__(self, message: str, why: Literal["failed", "late", "refused", "unknown"] = "failed") -> None:
        super().__init__(message)
        self.why = why
