"""Our settings as Asterisk's."""

from pathlib import Path

import pytest

from ari_app import asterisk
from ari_app.config import Settings


def test_passwords_that_were_not_set_are_made_once_and_shown_nowhere(tmp_path: Path) -> None:
    made = asterisk.settings_of(Settings(state=tmp_path))
    assert made == asterisk.settings_of(Settings(state=tmp_path))
    assert made.ari_password != made.ami_password
    assert made.ari_password not in repr(made)
    assert made.ami_password not in repr(made)


def test_what_is_set_is_what_asterisk_gets(tmp_path: Path) -> None:
    ours = Settings(
        state=tmp_path,
        ari_password="a" * 20,
        ami_password="b" * 20,
        bind="192.0.2.1",
        sip_port=5070,
        language="en-GB",
    )
    made = asterisk.settings_of(ours, root=tmp_path / "root")
    assert (made.ari_password, made.ami_password) == ("a" * 20, "b" * 20)
    assert (made.bind, made.sip_port, made.sip_tls_port, made.external_address) == (
        "192.0.2.1",
        5070,
        None,
        None,
    )
    assert made.language == "en"  # Asterisk's own sounds know no regions
    assert made.etc == tmp_path / "asterisk" / "etc"


def test_whoever_is_not_root_starts_asterisk_as_they_are(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("os.geteuid", lambda: 1000)
    assert asterisk.user(Settings(state=tmp_path, asterisk_user="nobody-here")) is None
