"""What a setting may be, where it may stand, and what is said of a wrong one."""

from pathlib import Path

import pytest

from ari_app.config import Settings, WrongSetting, helps, load

NO_FILE = Path("no such file")

WRONG = [
    ("sip_port", "0", "a port is a number from 1 to 65535"),
    ("sip_port", "65536", "a port is a number from 1 to 65535"),
    ("sip_port", "sip", "'sip' is not a whole number"),
    ("sip_port", "", "'' is not a whole number"),
    ("sip_tls_port", "-1", "a port is a number from 1 to 65535"),
    ("rtp_end", "99999", "a port is a number from 1 to 65535"),
    ("max_calls", "0", "more than 0"),
    ("speech_workers", "-2", "more than 0"),
    ("agent_gone_after", "-1", "less than 0"),
    ("speech", "whisper", "one of: auto, vosk, pocketsphinx, off"),
    ("log_format", "xml", "one of: text, json"),
    ("log_level", "loud", "one of: debug, info, warning, error"),
    ("database", "mysql://localhost/x", "sqlite:////folder/file.db or postgresql://"),
    ("database", "trunkline.db", "sqlite:////folder/file.db or postgresql://"),
    ("demo", "perhaps", "'perhaps' is neither true nor false"),
    ("bind", "127.0.0.1\nevil", "one line without blanks"),
    ("bind", " 127.0.0.1", "one line without blanks"),
    ("http_bind", "", "it cannot be empty"),
    ("state", "", "it cannot be empty"),
    ("asterisk_user", "a\tb", "one line without blanks"),
    ("sip_prot", "5060", "there is no such setting; `trunkline settings` lists them; did you mean sip_port?"),
    ("colour", "red", "there is no such setting; `trunkline settings` lists them."),
]


@pytest.mark.parametrize(("name", "value", "reason"), WRONG)
def test_a_wrong_value_is_refused_by_name_place_and_reason(name: str, value: str, reason: str) -> None:
    variable = f"TRUNKLINE_{name.upper()}"
    with pytest.raises(WrongSetting) as refused:
        load({variable: value}, {}, NO_FILE)
    assert str(refused.value).startswith(f"{name} in the environment ({variable}): ")
    assert reason in str(refused.value)


@pytest.mark.parametrize(
    ("together", "reason"),
    [
        ({"rtp_start": "10000", "rtp_end": "10002"}, "rtp_end: it has to be at least 3 above rtp_start"),
        ({"sip_tls_port": "5061"}, "sip_tls_port: TLS needs tls_certificate and tls_key"),
        ({"http_port": "5060"}, "http_port: port 5060 is the sip_port too"),
        ({"asterisk_ami_port": "9092"}, "audiosocket_port: port 9092 is the asterisk_ami_port too"),
        (
            {"sip_tls_port": "8080", "tls_certificate": "c", "tls_key": "k"},
            "http_port: port 8080 is the sip_tls_port too",
        ),
    ],
)
def test_settings_that_do_not_fit_together_are_refused(together: dict[str, str], reason: str) -> None:
    with pytest.raises(WrongSetting, match=reason):
        load({}, together, NO_FILE)


def test_all_that_does_not_fit_is_named_at_once() -> None:
    with pytest.raises(WrongSetting) as refused:
        load({}, {"rtp_end": "1", "sip_port": "8088", "http_port": "8088"}, NO_FILE)
    assert len(str(refused.value).splitlines()) == 3


def test_every_fault_is_named_at_once_with_its_place(tmp_path: Path) -> None:
    file = tmp_path / "trunkline.toml"
    file.write_text('speech = "loud"\n')
    with pytest.raises(WrongSetting) as refused:
        load({"TRUNKLINE_SIP_PORT": "x"}, {"max_calls": "0"}, file)
    assert [fault.partition(": ")[0] for fault in str(refused.value).splitlines()] == [
        f"speech in {file}",
        "sip_port in the environment (TRUNKLINE_SIP_PORT)",
        "max_calls in the flag --max-calls",
    ]


@pytest.mark.parametrize("secret", ["ari_password", "ami_password"])
def test_a_wrong_password_is_not_repeated(secret: str) -> None:
    with pytest.raises(WrongSetting) as refused:
        load({f"TRUNKLINE_{secret.upper()}": "two\nlines"}, {}, NO_FILE)
    assert "two" not in str(refused.value)


def test_a_wrong_database_address_does_not_show_its_password() -> None:
    with pytest.raises(WrongSetting) as refused:
        load({"TRUNKLINE_DATABASE": "postgres://user:hidden@host/db"}, {}, NO_FILE)
    assert "hidden" not in str(refused.value)


def test_secrets_are_not_in_what_is_printed_of_the_settings() -> None:
    given = {"ari_password": "hidden1", "ami_password": "hidden2", "database": "postgresql://u:hidden3@h/d"}
    assert "hidden" not in repr(load({}, given, NO_FILE))


def test_flags_overrule_the_environment_which_overrules_the_file(tmp_path: Path) -> None:
    file = tmp_path / "trunkline.toml"
    file.write_text("sip_port = 1001\nhttp_port = 1002\nmax_calls = 3\ndemo = false\n")
    environment = {"TRUNKLINE_SIP_PORT": "2001", "TRUNKLINE_HTTP_PORT": "2002", "PATH": "/bin"}
    settings = load(environment, {"sip_port": "3001"}, file)
    assert (settings.sip_port, settings.http_port, settings.max_calls) == (3001, 2002, 3)
    assert settings.demo is False
    assert settings.asterisk_ami_port == Settings().asterisk_ami_port


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("sip_port = [1]", "is not a whole number"),
        ("bind = 5", "is not a text: put it in quotes"),
        ("sip_port = ", "cannot be read"),
        ('[sip]\nport = "5060"', "no such setting"),
    ],
)
def test_a_file_that_is_wrong_is_named(tmp_path: Path, text: str, reason: str) -> None:
    file = tmp_path / "trunkline.toml"
    file.write_text(text)
    with pytest.raises(WrongSetting) as refused:
        load({}, {}, file)
    assert str(file) in str(refused.value)
    assert reason in str(refused.value)


def test_a_file_that_is_not_utf_8_is_named(tmp_path: Path) -> None:
    file = tmp_path / "trunkline.toml"
    file.write_bytes(b"bind = '\xff'")
    with pytest.raises(WrongSetting, match="cannot be read"):
        load({}, {}, file)


@pytest.mark.parametrize(
    ("word", "meant"), [("true", True), ("Yes", True), ("1", True), ("no", False), ("0", False)]
)
def test_yes_and_no_in_words(word: str, meant: bool) -> None:
    assert load({"TRUNKLINE_DEMO": word}, {}, NO_FILE).demo is meant


def test_folders_are_absolute_and_the_database_is_in_the_state_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load({}, {"state": "here"}, NO_FILE)
    assert settings.state == tmp_path / "here"
    assert settings.database_url == f"sqlite:///{tmp_path}/here/trunkline.db"
    assert load({}, {"database": "sqlite:////x/y.db"}, NO_FILE).database_url == "sqlite:////x/y.db"


def test_the_defaults_are_right_and_each_has_its_help() -> None:
    settings = load({}, {}, NO_FILE)
    assert {settings.bind, settings.asterisk_host, settings.http_bind, settings.audiosocket_host} == {
        "127.0.0.1"
    }
    for name, (_, help) in helps().items():
        assert help.text, name
        assert help.check(getattr(settings, name)) is None, name
