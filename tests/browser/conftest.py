"""Every test here is in a network namespace of its own, with a whole centre and real browsers."""

from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio

from tests.browser.chromium import EXECUTABLE
from tests.browser.namespace import NetworkNamespace, NoNamespace
from tests.browser.shop import Site, site
from tests.browser.writers import INSIDE
from tests.integration.running_centre import RunningCentre, running_centre


@pytest.fixture(scope="session")
def namespace() -> Iterator[NetworkNamespace]:
    if not EXECUTABLE.exists():
        pytest.skip(f"{EXECUTABLE} is missing: `docker/install --test` installs it")
    try:
        made = NetworkNamespace()
    except NoNamespace as reason:
        pytest.skip(str(reason))
    yield made
    made.close()


@pytest.fixture(scope="module", autouse=True)
def inside(namespace: NetworkNamespace) -> Iterator[None]:
    """What a module's fixtures and tests start is in there."""
    with namespace.inside():
        yield


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def centre(inside: None) -> AsyncIterator[RunningCentre]:
    async with running_centre(inside_hosts=INSIDE) as running:
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop(centre: RunningCentre) -> AsyncIterator[Site]:
    async with site(centre) as opened:
        yield opened
