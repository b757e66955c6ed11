"""A real Home Assistant over HTTP, the simulated upstreams, and a browser."""

from collections.abc import AsyncGenerator, Generator
from datetime import UTC, datetime
import os
from pathlib import Path

import aiohttp
from playwright.async_api import Browser
import pytest

from demo.browser import chromium
from demo.client import HomeAssistantClient
from demo.installation import Installation
from demo.processes import ROOT, remove
from demo.worlds import HOME, demo_accounts, steady_start

from .test_end_to_end import eventually, wrong_states

OUTPUT = ROOT / "e2e-output"


@pytest.fixture(scope="session")
def output() -> Path:
    """Return an empty folder for screenshots and logs, one for each process."""
    folder = OUTPUT / os.environ.get("PYTEST_XDIST_WORKER", "main")
    remove(folder)
    folder.mkdir(parents=True)
    return folder


@pytest.fixture(scope="session")
def installation(output: Path) -> Generator[Installation]:
    """Return a running installation without the integration."""
    start = steady_start(HOME.world, datetime.now(UTC).replace(microsecond=0))
    installation = Installation(
        output / "installation", world=("--start", start.isoformat())
    )
    try:
        installation.start()
        yield installation
    finally:
        installation.close()


@pytest.fixture
async def session() -> AsyncGenerator[aiohttp.ClientSession]:
    """Return a session."""
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def client(
    installation: Installation, session: aiohttp.ClientSession
) -> HomeAssistantClient:
    """Return the owner, logged in."""
    return await HomeAssistantClient.connect(session, installation.url)


@pytest.fixture
async def ocean(client: HomeAssistantClient) -> None:
    """Make sure that there are accounts, whichever test comes first."""
    entries = await client.get("/api/config/config_entries/entry?domain=ocean_xyz")
    if not entries:
        await client.add_ocean(demo_accounts())
    await eventually(lambda: wrong_states(client))


@pytest.fixture(scope="session")
async def browser() -> AsyncGenerator[Browser]:
    """Return a headless browser."""
    async with chromium() as browser:
        yield browser
