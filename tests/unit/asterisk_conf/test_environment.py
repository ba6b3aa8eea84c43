"""The environment of a container becomes settings, and a wrong variable is named."""

from pathlib import Path

import pytest

from asterisk_conf.environment import settings_from
from asterisk_conf.rules import UnsafeValue

LEAST = {
    "ASTERISK_ETC": "/srv/etc",
    "ASTERISK_STATE": "/srv/state",
    "ASTERISK_ARI_PASSWORD": "one",
    "ASTERISK_AMI_PASSWORD": "two",
}


def test_the_least_that_is_needed() -> None:
    settings = settings_from(LEAST | {"PATH": "/usr/bin"})
    assert (settings.root, settings.etc, settings.ari_password) == (None, Path("/srv/etc"), "one")
    assert settings.sip_port == 5060


def test_every_kind_of_value() -> None:
    settings = settings_from(
        LEAST
        | {
            "ASTERISK_SIP_PORT": "6060",
            "ASTERISK_SIP_TLS_PORT": "6061",
            "ASTERISK_TLS_KEY": "/srv/key.pem",
            "ASTERISK_LOCAL_NETWORKS": "10.0.0.0/8, 172.16.0.0/12",
            "ASTERISK_EXTERNAL_ADDRESS": "",
        }
    )
    assert (settings.sip_port, settings.sip_tls_port) == (6060, 6061)
    assert settings.tls_key == Path("/srv/key.pem")
    assert settings.local_networks == ("10.0.0.0/8", "172.16.0.0/12")
    assert settings.external_address is None


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"ASTERISK_ARI_PASSWORD": ""}, "ASTERISK_ARI_PASSWORD"),
        ({"ASTERISK_SIPPORT": "5060"}, "ASTERISK_SIPPORT"),
        ({"ASTERISK_SIP_PORT": "5060x"}, "ASTERISK_SIP_PORT"),
        ({"ASTERISK_HTTP_PORT": "-1"}, "ASTERISK_HTTP_PORT"),
    ],
)
def test_a_wrong_variable_is_named(change: dict[str, str], named: str) -> None:
    with pytest.raises(UnsafeValue, match=named):
        settings_from(LEAST | change)
