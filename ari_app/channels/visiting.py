"""Visitors, put together with the channels that they write by: for `main`, and for tests."""

from collections.abc import Callable

from ari_app.channels.contract import Account
from ari_app.channels.service import Channels
from ari_app.channels.transcripts import Transcripts
from ari_app.channels.visitors import Visitors
from ari_app.conversation.centre import Centre
from ari_app.conversation.post import Post
from ari_app.conversation.text import Correspondent
from ari_app.storage.database import Database


def visitors_of(
    database: Database, channels: Channels, post: Post, centre: Centre, new_id: Callable[[], str]
) -> Visitors:
    def account(id: str) -> Account | None:
        used = channels.accounts.of(id)
        return None if used is None else used[0]

    def typing(account: str, address: str, on: bool) -> None:
        post.typing(Correspondent(account, address), on)

    transcripts = Transcripts(database, centre.clock.now, new_id, centre.name_of, channels.sender.wake)
    return Visitors(
        database, centre.clock, account, channels.intake, channels.files, typing, transcripts.send
    )
