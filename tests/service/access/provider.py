"""A real OpenID provider for the tests, on loopback: it signs with its own keys, checks PKCE, client and redirect, and can
be told to do each of these things wrongly."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiohttp import web
from aiohttp.test_utils import TestServer
from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "trunkline", "a secret of the client"


@dataclass
class TestProvider:
    """`claims` is what it says of who signs in, over what it has to say; `sign` may sign otherwise."""

    __test__ = False

    now: Callable[[], float]
    claims: dict[str, Any] = field(default_factory=lambda: {"preferred_username": "ann"})
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}))
    algorithm: str = "RS256"
    issuer: str = ""
    discovery: dict[str, Any] = field(default_factory=dict)
    asked_for_keys: int = 0
    asked_anew: bool = False
    sign: Callable[[dict[str, Any]], str] | None = None
    _codes: dict[str, dict[str, str]] = field(default_factory=dict)
    _server: TestServer | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_get("/.well-known/openid-configuration", self._discovery)
        app.router.add_get("/keys", self._keys)
        app.router.add_post("/token", self._token)
        self._server = TestServer(app)
        await self._server.start_server()
        self.issuer = str(self._server.make_url("")).rstrip("/")

    async def stop(self) -> None:
        assert self._server is not None
        await self._server.close()

    def visited(self, address: str) -> dict[str, str]:
        """Somebody opens the address and signs in there: what the provider sends them back with."""
        parts = urlsplit(address)
        query = {name: value for name, (value,) in parse_qs(parts.query).items()}
        assert parts.path == "/authorize"
        assert query["client_id"] == CLIENT
        assert query["response_type"] == "code"
        assert query["code_challenge_method"] == "S256"
        assert "openid" in query["scope"].split()
        code = secrets.token_urlsafe(8)
        self._codes[code] = query
        self.asked_anew = query.get("prompt") == "login" and query.get("max_age") == "0"
        return {"code": code, "state": query["state"], "iss": self.issuer}

    async def _discovery(self, request: web.Request) -> web.Response:
        document = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }
        return web.json_response(document | self.discovery)

    async def _keys(self, request: web.Request) -> web.Response:
        self.asked_for_keys += 1
        return web.json_response({"keys": [self.key.as_dict(private=False)]})

    async def _token(self, request: web.Request) -> web.Response:
        scheme, _, given = request.headers["Authorization"].partition(" ")
        assert (scheme, base64.b64decode(given).decode()) == ("Basic", "trunkline:a+secret+of+the+client")
        form = await request.post()
        asked = self._codes.pop(str(form["code"]), None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(str(form["code_verifier"]).encode()).digest())
        if (
            asked is None
            or form["grant_type"] != "authorization_code"
            or form["redirect_uri"] != asked["redirect_uri"]
            or challenge.decode().rstrip("=") != asked["code_challenge"]
        ):
            return web.json_response({"error": "invalid_grant"}, status=400)
        now = int(self.now())
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "subject-1",
            "iat": now,
            "exp": now + 300,
            "nonce": asked["nonce"],
        } | self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        return web.json_response({"token_type": "Bearer", "id_token": (self.sign or self._signed)(claims)})

    def _signed(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": self.algorithm, "kid": self.key.kid}, claims, self.key)

    def signed_by_nobody(self, claims: dict[str, Any]) -> str:
        """`alg: none`."""
        return f"{self._unsigned(claims, 'none')}."

    def signed_with_the_public_key(self, claims: dict[str, Any]) -> str:
        """As a shared secret: `alg: HS256` with what everybody can read."""
        unsigned = self._unsigned(claims, "HS256")
        signature = hmac.digest(self.key.as_pem(private=False), unsigned.encode(), "sha256")
        return f"{unsigned}.{_base64(signature)}"

    def signed_by_another(self, claims: dict[str, Any]) -> str:
        return jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims, RSAKey.generate_key(2048))

    def _unsigned(self, claims: dict[str, Any], algorithm: str) -> str:
        head = {"alg": algorithm, "kid": self.key.kid}
        return ".".join(_base64(json.dumps(part).encode()) for part in (head, claims))


def _base64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
