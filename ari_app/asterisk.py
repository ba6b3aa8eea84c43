"""The Asterisk that belongs to this centre, as our settings describe it."""

import os
import pwd
from pathlib import Path

from ari_app import secret_store
from ari_app.config import Settings, WrongSetting
from asterisk_conf.installation import find_root
from asterisk_conf.settings import AsteriskSettings


def settings_of(settings: Settings, root: Path | None = None) -> AsteriskSettings:
    """What `asterisk_conf` needs to know; passwords that were not set are made and kept."""
    made = secret_store.keep(settings.state, "ari_password", "ami_password")
    return AsteriskSettings(
        root=root,
        etc=settings.state / "asterisk" / "etc",
        state=settings.state / "asterisk",
        ari_password=settings.ari_password or made["ari_password"],
        ami_password=settings.ami_password or made["ami_password"],
        bind=settings.bind,
        sip_port=settings.sip_port,
        sip_tls_port=settings.sip_tls_port or None,
        tls_certificate=Path(settings.tls_certificate) if settings.tls_certificate else None,
        tls_key=Path(settings.tls_key) if settings.tls_key else None,
        external_address=settings.external_address or None,
        rtp_start=settings.rtp_start,
        rtp_end=settings.rtp_end,
        control_bind=settings.asterisk_host,
        http_port=settings.asterisk_http_port,
        ami_port=settings.asterisk_ami_port,
        audiosocket_host=settings.audiosocket_host,
        audiosocket_port=settings.audiosocket_port,
        language=settings.language.split("-")[0],
    )


def installed(settings: Settings) -> AsteriskSettings:
    """The same, with the Asterisk that this machine has. Raises AsteriskMissing."""
    return settings_of(settings, find_root(settings.state))


def user(settings: Settings) -> str | None:
    """Whom Asterisk runs as: somebody without rights when we are root, else ourselves. Raises WrongSetting."""
    if os.geteuid() != 0:
        return None
    try:
        found = pwd.getpwnam(settings.asterisk_user)
    except KeyError:
        raise WrongSetting(
            f"asterisk_user: there is no user {settings.asterisk_user!r} here; docker/install makes trunkline."
        ) from None
    if found.pw_uid == 0:
        raise WrongSetting(
            f"asterisk_user: {settings.asterisk_user!r} is root, and Asterisk never runs as root."
        )
    return settings.asterisk_user
