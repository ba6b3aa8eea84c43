"""What the centre's changes mean to the customers room, which is below and cannot look up: who comes is recognised,
wrap-ups that begin are noted."""

from dataclasses import dataclass

from ari_app.acd.model import HoldState
from ari_app.conversation import log
from ari_app.conversation.centre import Centre
from ari_app.conversation.changes import Changes
from ari_app.customers.recognition import Recognition
from ari_app.customers.wrap_up import WrapUps
from ari_app.storage.choices import IdentityKind
from ari_app.storage.customers import Began


@dataclass(frozen=True, slots=True)
class Onlookers:
    """`changed` is for the centre's `watcher`: it sees each change once it is durable, and returns at once."""

    centre: Centre
    recognition: Recognition
    wrap_ups: WrapUps

    def changed(self, changes: Changes) -> None:
        """Pass on what concerns them."""
        for event in changes.log:
            match event:
                case log.InteractionArrived(
                    interaction=interaction, medium=medium, channel=channel, caller=caller, thread=thread
                ):
                    self.recognition.arrived(Began(interaction, medium, channel, caller, thread or None))
                case log.InteractionEnded(interaction=interaction):
                    self.recognition.ended(interaction)
                case _:
                    pass
        for note in changes.agents.values():
            for hold in note.holds:
                if hold.state is HoldState.WRAP_UP:
                    self.wrap_ups.began(note.agent, hold.interaction, self._default_code(hold.queue))

    def known_by(self, account: str) -> IdentityKind | None:
        """What kind of identity the addresses are that write to an account."""
        known = self.centre.catalogue.accounts.get(account)
        return None if known is None else known.facts.known_by

    def _default_code(self, queue: str | None) -> str | None:
        """The last of the queue's codes: the one for whatever nobody said."""
        known = self.centre.catalogue.queues.get(queue or "")
        return known.wrap_up_codes[-1] if known is not None and known.wrap_up_codes else None
