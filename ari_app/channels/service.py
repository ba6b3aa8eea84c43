"""All that serves the channels, put together: for `main`, and for tests."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from ari_app.access.sealing import Sealing
from ari_app.channels.accounts import Accounts
from ari_app.channels.contract import Channel, Http
from ari_app.channels.everything import CHANNELS
from ari_app.channels.fetching import Fetcher
from ari_app.channels.files import Files
from ari_app.channels.gathering import Gathering
from ari_app.channels.intake import Intake
from ari_app.channels.late_parts import LateParts
from ari_app.channels.leftovers import Leftovers
from ari_app.channels.pollers import Pollers
from ari_app.channels.postman import Postman, Takes
from ari_app.channels.sender import Sender, Told
from ari_app.channels.typing_shown import TypingShown
from ari_app.conversation.ports import Clock
from ari_app.storage.database import Database

LARGEST_FILE = 25 << 20  # bytes


class Spine(Takes, Told, Protocol):
    """`conversation.post.Post`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What the channels are put into. `folder`: of the files. `public_url`: where providers reach us."""

    database: Database
    sealing: Sealing
    http: Http
    clock: Clock
    folder: Path
    public_url: str
    new_id: Callable[[], str]
    channels: Sequence[Channel] = CHANNELS
    largest_file: int = LARGEST_FILE


class Channels:
    """`await load()` once, then each of `works()` in a task of the owner's."""

    def __init__(self, around: Surroundings, post: Spine) -> None:
        database, http, clock = around.database, around.http, around.clock
        self.accounts = Accounts(
            database,
            around.sealing,
            http,
            around.channels,
            public_url=around.public_url,
            now=clock.now,
            new_id=around.new_id,
        )
        self.files = Files(
            around.folder,
            database,
            self.accounts,
            around.sealing,
            public_url=around.public_url,
            largest=around.largest_file,
            now=clock.now,
            new_id=around.new_id,
        )
        self.leftovers = Leftovers(database, self.files, clock.now)
        self.http = http
        self.intake = Intake(database, self.accounts, Gathering(database.reader), clock.now)
        self.postman = Postman(database, post, clock)
        self.late_parts = LateParts(self.accounts, self.intake, clock)
        self.sender = Sender(database, self.accounts, http, self.files, clock, post)
        self.fetcher = Fetcher(database, self.accounts, self.files, http, clock)
        self.pollers = Pollers(self.accounts, self.intake, self.files, database.reader, http, clock)
        self.typing = TypingShown(self.accounts, database.reader, http, clock)
        self.accounts.changed += [self.sender.forget_speeds, self.postman.bring_once_more]

    async def load(self) -> None:
        """The accounts, as they are set up now."""
        await self.accounts.load()

    def works(self) -> dict[str, Coroutine[Any, Any, None]]:
        """What has to run beside each other, by name."""
        return {
            "postman": self.postman.run(),
            "late parts": self.late_parts.run(),
            "sender": self.sender.run(),
            "leftovers": self.leftovers.run(),
            "fetcher": self.fetcher.run(),
            "pollers": self.pollers.run(),
            "typing": self.typing.run(),
        }

    def trouble(self, account: str) -> str:
        """What keeps an account from working, in words; empty while it is well, or nobody knows."""
        state = self.pollers.states.get(account)
        return "" if state is None else state.trouble
