"""Users as admins change them: checked and fenced as all that is set up, and carried out by `access`."""

from dataclasses import dataclass

from ari_app.access.errors import NameTaken, UnknownUser
from ari_app.access.service import Access
from ari_app.administration import rules
from ari_app.administration.errors import Conflict, Unfit, Unknown
from ari_app.administration.service import Administration
from ari_app.administration.things import Kind, Plan
from ari_app.storage.choices import Role
from ari_app.storage.rows.access import UserRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a user may, and sees; `teams`, `queues` None: all."""

    role: Role
    agent: str | None = None
    teams: tuple[str, ...] | None = None
    queues: tuple[str, ...] | None = None
    disabled: bool = False


class Users:
    """`by` is the id of the user who changes something."""

    def __init__(self, administration: Administration, access: Access) -> None:
        self._administration = administration
        self._access = access

    async def add(self, name: str, wanted: Wanted) -> UserRow:
        """Raises Conflict when the name is taken, Unfit."""
        _check(_row("", name, wanted), await self._administration.plan())
        try:
            return await self._access.add_user(
                name, wanted.role, wanted.agent, teams=wanted.teams, queues=wanted.queues
            )
        except NameTaken as error:
            raise Conflict(f"There is a user {name!r} already: choose another name.") from error

    async def change(self, id: str, wanted: Wanted, seen: int, by: str, name: str) -> None:
        """`name`: of who does it. Raises Unknown, Conflict, Unfit."""
        plan = await self._administration.plan()
        known = plan.of(Kind.USER).get(id)
        if not isinstance(known, UserRow):
            raise Unknown(f"There is no user {id!r}.")
        if id == by and (wanted.disabled or wanted.role is not Role.ADMIN):
            raise Conflict("You cannot take your own rights away: another administrator has to do it.")
        _check(_row(id, known.name, wanted), plan)
        await self._administration.claim(Kind.USER, id, seen, name)
        try:
            await self._access.change_user(
                id, wanted.role, agent=wanted.agent, teams=wanted.teams, queues=wanted.queues
            )
            if wanted.disabled and known.disabled_at is None:
                await self._access.disable_user(id)
            elif not wanted.disabled and known.disabled_at is not None:
                await self._access.enable_user(id)
        except UnknownUser as error:
            raise Unknown(str(error)) from error


def _row(id: str, name: str, wanted: Wanted) -> UserRow:
    return UserRow(id, name, wanted.role, wanted.agent, 0.0, teams=wanted.teams, queues=wanted.queues)


def _check(row: UserRow, plan: Plan) -> None:
    faults = list(rules.unknown(row, plan))
    others = [
        user.name
        for user in plan.of(Kind.USER).values()
        if isinstance(user, UserRow)
        and user.agent == row.agent
        and user.id != row.id
        and user.disabled_at is None
    ]
    if row.agent is not None and others:
        faults.append(
            rules.Fault("/agent", f"{others[0]} answers this agent's calls already: choose another.")
        )
    if row.role is Role.AGENT and row.agent is None:
        faults.append(rules.Fault("/agent", "Whoever has the role agent answers calls: say as which agent."))
    if faults:
        raise Unfit(faults)
