"""The test phone against Asterisk's own applications: what other tests rely on must itself be proven."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.integration.asterisk_server import AsteriskServer, asterisk
from tests.phone.call import Ending
from tests.phone.phone import Phone
from tests.phone.waiting import DidNotHappen

pytestmark = pytest.mark.asterisk

MODULES = ("app_echo.so", "app_playtones.so", "app_read.so", "app_senddtmf.so", "app_dial.so", "app_stack.so")
DIALPLAN = """
[phone-test]
exten => echo,1,Answer()
 same => n,Echo()
exten => speech,1,Answer()
 same => n,Playback(tt-monkeysintro)
 same => n,Wait(10)
exten => tone,1,Answer()
 same => n,Playtones(440)
 same => n,Wait(10)
exten => keys,1,Answer()
 same => n,Read(KEYS,,3,,1,8)
 same => n,SendDTMF(${KEYS})
 same => n,Wait(0.5)
 same => n,Hangup(16)
exten => busy,1,Hangup(17)
exten => md5,1,Dial(PJSIP/md5,15)
exten => sha,1,Dial(PJSIP/sha,15)
exten => auto,1,Dial(PJSIP/md5,15,b(auto^s^1))
[auto]
exten => s,1,Set(PJSIP_HEADER(add,Call-Info)=<sip:x>\\;answer-after=0)
 same => n,Return()
"""


@asynccontextmanager
async def switchboard(tmp_path: Path) -> AsyncIterator[tuple[AsteriskServer, Phone]]:
    """Asterisk with the dialplan above, two accounts that register, and a trunk's phone."""
    async with asterisk(tmp_path, extra_modules=MODULES) as server:
        site = server.settings.etc / "extensions_site.conf"
        site.write_text(DIALPLAN)
        site.chmod(0o644)
        await server.restart()
        endpoint = {"transport": "transport-udp", "context": "phone-test", "allow": "!all,ulaw"}
        async with Phone(address(server), "trunk") as trunk:
            await server.provision("aor", "trunk", contact=trunk.contact)
            await server.provision("endpoint", "trunk", aors="trunk", identify_by="ip", **endpoint)
            match = f"127.0.0.1:{trunk.address[1]}"
            await server.provision("identify", "trunk", endpoint="trunk", match=match)
            for user, algorithm in (("md5", "MD5"), ("sha", "SHA-256")):
                password = {"username": user, "password": f"secret {user}"}
                await server.provision(
                    "auth", user, auth_type="digest", supported_algorithms_uas=algorithm, **password
                )
                await server.provision("aor", user, max_contacts="1", remove_existing="yes")
                await server.provision("endpoint", user, auth=user, aors=user, **endpoint)
            yield server, trunk


def address(server: AsteriskServer) -> tuple[str, int]:
    return "127.0.0.1", server.settings.sip_port


async def test_sound_and_keys_go_both_ways(tmp_path: Path) -> None:
    async with switchboard(tmp_path) as (_, trunk):
        call = await trunk.dial("echo")
        await call.answered()

        call.send_tone(770)
        await call.hears(770)
        with pytest.raises(DidNotHappen, match="heard no 850 Hz"):
            await call.hears(850, within=0.5)

        call.press("12*")
        await call.said()
        call.send_tone(600)
        await call.hears(600)
        assert call.keys_heard == "12*"

        await call.hold()
        await call.resume()
        call.send_silence()
        with pytest.raises(AssertionError, match="heard 600 Hz"):
            call.send_tone(600)
            await call.hears_not(600)

        await call.hang_up()
        assert await call.ended() is Ending.HUNG_UP_BY_US
        assert len(call.heard) > 16000  # a second at least


async def test_speech_is_told_from_a_tone(tmp_path: Path) -> None:
    async with switchboard(tmp_path) as (_, trunk):
        speech, tone = await trunk.dial("speech"), await trunk.dial("tone")
        await asyncio.gather(speech.answered(), tone.answered())

        await asyncio.gather(speech.hears_speech(), tone.hears(440))
        with pytest.raises(DidNotHappen, match="no speech"):
            await tone.hears_speech(within=1.5)


async def test_the_other_side_reads_our_keys_and_hangs_up(tmp_path: Path) -> None:
    async with switchboard(tmp_path) as (_, trunk):
        call = await trunk.dial("keys")
        await call.answered()

        call.press("407")

        assert await call.ended() is Ending.HUNG_UP_BY_THEM
        assert call.keys_heard == "407"
        assert "cause=16" in call.end_reason


async def test_registration_needs_the_right_password(tmp_path: Path) -> None:
    async with switchboard(tmp_path) as (server, trunk):
        for user in ("md5", "sha"):
            async with Phone(address(server), user, "wrong") as stranger:
                assert await stranger.try_register() == 401
            async with Phone(address(server), user, f"secret {user}") as phone:
                await phone.register()
                call = await trunk.dial(user, caller="+15551234567", caller_name="Ann")
                rung = await phone.rings()
                assert (rung.caller, rung.caller_name, rung.auto_answer) == ("+15551234567", "Ann", False)
                await call.hang_up()
                assert await rung.ended() is Ending.CANCELLED
                assert (call.status, rung.status) == (487, 487)

                await phone.unregister()
                assert await (await trunk.dial(user)).ended() is Ending.REFUSED


async def test_a_phone_does_as_it_is_told_when_it_rings(tmp_path: Path) -> None:
    async with switchboard(tmp_path) as (server, trunk):
        phone = Phone(address(server), "md5", "secret md5", on_ring="busy")
        async with phone:
            await phone.register()
            call = await trunk.dial("md5")
            assert await call.ended() is Ending.REFUSED
            assert call.status == 486
            assert (await phone.rings()).status == 486

            phone.on_ring = "decline"
            assert await (await trunk.dial("md5")).ended() is Ending.REFUSED
            assert (await phone.rings()).status == 603

            phone.on_ring = 0.2
            call = await trunk.dial("md5")
            await call.rings()
            await call.answered()
            rung = await phone.rings()
            rung.send_tone(900)
            call.send_tone(600)
            await asyncio.gather(call.hears(900), rung.hears(600))
            await rung.hang_up()
            assert await call.ended() is Ending.HUNG_UP_BY_THEM

            phone.on_ring = "ring"
            call = await trunk.dial("md5")
            await call.rings()
            rung = await phone.rings()
            with pytest.raises(DidNotHappen, match="not answered"):
                await call.answered(0.3)
            rung.answer()
            await call.answered()

            await (await trunk.dial("auto")).answered()
            assert (await phone.rings()).auto_answer


async def test_a_call_that_is_refused_is_not_waited_for(tmp_path: Path) -> None:
    async with switchboard(tmp_path) as (_, trunk):
        call = await trunk.dial("busy")

        with pytest.raises(DidNotHappen, match="ended before an answer"):
            await call.answered(60)
        assert call.status == 486


async def test_an_account_calls_with_its_password(tmp_path: Path) -> None:
    async with (
        switchboard(tmp_path) as (server, _),
        Phone(address(server), "md5", "secret md5") as caller,
        Phone(address(server), "sha", "secret sha", on_ring="answer") as called,
        Phone(address(server), "sha", "wrong") as stranger,
    ):
        await called.register()
        await (await caller.dial("sha")).answered()
        await called.rings()

        refused = await stranger.dial("sha")
        assert await refused.ended() is Ending.REFUSED
        assert refused.status == 401
        await called.does_not_ring(0.3)
