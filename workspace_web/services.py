"""What the routes work with, handed in by `main`."""

from dataclasses import dataclass
from pathlib import Path

from ari_app.conversation.centre import Centre
from ari_app.conversation.desk import Desk
from ari_app.storage.reader import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """`recordings`: the folder that recordings and messages are in."""

    centre: Centre
    desk: Desk
    reader: Reader
    recordings: Path
