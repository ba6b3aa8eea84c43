"""Which sentences stand in a module."""

import pytest

from workspace_web.locale.__main__ import main, merged, missing, written
from workspace_web.locale.catalogue import ENGLISH, LANGUAGES, Catalogue, catalogue, po_file
from workspace_web.locale.extraction import of_script, sentences, template, unfindable


@pytest.mark.parametrize(
    ("module", "found"),
    [
        ("t('Save')", [("Save", None)]),
        ("t('{n} of {all}', { n, all })", [("{n} of {all}", None)]),
        (
            "html`<p>${t('Outside')} ${on && html`<b>${t('Inside')}</b>`}</p>`",
            [("Outside", None), ("Inside", None)],
        ),
        ("tn('{n} call', '{n} calls', calls.length)", [("{n} call", "{n} calls")]),
        ("tn(\n  '{n} call',\n  '{n} calls',\n  n,\n)", [("{n} call", "{n} calls")]),
        (r"t('It\'s \u201chere\u201d')", [("It's “here”", None)]),
        ('t("It\'s here")', [("It's here", None)]),
        ("  // t('not this')\n/** t('nor this') */\n * t('nor that')", []),
        ("at('x'); list.t('x'); const $t = $t('x'); export function t(sentence) {}", []),
        ("t(sentence)", []),
        ("t('a' + b)", []),
        ("tn('one', 'many')", []),
    ],
)
def test_sentences_are_found(module: str, found: list[tuple[str, str | None]]) -> None:
    assert of_script(module) == found


def test_every_sentence_is_written_out() -> None:
    assert unfindable() == []


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != ENGLISH])
def test_every_sentence_is_translated(language: str) -> None:
    catalog = merged(language, template())
    assert missing(catalog) == [], "run: python -m workspace_web.locale extract, and translate"
    assert po_file(language).read_bytes() == written(catalog), "run: python -m workspace_web.locale extract"


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != ENGLISH])
def test_every_translation_has_the_same_places_to_fill(language: str) -> None:
    def places(text: str) -> set[str]:
        return {part.partition("}")[0] for part in text.split("{")[1:]}

    translated = catalogue(language)
    for sentence in sentences():
        found = translated.messages[sentence.one]
        for form in (found,) if isinstance(found, str) else found:
            assert places(form) <= places(sentence.one) | places(sentence.many or ""), form
            assert places(sentence.many or sentence.one) <= places(form), form


def test_english_is_the_sentences_themselves() -> None:
    assert catalogue(ENGLISH) == Catalogue(ENGLISH)
    assert catalogue(ENGLISH).one("Save") == "Save"


def test_a_language_that_nobody_wrote_is_none() -> None:
    with pytest.raises(KeyError, match="do not speak 'xx'"):
        catalogue("xx")


def test_the_browser_gets_a_module() -> None:
    made = Catalogue("de", {"b": ("ein B", "{n} B"), "a": "</A>"}, "(n != 1)").module().decode()
    assert made == (
        'export const language = "de"\n'
        "export const plural = (n) => Number((n != 1))\n"
        'export const messages = {"a":"</A>","b":["ein B","{n} B"]}\n'
        "export const said = []\n"
    )


def test_the_tool_says_how_it_is_used() -> None:
    assert "extract" in (main([]) or "")
