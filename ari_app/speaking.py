"""Speech's synthesiser as the speaker of recorded prompts: what speech says when it cannot is said in the words of flows."""

from pathlib import Path

from ari_app.flows.prompts import Unspeakable, VoiceAway
from ari_app.speech.errors import SpeechError
from ari_app.speech.ports import Synthesiser


class SpeechVoice:
    """`flows.prompts.Speaker` on a synthesiser."""

    def __init__(self, synthesiser: Synthesiser) -> None:
        self._synthesiser = synthesiser

    async def speak(self, text: str, language: str) -> Path:
        try:
            return await self._synthesiser.speak(text, language)
        except SpeechError as error:
            cannot = VoiceAway if error.retryable else Unspeakable
            raise cannot(str(error)) from error
