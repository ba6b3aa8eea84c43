"""The command `trunkline`: run it, check it, administer it, try a flow."""

import argparse
import asyncio
import logging
import os
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TypeVar

import uvloop

from ari_app import asterisk, config, logs, ports
from ari_app.access.audit import Act, Verdict
from ari_app.access.errors import AccessError
from ari_app.access.reception import Reception
from ari_app.config import Settings, WrongSetting
from ari_app.front_desk import desk_of, set_up_address
from ari_app.launch import launch
from ari_app.main import serve
from ari_app.storage import configuration
from ari_app.storage.choices import Role
from ari_app.storage.database import Database
from ari_app.storage.errors import StorageError
from ari_app.storage.rows.access import UserRow
from ari_app.supervisor import REPLACED, CannotStart
from ari_app.telephony.ari import TakenOver
from asterisk_conf import render
from asterisk_conf.command import command
from asterisk_conf.installation import AsteriskMissing
from asterisk_conf.rules import UnsafeValue
from ivr import check, simulator
from ivr.faults import FlowFaults
from ivr.flow import Flow, loads

Result = TypeVar("Result")


class Failed(Exception):
    """A command could not do its work; the message says what to do."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Returns the exit code: 0 done, 1 could not be done, 2 wrongly asked, 3 replaced by another app."""
    options = _parser().parse_args(arguments)
    flags = {
        name: value for name in config.helps() if (value := getattr(options, f"set_{name}", None)) is not None
    }
    try:
        return int(options.run(config.load(os.environ, flags), options) or 0)
    except WrongSetting as wrong:
        return _complain(f"A setting is wrong.\n{wrong}", 2)
    except (
        Failed,
        FlowFaults,
        AsteriskMissing,
        CannotStart,
        UnsafeValue,
        StorageError,
        AccessError,
    ) as failure:
        return _complain(str(failure), 1)


def _complain(text: str, code: int) -> int:
    print(text, file=sys.stderr)
    return code


# --- running ----------------------------------------------------------------------------------------------------------


def _run(settings: Settings, options: argparse.Namespace) -> None:
    _prepare_folder(settings)
    logs.set_up(settings.log_level, settings.log_format)
    asyncio.run(launch(settings, _own_flags(options)))


def _serve(settings: Settings, options: argparse.Namespace) -> int:
    _prepare_folder(settings)
    logs.set_up(settings.log_level, settings.log_format)
    ports.check(*ports.of_app(settings))
    code = 0
    try:
        uvloop.run(serve(settings))
    except* TakenOver:
        code = _complain("This app stops: another one serves the calls of this Asterisk now.", REPLACED)
    return code


def _own_flags(options: argparse.Namespace) -> list[str]:
    """The setting flags that we were started with, to hand them on."""
    given = ((name, getattr(options, f"set_{name}", None)) for name in config.helps())
    return [f"--{name.replace('_', '-')}={value}" for name, value in given if value is not None]


def _prepare_folder(settings: Settings) -> None:
    try:
        settings.state.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WrongSetting(f"state: the folder {settings.state} cannot be made: {error}.") from error


def _check(settings: Settings, options: argparse.Namespace) -> None:
    """Everything that can be found out without starting: settings, Asterisk, its configuration, the database."""
    _prepare_folder(settings)
    user = asterisk.user(settings)
    where = asterisk.installed(settings)
    print(f"Asterisk: {where.root or 'the one on the PATH'}")
    print(f"Its configuration: {len(render.render(where))} files render.")
    print(f"Its command: {' '.join(command(where, user=user))}")
    _with_database(settings, Database.check_schema)
    print("The database answers and has the right schema.")


def _settings(settings: Settings, options: argparse.Namespace) -> None:
    for name, (_, help) in config.helps().items():
        value = getattr(settings, name)
        shown = "(set)" if value and help.secret else value
        print(f"{name:<20} {shown!s:<28} {help.text}")


# --- administering ----------------------------------------------------------------------------------------------------


def _administer(settings: Settings, work: Callable[[Database], Awaitable[Result]]) -> Result:
    """Work on a database that has our schema."""

    async def checked(database: Database) -> Result:
        await database.check_schema()
        return await work(database)

    return _with_database(settings, checked)


def _with_database(settings: Settings, work: Callable[[Database], Awaitable[Result]]) -> Result:
    _prepare_folder(settings)

    async def run() -> Result:
        database = await Database.open(settings.database_url)
        try:
            return await work(database)
        finally:
            await database.close()

    return asyncio.run(run())


def _upgrade(settings: Settings, options: argparse.Namespace) -> None:
    _with_database(settings, lambda database: database.upgrade())
    print("The database has the newest schema.")


def _downgrade(settings: Settings, options: argparse.Namespace) -> None:
    _with_database(settings, lambda database: database.downgrade(options.revision))
    print(f"The database is back at {options.revision}.")


def _reload(settings: Settings, options: argparse.Namespace) -> None:
    """The outbox carries it, so that it also reaches a centre that is away just now."""
    told = configuration.told("cli", _now())
    _with_database(settings, lambda database: database.writer.commit([told]))
    print("The running centre works by what the database holds within a minute.")


def _at_the_desk(settings: Settings, work: Callable[[Reception, Database], Awaitable[Result]]) -> Result:
    """Work on users; what was done is in the audit log on return."""

    async def work_there(database: Database) -> Result:
        reception = desk_of(settings, database, _now)
        try:
            return await work(reception, database)
        finally:
            await reception.audit.close()

    return _administer(settings, work_there)


async def _named(reception: Reception, name: str) -> UserRow:
    user = await reception.access.user_named(name)
    if user is None:
        raise Failed(f"There is no user {name!r}; make one with: trunkline user add {name}")
    return user


async def _noted(reception: Reception, action: str, name: str, **detail: str | None) -> None:
    await reception.audit.note(Act("command line", action, name, detail=detail))


def _add_user(settings: Settings, options: argparse.Namespace) -> None:
    async def add(reception: Reception, database: Database) -> str:
        agents = [agent.row.id for agent in (await configuration.read(database.reader)).agents]
        if options.agent is not None and options.agent not in agents:
            raise Failed(
                f"There is no agent {options.agent!r}; there are: {', '.join(agents) or 'none yet'}."
            )
        user = await reception.access.add_user(options.name, Role(options.role), options.agent)
        await _noted(reception, "add_user", options.name, role=options.role, agent=options.agent)
        return await reception.links.make(user.id)

    secret = _at_the_desk(settings, add)
    print(f"{options.name} is {options.role}. They choose their password here, once, within a day:")
    print(set_up_address(settings, secret))
    print(f"A program that works for them takes a token: trunkline token create {options.name}")


def _link_user(settings: Settings, options: argparse.Namespace) -> None:
    async def link(reception: Reception, database: Database) -> str:
        user = await _named(reception, options.name)
        secret = await reception.links.make(user.id)
        await _noted(reception, "make_set_up_link", options.name)
        return secret

    print(set_up_address(settings, _at_the_desk(settings, link)))
    print("It is good once, for a day; the one before is not any more.", file=sys.stderr)


def _disable_user(settings: Settings, options: argparse.Namespace) -> None:
    async def disable(reception: Reception, database: Database) -> None:
        await reception.access.disable_user((await _named(reception, options.name)).id)
        await _noted(reception, "disable_user", options.name)

    _at_the_desk(settings, disable)
    print(f"{options.name} is signed out everywhere and may not sign in any more.")


def _verify_audit(settings: Settings, options: argparse.Namespace) -> int:
    async def verify(reception: Reception, database: Database) -> Verdict:
        return await reception.audit.verify()

    verdict = _at_the_desk(settings, verify)
    if not verdict.ok:
        return _complain(f"The audit log is broken: {verdict.why}.", 1)
    print(f"The audit log is whole: {verdict.rows} rows. The last one's seal: {verdict.head or 'none yet'}")
    return 0


def _create_token(settings: Settings, options: argparse.Namespace) -> None:
    async def create(reception: Reception, database: Database) -> str:
        owner = await _named(reception, options.user)
        expires = None if options.days is None else _now() + options.days * 86_400
        role = owner.role if options.role is None else Role(options.role)
        token = await reception.access.create_token(owner.id, role, options.label, expires)
        await _noted(reception, "create_token", options.user, role=role.value, token=token.row.id)
        return token.secret

    print(_at_the_desk(settings, create))
    print("This is shown once. Send it as: Authorization: Bearer <token>", file=sys.stderr)


def _now() -> float:
    return time.time()  # noqa: TID251 - a command is its own main and makes its own clock


# --- flows ------------------------------------------------------------------------------------------------------------


def _read_flow(file: str) -> Flow:
    try:
        text = Path(file).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Failed(f"{file} cannot be read: {error}") from error
    return loads(text)


def _check_flow(settings: Settings, options: argparse.Namespace) -> int:
    faults = check.check(_read_flow(options.file))
    for fault in faults:
        print(fault)
    if not faults:
        print(f"{options.file}: no faults.")
    return 1 if faults else 0


def _run_flow(settings: Settings, options: argparse.Namespace) -> None:
    flow = _read_flow(options.file)
    if faults := check.check(flow):
        raise FlowFaults(faults)

    def read() -> str | None:
        try:
            return input("> ")
        except EOFError:
            return None

    simulator.run(flow, read, print, _now())


# --- the command line -------------------------------------------------------------------------------------------------


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="trunkline", description="An open-source contact centre on Asterisk."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(
        group: "argparse._SubParsersAction[argparse.ArgumentParser]",
        name: str,
        help: str,
        run: Callable[[Settings, argparse.Namespace], int | None],
    ) -> argparse.ArgumentParser:
        command = group.add_parser(name, help=help, description=help)
        command.set_defaults(run=run)
        for setting, (_, meant) in config.helps().items():
            command.add_argument(
                f"--{setting.replace('_', '-')}", dest=f"set_{setting}", metavar="X", help=meant.text
            )
        return command

    def group(name: str, help: str) -> "argparse._SubParsersAction[argparse.ArgumentParser]":
        return commands.add_parser(name, help=help).add_subparsers(required=True, metavar="COMMAND")

    add(commands, "run", "start Asterisk and the app in the foreground", _run)
    add(commands, "serve", "start the app alone; Asterisk runs elsewhere", _serve)
    add(commands, "check", "look for what would keep the centre from starting", _check)
    add(commands, "settings", "list all settings and their values", _settings)

    add(commands, "reload", "have a running centre take up what was changed in the database", _reload)

    users = group("user", "users")
    user = add(users, "add", "add a user, and make the link by which they choose a password", _add_user)
    user.add_argument("name")
    user.add_argument("--role", choices=[role.value for role in Role], default=Role.AGENT.value)
    user.add_argument("--agent", help="the agent whose calls this user answers")

    add(users, "link", "make a link by which a user chooses a new password", _link_user).add_argument("name")
    add(users, "disable", "sign a user out, for good", _disable_user).add_argument("name")

    add(group("audit", "the audit log"), "verify", "see whether the audit log was changed", _verify_audit)

    token = add(
        group("token", "tokens of the API"), "create", "make a token; it is shown once", _create_token
    )
    token.add_argument("user", help="name of the user it is for")
    token.add_argument("--role", choices=[role.value for role in Role], help="less than the user's own")
    token.add_argument("--label", default="", help="what it is for")
    token.add_argument("--days", type=float, help="how long it is valid; for ever unless given")

    database = group("db", "the database")
    add(database, "upgrade", "bring the schema to the newest version", _upgrade)
    downgrade = add(database, "downgrade", "take the schema back", _downgrade)
    downgrade.add_argument("revision", help="the revision to go back to, or base")

    flow = group("flow", "flows")
    for name, help, run in (
        ("check", "list every fault of a flow", _check_flow),
        ("run", "talk to a flow: type words or keys, :wait 5, :hangup", _run_flow),
    ):
        add(flow, name, help, run).add_argument("file", help="a flow, as JSON")
    return parser


if __name__ == "__main__":
    logging.captureWarnings(True)
    sys.exit(main())
