"""One Asterisk with everything that we hold to it, as one thing that runs: what `main` makes and the
tests make."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ari_app.conversation.ports import Listener
from ari_app.telephony.ami import AmiAddress, AmiConnection, SecurityIncident
from ari_app.telephony.ari import AriConnection
from ari_app.telephony.audiosocket import AudioServer
from ari_app.telephony.exchange import Exchange
from ari_app.telephony.lines import AsteriskLines
from ari_app.telephony.ports import Ears, Voice
from ari_app.telephony.rest import AriAddress


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchAddress:
    """Where to reach Asterisk, and where it reaches us (`audio_*`: what the dialplan's context `ear` says).

    `recordings` is Asterisk's folder for ARI's recordings; it must be readable and writable for us too.
    """

    ari: AriAddress
    ami: AmiAddress
    audio_host: str
    audio_port: int
    recordings: Path


class Switch:
    """`lines` may be used from the start: until `SwitchFound` commands are dropped."""

    def __init__(
        self,
        address: SwitchAddress,
        voice: Voice,
        ears: Ears,
        listener: Listener,
        *,
        on_incident: Callable[[SecurityIncident], None],
        known_identity: str = "",
    ) -> None:
        self.ari = AriConnection(address.ari)
        self.ami = AmiConnection(address.ami, listener, on_incident)
        self._audio = AudioServer(address.audio_host, address.audio_port)
        self._exchange = Exchange(
            app=address.ari.app,
            recordings=address.recordings,
            voice=voice,
            ears=ears,
            listener=listener,
            send_request=self.ari.send,
        )
        self.lines = AsteriskLines(
            self._exchange, self.ari, self._audio, self.ami, known_identity=known_identity
        )

    async def run(self) -> None:
        """Until cancelled. Raises OSError when the audio port is taken, TakenOver (in a group) when a second
        application claims our calls."""
        await self._audio.start()
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self.ari.run(self.lines), name="ARI")
                tasks.create_task(self.ami.run(), name="AMI")
        finally:
            await self._exchange.tasks.cancel()
            await self._audio.stop()
