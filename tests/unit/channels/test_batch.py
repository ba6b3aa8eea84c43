"""Many things in one request."""

from ari_app.channels.batch import batch
from ari_app.channels.reading import Row, needed
from ari_app.conversation.text import Correspondent, TextEvent, WriterLeft

ANN = Correspondent("a", "ann")


def read(one: Row) -> TextEvent | None:
    return WriterLeft(needed(one, "id"), ANN, 1.0) if one != {"id": "boring"} else None


def test_an_odd_one_costs_none_of_the_others() -> None:
    parsed = batch(
        [(read, {"id": "1"}), (read, {}), (read, {"id": "boring"}), (read, {"id": "2"})], ["before"]
    )
    assert parsed.events == (WriterLeft("1", ANN, 1.0), WriterLeft("2", ANN, 1.0))
    assert parsed.unread == ("before", "`id` is missing.")
