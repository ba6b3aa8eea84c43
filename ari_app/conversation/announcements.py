"""What a waiting caller is told from time to time, in the language of their flow; and what an agent is asked whose mobile
rings for them."""

from collections.abc import Mapping

from ari_app.conversation.line import Question

TEXTS: Mapping[str, str] = {
    "en": "Thank you for waiting. You are number {place} in line.",
    "de": "Danke für Ihre Geduld. Sie sind an Stelle {place} der Warteschlange.",
    "es": "Gracias por esperar. Usted es el número {place} en la cola.",
    "fr": "Merci de patienter. Vous êtes au numéro {place} de la file d'attente.",
    "it": "Grazie per l'attesa. Lei è al numero {place} della coda.",
}
QUESTIONS: Mapping[str, str] = {
    "en": "A call from Trunkline. Press 1 to take it.",
    "de": "Ein Anruf von Trunkline. Drücken Sie die 1, um ihn anzunehmen.",
    "es": "Una llamada de Trunkline. Pulse 1 para aceptarla.",
    "fr": "Un appel de Trunkline. Appuyez sur le 1 pour le prendre.",
    "it": "Una chiamata da Trunkline. Prema 1 per accettarla.",
}
SPOKEN_BY_DEFAULT = "en"


def place_in_line(place: int, language: str) -> tuple[str, str]:
    """The sentence, and the language to speak it in: English where we have no words of the one wanted."""
    text, spoken = _in(TEXTS, language)
    return text.format(place=place), spoken


def take_it(language: str) -> Question:
    """Whether they take the call."""
    return Question(*_in(QUESTIONS, language))


def _in(texts: Mapping[str, str], language: str) -> tuple[str, str]:
    spoken = language if language.split("-", maxsplit=1)[0].lower() in texts else SPOKEN_BY_DEFAULT
    return texts[spoken.split("-")[0].lower()], spoken
