"""Makes the pictures of the dashboard: `scripts/screenshots`."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
import shutil
import sys
import tempfile

import aiohttp
from playwright.async_api import Browser

from .__main__ import DASHBOARD, say, set_up
from .browser import DARK, DESKTOP, PHONE, Look, chromium, visiting
from .client import HomeAssistantClient
from .installation import Installation
from .processes import ROOT
from .worlds import HOME

PICTURES = ROOT / "docs" / "images" / "dashboard"
VIEWS = ("overview", "workers", "earnings", "pool", "costs")

# One machine is off, so that the pictures show an offline worker.
OFF = ("s19-shed",)

# A worker goes offline only when chance no longer explains its silence.
NOTICED_SECONDS = 120


async def noticed(client: HomeAssistantClient) -> None:
    """Wait until the machine that is off is shown as offline."""
    for _ in range(NOTICED_SECONDS):
        states = await client.states()
        if states["sensor.home_workers_offline"]["state"] == str(len(OFF)):
            return
        await asyncio.sleep(1)


async def take(
    browser: Browser, client: HomeAssistantClient, look: Look, folder: Path
) -> list[str]:
    """Take pictures of all views in one kind of browser, and return their problems."""
    wrong: list[str] = []
    async with visiting(browser, client, look) as visit:
        size = visit.page.viewport_size
        assert size is not None
        for view in VIEWS:
            await visit.page.set_viewport_size(size)
            await visit.open(f"/{DASHBOARD}/{view}")
            await visit.whole()
            path = folder / f"{view}-{look.name}.png"
            await visit.page.screenshot(path=path)
            say(
                f"  {path.relative_to(folder.parent)} ({path.stat().st_size // 1024} kB)"
            )
            wrong += [f"{path.name}: {one}" for one in await visit.faults()]
        wrong += visit.complaints
    return wrong


async def run(installation: Installation, start: datetime, folder: Path) -> list[str]:
    """Set everything up like the demo, and take the pictures."""
    world = HOME.world(start, OFF)
    await set_up(installation.url, HOME, world, installation.database)
    wrong: list[str] = []
    async with aiohttp.ClientSession() as session, chromium() as browser:
        client = await HomeAssistantClient.connect(session, installation.url)
        await noticed(client)
        for look in (DESKTOP, PHONE, DARK):
            wrong += await take(browser, client, look, folder)
    return wrong


def main() -> None:
    """Take the pictures in a temporary installation."""
    start = datetime.now(UTC).replace(microsecond=0)
    work = Path(tempfile.mkdtemp(prefix="ocean-screenshots-"))
    PICTURES.mkdir(parents=True, exist_ok=True)
    installation = Installation(work, world=HOME.options(start, OFF))
    try:
        say("→ Starting Home Assistant")
        installation.start()
        say("→ Taking the pictures")
        wrong = asyncio.run(run(installation, start, PICTURES))
    finally:
        installation.close()
        shutil.rmtree(work, ignore_errors=True)
    if wrong:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
