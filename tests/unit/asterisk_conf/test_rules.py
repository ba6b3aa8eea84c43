"""Values that Asterisk would read as something else are refused, by name, and never quoted."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from asterisk_conf.rules import UnsafeValue, check
from asterisk_conf.settings import AsteriskSettings

GOOD = AsteriskSettings(
    root=None,
    etc=Path("/srv/trunkline/etc"),
    state=Path("/srv/trunkline/state"),
    ari_password="a long one",
    ami_password="another, with ${signs} and [brackets]",
)


def test_the_defaults_are_allowed() -> None:
    check(GOOD)


def test_everything_that_may_be_set_is_allowed() -> None:
    check(
        replace(
            GOOD,
            root=Path("/srv/asterisk root"),
            bind="::",
            external_address="192.0.2.7",
            local_networks=("10.0.0.0/8", "fd00::/8"),
            music=Path("/srv/music"),
            away_message="/srv/prompts/away",
            extra_modules=("app_queue.so",),
            sip_tls_port=5061,
            tls_certificate=Path("/srv/cert.pem"),
            tls_key=Path("/srv/key.pem"),
        )
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("ari_password", "good\npassword = bad"),
        ("ami_password", "good\rbad"),
        ("ami_password", "null\0"),
        ("ari_password", "delete\x7f"),
        ("ari_password", "half;a comment"),
        ("ari_password", ""),
        ("ari_password", " leading"),
        ("ami_password", "trailing "),
        ("ari_user", "two words"),
        ("ari_user", "a]b"),
        ("ari_user", "general"),
        ("ami_user", "general"),
        ("app", "trunkline,evil"),
        ("app", "${SHELL(id)}"),
        ("language", "../en"),
        ("tones", "us/gb"),
        ("away_message", "a&b"),
        ("away_message", "hold,noanswer"),
        ("closed_message", ""),
        ("extra_modules", ("app_queue",)),
        ("extra_modules", ("app_queue.so\nload = app_system.so",)),
        ("away_music_seconds", 0),
        ("bind", "localhost"),
        ("control_bind", "127.0.0.1:80"),
        ("external_address", "not a host"),
        ("audiosocket_host", "host:1,x"),
        ("local_networks", ("10.0.0.1/8",)),
        ("sip_port", 0),
        ("http_port", 65536),
        ("rtp_end", 10002),
        ("sip_tls_port", 5061),
        ("etc", Path("relative/etc")),
        ("etc", Path("/srv/with;semicolon")),
        ("music", Path("/srv/line\nbreak")),
        ("state", Path("/srv") / ("long" * 30)),
    ],
)
def test_a_wrong_value_is_refused_by_name(name: str, value: Any) -> None:
    with pytest.raises(UnsafeValue) as refusal:
        check(replace(GOOD, **{name: value}))
    assert refusal.value.name == name
    assert str(refusal.value).startswith(f"{name}: ")


def test_a_refusal_does_not_quote_the_secret() -> None:
    with pytest.raises(UnsafeValue) as refusal:
        check(replace(GOOD, ari_password="hunter2;"))
    assert "hunter2" not in str(refusal.value)


def test_secrets_are_not_in_the_representation() -> None:
    assert "a long one" not in repr(GOOD)
    assert "brackets" not in repr(GOOD)
