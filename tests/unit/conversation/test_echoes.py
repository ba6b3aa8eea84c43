"""Who writes back to whatever is written to them."""

from ari_app.conversation.echoes import HOUR, MOST, Echoes


def test_a_person_who_begins_again_and_again_is_answered_and_a_machine_is_not_for_ever() -> None:
    echoes = Echoes()
    assert not any(echoes.begins("t", float(second)) for second in range(MOST))
    assert echoes.begins("t", 30.0)
    assert not echoes.begins("another", 30.0)
    assert echoes.begins("t", HOUR - 1)
    assert not echoes.begins("t", HOUR)  # the first of them is an hour ago


def test_who_has_not_written_for_longest_is_forgotten() -> None:
    echoes = Echoes()
    for second in range(MOST):
        echoes.begins("t", float(second))
    for other in range(1000):
        echoes.begins(str(other), 50.0)
    assert not echoes.begins("t", 60.0)
