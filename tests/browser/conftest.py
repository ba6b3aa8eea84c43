"""Every test here is in a network namespace of its own, with a whole centre and real browsers."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

from ari_app.demo import QUEUES
from tests.browser.chromium import EXECUTABLE
from tests.browser.desk import UNHURRIED, set_queue
from tests.browser.namespace import NetworkNamespace, NoNamespace
from tests.browser.shop import Site, site
from tests.browser.writers import INSIDE
from tests.integration.running_centre import RunningCentre, running_centre

SECONDS = 600
"""That a test may take: it waits for a browser and a whole centre, on a machine with other work."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.timeout(SECONDS))


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
        for queue in QUEUES:
            await set_queue(running, queue, **UNHURRIED)
        yield running


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shop(centre: RunningCentre) -> AsyncIterator[Site]:
    async with site(centre) as opened:
        yield opened
