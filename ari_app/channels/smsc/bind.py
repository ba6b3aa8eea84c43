"""One connection to an SMS centre, bound as transceiver (SMPP 3.4). Whoever holds it runs `serve`; others may `ask`
meanwhile.

What the centre delivers is answered when `deliver` has returned, one after the other, and never before. What we ask has a
limit; when it passes, or the connection breaks, nobody knows what became of it."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

from ari_app.channels import tls
from ari_app.channels.errors import (
    Malformed,
    Misconfigured,
    OutcomeUnknown,
    SendFailed,
    TryLater,
    Unreachable,
)
from ari_app.channels.smsc import pdu
from ari_app.channels.smsc.pdu import Command, Pdu, Status
from ari_app.channels.unreachable import why_not
from ari_app.storage.choices import Failure

Deliver = Callable[[Pdu], Awaitable[None]]
_WAITING = 100
"""Deliveries that wait for their turn; beyond that the centre's connection is no longer read."""


@dataclass(frozen=True, slots=True)
class Centre:
    """`safe`: by TLS, believed by this context. `window`: how many messages may be without an answer at once. `limit`:
    seconds for an answer. `idle`: seconds between questions whether it is still there."""

    host: str
    port: int
    system_id: str
    password: str
    system_type: str = ""
    safe: ssl.SSLContext | None = None
    window: int = 10
    limit: float = 10.0
    idle: float = 30.0


class Bind:
    def __init__(self, centre: Centre, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._centre = centre
        self._reader = reader
        self._writer = writer
        self._number = 0
        self._asked: dict[int, asyncio.Future[Pdu]] = {}
        self._window = asyncio.Semaphore(centre.window)
        self._deliveries: asyncio.Queue[Pdu] = asyncio.Queue(_WAITING)
        self._answered: list[
            tuple[int, Pdu]
        ] = []  # deliveries, each with the last question before its answer
        self._lost = False

    async def bind(self) -> None:
        """Raises `Misconfigured` when the centre does not know us, `TryLater`, `Unreachable`."""
        centre = self._centre
        fields: dict[str, int | bytes] = {
            "system_id": centre.system_id.encode(),
            "password": centre.password.encode(),
            "system_type": centre.system_type.encode(),
            "interface_version": pdu.VERSION,
        }
        sequence = self._next()
        await self._write(Pdu(Command.BIND_TRANSCEIVER, sequence, fields=fields))
        async with self._limited():
            while (answer := await self._hear()).sequence != sequence:
                pass
        if answer.status in (Status.BIND_FAILED, Status.INVALID_PASSWORD, Status.INVALID_SYSTEM_ID):
            raise Misconfigured(
                f"{centre.host} does not let {centre.system_id} in (status {answer.status:#04x})."
            )
        if answer.status != Status.OK or answer.command != Command.BIND_TRANSCEIVER_RESP:
            raise TryLater(f"{centre.host} does not take us now (status {answer.status:#04x}).")

    async def serve(self, deliver: Deliver, acknowledged: Callable[[Pdu], None]) -> None:
        """Until the connection is lost, which raises `Unreachable`; or `deliver` raises, which ends it too: the centre
        delivers again what was not answered. `acknowledged` is told when the centre has our answer for certain: it answered
        what we asked after that."""
        try:
            await together(self._listen(acknowledged), self._deliver(deliver), self._stay())
        finally:
            self._give_up()

    async def submit(self, message: Pdu) -> str:
        """The centre's id of it. Raises of `SendFailed`."""
        async with self._window:
            if self._lost:
                raise Unreachable(f"There is no connection to {self._centre.host} now.")
            answer = await self._ask(message)
        if answer.status != Status.OK:
            raise refusal(answer.status)
        id = answer.text("message_id")
        if not id:
            raise OutcomeUnknown("The SMS centre took it without giving it a name.")
        return id

    def say_good_bye(self) -> None:
        self._writer.write(pdu.encoded(Pdu(Command.UNBIND, self._next())))

    def _next(self) -> int:
        self._number = self._number % 0x7FFFFFFF + 1
        return self._number

    async def _ask(self, question: Pdu) -> Pdu:
        answer: asyncio.Future[Pdu] = asyncio.get_running_loop().create_future()
        number = self._next()
        self._asked[number] = answer
        try:
            async with asyncio.timeout(self._centre.limit):
                self._writer.write(
                    pdu.encoded(Pdu(question.command, number, 0, question.fields, question.tags))
                )
                await self._writer.drain()
                return await answer
        except TimeoutError as error:
            raise OutcomeUnknown(
                f"{self._centre.host} did not answer in {self._centre.limit:.0f} seconds."
            ) from error
        except OSError as error:
            raise OutcomeUnknown(
                f"The connection to {self._centre.host} broke before it answered."
            ) from error
        finally:
            del self._asked[number]

    async def _listen(self, acknowledged: Callable[[Pdu], None]) -> None:
        while True:
            heard = await self._hear()
            match heard.command:
                case Command.DELIVER_SM:
                    await self._deliveries.put(heard)
                case Command.ENQUIRE_LINK:
                    await self._reply(Command.ENQUIRE_LINK_RESP, heard)
                case Command.UNBIND:
                    await self._reply(Command.UNBIND_RESP, heard)
                    raise Unreachable(f"{self._centre.host} ended the connection.")
                case command if command & 0x80000000:
                    while self._answered and self._answered[0][0] < heard.sequence:
                        acknowledged(self._answered.pop(0)[1])
                    answer = self._asked.get(heard.sequence)
                    if answer is not None and not answer.done():
                        answer.set_result(heard)
                case _:
                    await self._reply(Command.GENERIC_NACK, heard, Status.INVALID_COMMAND)

    async def _deliver(self, deliver: Deliver) -> None:
        while True:
            heard = await self._deliveries.get()
            await deliver(heard)
            await self._reply(Command.DELIVER_SM_RESP, heard)
            self._answered.append((self._number, heard))

    async def _stay(self) -> None:
        """A dead connection is found in time."""
        while True:
            await asyncio.sleep(self._centre.idle)
            try:
                await self._ask(Pdu(Command.ENQUIRE_LINK, 0))
            except OutcomeUnknown as error:
                raise Unreachable(f"{self._centre.host} is silent.") from error

    async def _hear(self) -> Pdu:
        """Raises `Unreachable`, `Malformed`."""
        try:
            head = await self._reader.readexactly(4)
            return pdu.decoded(head + await self._reader.readexactly(pdu.length(head) - 4))
        except pdu.Garbled as error:
            raise Malformed(f"{self._centre.host} does not speak SMPP: {error}") from error
        except (OSError, EOFError) as error:
            raise Unreachable(f"The connection to {self._centre.host} is lost.") from error

    async def _reply(self, command: Command, to: Pdu, status: Status = Status.OK) -> None:
        await self._write(Pdu(command, to.sequence, status))

    async def _write(self, one: Pdu) -> None:
        async with self._limited():
            try:
                self._writer.write(pdu.encoded(one))
                await self._writer.drain()
            except OSError as error:
                raise Unreachable(f"The connection to {self._centre.host} is lost.") from error

    @asynccontextmanager
    async def _limited(self) -> AsyncIterator[None]:
        try:
            async with asyncio.timeout(self._centre.limit):
                yield
        except TimeoutError as error:
            raise Unreachable(f"{self._centre.host} does not answer.") from error

    def _give_up(self) -> None:
        self._lost = True
        for answer in self._asked.values():
            if not answer.done():
                answer.set_exception(ConnectionResetError())


@asynccontextmanager
async def bound(centre: Centre) -> AsyncIterator[Bind]:
    """Closed on the way out. Raises `Unreachable`, `Misconfigured`, `TryLater`."""
    try:
        async with asyncio.timeout(centre.limit):
            reader, writer = await asyncio.open_connection(centre.host, centre.port, ssl=centre.safe)
    except ssl.SSLError as error:
        raise tls.trouble(centre.host, centre.port, error) from error
    except (OSError, TimeoutError) as error:
        raise Unreachable(
            f"{centre.host} cannot be reached on port {centre.port}: {why_not(error)}."
        ) from error
    one = Bind(centre, reader, writer)
    try:
        await one.bind()
        yield one
    finally:
        one.say_good_bye()
        writer.close()
        with suppress(OSError, TimeoutError):
            async with asyncio.timeout(1):
                await writer.wait_closed()


async def together(*parts: Coroutine[Any, Any, None]) -> None:
    """Until one of them fails, by its error. No TaskGroup: that of Python 3.11 forgets that it was cancelled when a part
    of it fails at the same time, and whoever cancelled us would wait for ever."""
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


def refusal(status: int) -> SendFailed:
    """Of a message that was not taken."""
    match status:
        case Status.THROTTLED:
            return TryLater("The SMS centre takes no more for the moment.", after=1.0)
        case Status.QUEUE_FULL:
            return TryLater("The SMS centre's queue for this number is full.", after=5.0)
        case Status.SYSTEM_ERROR | Status.TEMPORARY:
            return TryLater(f"The SMS centre is in trouble (status {status:#04x}).")
        case Status.INVALID_DESTINATION:
            return SendFailed("The SMS centre does not know this number: look whether it is right.")
        case Status.INVALID_SOURCE:
            return SendFailed(
                "The SMS centre does not let us write from this number: look at the account's address.",
                Failure.PASSING,
            )
    return SendFailed(f"The SMS centre refuses it (status {status:#04x}).", Failure.PASSING)
