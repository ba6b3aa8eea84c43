"""Which sentences the server says to people."""

import sys

import pytest

from ari_app.channels.answers import Provider
from ari_app.channels.everything import CHANNELS
from ari_app.channels.page import Page
from workspace_web.locale.catalogue import ENGLISH, LANGUAGES, catalogue
from workspace_web.locale.said import sentences


def test_what_becomes_of_messages_connections_and_offers_is_among_them() -> None:
    known = {sentence for _, sentence in sentences()}
    assert known >= {
        "{host} does not let {system_id} in (status {status}).",  # SMPP
        "{host} cannot be reached on port {port}: {what}.",  # IMAP, SMTP, SMPP
        "The certificate of {host}:{port} is refused: {what}",
        "The customer has blocked us: reach them another way.",  # Messenger, Instagram
        "The 24-hour window is closed: send a template.",
        "Given up after a day: {error}",
        "connection lost",
        "no answer",
        "withdrawn",
    }


def test_every_sentence_of_every_provider_is_among_them() -> None:
    known = {sentence for _, sentence in sentences()}
    modules = {sys.modules[type(channel).__module__] for channel in CHANNELS}
    providers = [each for module in modules for each in vars(module).values() if isinstance(each, Provider)]
    providers += [channel.provider for channel in CHANNELS if isinstance(channel, Page)]
    assert len(providers) > 5
    for provider in providers:
        assert {*provider.sentences.values(), *provider.lasting.values(), *provider.window.values()} <= known


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
    assert all("{" in sentence or " " not in sentence for sentence in german.said)
    assert "declined" in german.said, "a reason that stands in: transfer failed: {reason}"
    assert "{n} new message" not in german.said, "a page says that itself"
