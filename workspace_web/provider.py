"""Signing in through an OpenID provider, and showing again by it who one is: the two addresses that a browser is sent to.
What we have to remember meanwhile is in a cookie that only we can read, for ten minutes."""

import logging

from aiohttp import hdrs, web

from ari_app.access.errors import ProviderFailed, Unreadable
from ari_app.access.openid import Leave, Vouched
from ari_app.access.reception import Reception
from ari_app.access.service import Identity
from ari_app.access.sessions import NewSession
from workspace_web.adapter import hold_session, visit_of
from workspace_web.cookies import drop, hold, session_in

log = logging.getLogger(__name__)

LEAVE, RETURN = "/sign-in/provider", "/sign-in/provider/return"
AWAY = "__Host-trunkline-away"
AGAIN = "again"
SHOWN = "/account?shown"
_ABOUT = "sign-in under way"


class ProviderPages:
    def __init__(self, reception: Reception) -> None:
        self._reception = reception

    def add_to(self, router: web.UrlDispatcher) -> None:
        if self._reception.openid is not None:
            router.add_get(LEAVE, self.leave, allow_head=False)
            router.add_get(RETURN, self.come_back, allow_head=False)

    async def leave(self, request: web.Request) -> web.StreamResponse:
        """Off to the provider; with `again` in the query somebody who is signed in shows once more who they are."""
        assert self._reception.openid is not None
        identity = await self._signed_in(request) if AGAIN in request.query else None
        session = str(identity.session) if identity is not None else ""
        try:
            address, away = await self._reception.openid.leave(self._return_address(request), session)
        except ProviderFailed as error:
            return _failed(error)
        response = _sent(address)
        hold(response, AWAY, self._reception.sealing.seal(away.dump(), _ABOUT))
        return response

    async def come_back(self, request: web.Request) -> web.StreamResponse:
        """Back from there: whom does it vouch for?"""
        openid, visit = self._reception.openid, visit_of(request)
        assert openid is not None
        try:
            away = Leave.load(self._reception.sealing.open(request.cookies.get(AWAY, ""), _ABOUT))
            vouched = await openid.come_back(away, request.query, self._return_address(request))
            if away.again:
                session = await self._again(request, away, vouched)
            else:
                session = await self._reception.sign_in.by_provider(
                    vouched.issuer,
                    vouched.subject,
                    vouched.name,
                    visit.place,
                    add=openid.provider.new_users,
                )
        except Unreadable:
            response = _failed(ProviderFailed("The browser kept nothing of this sign-in.", "late"))
        except ProviderFailed as error:
            response = _failed(error)
        else:
            visit.session = session.secret
            response = _sent(SHOWN if away.again else "/")
        drop(response, AWAY)
        hold_session(response, visit)
        return response

    async def _again(self, request: web.Request, away: Leave, vouched: Vouched) -> NewSession:
        """Only for the session that left, while it lasts."""
        identity = await self._signed_in(request)
        if identity is None or identity.session != away.again:
            raise ProviderFailed("The session that it began in is over.", "late")
        return await self._reception.sign_in.show_again_by_provider(
            identity, vouched.issuer, vouched.subject, visit_of(request).place
        )

    async def _signed_in(self, request: web.Request) -> Identity | None:
        return await self._reception.sessions.verify(session_in(request) or "")

    def _return_address(self, request: web.Request) -> str:
        return f"{self._reception.address or visit_of(request).origin}{RETURN}"


def _failed(error: ProviderFailed) -> web.Response:
    """The page says in its own words what to do; what exactly was wrong concerns those who run the centre."""
    log.warning("Signing in through the provider failed.", extra={"error": str(error)})
    return _sent(f"/sign-in?failed={error.why}")


def _sent(address: str) -> web.Response:
    return web.Response(status=303, headers={hdrs.LOCATION: address})
