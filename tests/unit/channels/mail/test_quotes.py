"""What was written this time: quotes and signatures in the languages and programs of the world."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ari_app.channels.mail.quotes import written


@pytest.mark.parametrize(
    "behind",
    [
        "On Mon, Jan 11, 2027 at 9:58 AM Help <help@us.test> wrote:\n> old",
        "On Mon, Jan 11, 2027 at 9:58 AM Help of the whole wide\nworld <help@us.test>\nwrote:\n\n> old",
        "Am 11.01.2027 um 09:58 schrieb Help:\n> old",
        "Am Mo., 11. Jan. 2027 um 09:58 Uhr schrieb Help <\nhelp@us.test>:\n\n> old",
        "Help <help@us.test> schrieb am Mo. 11. Jan. 2027 um 09:58:\n\nold without marks",
        "Le lun. 11 janv. 2027 à 09:58, Help <help@us.test> a écrit :\n> ancien",
        "El lun, 11 ene 2027 a las 9:58, Help (<help@us.test>) escribió:\n> viejo",
        "Il giorno lun 11 gen 2027 alle 09:58 Help <help@us.test> ha scritto:\n> vecchio",
        "Op ma 11 jan 2027 om 09:58 schreef Help <help@us.test>:\n> oud",
        "-----Ursprüngliche Nachricht-----\nVon: Help\nold",
        "________________________________\nFrom: Help <help@us.test>\nSent: Monday\nold",
        "From: Help\nSent: Monday\nTo: Ann\nSubject: x\n\nold",
        "*Von:* Help\n*Gesendet:* Montag\n*An:* Ann\n*Betreff:* x\n\nalt",
        "> old\n> older",
        "-- \nAnn Lee\n+49 30 1234",
        "Sent from my Galaxy",
        "Get Outlook for iOS<https://aka.ms/x>",
        "Gesendet von Outlook für Android",
        "Gesendet mit der GMX Mail App",
        "Von meinem Samsung Galaxy Smartphone gesendet.",
        "Diese Nachricht wurde von meinem Android-Gerät mit GMX gesendet.",
        "Envoyé de mon iPhone",
    ],
)
def test_what_is_left_out(behind: str) -> None:
    assert written(f"Thank you.\n\n{behind}\n") == "Thank you."


@pytest.mark.parametrize(
    "text",
    [
        "On Monday I wrote:\nplease come.",
        "She wrote: yes.",
        "Please send it to:\nAnn Lee\nMain Street 1",
        "From: our house\nwe greet you.",
        "My offer:\n-- \n",
        "I sent it from my iPhone yesterday, and it did not arrive.\nSince then nothing works.\nNot even calls.\nNor mail.",
        "FYI\n\n---------- Forwarded message ---------\nFrom: Ann\nDate: today\nSubject: x\nTo: y\n\nThe forwarded words",
        "> Which one?\nThe blue one.\n> When?\nToday.",
        "2 > 1\n> is it",
    ],
)
def test_what_stays(text: str) -> None:
    assert written(text).split("\n")[0] == text.split("\n", maxsplit=1)[0]
    assert len(written(text)) >= len(text.strip()) - len("\n-- \n> is it")


def test_when_nothing_else_is_there_all_of_it_is_shown() -> None:
    assert written("> only this\n") == "> only this"
    assert written("-- \nAnn") == "-- \nAnn"


@pytest.mark.parametrize(
    "line",
    ["On ", "> ", "a wrote ", "_" * 40 + "\n", "From: x\n", "On x wrote:\n", "-- \n", "\n", "am schrieb "],
)
def test_in_time_that_grows_with_the_length(line: str) -> None:
    """ASVS 1.3.12: no pattern goes back over what it has read again and again."""
    began = time.process_time()
    written(line * (300_000 // len(line)))
    assert time.process_time() - began < 30.0  # seconds of the processor, on however slow a machine


@given(st.text(alphabet="On wrote:>\n-_ Am schrieb1@From", max_size=200))
def test_it_takes_away_and_never_adds(text: str) -> None:
    assert written(text) in text.strip() or written(text) == text.strip()
