"""A client of the live stream, as a screen would be: it keeps a picture by what it is sent."""

from typing import Any


class Picture:
    """Cards by kind and id, and the number they are true at. A gap in the numbers is an error."""

    def __init__(self) -> None:
        self.stream = ""
        self.n = -1
        self.server_time = 0.0
        self.cards: dict[tuple[str, str], Any] = {}

    def take(self, message: dict[str, Any]) -> "Picture":
        match message:
            case {"type": "snapshot"}:
                self.stream, self.n = message["stream"], message["n"]
                self.cards = {
                    (kind, card["id"]): card
                    for kind in ("agent", "queue", "interaction", "alert", "broadcast", "board")
                    for card in message[f"{kind}s"]
                }
            case {"type": "beat"}:
                self.server_time = message["now"]
            case {"type": "resumed"}:
                assert (message["stream"], message["n"]) == (self.stream, self.n)
            case {"type": "delta"}:
                assert message["n"] == self.n + 1, "a delta is missing"
                self.n = message["n"]
                for change in message["changes"]:
                    key = (change["kind"], change["id"])
                    if change["card"] is None:
                        del self.cards[key]
                    else:
                        self.cards[key] = change["card"]
            case _:
                raise AssertionError(f"not a message of the protocol: {message}")
        return self
