"""What an engine is inside a worker: synchronous, one decoder for each stream, used by one thread."""

from typing import Protocol

from ari_app.speech.ports import HeardWord, Hearing


class Decoder(Protocol):
    """Turns the audio of one utterance into words; unknown words are `rules.UNKNOWN`."""

    def accept(self, pcm: bytes) -> bool:
        """Take 8 kHz audio of whole samples. True: the engine itself thinks that the speaker has finished."""
        ...

    def partial(self) -> tuple[str, ...]:
        """The words so far."""
        ...

    def finish(self) -> tuple[HeardWord, ...]:
        """The words; the decoder is then ready for another utterance."""
        ...

    def close(self) -> None:
        """The stream is over; the engine may use the decoder's resources again."""
        ...


class Engine(Protocol):
    def decoder(self, hearing: Hearing) -> Decoder: ...
