"""Which sentences the server says to people."""

import pytest

from ari_app.channels.everything import CHANNELS
from workspace_web.locale.catalogue import ENGLISH, LANGUAGES, catalogue
from workspace_web.locale.said import of_source, sentences


@pytest.mark.parametrize(
    ("module", "found"),
    [
        ('raise Conflict("It is over.")', ["It is over."]),
        ('raise NotFound(f"There is no queue {queue!r}.")', ["There is no queue {queue}."]),
        (
            'raise Conflict(f"{self.name} has {len(x)} of {self.most}, {y()} too many.")',
            ["{name} has {what} of {most}, {what4} too many."],
        ),
        ('raise Conflict("One here." if few else f"{n} are here.")', ["One here.", "{n} are here."]),
        ('yield Fault("/queue", "It has " "to be there.")', ["It has to be there."]),
        ('def refusal(a):\n    return "" if a else f"No {a} any more."', ["No {a} any more."]),
        ('raise Conflict(str(error))\nraise Conflict(f"{error}")', []),
        ('raise OSError("Not for people.")\ndef other():\n    return "Nor this."', []),
    ],
)
def test_what_is_refused_is_found_with_its_places(module: str, found: list[str]) -> None:
    assert of_source(module) == found


def test_the_settings_of_every_channel_are_among_them() -> None:
    known = {sentence for _, sentence in sentences()}
    for channel in CHANNELS:
        assert channel.facts.title in known
        for setting in channel.settings:
            assert {setting.title, setting.help} - {""} <= known, setting.name


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != ENGLISH])
def test_no_setting_is_without_a_translation(language: str) -> None:
    translated = catalogue(language).messages
    for channel in CHANNELS:
        for setting in channel.settings:
            assert {setting.title, setting.help} - {""} <= translated.keys(), (
                f"{channel.facts.name}: {setting.name}"
            )


def test_a_page_is_told_which_sentences_have_places() -> None:
    german = catalogue("de")
    assert "There is no queue {queue}." in german.said
    assert all("{" in sentence for sentence in german.said)
    assert "{n} new message" not in german.said, "a page says that itself"
