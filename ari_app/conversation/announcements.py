"""What a waiting caller is told from time to time, in the language of their flow; what an agent is asked whose mobile rings
for them; what stands at the end of a chat that fell silent."""

from collections.abc import Mapping
from dataclasses import replace

from ari_app.conversation.line import LineCommand, Question, RingLeg

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
FAREWELLS: Mapping[str, str] = {
    "en": "We have not heard from you for a while, so we close this conversation. Write again at any time.",
    "de": "Wir haben länger nichts von Ihnen gehört und schließen das Gespräch. Schreiben Sie jederzeit wieder.",
    "es": "Hace un rato que no recibimos respuesta, así que cerramos la conversación. Escríbanos cuando quiera.",
    "fr": "Sans nouvelles de votre part, nous fermons la conversation. Écrivez-nous à tout moment.",
    "it": "Non abbiamo più sue notizie, quindi chiudiamo la conversazione. Ci scriva quando vuole.",
}
SPOKEN_BY_DEFAULT = "en"


def place_in_line(place: int, language: str) -> tuple[str, str]:
    """The sentence, and the language to speak it in: English where we have no words of the one wanted."""
    text, spoken = _in(TEXTS, language)
    return text.format(place=place), spoken


def farewell(language: str) -> str:
    """The last word in a chat in which the customer does not write any more."""
    return _in(FAREWELLS, language)[0]


def take_it(language: str) -> Question:
    """Whether they take the call."""
    return Question(*_in(QUESTIONS, language))


def asked_first(command: LineCommand, called: str, mobiles: Mapping[str, str]) -> LineCommand:
    """Whatever rings a mobile (`mobiles`: their languages), the agent is asked first; the carrier is shown the number that
    the customer called, as it lets none pass that is not ours."""
    if isinstance(command, RingLeg) and command.endpoint in mobiles:
        question = take_it(mobiles[command.endpoint])
        return replace(command, caller=called, question=question, auto_answer=False)
    return command


def _in(texts: Mapping[str, str], language: str) -> tuple[str, str]:
    spoken = language if language.split("-", maxsplit=1)[0].lower() in texts else SPOKEN_BY_DEFAULT
    return texts[spoken.split("-")[0].lower()], spoken
