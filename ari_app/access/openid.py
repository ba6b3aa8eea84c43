"""Signing in through an OpenID Connect provider: authorization code with PKCE, state and nonce.

The provider's addresses come from its discovery document, which has to name the very issuer that is set; they are https,
or on this machine. Every request has a time limit, a limit of size, and follows no redirect. The identity token counts
when it is signed with a key that the provider publishes, by an algorithm that only the holder of a private key can
compute, and is meant for us, now, and for this sign-in.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from ipaddress import ip_address
from typing import Any
from urllib.parse import quote_plus, urlencode, urlsplit

import aiohttp
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from ari_app.access.errors import ProviderFailed

ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"]
WITHIN = 600.0  # seconds from leaving for the provider to coming back
TIME_LIMIT = 5.0  # seconds for a request
LARGEST = 256 * 1024  # bytes of an answer
GOOD_FOR = 3600.0  # seconds that the discovery document and the keys are kept
LEAST_BETWEEN = 30.0  # seconds between two looks for keys that we do not know
CLOCKS = 60  # seconds that the provider's clock may differ from ours


@dataclass(frozen=True, slots=True)
class Provider:
    """`claim` is the one that is our user name; `new_users`: whoever it vouches for is added, as agent."""

    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    claim: str = "preferred_username"
    new_users: bool = False


@dataclass(frozen=True, slots=True)
class Leave:
    """What the browser keeps for us, sealed, while it is at the provider. `again`: the session whose owner has to show once
    more who they are; empty: they sign in."""

    state: str
    nonce: str
    verifier: str
    at: float
    again: str = ""

    def dump(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @staticmethod
    def load(kept: bytes) -> "Leave":
        return Leave(**json.loads(kept))


@dataclass(frozen=True, slots=True)
class Vouched:
    """Whom the provider vouches for."""

    issuer: str
    subject: str
    name: str


class OpenId:
    """`open_http` makes a session for one request; `now` in seconds since the epoch."""

    def __init__(self, provider: Provider, now: Callable[[], float]) -> None:
        self.provider = provider
        self._now = now
        self._discovery: Mapping[str, Any] | None = None
        self._keys = KeySet([])
        self._discovered_at = self._keys_at = float("-inf")
        self._finding_out = asyncio.Lock()

    async def leave(self, comes_back_to: str, again: str = "") -> tuple[str, Leave]:
        """Where to send the browser, and what it has to bring back. `again`: see `Leave`; the provider then has to ask them,
        though they are signed in there. Raises ProviderFailed."""
        discovery = await self._discover()
        away = Leave(
            secrets.token_urlsafe(32),
            secrets.token_urlsafe(32),
            secrets.token_urlsafe(48),
            self._now(),
            again,
        )
        challenge = hashlib.sha256(away.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self.provider.client_id,
            "redirect_uri": comes_back_to,
            "scope": "openid profile email",
            "state": away.state,
            "nonce": away.nonce,
            "code_challenge": base64.urlsafe_b64encode(challenge).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        if again:
            query |= {"prompt": "login", "max_age": "0"}
        address = _address(discovery, "authorization_endpoint")
        return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(query)}", away

    async def come_back(self, away: Leave, query: Mapping[str, str], comes_back_to: str) -> Vouched:
        """Whom the provider vouches for. Raises ProviderFailed."""
        if not 0 <= self._now() - away.at <= WITHIN:
            raise ProviderFailed("It took too long. Sign in again.", "late")
        if not hmac.compare_digest(query.get("state", "").encode(), away.state.encode()):
            raise ProviderFailed("This answer belongs to another sign-in. Sign in again.", "late")
        if "error" in query or not query.get("code"):
            raise ProviderFailed("The provider did not let them in.", "refused")
        discovery = await self._discover()
        if query.get("iss", self.provider.issuer) != self.provider.issuer:
            raise ProviderFailed("The answer is from another provider than the one that is set.")
        form = {
            "grant_type": "authorization_code",
            "code": query["code"],
            "redirect_uri": comes_back_to,
            "client_id": self.provider.client_id,
            "code_verifier": away.verifier,
        }
        answer = await self._ask("POST", _address(discovery, "token_endpoint"), form)
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise ProviderFailed(
                "The provider sent no identity token: does the client have the scope openid?"
            )
        claims = await self._claims(token, away.nonce)
        if away.again and not _asked_since(claims, away.at):
            raise ProviderFailed("The provider did not ask them again who they are.", "refused")
        return self._vouched(claims)

    # --- the token ----------------------------------------------------------------------------------------------

    async def _claims(self, token: str, nonce: str) -> Mapping[str, Any]:
        await self._learn_keys(at_most_old=GOOD_FOR)
        try:
            claims = self._decoded(token)
        except (JoseError, ValueError):
            await self._learn_keys(at_most_old=LEAST_BETWEEN)  # perhaps it is signed with a new key
            try:
                claims = self._decoded(token)
            except (JoseError, ValueError) as error:
                raise ProviderFailed("The identity token is not signed by the provider.") from error
        registry = jwt.JWTClaimsRegistry(
            now=lambda: int(self._now()),
            leeway=CLOCKS,
            iss={"essential": True, "value": self.provider.issuer},
            aud={"essential": True, "value": self.provider.client_id},
            exp={"essential": True},
            iat={"essential": True},
            sub={"essential": True},
            nonce={"essential": True, "value": nonce},
        )
        try:
            registry.validate(dict(claims))
        except JoseError as error:
            raise ProviderFailed(
                "The identity token is not meant for this sign-in, or is too old."
            ) from error
        if claims.get("azp", self.provider.client_id) != self.provider.client_id:
            raise ProviderFailed("The identity token was issued to another client.")
        return claims

    def _decoded(self, token: str) -> Mapping[str, Any]:
        return jwt.decode(token, self._keys, algorithms=ALGORITHMS).claims

    def _vouched(self, claims: Mapping[str, Any]) -> Vouched:
        subject, name = claims["sub"], claims.get(self.provider.claim)
        if not isinstance(subject, str) or not isinstance(name, str) or not subject or not name.strip():
            raise ProviderFailed(f"The provider says no {self.provider.claim}: choose another openid_claim.")
        if self.provider.claim == "email" and claims.get("email_verified") is not True:
            raise ProviderFailed("The provider has not verified this e-mail address.")
        return Vouched(self.provider.issuer, subject, name.strip())

    # --- the provider -------------------------------------------------------------------------------------------

    async def _discover(self) -> Mapping[str, Any]:
        async with self._finding_out:
            if self._discovery is None or self._discovered_at + GOOD_FOR < self._now():
                issuer = self.provider.issuer
                found = await self._ask("GET", f"{issuer.rstrip('/')}/.well-known/openid-configuration")
                if found.get("issuer") != issuer:
                    raise ProviderFailed(
                        f"The provider calls itself {found.get('issuer')!r}, not {issuer!r}."
                    )
                self._discovery, self._discovered_at = found, self._now()
            return self._discovery

    async def _learn_keys(self, *, at_most_old: float) -> None:
        discovery = await self._discover()
        async with self._finding_out:
            if self._keys_at + at_most_old < self._now():
                found = await self._ask("GET", _address(discovery, "jwks_uri"))
                try:
                    self._keys = KeySet.import_key_set({"keys": _public(found.get("keys"))})
                except (JoseError, ValueError, TypeError, KeyError) as error:
                    raise ProviderFailed("The provider's keys cannot be read.") from error
                self._keys_at = self._now()

    async def _ask(self, method: str, url: str, form: Mapping[str, str] | None = None) -> dict[str, Any]:
        provider = self.provider
        headers = (
            {} if form is None else {"Authorization": _basic(provider.client_id, provider.client_secret)}
        )
        limit = aiohttp.ClientTimeout(total=TIME_LIMIT)
        try:
            async with (
                aiohttp.ClientSession(timeout=limit) as http,
                http.request(method, url, data=form, headers=headers, allow_redirects=False) as answer,
            ):
                body = b""
                async for chunk in answer.content.iter_chunked(16 * 1024):
                    body += chunk
                    if len(body) > LARGEST:
                        raise ProviderFailed("The provider's answer is too large.")
                if answer.status != 200:
                    raise ProviderFailed(f"The provider answered {answer.status}.")
                found = json.loads(body)
        except (aiohttp.ClientError, TimeoutError, ValueError) as error:
            raise ProviderFailed("The provider does not answer, or not with JSON.") from error
        if not isinstance(found, dict):
            raise ProviderFailed("The provider's answer makes no sense.")
        return found


def _asked_since(claims: Mapping[str, Any], at: float) -> bool:
    """Whether the provider says that they showed it who they are after `at`."""
    asked_at = claims.get("auth_time")
    return isinstance(asked_at, int | float) and asked_at + CLOCKS >= at


def _basic(client: str, secret: str) -> str:
    """RFC 6749, 2.3.1: both encoded as in a form, before they are put together."""
    return "Basic " + base64.b64encode(f"{quote_plus(client)}:{quote_plus(secret)}".encode()).decode()


def _public(keys: Any) -> list[dict[str, Any]]:
    """Those for signatures. A secret that both sides know is no signature, whatever the document says."""
    return [key for key in keys or () if key.get("kty") != "oct" and key.get("use", "sig") == "sig"]


def _address(discovery: Mapping[str, Any], name: str) -> str:
    address = str(discovery.get(name, ""))
    if (wrong := address_fault(address)) is not None:
        raise ProviderFailed(f"The provider's {name} cannot be used: {wrong}.")
    return address


def address_fault(address: str) -> str | None:
    """What is wrong with an address of a provider: it has to be https, or on this machine."""
    parts = urlsplit(address)
    if parts.scheme == "https" and parts.hostname:
        return None
    if parts.scheme == "http" and _is_here(parts.hostname or ""):
        return None
    return "it has to begin with https://"


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
