"""What speech cannot say reaches the pages as an error of flows, which know nothing of speech."""

from pathlib import Path

import pytest

from ari_app.flows.prompts import Unspeakable, VoiceAway
from ari_app.speaking import SpeechVoice
from ari_app.speech.double import SilentSynthesiser
from ari_app.speech.errors import CannotSpeakError, PromptStoreFullError, SpeechError, SynthesisFailedError
from ari_app.speech.ports import SynthesiserCapabilities


class Mute:
    """Fails as it is told."""

    capabilities: SynthesiserCapabilities

    def __init__(self, error: SpeechError, folder: Path) -> None:
        self._error = error
        self.capabilities = SilentSynthesiser(folder).capabilities

    async def speak(self, text: str, language: str) -> Path:
        raise self._error


async def test_what_can_be_said_is_said(tmp_path: Path) -> None:
    assert (await SpeechVoice(SilentSynthesiser(tmp_path)).speak("Hello.", "en")).is_file()


@pytest.mark.parametrize(
    ("error", "wanted"),
    [
        (CannotSpeakError("no voice for tlh"), Unspeakable),
        (SynthesisFailedError("it died"), VoiceAway),
        (PromptStoreFullError("no room"), VoiceAway),
    ],
)
async def test_what_cannot_says_why_and_whether_to_try_again(
    tmp_path: Path, error: SpeechError, wanted: type[Unspeakable]
) -> None:
    with pytest.raises(Unspeakable, match=str(error)) as told:
        await SpeechVoice(Mute(error, tmp_path)).speak("Hello.", "en")
    assert type(told.value) is wanted
    assert told.value.retryable is error.retryable
