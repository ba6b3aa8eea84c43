"""Sign-in and audit as the settings want them, with the secret that the state folder keeps: for the app, the commands and
the first start alike."""

from collections.abc import Callable

from ari_app import addresses
from ari_app.access.links import PATH
from ari_app.access.openid import OpenId, Provider
from ari_app.access.reception import SECRET_NAME, Reception, open_reception
from ari_app.access.sessions import Policy
from ari_app.config import Settings
from ari_app.secret_store import keep
from ari_app.storage.database import Database


def desk_of(settings: Settings, database: Database, now: Callable[[], float]) -> Reception:
    """Close its `audit` before the database."""
    openid = None
    if settings.openid_issuer:
        provider = Provider(
            settings.openid_issuer,
            settings.openid_client_id,
            settings.openid_client_secret,
            settings.openid_claim,
            settings.openid_new_users,
        )
        openid = OpenId(provider, now)
    return open_reception(
        database,
        now,
        keep(settings.state, SECRET_NAME)[SECRET_NAME],
        policy=Policy(settings.session_idle_minutes * 60.0, settings.session_hours * 3600.0),
        openid=openid,
        address=settings.web_address.rstrip("/"),
    )


def serves_tls(settings: Settings) -> bool:
    """Whether we encrypt ourselves, with the certificate that SIP over TLS has too."""
    return bool(settings.tls_certificate and settings.tls_key)


def own_address(settings: Settings) -> str:
    """Where this machine reaches the pages."""
    scheme = "https" if serves_tls(settings) else "http"
    return f"{scheme}://{addresses.reached_at(settings.http_bind, settings.http_port)[0]}"


def web_address(settings: Settings) -> str:
    """How people reach the pages."""
    return settings.web_address.rstrip("/") or own_address(settings)


def provider_address(settings: Settings) -> str:
    """How providers reach us."""
    return settings.public_url.rstrip("/") or web_address(settings)


def set_up_address(settings: Settings, secret: str) -> str:
    """The link that a person opens."""
    return f"{web_address(settings)}{PATH}{secret}"
