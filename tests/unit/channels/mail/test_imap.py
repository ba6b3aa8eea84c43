"""IMAP with servers that say odd things, or nothing. (How it is with a real one: tests/integration/test_mail.py.)"""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace

import pytest

from ari_app.channels.errors import ChannelError, Malformed, Misconfigured, Unreachable
from ari_app.channels.mail.imap import Server, connected

WELL: Mapping[str, str] = {
    "": "* OK ready",
    "CAPABILITY": "* CAPABILITY IMAP4rev1 IDLE AUTH=PLAIN\r\n{tag} OK done",
    "AUTHENTICATE": "+ \r\n{tag} OK in",
    "LOGIN": "{tag} OK in",
    "SELECT": "* 3 EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT 12] x\r\n{tag} OK done",
    "SEARCH": "* SEARCH 11 9\r\n{tag} OK done",
    "FETCH": "* 3 FETCH (UID 11 BODY[]<0> {{2}}\r\nhi)\r\n{tag} OK done",
    "IDLE": "* 4 EXISTS\r\n+ idling",
    "DONE": "T{last} OK done",
}


@asynccontextmanager
async def server(**says: str) -> AsyncIterator[Server]:
    """It answers each command by its name, and to nothing else."""
    answers = {**WELL, **{name.strip("_"): answer for name, answer in says.items()}}
    asked: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            writer.write(f"{answers['']}\r\n".encode() if answers[""] else b"")
            while line := (await reader.readline()).decode():
                asked.append(line.strip())
                tag, _, command = line.strip().partition(" ")
                names = (name for name in answers if name and name in (tag, *command.split()[:2]))
                name = next(names, None)
                if name is not None and answers[name]:
                    writer.write((answers[name].format(tag=tag, last=len(asked) - 2) + "\r\n").encode())
        writer.close()

    listening = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with listening:
        port = listening.sockets[0].getsockname()[1]
        yield Server("127.0.0.1", port, "none", 'an"n', "pass\\word", limit=0.5)


async def test_a_mail() -> None:
    async with server() as one, connected(one) as imap:
        mailbox = await imap.select("INBOX")
        assert (mailbox.validity, mailbox.next, mailbox.count) == (7, 12, 3)
        assert await imap.after(9) == [11]
        mail = await imap.fetch(11, 100)
        assert mail is not None
        assert mail.content == b"hi"
        assert await imap.fetch(12, 100) is None


async def test_news_in_the_middle_of_something_else_are_not_forgotten() -> None:
    """It is told once that a mail came: before we wait, or while we begin to."""
    async with server(SELECT="* 4 EXISTS\r\n{tag} OK done") as one, connected(one) as imap:
        await imap.select("INBOX")
        await imap.wait(60, 60)


@pytest.mark.parametrize(
    ("says", "error", "said"),
    [
        ({"_": "* BYE too many"}, Unreachable, "does not want us now: BYE too many"),
        ({"_": ""}, Unreachable, "does not answer"),
        ({"_": "HTTP/1.1 400 Bad Request"}, Unreachable, "does not want us now"),
        ({"AUTHENTICATE": "{tag} NO wrong"}, Misconfigured, 'does not let an"n in: NO wrong'),
        ({"CAPABILITY": ""}, Unreachable, "does not answer"),
        ({"CAPABILITY": "* CAPABILITY )(\r\n{tag} OK"}, Malformed, "does not speak IMAP"),
        ({"SELECT": "{tag} NO no such"}, Misconfigured, "There is no mailbox 'INBOX'"),
        ({"SEARCH": "{tag} BAD what"}, Unreachable, "did not do UID"),
        ({"FETCH": "* 3 FETCH (UID 11 BODY[] {{900000000}}\r\n"}, Malformed, "more than was asked for"),
        ({"FETCH": "* 3 FETCH (UID 11 BODY[] {{50}}\r\nhi"}, Unreachable, "does not answer"),
        ({"FETCH": "x" * 300_000}, Unreachable, "is lost"),
    ],
)
async def test_odd_servers(says: dict[str, str], error: type[ChannelError], said: str) -> None:
    async with server(**says) as one:
        with pytest.raises(error, match=said.replace("(", r"\(")):
            async with connected(one) as imap:
                await imap.select("INBOX")
                await imap.after(1)
                await imap.fetch(11, 1000)


async def test_nobody_may_speak_before_the_connection_is_safe() -> None:
    """What somebody on the way put behind the answer to STARTTLS would be taken for the server's own words."""
    capability = "* CAPABILITY IMAP4rev1 STARTTLS\r\n{tag} OK"
    async with server(CAPABILITY=capability, STARTTLS="{tag} OK go\r\nT3 OK evil") as one:
        with pytest.raises(Malformed, match="before the connection is safe"):
            async with connected(replace(one, security="starttls")):
                pass
    async with server() as one:
        with pytest.raises(Misconfigured, match="offers no STARTTLS"):
            async with connected(replace(one, security="starttls")):
                pass


async def test_a_server_that_knows_login_only() -> None:
    async with server(CAPABILITY="* CAPABILITY IMAP4rev1\r\n{tag} OK") as one, connected(one) as imap:
        assert not imap.idles


async def test_no_name_is_a_command() -> None:
    async with server() as one, connected(one) as imap:
        with pytest.raises(Misconfigured, match="one line"):
            await imap.select("INBOX\r\nT9 DELETE INBOX")


async def test_nobody_there() -> None:
    with pytest.raises(Unreachable, match="cannot be reached on port 1"):
        async with connected(Server("127.0.0.1", 1, "none", "ann")):
            pass
