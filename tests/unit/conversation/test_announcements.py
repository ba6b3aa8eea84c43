"""Places in line, in the words of the flow's language."""

import pytest

from ari_app.conversation.announcements import TEXTS, place_in_line


@pytest.mark.parametrize("language", sorted(TEXTS))
def test_the_place_is_said_in_every_language_that_we_have_words_of(language: str) -> None:
    text, spoken = place_in_line(3, language)
    assert "3" in text and spoken == language


@pytest.mark.parametrize(
    ("language", "spoken"), [("en-GB", "en-GB"), ("de-AT", "de-AT"), ("cs", "en"), ("", "en")]
)
def test_a_region_keeps_its_voice_and_an_unknown_language_is_said_in_english(
    language: str, spoken: str
) -> None:
    assert place_in_line(1, language)[1] == spoken
