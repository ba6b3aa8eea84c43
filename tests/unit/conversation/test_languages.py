"""Which language a text is in; the real table of trigrams is asked once."""

import pytest

from ari_app.conversation.languages import Guess, Languages


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Hello, where is my parcel?", "en"),
        ("Ich möchte meine Bestellung stornieren", "de"),
        ("Je voudrais annuler ma commande", "fr"),
        ("La consegna non è ancora arrivata", "it"),
        ("Quiero cancelar mi pedido", "es"),
        ("我要退货", "zh"),
        ("こんにちは", "ja"),
        ("주문이 안 왔어요", "ko"),
        ("好的", ""),
        ("ok", ""),
        ("4711 4711 4711 4711", ""),
        ("", ""),
    ],
)
async def test_the_language_of_a_text(real: Languages, text: str, language: str) -> None:
    assert await real.of(text) == language


@pytest.fixture(scope="module")
def real() -> Languages:
    return Languages()


async def test_who_is_not_sure_says_nothing_and_it_is_loaded_once() -> None:
    loads: list[int] = []

    def load() -> Guess:
        loads.append(1)
        return lambda text: ("en", 0.9 if "sure" in text else 0.4)

    languages = Languages(load)
    assert await languages.of("this is for sure") == "en"
    assert await languages.of("this is doubtful") == ""
    assert loads == [1]
