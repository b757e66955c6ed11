"""Automations by clicks in the editor, and the blueprints in a real Home Assistant."""

from collections.abc import AsyncGenerator
from pathlib import Path
import re
from typing import Any

from aiohttp import web
from playwright.async_api import Browser, Page, expect
import pytest

from demo.browser import open_page
from demo.client import HomeAssistantClient
from demo.installation import Installation, free_port
from demo.processes import ROOT

from .test_end_to_end import eventually, own_complaints

BLUEPRINTS = sorted((ROOT / "blueprints/automation/ocean_xyz").glob("*.yaml"))

INPUTS: dict[str, dict[str, Any]] = {
    "block_found.yaml": {"pool": {"entity_id": ["event.ocean_pool_block"]}},
    "daily_summary.yaml": {},
    "hashrate_drop.yaml": {"hashrate": "sensor.home_hashrate_3_hours", "limit": 1},
    "heat_with_miners.yaml": {
        "thermometer": "sensor.room",
        "machines": ["switch.machine"],
    },
    "mine_in_the_cheapest_hours.yaml": {"machines": ["switch.machine"]},
    "mine_when_it_pays.yaml": {
        "profitable": "binary_sensor.home_profitable",
        "machines": ["switch.machine"],
    },
    "mine_with_surplus.yaml": {
        "machines": ["switch.machine"],
        "grid_power": "sensor.grid",
    },
    "payout_received.yaml": {"accounts": {"entity_id": ["event.home_payout"]}},
    "worker_offline.yaml": {"watched": {"entity_id": ["event.home_worker"]}},
}
OF_ACCOUNT = ("daily_summary.yaml", "mine_in_the_cheapest_hours.yaml")


@pytest.fixture
async def shelf() -> AsyncGenerator[str]:
    """Return the web address of the blueprints."""
    application = web.Application()
    application.router.add_static("/", BLUEPRINTS[0].parent)
    runner = web.AppRunner(application)
    await runner.setup()
    port = free_port()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    yield f"http://127.0.0.1:{port}"
    await runner.cleanup()


async def automation_is_on(client: HomeAssistantClient, name: str) -> list[str]:
    """Return the problems of an automation."""
    state = (await client.states()).get(f"automation.{name}", {}).get("state")
    return [] if state == "on" else [f"{name} is {state}"]


async def device_named(client: HomeAssistantClient, name: str) -> str:
    """Return the id of a device."""
    devices = await client.ask(type="config/device_registry/list")
    found: str = next(one["id"] for one in devices if one["name"] == name)
    return found


async def pick(page: Page, button: str, what: str) -> None:
    """Add something in the editor by its name."""
    await page.get_by_role("button", name=button).first.click(timeout=60_000)
    dialog = page.locator("add-automation-element-dialog")
    await dialog.locator("ha-input-search input").last.fill(what)
    await dialog.get_by_text(what, exact=True).first.click()
    await expect(dialog.locator("ha-input-search input").last).to_be_hidden()


async def aim(page: Page, device: str) -> None:
    """Choose a device as the target."""
    await page.get_by_text("Add target").click()
    picker = page.locator("ha-picker-combo-box")
    await picker.get_by_text("Devices", exact=True).first.click()
    await picker.locator("input").first.fill(device)
    await (
        picker.locator("ha-combo-box-item")
        .get_by_text(device, exact=True)
        .first.click()
    )
    await expect(picker).to_be_hidden()


async def save(page: Page, name: str) -> None:
    """Save the automation under a name."""
    await page.get_by_text("Save", exact=True).first.click()
    dialog = page.locator("ha-dialog-automation-save")
    await dialog.locator("input").first.fill(name)
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_be_hidden()


@pytest.mark.usefixtures("ocean")
async def test_an_automation_is_made_by_clicks(
    installation: Installation,
    client: HomeAssistantClient,
    browser: Browser,
    output: Path,
) -> None:
    """An automation with our trigger and condition, each with its target, is on."""
    complaints: list[str] = []
    context, page = await open_page(browser, client, complaints)
    await page.goto(f"{installation.url}/config/automation/edit/new")
    await pick(page, "Add trigger", "Worker went offline")
    await aim(page, "Home")
    await page.screenshot(path=output / "editor-trigger.png")
    await pick(page, "Add condition", "Account is mining")
    await aim(page, "Home")
    await page.screenshot(path=output / "editor-condition.png")
    await save(page, "Ring at night")
    await eventually(lambda: automation_is_on(client, "ring_at_night"))
    await page.screenshot(path=output / "editor-saved.png")
    await context.close()
    states = await client.states()
    automation_id = states["automation.ring_at_night"]["attributes"]["id"]
    made = await client.get(f"/api/config/automation/config/{automation_id}")
    target = {"device_id": await device_named(client, "Home")}
    (trigger,), (condition,) = made["triggers"], made["conditions"]
    assert trigger["trigger"] == "ocean_xyz.worker_went_offline"
    assert condition["condition"] == "ocean_xyz.is_mining"
    assert trigger["target"] == condition["target"] == target
    # The editor itself complains about a condition without a target.
    assert [one for one in complaints if one != "Object"] == []
    assert own_complaints(installation.log) == []


@pytest.mark.usefixtures("ocean")
async def test_the_editor_offers_what_concerns_a_device(
    client: HomeAssistantClient,
) -> None:
    """By its target, for the account and for one of its workers."""
    for name, expected in (("Home", 16), ("s21-garage", 8)):
        target = {"device_id": [await device_named(client, name)]}
        found = await client.ask(type="get_triggers_for_target", target=target)
        ours = [one for one in found if one.startswith("ocean_xyz.")]
        assert len(ours) == expected, ours


@pytest.mark.usefixtures("ocean")
@pytest.mark.parametrize("path", BLUEPRINTS, ids=lambda path: path.stem)
async def test_a_blueprint_is_imported_and_used(
    installation: Installation,
    client: HomeAssistantClient,
    shelf: str,
    path: Path,
) -> None:
    """From the web, through the user interface, into an automation that is on."""
    imported = await client.ask(type="blueprint/import", url=f"{shelf}/{path.name}")
    assert imported["validation_errors"] is None
    name = f"ocean_xyz/{path.stem}"
    await client.ask(
        type="blueprint/save",
        domain="automation",
        path=name,
        yaml=imported["raw_data"],
        source_url=f"{shelf}/{path.name}",
        allow_override=True,
    )
    inputs = INPUTS[path.name]
    if path.name in OF_ACCOUNT:
        inputs = inputs | {"account": await device_named(client, "Home")}
    use = {"path": f"{name}.yaml", "input": inputs}
    await client.post(
        f"/api/config/automation/config/ocean_{path.stem}",
        alias=f"Ocean {path.stem}",
        use_blueprint=use,
    )

    await eventually(lambda: automation_is_on(client, f"ocean_{path.stem}"))
    log = installation.log.read_text(errors="replace")
    assert not re.findall(rf"ERROR .*ocean_{path.stem}.*", log)
    assert own_complaints(installation.log) == []
