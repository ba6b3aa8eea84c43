"""What a waiting caller is told from time to time, in the language of their flow."""

from collections.abc import Mapping

TEXTS: Mapping[str, str] = {
    "en": "Thank you for waiting. You are number {place} in line.",
    "de": "Danke für Ihre Geduld. Sie sind an Stelle {place} der Warteschlange.",
    "es": "Gracias por esperar. Usted es el número {place} en la cola.",
    "fr": "Merci de patienter. Vous êtes au numéro {place} de la file d'attente.",
    "it": "Grazie per l'attesa. Lei è al numero {place} della coda.",
}
SPOKEN_BY_DEFAULT = "en"


def place_in_line(place: int, language: str) -> tuple[str, str]:
    """The sentence, and the language to speak it in: English where we have no words of the one wanted."""
    spoken = language if language.split("-", maxsplit=1)[0].lower() in TEXTS else SPOKEN_BY_DEFAULT
    return TEXTS[spoken.split("-")[0].lower()].format(place=place), spoken
