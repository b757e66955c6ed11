"""Makes the pictures of the documents: `scripts/screenshots`."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
import shutil
import sys
import tempfile
from typing import Final

import aiohttp
from playwright.async_api import Browser

from .__main__ import say, set_up
from .browser import DARK, DESKTOP, PHONE, WINDOW, chromium, still, visiting
from .client import HomeAssistantClient
from .installation import Installation
from .pictures import FOLDER, PICTURES, Picture, save
from .worlds import WORLDS, DemoWorld, steady_start

LOOKS: Final = {look.name: look for look in (DESKTOP, PHONE, DARK, WINDOW)}

# One machine is off, so that the pictures show an offline worker.
OFF: Final = ("s19-shed",)

# The hour of the day in the pictures: the sun shines, and morning has passed.
DAYTIME: Final = 11

# A worker goes offline only when chance no longer explains its silence.
NOTICED_SECONDS: Final = 120


async def noticed(client: HomeAssistantClient) -> None:
    """Wait until the machines that are off are shown as offline."""
    for _ in range(NOTICED_SECONDS):
        states = await client.states()
        if states["sensor.home_workers_offline"]["state"] == str(len(OFF)):
            return
        await asyncio.sleep(1)


def zone_at(now: datetime, hour: int) -> str:
    """Return a time zone in which it is about this hour of the day."""
    ahead = (hour - now.astimezone(UTC).hour + 12) % 24 - 12
    return f"Etc/GMT{-ahead:+d}"


async def take(
    browser: Browser,
    client: HomeAssistantClient,
    picture: Picture,
    account: str,
    zone: str,
) -> list[str]:
    """Take a picture, and return the problems of what it shows."""
    wrong: list[str] = []
    look = replace(LOOKS[picture.look], zone=zone)
    async with visiting(browser, client, look) as visit:
        if picture.path.startswith("/config"):
            await visit.page.goto(visit.url + picture.path.format(account=account))
            await visit.page.get_by_text("Home", exact=True).last.wait_for()
            await still(visit.page)
        else:
            await visit.open(picture.path)
            await visit.whole()
            wrong += await visit.faults()
        save(picture, await visit.page.screenshot())
        size = picture.file.stat().st_size // 1024
        say(f"  {picture.file.relative_to(FOLDER)} ({size} kB)")
        wrong += visit.complaints
    return [f"{picture.name}: {one}" for one in wrong]


async def run(
    installation: Installation,
    demo: DemoWorld,
    start: datetime,
    pictures: list[Picture],
) -> list[str]:
    """Set everything up like the demo, take the pictures and return their problems."""
    world = demo.world(start, OFF)
    await set_up(installation.url, demo, world, installation.database)
    wrong: list[str] = []
    async with aiohttp.ClientSession() as session, chromium() as browser:
        client = await HomeAssistantClient.connect(session, installation.url)
        devices = await client.ask(type="config/device_registry/list")
        (account,) = [one["id"] for one in devices if one["name"] == "Home"]
        await noticed(client)
        for picture in pictures:
            wrong += await take(browser, client, picture, account, installation.zone)
    return wrong


def take_all(name: str) -> list[str]:
    """Take the pictures of a world in a temporary installation, where it is daytime."""
    demo, now = WORLDS[name], datetime.now(UTC).replace(microsecond=0)
    start = steady_start(lambda one: WORLDS[name].world(one, OFF), now)
    zone = zone_at(start, DAYTIME)
    costs = {label: replace(one, zone=zone) for label, one in demo.costs.items()}
    demo = replace(demo, costs=costs)
    work = Path(tempfile.mkdtemp(prefix="ocean-screenshots-"))
    options = demo.options(start, OFF)
    installation = Installation(work, world=options, house=demo.house, zone=zone)
    pictures = [one for one in PICTURES if one.world == name]
    try:
        say(f"→ Starting Home Assistant: {demo.help}")
        installation.start()
        say("→ Taking the pictures")
        return asyncio.run(run(installation, demo, start, pictures))
    finally:
        installation.close()
        shutil.rmtree(work, ignore_errors=True)


def main() -> None:
    """Take the pictures of each world."""
    worlds = dict.fromkeys(picture.world for picture in PICTURES)
    if wrong := [one for name in worlds for one in take_all(name)]:
        sys.exit("\n".join(wrong))


if __name__ == "__main__":
    main()
