"""An account's settings, understood: what is missing or wrong is as its default says."""

import re

import pytest

from ari_app.channels.contract import Setting
from ari_app.channels.widget_settings import COMMON, IN_APP, WEB_CHAT, Origins, Question, understood


@pytest.mark.parametrize(
    ("listed", "origin", "allowed"),
    [
        ("https://shop.example", "https://shop.example", True),
        ("https://Shop.example/", "https://shop.example", True),
        ("https://shop.example", "http://shop.example", False),
        ("https://shop.example:8443", "https://shop.example:8443", True),
        ("https://*.shop.example", "https://www.shop.example", True),
        ("https://*.shop.example", "https://shop.example", False),
        ("https://*.shop.example", "https://.shop.example", False),
        ("https://*.shop.example", "https://evilshop.example", False),
        ("https://*.shop.example", "http://www.shop.example", False),
        ("", "https://shop.example", False),
        ("", "", False),
        ("", "null", False),
    ],
)
def test_which_web_sites_may(listed: str, origin: str, allowed: bool) -> None:
    assert Origins.of(listed).allow(origin) is allowed


def test_nothing_set_is_all_defaults() -> None:
    plain = understood({}, in_app=False)
    assert (plain.colour, plain.side, plain.theme, plain.language) == ("#4453d6", "right", "auto", "en")
    assert (plain.files, plain.rating, plain.call, plain.calls_at_once) == (True, True, False, 5)
    assert (plain.pre_chat, plain.starters) == ((), ())
    assert plain.gone_after == 180
    assert not plain.identity_needed
    assert understood({}, in_app=True).identity_needed


def test_what_cannot_be_read_is_as_if_it_were_not_set() -> None:
    wrong = {"colour": "red", "side": "top", "pre_chat": "age*", "calls_at_once": "many", "files": "perhaps"}
    wrong["gone_after"] = "29"
    assert understood(wrong, in_app=False) == understood({}, in_app=False)


def test_what_is_asked_first() -> None:
    settings = understood({"pre_chat": "name*, email,question*"}, in_app=False)
    assert settings.pre_chat == (Question("name", True), Question("email", False), Question("question", True))
    assert settings.wants({"name": " ", "email": "x"}) == ("name", "question")
    assert settings.wants({"name": "Ann", "question": "Where?"}) == ()


def test_four_first_questions_at_most() -> None:
    assert understood({"starters": "a | b||c|d|e"}, in_app=False).starters == ("a", "b", "c", "d")


def test_its_secret_is_not_shown() -> None:
    secret = "a secret of both servers"
    assert secret not in repr(understood({"identity_secret": secret}, in_app=False))
    assert [each.name for each in COMMON if each.secret] == ["identity_secret"]


@pytest.mark.parametrize("setting", [*WEB_CHAT, *IN_APP], ids=lambda setting: setting.name)
def test_every_default_fits_its_own_rule(setting: Setting) -> None:
    assert not setting.default or not setting.choices or setting.default in setting.choices
    assert not setting.default or not setting.pattern or re.fullmatch(setting.pattern, setting.default)
