"""Signing in through an OpenID provider: a real one, with real keys, that lies in every way that we can think of."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from joserfc.jwk import RSAKey

from ari_app.access.errors import ProviderFailed
from ari_app.access.openid import LEAST_BETWEEN, WITHIN, Leave, OpenId, Provider, Vouched, address_fault
from ari_app.access.reception import Reception
from ari_app.clock import HandClock
from ari_app.storage.choices import Role
from ari_app.storage.rows.access import UserRow
from tests.service.access.conftest import HOME
from tests.service.access.provider import CLIENT, SECRET, TestProvider

BACK = "http://127.0.0.1:8080/sign-in/provider/return"


@pytest.fixture
async def provider(clock: HandClock) -> AsyncIterator[TestProvider]:
    running = TestProvider(clock.now)
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
def openid(provider: TestProvider, clock: HandClock) -> OpenId:
    return OpenId(Provider(provider.issuer, CLIENT, SECRET), clock.now)


async def signed_in(openid: OpenId, provider: TestProvider, **changed: str) -> Vouched:
    address, away = await openid.leave(BACK)
    away = Leave.load(away.dump())
    return await openid.come_back(away, provider.visited(address) | changed, BACK)


async def test_the_provider_vouches_for_somebody(openid: OpenId, provider: TestProvider) -> None:
    assert await signed_in(openid, provider) == Vouched(provider.issuer, "subject-1", "ann")


async def test_v10_5_1_each_sign_in_is_one_of_its_own(openid: OpenId) -> None:
    leaves = [await openid.leave(BACK) for _ in range(10)]
    for secret in ("state", "nonce", "verifier"):
        assert len({getattr(away, secret) for _, away in leaves}) == 10
        assert all(len(getattr(away, secret)) >= 43 for _, away in leaves)
    assert not any(away.verifier in address for address, away in leaves), "only its hash leaves"


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://elsewhere.example"},
        {"aud": "another client"},
        {"aud": None},
        {"exp": 1},
        {"exp": None},
        {"nonce": "another"},
        {"nonce": None},
        {"sub": None},
        {"iat": None},
        {"azp": "another client"},
    ],
    ids=str,
)
async def test_v10_5_2_a_token_for_another_purpose_lets_nobody_in(
    openid: OpenId, provider: TestProvider, claims: dict[str, Any]
) -> None:
    provider.claims |= claims
    with pytest.raises(ProviderFailed):
        await signed_in(openid, provider)


@pytest.mark.parametrize("how", ["signed_by_nobody", "signed_with_the_public_key", "signed_by_another"])
async def test_v9_1_2_a_token_that_the_provider_did_not_sign_lets_nobody_in(
    openid: OpenId, provider: TestProvider, how: str
) -> None:
    provider.sign = getattr(provider, how)
    with pytest.raises(ProviderFailed, match="not signed by the provider"):
        await signed_in(openid, provider)


async def test_v10_2_1_the_answer_to_another_sign_in_is_refused(
    openid: OpenId, provider: TestProvider, clock: HandClock
) -> None:
    for changed in ({"state": "another"}, {"state": ""}, {"error": "access_denied"}, {"code": ""}):
        with pytest.raises(ProviderFailed):
            await signed_in(openid, provider, **changed)
    with pytest.raises(ProviderFailed, match="another provider"):
        await signed_in(openid, provider, iss="https://elsewhere.example")
    with pytest.raises(ProviderFailed):  # a code that was stolen: the verifier is missing
        address, _ = await openid.leave(BACK)
        _, mine = await openid.leave(BACK)
        await openid.come_back(mine, provider.visited(address) | {"state": mine.state}, BACK)
    address, away = await openid.leave(BACK)
    clock.advance(WITHIN + 1)
    with pytest.raises(ProviderFailed, match="too long"):
        await openid.come_back(away, provider.visited(address), BACK)


async def test_new_keys_are_fetched_but_not_for_every_forgery(
    openid: OpenId, provider: TestProvider, clock: HandClock
) -> None:
    await signed_in(openid, provider)
    await signed_in(openid, provider)
    assert provider.asked_for_keys == 1
    provider.key = RSAKey.generate_key(2048, {"kid": "two", "use": "sig"})
    clock.advance(LEAST_BETWEEN + 1)
    await signed_in(openid, provider)
    assert provider.asked_for_keys == 2
    provider.sign = provider.signed_by_another
    for _ in range(5):
        with pytest.raises(ProviderFailed):
            await signed_in(openid, provider)
    assert provider.asked_for_keys == 2


@pytest.mark.parametrize(
    "lie",
    [
        {"issuer": "https://elsewhere.example"},
        {"token_endpoint": "http://169.254.169.254/latest"},
        {"token_endpoint": "file:///etc/passwd"},
        {"jwks_uri": "http://internal.example/keys"},
        {"authorization_endpoint": "javascript:alert(1)"},
        {"token_endpoint": None},
    ],
    ids=str,
)
async def test_v1_3_6_the_document_of_the_provider_sends_us_nowhere_else(
    openid: OpenId, provider: TestProvider, lie: dict[str, Any]
) -> None:
    provider.discovery = lie
    with pytest.raises(ProviderFailed):
        await signed_in(openid, provider)


async def test_a_provider_that_is_away_or_talks_nonsense(
    provider: TestProvider, clock: HandClock, unused_tcp_port: int
) -> None:
    for issuer in (f"http://127.0.0.1:{unused_tcp_port}", f"{provider.issuer}/keys"):
        with pytest.raises(ProviderFailed):
            await OpenId(Provider(issuer, CLIENT, SECRET), clock.now).leave(BACK)


async def test_an_address_is_trusted_when_it_was_verified(provider: TestProvider, clock: HandClock) -> None:
    openid = OpenId(Provider(provider.issuer, CLIENT, SECRET, claim="email"), clock.now)
    provider.claims = {"email": "ann@example.org"}
    with pytest.raises(ProviderFailed, match="not verified"):
        await signed_in(openid, provider)
    provider.claims["email_verified"] = True
    assert (await signed_in(openid, provider)).name == "ann@example.org"
    provider.claims = {}
    with pytest.raises(ProviderFailed, match="openid_claim"):
        await signed_in(openid, provider)


@pytest.mark.parametrize(
    ("address", "good"),
    [
        ("https://id.example/x", True),
        ("http://127.0.0.1:9000/x", True),
        ("http://[::1]/x", True),
        ("http://localhost/x", True),
        ("http://id.example/x", False),
        ("https://", False),
        ("ftp://127.0.0.1", False),
        ("", False),
    ],
)
def test_addresses_are_encrypted_or_on_this_machine(address: str, good: bool) -> None:
    assert (address_fault(address) is None) == good


# --- whom we know ----------------------------------------------------------------------------------------------------


async def vouched(reception: Reception, subject: str, name: str, *, add: bool = False) -> UserRow | None:
    session = await reception.sign_in.by_provider("https://id.example", subject, name, HOME, add=add)
    return await reception.access.user(session.identity.user)


async def test_a_subject_is_the_same_user_whatever_it_is_called_later(
    reception: Reception, ann: UserRow
) -> None:
    bob = await reception.access.add_user("bob", Role.ADMIN)
    assert await vouched(reception, "s1", "ann") == ann
    assert await vouched(reception, "s1", "bob") == ann, (
        "who renames themselves there becomes nobody else here"
    )
    with pytest.raises(ProviderFailed, match="another account"):
        await vouched(reception, "s2", "ann")
    assert await vouched(reception, "s3", "bob") == bob


async def test_who_is_no_user_is_let_in_only_where_that_is_set(reception: Reception) -> None:
    with pytest.raises(ProviderFailed, match="no active user 'eve'"):
        await vouched(reception, "s1", "eve")
    eve = await vouched(reception, "s1", "eve", add=True)
    assert eve is not None
    assert (eve.name, eve.role) == ("eve", Role.AGENT)
    await reception.access.disable_user(eve.id)
    for add in (False, True):
        with pytest.raises(ProviderFailed):
            await vouched(reception, "s1", "eve", add=add)
