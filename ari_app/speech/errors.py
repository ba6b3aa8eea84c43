"""What can go wrong with speech; `retryable` says whether the same request may work later."""

from typing import ClassVar


class SpeechError(Exception):
    """Base of this room's errors."""

    retryable: ClassVar[bool] = False


class CannotHearError(SpeechError):
    """No engine that is installed and switched on can do this hearing; keys still work."""


class CannotSpeakError(SpeechError):
    """This text can never be spoken here: no voice for the language, or too long."""


class SynthesisFailedError(SpeechError):
    """The engine died, took too long or wrote nothing usable."""

    retryable = True


class PromptStoreFullError(SpeechError):
    """No room for a new prompt; prompts made before still play."""

    retryable = True
