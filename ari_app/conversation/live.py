"""The live interactions: by id, by the customer's line (in writing: by the thread), and by the legs of all who talk with
them."""

from ari_app.conversation.interaction import Interaction
from ivr.node import Medium


class Live:
    """Whatever is `put` that is over is forgotten. `calls`: how many of them are calls."""

    def __init__(self) -> None:
        self.by_id: dict[str, Interaction] = {}
        self._by_line: dict[str, str] = {}
        self._by_leg: dict[str, str] = {}
        self.calls = 0

    def on_line(self, line: str) -> Interaction | None:
        return self.by_id.get(self._by_line.get(line, ""))

    def on_leg(self, leg: str) -> Interaction | None:
        return self.by_id.get(self._by_leg.get(leg, ""))

    def put(self, item: Interaction) -> None:
        """The interaction as it is from now on."""
        before = self.by_id.get(item.id)
        if before is not None:
            if before.leg is not None:
                self._by_leg.pop(before.leg, None)
            for party in before.talk.parties:
                self._by_leg.pop(party.leg, None)
        if item.over:
            if self.by_id.pop(item.id, None) is not None:
                self.calls -= item.medium is Medium.VOICE
            self._by_line.pop(item.line, None)
            return
        self.by_id[item.id] = item
        if before is None:
            self._by_line[item.line] = item.id
            self.calls += item.medium is Medium.VOICE
        if item.leg is not None:
            self._by_leg[item.leg] = item.id
        for party in item.talk.parties:
            self._by_leg[party.leg] = item.id
