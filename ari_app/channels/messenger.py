"""Messenger: what people write to a Facebook page. One may answer for 24 hours after their last message; people, not flows,
for seven days where Meta has approved that.

source: https://developers.facebook.com/docs/messenger-platform/reference/send-api (2,000 characters),
.../reference/attachment-upload-api (25 MB); the rest in `page.py`.
"""

from ari_app.acd.model import MediaType
from ari_app.channels import meta, page
from ari_app.channels.contract import Setting
from ari_app.conversation.text_account import AllowedFiles, Facts
from ari_app.storage.choices import IdentityKind, MessageState

CHANNEL = page.Page(
    facts=Facts(
        name="messenger",
        title="Messenger",
        media_type=MediaType.MESSAGE,
        known_by=IdentityKind.MESSENGER,
        text_limit=2000,
        window=page.WINDOW,
        files=AllowedFiles(("*/*",), 25_000_000, 10),
        receipts=frozenset({MessageState.DELIVERED, MessageState.READ}),
        typing=True,
        choices=page.CHOICES,
        per_second=30.0,
        starts=False,
    ),
    settings=(
        Setting("page_id", "Page ID", "facebook.com, your page, About, Page transparency.", pattern=r"\d+"),
        Setting(
            "access_token",
            "Page access token",
            "developers.facebook.com, your app, Messenger, API settings: generate it for the page.",
            secret=True,
        ),
        meta.APP_SECRET,
        meta.VERIFY_TOKEN,
        page.HUMAN_AGENT,
        meta.api_setting(),
    ),
    provider=meta.provider("Messenger", page.SENTENCES, page.LASTING, page.WINDOW_CLOSED),
    own="page_id",
    known_by=("id", "name"),
)
