"""What an e-mail account is told, and what that means."""

import pytest

from ari_app.channels import email_settings
from ari_app.channels.contract import Account
from ari_app.channels.errors import Misconfigured

WELL = {"user": "us", "password": "secret", "imap_host": "imap.us.test", "smtp_host": "smtp.us.test"}


def account(id: str = "a1", **settings: str) -> Account:
    return Account(id, "email", "Help", "Help@us.test", WELL | settings)


def test_by_default_all_is_safe() -> None:
    imap, smtp = email_settings.imap_server(account(), ""), email_settings.smtp_server(account(), "")
    assert (imap.port, imap.security, smtp.port, smtp.security) == (993, "tls", 465, "tls")
    assert smtp.name == "us.test"
    assert imap.tls is not None
    assert imap.tls.check_hostname


@pytest.mark.parametrize("host", ["127.0.0.1", "127.9.9.9", "localhost", "::1"])
def test_without_tls_on_this_machine_only(host: str) -> None:
    assert email_settings.imap_server(account(imap_host=host, imap_security="none"), "").tls is None


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"imap_security": "none"}, "for all to read"),
        ({"imap_host": "127.0.0.1.evil.test", "imap_security": "none"}, "for all to read"),
        ({"imap_security": "ssl3"}, "no kind of security"),
        ({"certificate": "nonsense"}, "cannot be read"),
    ],
)
def test_what_is_not_safe(settings: dict[str, str], said: str) -> None:
    with pytest.raises(Misconfigured, match=said):
        email_settings.imap_server(account(**settings), "")


def test_a_token_takes_the_place_of_the_password() -> None:
    server = email_settings.smtp_server(account(), "token")
    assert (server.password, server.token) == ("", "token")


def test_another_name_for_sending() -> None:
    server = email_settings.smtp_server(account(smtp_user="other", smtp_password="other secret"), "")
    assert (server.user, server.password) == ("other", "other secret")


def test_what_may_have_a_password_of_its_own_for_sending_needs_no_token_there() -> None:
    server = email_settings.smtp_server(account(smtp_user="relay", smtp_password="its own"), "token")
    assert (server.user, server.password, server.token) == ("relay", "its own", "")


def test_by_oauth_when_there_is_somebody_to_ask_for_tokens() -> None:
    assert not email_settings.by_oauth(account())
    assert email_settings.by_oauth(account(token_url="https://login.test/token"))


def test_the_house() -> None:
    house = email_settings.house(account(customer_by="reply_to", most_per_hour="3", authserv_id="mx.us.test"))
    assert (house.address, house.by_reply_to, house.most, house.server) == (
        "help@us.test",
        True,
        3,
        "mx.us.test",
    )
    assert email_settings.largest(account()) == 25 * 1024 * 1024
    assert email_settings.sender(account(sender_name="{agent} of us")).name == "{agent} of us"
    assert email_settings.sender(account()).name == "Help"
