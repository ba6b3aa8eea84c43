"""What can go wrong with a channel; `retryable` says whether the same again may work later, `failure` what a message that
failed by it would take."""

from ari_app.storage.choices import Failure


class ChannelError(Exception):
    """The message says what is wrong and what to do; the agent or the admin reads it."""

    retryable = False
    failure = Failure.PASSING


class Forged(ChannelError):
    """The request is not the provider's: its signature is missing, wrong, or too old."""


class Malformed(ChannelError):
    """The provider's, but not to be understood."""


class Misconfigured(ChannelError):
    """The account's settings do not work: a wrong key, an unknown number."""


class SignInRefused(Misconfigured):
    """The server does not let us in: a wrong password, or a token that it does not take (any more)."""


class SendFailed(ChannelError):
    """The provider does not take it, and will not, as far as we know."""

    def __init__(self, message: str, failure: Failure = Failure.LASTING) -> None:
        super().__init__(message)
        self.failure = failure


class TryLater(SendFailed):
    """Nothing was left with the provider: too many at once, or it is in trouble. `after`: seconds that it asks for."""

    retryable = True

    def __init__(self, message: str, after: float | None = None) -> None:
        super().__init__(message, Failure.PASSING)
        self.after = after


class Unreachable(TryLater):
    """No connection: nothing was sent."""


class OutcomeUnknown(SendFailed):
    """The request went out, and no answer came: it may have been taken. Never sent again unasked."""

    def __init__(self, message: str) -> None:
        super().__init__(message, Failure.PASSING)
