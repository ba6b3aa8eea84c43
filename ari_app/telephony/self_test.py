"""The traps of a set-up that cost others a day: looked for, and named together with the cure."""

import asyncio
import os
from dataclasses import dataclass
from pathlib import Path

import orjson

from ari_app.telephony.ari import AriConnection
from ari_app.telephony.rest import AriError, Done, Request, uri_of

MODULES = {
    "chan_pjsip.so": "no phone and no trunk can call; it also needs res_pjsip_pubsub.so",
    "res_pjsip_pubsub.so": "chan_pjsip.so declines to load without it",
    "res_stasis_playback.so": "callers hear no prompts",
    "res_stasis_recording.so": "no message can be left",
    "res_stasis_snoop.so": "callers cannot be heard by the speech recogniser",
    "app_audiosocket.so": "callers cannot be heard by the speech recogniser",
    "app_mixmonitor.so": "talks are not recorded",
    "res_musiconhold.so": "callers wait in silence",
    "res_sorcery_astdb.so": "phones and trunks cannot be pushed",
    "bridge_simple.so": "nobody can talk to anybody",
    "format_wav.so": "prompts cannot be read",
    "format_sln.so": "talks are not recorded",
    "codec_ulaw.so": "most calls find no common sound format",
    "codec_resample.so": "wideband calls find no common sound format",
}
"""What we need and what fails without it."""

HOST_NAME_TRAP = "Unable to lookup"
BANNER = " built by "
"""In the first line that an Asterisk writes when it starts: what stands before it is of another."""
LOG_TAIL_BYTES = 1 << 20
LOOKUP_SECONDS = 3.0


@dataclass(frozen=True, slots=True)
class Problem:
    what: str
    cure: str


async def self_test(
    ari: AriConnection, recordings: Path, asterisk_log: Path, host_name: str
) -> list[Problem]:
    """Empty when all is well. `asterisk_log` is Asterisk's messages.log; a missing one is not looked into.
    `host_name` is that of Asterisk's machine."""
    return [
        *await _modules(ari),
        *await asyncio.to_thread(_recordings, recordings),
        *await _host_name(host_name, asterisk_log),
    ]


async def _modules(ari: AriConnection) -> list[Problem]:
    try:
        outcome = await ari.ask(Request("GET", uri_of("asterisk", "modules")))
    except AriError as error:
        return [
            Problem(
                f"Asterisk does not answer: {error}", "check that it runs, and ari.conf's user and password"
            )
        ]
    modules = orjson.loads(outcome.body) if isinstance(outcome, Done) else []
    running = {module["name"] for module in modules if module["status"] == "Running"}
    return [
        Problem(
            f"the module {name} does not run: {effect}", f"add `load = {name}` to modules.conf and restart"
        )
        for name, effect in MODULES.items()
        if name not in running
    ]


def _recordings(folder: Path) -> list[Problem]:
    if os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return []
    cure = "let the app run as Asterisk's user, or give its group the right to read and write there"
    return [Problem(f"the recordings folder {folder} is not ours to read and write", cure)]


async def _host_name(name: str, log: Path) -> list[Problem]:
    """Asterisk asks for its own host name's address; when nobody knows it every call waits for seconds. So it is
    asked for here too, before a call has to wait; Asterisk may live in a container and know less: see its log."""
    try:
        async with asyncio.timeout(LOOKUP_SECONDS):
            await asyncio.get_running_loop().getaddrinfo(name, None)
    except (OSError, TimeoutError, UnicodeError):  # the last: no name of a host at all
        sign: str | None = f"nobody knows the address of {name!r}"
    else:
        sign = await asyncio.to_thread(_complaint, log)
    if sign is None:
        return []
    cure = "put the machine's name into /etc/hosts (as 127.0.1.1), where Asterisk runs"
    return [Problem(f"Asterisk cannot look up its own host name, so calls take seconds: {sign}", cure)]


def _complaint(log: Path) -> str | None:
    """What the Asterisk that runs now has written about its host name."""
    try:
        with log.open("rb") as file:
            file.seek(max(0, os.fstat(file.fileno()).st_size - LOG_TAIL_BYTES))
            tail = file.read().decode(errors="replace")
    except OSError:
        return None
    of_this_run = tail.rpartition(BANNER)[2]
    return next((line.strip() for line in of_this_run.splitlines() if HOST_NAME_TRAP in line), None)
