"""Every file says what the settings say; on the disk it is safe and only changes when it has to."""

import os
import re
import stat
import wave
from dataclasses import replace
from pathlib import Path

import pytest

from asterisk_conf.render import UnsafeValue, render, write
from asterisk_conf.settings import AsteriskSettings


def settings(folder: Path, root: Path | None = None) -> AsteriskSettings:
    return AsteriskSettings(
        root=root,
        etc=folder / "etc",
        state=folder / "state",
        music=folder / "music",
        ari_password="ari secret",
        ami_password="ami secret",
    )


HOME = Path("/srv/trunkline")


def value(text: str, section: str, key: str) -> list[str]:
    """Every value of a key in a section of an Asterisk file."""
    body = re.split(r"^\[(.+?)\].*$", text, flags=re.MULTILINE)
    sections = dict(zip(body[1::2], body[2::2], strict=True))
    return re.findall(rf"^{re.escape(key)} = ?(.*)$", sections[section], re.MULTILINE)


def dialplan(text: str, context: str) -> str:
    return text.partition(f"[{context}]\n")[2].partition("\n[")[0]


def test_ports_and_secrets_land_where_they_belong() -> None:
    files = render(
        replace(settings(HOME), sip_port=6060, http_port=6088, ami_port=6038, rtp_start=7000, rtp_end=7999)
    )
    assert value(files["pjsip.conf"], "transport-udp", "bind") == ["127.0.0.1:6060"]
    assert value(files["pjsip.conf"], "transport-tcp", "bind") == ["127.0.0.1:6060"]
    assert value(files["http.conf"], "general", "bindport") == ["6088"]
    assert value(files["manager.conf"], "general", "port") == ["6038"]
    assert value(files["rtp.conf"], "general", "rtpstart") == ["7000"]
    assert value(files["rtp.conf"], "general", "rtpend") == ["7999"]
    assert value(files["ari.conf"], "trunkline", "password") == ["ari secret"]
    assert value(files["manager.conf"], "trunkline", "secret") == ["ami secret"]
    assert [name for name, text in files.items() if "secret" in text] == ["ari.conf", "manager.conf"]


def test_everything_listens_on_loopback_by_default() -> None:
    files = render(settings(HOME))
    for name, section in (("http.conf", "general"), ("manager.conf", "general")):
        assert value(files[name], section, "bindaddr") == ["127.0.0.1"]
    assert set(re.findall(r"^bind = ([^:\n]+)", files["pjsip.conf"], re.MULTILINE)) == {"127.0.0.1"}


def test_an_ipv6_address_is_put_in_brackets() -> None:
    text = render(replace(settings(HOME), bind="::1"))["pjsip.conf"]
    assert value(text, "transport-udp", "bind") == ["[::1]:5060"]


def test_tls_is_there_only_with_a_certificate() -> None:
    assert "[transport-tls]" not in render(settings(HOME))["pjsip.conf"]
    with_tls = replace(
        settings(HOME), sip_tls_port=5061, tls_certificate=Path("/srv/cert.pem"), tls_key=Path("/srv/key.pem")
    )
    text = render(with_tls)["pjsip.conf"]
    assert value(text, "transport-tls", "bind") == ["127.0.0.1:5061"]
    assert value(text, "transport-tls", "cert_file") == ["/srv/cert.pem"]
    assert value(text, "transport-tls", "priv_key_file") == ["/srv/key.pem"]


def test_behind_nat_every_transport_says_its_outer_address() -> None:
    behind = replace(
        settings(HOME), external_address="192.0.2.7", local_networks=("10.0.0.0/8", "172.16.0.0/12")
    )
    text = render(behind)["pjsip.conf"]
    for transport in ("transport-udp", "transport-tcp", "transport-ws"):
        assert value(text, transport, "external_media_address") == ["192.0.2.7"]
        assert value(text, transport, "external_signaling_address") == ["192.0.2.7"]
        assert value(text, transport, "local_net") == ["10.0.0.0/8", "172.16.0.0/12"]


def test_a_root_brings_its_modules_and_sounds_and_keeps_no_state() -> None:
    text = render(settings(HOME, root=Path("/srv/root")))["asterisk.conf"]
    assert value(text, "directories", "astdatadir") == ["/srv/root/usr/share/asterisk"]
    assert value(text, "directories", "astmoddir")[0].startswith("/srv/root/usr/lib/")
    for key in ("astvarlibdir", "astdbdir", "astspooldir", "astrundir", "astlogdir"):
        assert value(text, "directories", key)[0].startswith("/srv/trunkline/state/")


def test_the_machines_own_asterisk_knows_its_modules_itself() -> None:
    text = render(settings(HOME))["asterisk.conf"]
    assert value(text, "directories", "astmoddir") == []


def test_trunks_and_agents_enter_the_app_and_nothing_else() -> None:
    text = render(replace(settings(HOME), app="centre"))["extensions.conf"]
    for context, argument in (("from-trunk", "call"), ("from-agent", "agent")):
        applications = set(re.findall(r"(?:,1|=> n(?:\(\w+\))?),(\w+)\(", dialplan(text, context)))
        harmless = {"Ringing", "GotoIf", "Goto", "Set", "Answer", "Playback", "MusicOnHold", "Hangup"}
        assert applications - harmless == {"Stasis"}
        assert f"Stasis(centre,{argument})" in dialplan(text, context)


def test_a_visitor_can_dial_one_thing_that_enters_the_app() -> None:
    text = dialplan(render(replace(settings(HOME), app="centre"))["extensions.conf"], "from-guest")
    assert re.findall(r"exten => ([^,]+),", text) == ["s", "call"]
    assert set(re.findall(r"(?:,1|=> n),(\w+)\(", text)) == {"Hangup", "Ringing", "Stasis"}


def test_only_the_ear_sends_audio_out() -> None:
    text = render(replace(settings(HOME), audiosocket_port=6092))["extensions.conf"]
    assert "AudioSocket(${EXTEN},127.0.0.1:6092)" in dialplan(text, "ear")
    assert text.count("AudioSocket(") == 1


def test_extra_modules_are_loaded_too() -> None:
    assert "app_queue" not in render(settings(HOME))["modules.conf"]
    text = render(replace(settings(HOME), extra_modules=("app_queue.so", "app_dial.so")))["modules.conf"]
    assert value(text, "modules", "load")[-2:] == ["app_queue.so", "app_dial.so"]


def test_nothing_is_left_unrendered() -> None:
    for name, text in render(settings(HOME)).items():
        assert "{{" not in text, name
        assert "{%" not in text, name


def test_a_refused_value_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(UnsafeValue):
        write(replace(settings(tmp_path), ari_password="a\nb"))
    assert list(tmp_path.iterdir()) == []


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    wanted = settings(tmp_path)
    assert {path.name for path in write(wanted)} == set(render(wanted))
    assert write(wanted) == []
    assert write(replace(wanted, ari_password="a new one")) == [wanted.etc / "ari.conf"]


def test_files_are_closed_to_others_and_the_sites_own_are_left_alone(tmp_path: Path) -> None:
    wanted = settings(tmp_path)
    wanted.etc.mkdir()
    site = wanted.etc / "extensions_site.conf"
    site.write_text("[mine]\n")
    for path in write(wanted):
        assert stat.S_IMODE(path.stat().st_mode) == 0o640, path
    assert site.read_text() == "[mine]\n"
    assert {path.name for path in wanted.etc.iterdir()} == {*render(wanted), site.name}


def test_the_folders_that_asterisk_writes_to_are_there(tmp_path: Path) -> None:
    wanted = settings(tmp_path)
    write(wanted)
    for folder in (wanted.lib, wanted.spool / "recording", wanted.spool / "monitor", wanted.run, wanted.log):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o750


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can hand folders over")
def test_what_is_handed_to_asterisks_user_is_never_reached_through_a_link(tmp_path: Path) -> None:
    wanted = settings(tmp_path)
    wanted.spool.mkdir(parents=True)
    precious = tmp_path / "precious"
    precious.mkdir()
    (wanted.spool / "recording").symlink_to(precious)
    write(wanted, user="daemon")
    assert wanted.spool.owner() == "daemon"
    assert precious.owner() == "root"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to another group")
def test_the_group_that_asterisk_runs_as_may_read_even_what_did_not_change(tmp_path: Path) -> None:
    wanted = settings(tmp_path)
    write(wanted)
    write(wanted, user="daemon")
    assert {path.group() for path in wanted.etc.iterdir()} == {"daemon"}


def test_our_own_music_is_made_once(tmp_path: Path) -> None:
    wanted = replace(settings(tmp_path), music=None)
    write(wanted)
    (path,) = wanted.music_folder.iterdir()
    made = path.stat().st_mtime_ns
    write(wanted)
    assert path.stat().st_mtime_ns == made
    with wave.open(str(path), "rb") as file:
        assert (file.getnchannels(), file.getsampwidth(), file.getframerate()) == (1, 2, 8000)
        assert file.getnframes() == 32 * 8000
