"""Harmful names in the pages of a browser."""

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass, field
from datetime import UTC, datetime
import json
from pathlib import Path
from typing import Any, override
from urllib.parse import quote

import aiohttp
from aiohttp import web
from playwright.async_api import Browser, Page, expect
import pytest

from demo.browser import open_page, still
from demo.client import HomeAssistantClient
from demo.installation import Installation, free_port
from demo.processes import start_home_assistant
from simulator import (
    ELSEWHERE,
    HOSTILE_NAMES,
    PWNED,
    AccountPlan,
    Edited,
    MachinePlan,
    Upstreams,
    World,
    hostile,
)
from simulator.server import application

from .test_end_to_end import eventually, own_complaints

CROWD = 260
"""More workers than get devices by default, so that a repair shows their names."""

# All elements of a page, including shadow roots, that a name created or that would load
# something from outside.
WALK = r"""
() => {
  const found = [];
  const visit = (root) => {
    for (const one of root.querySelectorAll("*")) {
      for (const { name, value } of one.attributes) {
        const active = ["src", "href", "srcset", "srcdoc", "style"].includes(name);
        if (name.startsWith("on") || (active && /^(?!\/[^/]).*(elsewhere|pwned|javascript:)/i.test(value)))
          found.push(`${one.localName} ${name}=${value}`);
      }
      const text = one.textContent;
      const rendered = /^(b|strong|em|del|code|h1|table|a)$/.test(one.localName)
        && /^(rig|bold|emphasis|code|gone|heading|a)$/.test(text.trim());
      const made = /^(iframe|script|svg)$/.test(one.localName)
        && /pwned|elsewhere/.test(text);
      if (rendered || made)
        found.push(`${one.localName}: ${text.slice(0, 80)}`);
      if (one.shadowRoot) visit(one.shadowRoot);
    }
  };
  visit(document);
  return found;
}
"""


def crowd() -> AccountPlan:
    """Return more workers than get devices, with similar names."""
    names = [f"{name[:60]}{number}" for number, name in zip(
        range(CROWD), HOSTILE_NAMES * CROWD, strict=False
    )]  # fmt: skip
    machines = tuple(MachinePlan(name=name, hashrate=10**14) for name in names)
    return AccountPlan(label="crowd", machines=machines)


@dataclass
class HostileInstallation(Installation):
    """A Home Assistant with a hostile pool."""

    upstreams: Upstreams = field(
        default_factory=lambda: Upstreams(
            World(7, datetime.now(UTC), accounts=(hostile(), crowd()))
        )
    )

    @override
    def start(self) -> None:
        """Start Home Assistant. The pool runs in this process."""
        self.home_assistant = start_home_assistant(
            self.folder / "config", self.port, self.simulator_port, self.log
        )

    def accounts(self) -> dict[str, str]:
        """Return the accounts: label and address."""
        addresses = (one.address for one in self.upstreams.world.accounts.values())
        return dict(zip(("Home", "Crowd"), addresses, strict=True))


@pytest.fixture
async def hostile_home(output: Path) -> AsyncGenerator[HostileInstallation]:
    """Run it, and the pool."""
    home = HostileInstallation(output / "hostile", simulator_port=free_port())
    words = f"<img src=x onerror={PWNED}>\r\nFORGED ![x]({ELSEWHERE}/y.png)"

    def name_finder(document: Any) -> Any:
        for block in document["result"]["blocks"]:
            block["username"], block["workername"] = words, words
        return document

    for path in ("/v1/blocks", "/v1/latest_block"):
        home.upstreams.inject(Edited(name_finder), host="api.ocean.xyz", path=path)
    home.upstreams.inject(
        Edited(lambda _: {"error": words}),
        host="api.ocean.xyz",
        path="/v1/pool_hashrate",
    )
    runner = web.AppRunner(application(home.upstreams))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", home.simulator_port).start()
    try:
        await asyncio.to_thread(home.start)
        yield home
    finally:
        await asyncio.to_thread(home.close)
        await runner.cleanup()


class Witness:
    """Collects what a page does although it should not."""

    def __init__(self, page: Page, url: str, pictures: Path, seen: list[str]) -> None:
        """Watch a page of an installation, and collect in `seen` what it does."""
        self._page = page
        self._url = url
        self._pictures = pictures
        self.seen = seen
        ours = (url, url.replace("http", "ws", 1), "data:", "blob:", "about:")
        page.on(
            "request",
            lambda asked: (
                None if asked.url.startswith(ours) else self.seen.append(asked.url)
            ),
        )
        page.on("dialog", lambda dialog: self.seen.append(f"dialog {dialog.message}"))
        page.on("popup", lambda popup: self.seen.append(f"popup {popup.url}"))

    async def visit(self, path: str, where: str, text: str) -> None:
        """Open a path and wait for a text."""
        await self._page.goto(f"{self._url}{path}")
        await self.look(where, text)

    async def look(self, where: str, text: str) -> None:
        """Wait for a text, then collect what the page contains."""
        shown = self._page.get_by_text(text).filter(visible=True).first
        await expect(shown).to_be_visible(timeout=60_000)
        await still(self._page)
        await self._page.screenshot(path=self._pictures / f"hostile-{where}.png")
        self.seen += [f"{where}: {one}" for one in await self._page.evaluate(WALK)]
        if await self._page.evaluate("window.__pwned") is not None:
            self.seen.append(f"{where}: a name was run")


async def missing_workers(client: HomeAssistantClient) -> list[str]:
    """Return what is still unknown about the workers."""
    states = await client.states()
    wanted = {
        "sensor.home_workers_online": str(len(HOSTILE_NAMES)),
        "sensor.crowd_workers_online": str(CROWD),
    }
    found = {entity: states.get(entity, {}).get("state") for entity in wanted}
    return [] if found == wanted else [str(found)]


async def show_names(client: HomeAssistantClient, names: list[str]) -> None:
    """Put the names where users put them: cards, templates, notifications."""
    await client.ask(
        type="lovelace/dashboards/create",
        url_path="hostile-names",
        title="Names",
        icon="mdi:skull",
        show_in_sidebar=True,
        require_admin=False,
        mode="storage",
    )
    template = "{{ state_attr('%s', 'friendly_name') }}\n"
    cards: list[Any] = [{"type": "tile", "entity": name} for name in names]
    cards += [
        {"type": "entities", "entities": names},
        {"type": "glance", "entities": names},
        {"type": "history-graph", "entities": names},
        {
            "type": "markdown",
            "content": "".join(f"is {template % name}" for name in names),
        },
    ]
    await client.ask(
        type="lovelace/config/save",
        url_path="hostile-names",
        config={"views": [{"title": "Names", "cards": cards}]},
    )
    message = "".join(f"Down: {template % name}" for name in names)
    message += "{{ state_attr('event.home_worker', 'worker') }}"
    await client.ask(
        type="execute_script",
        sequence=[
            {
                "action": "persistent_notification.create",
                "data": {"title": "Workers", "message": message},
            }
        ],
    )


def age_memory(folder: Path, names: set[str]) -> int:
    """Let stored workers be gone for a long time, and return their number."""
    aged = 0
    for path in (folder / ".storage").glob("ocean_xyz.account_*"):
        stored = json.loads(path.read_text())
        for name, memory in stored["data"]["workers"].items():
            if name in names:
                memory |= {"gone_since": "2026-01-01T00:00:00+00:00", "missing": 3}
                aged += 1
        path.write_text(json.dumps(stored))
    return aged


SILENT = "does not answer"


async def look_around(
    witness: Witness, client: HomeAssistantClient, page: Page
) -> None:
    """Open all pages and dialogs that show workers."""
    registry = await client.ask(type="config/entity_registry/list")
    online = [
        one["entity_id"] for one in registry
        if one["platform"] == "ocean_xyz" and one["unique_id"].endswith("_online")
        and one["entity_id"].startswith("binary_sensor.home_")
    ]  # fmt: skip
    assert len(online) == len(HOSTILE_NAMES)
    await show_names(client, online)
    devices = await client.ask(type="config/device_registry/list")
    ours = {one["name"]: one["id"] for one in devices if one["name"]}
    harmful = ("‹img src=x", "!(rig)", "(rig)(java", "gir", "x" * 60, "((")
    for number, start in enumerate(harmful):
        device = next(one for name, one in ours.items() if name.startswith(start))
        path = f"/config/devices/device/{device}"
        await witness.visit(path, f"device-{number}", "Online")
    some = quote(",".join(online[:12]))
    for path, where, text in (
        ("/config/devices/dashboard?domain=ocean_xyz", "devices", "‹script›"),
        ("/config/entities?domain=ocean_xyz", "entities", "(rig)"),
        ("/hostile-names/0", "dashboard", "‹script›"),
        (f"/hostile-names/0?more-info-entity-id={online[1]}", "more-info", "History"),
        (f"/history?entity_id={some}", "history", "Sources"),
        (f"/logbook?entity_id={some}", "logbook", "Connected"),
        ("/config/tools/state", "states", "binary_sensor.home_"),
        ("/config/integrations/integration/ocean_xyz", "integration", "Add account"),
    ):
        await witness.visit(path, where, text)
    await open_form(page)
    await witness.look("form", "‹script›")
    await witness.visit("/config/repairs", "repairs", "without a device")
    await page.get_by_text("without a device").first.click()
    await witness.look("repair", "these workers of Crowd")
    # Only the third failure in a row is logged.
    await eventually(lambda: missing_in_log(client, SILENT), 240)
    await witness.visit("/config/logs", "logs", SILENT)


async def missing_in_log(client: HomeAssistantClient, text: str) -> list[str]:
    """Return a text that the log does not contain yet."""
    entries = await client.ask(type="system_log/list")
    logged = [message for entry in entries for message in entry["message"]]
    return [] if any(text in message for message in logged) else [text]


async def open_form(page: Page) -> None:
    """Open the form of the account, and the list of its workers in it."""
    row = page.locator("ha-config-sub-entry-row", has_text="Home").first
    await row.get_by_label("Reconfigure").click()
    await page.get_by_text("Workers", exact=True).first.click()
    chosen = page.locator("ha-selector-select", has_text="Needed only if you want")
    await chosen.get_by_text("Add", exact=True).click()


async def test_no_page_runs_loads_or_renders_a_name(
    hostile_home: HostileInstallation, browser: Browser, output: Path
) -> None:
    """Devices, entities, history, forms, repairs, notifications: a name is only a name."""
    url, world = hostile_home.url, hostile_home.upstreams.world
    address = hostile_home.accounts()["Home"]
    complaints: list[str] = []
    seen: list[str] = []
    async with aiohttp.ClientSession() as session:
        client = await HomeAssistantClient.connect(session, url)
        await client.add_ocean(hostile_home.accounts())
        await eventually(lambda: missing_workers(client), 120)
        world.add_machine(address, f"![late]({ELSEWHERE}/late.png)", 10**14)
        context, page = await open_page(browser, client, complaints)
        witness = Witness(page, url, output, seen)
        await look_around(witness, client, page)
        await page.goto(f"{url}/config/dashboard")
        await page.locator("ha-sidebar").get_by_text("Notifications").first.click()
        await witness.look("notification", "Down:")
        await context.close()

    gone = set(HOSTILE_NAMES[:12])
    await asyncio.to_thread(hostile_home.stop)
    assert age_memory(hostile_home.folder / "config", gone) == len(gone)
    for name in gone:
        world.remove_machine(address, name)
    await asyncio.to_thread(hostile_home.start)
    async with aiohttp.ClientSession() as session:
        client = await HomeAssistantClient.connect(session, url)
        context, page = await open_page(browser, client, complaints)
        witness = Witness(page, url, output, seen)
        await witness.visit("/config/repairs", "gone", "Gone workers of Home: 12")
        await page.get_by_text("Gone workers of Home").first.click()
        await witness.look("fix", "Remove all of them")
        await context.close()

    assert seen == []
    assert complaints == []
    lines = hostile_home.log.read_text(errors="replace").splitlines()
    assert not [line for line in lines if line.startswith("FORGED")]
    assert not [line for line in lines if "already exists" in line]
    assert all("answered: <img" in one for one in own_complaints(hostile_home.log))
