"""Instagram: what people write to a professional account, with Instagram Login. The rules are Messenger's; texts are
shorter.

source: https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login/messaging-api (1,000
bytes), /docs/messenger-platform/instagram/features/send-message (image 8 MB, audio and video 25 MB), .../webhook (`read`
names one message); the rest in `page.py`.
"""

from ari_app.acd.model import MediaType
from ari_app.channels import meta, page
from ari_app.channels.contract import Setting
from ari_app.conversation.text_account import AllowedFiles, Facts
from ari_app.storage.choices import IdentityKind, MessageState

API = "https://graph.instagram.com/v24.0"

CHANNEL = page.Page(
    facts=Facts(
        name="instagram",
        title="Instagram",
        media_type=MediaType.MESSAGE,
        known_by=IdentityKind.INSTAGRAM,
        text_limit=1000,
        window=page.WINDOW,
        files=AllowedFiles(
            ("image/jpeg", "image/png", "audio/*", "video/*", "application/pdf"), 8_000_000, 10
        ),
        receipts=frozenset({MessageState.READ}),
        typing=True,
        choices=page.CHOICES,
        per_second=30.0,
        starts=False,
    ),
    settings=(
        Setting(
            "instagram_id",
            "Instagram account ID",
            "developers.facebook.com, your app, Instagram, API setup: beside the account.",
            pattern=r"\d+",
        ),
        Setting(
            "access_token", "Access token", "On the same page: generate it for the account.", secret=True
        ),
        meta.APP_SECRET,
        meta.VERIFY_TOKEN,
        page.HUMAN_AGENT,
        meta.api_setting(API),
    ),
    provider=meta.provider("Instagram", page.SENTENCES, page.LASTING, page.WINDOW_CLOSED),
    own="instagram_id",
    known_by=("user_id", "username"),
    api=API,
    in_bytes=True,
)
