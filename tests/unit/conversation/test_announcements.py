"""Places in line, in the words of the flow's language."""

import pytest

from ari_app.conversation.announcements import QUESTIONS, TEXTS, place_in_line, take_it
from ari_app.conversation.line import YES


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


@pytest.mark.parametrize("language", sorted(QUESTIONS))
def test_the_question_names_the_key_in_every_language_that_we_have_words_of(language: str) -> None:
    question = take_it(language)
    assert YES in question.text and question.language == language
    assert take_it("cs").language == "en"
