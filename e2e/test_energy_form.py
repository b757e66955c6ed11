"""The form of an account, filled in from the Energy dashboard by clicks."""

from collections.abc import AsyncGenerator
from pathlib import Path

from playwright.async_api import Browser, Page, expect
import pytest

from demo.browser import PHONE, WINDOW, open_page, still
from demo.client import HomeAssistantClient
from demo.installation import Installation

from .test_end_to_end import eventually, own_complaints

SENSORS = {
    "sensor.house_price": ("Electricity today", 0.31, "EUR/kWh"),
    "sensor.house_grid": ("Grid of the house", -1200, "W"),
    "sensor.heater_plug": ("Heater plug", 18, "W"),
}
GRID = {
    "type": "grid",
    "stat_energy_from": "sensor.house_bought",
    "entity_energy_price": "sensor.house_price",
    "stat_energy_to": "sensor.house_sold",
    "number_energy_price_export": 0.08,
    "power_config": {"stat_rate": "sensor.house_grid"},
    "cost_adjustment_day": 0,
}
MACHINE = {
    "stat_consumption": "sensor.heater_energy",
    "stat_rate": "sensor.heater_plug",
    "name": "Bitaxe",
}


@pytest.fixture
async def _house(client: HomeAssistantClient, ocean: None) -> AsyncGenerator[None]:
    """Let there be a house with sun and a machine, on the Energy dashboard."""
    for entity, (name, state, unit) in SENSORS.items():
        attributes = {"friendly_name": name, "unit_of_measurement": unit}
        await client.post(f"/api/states/{entity}", state=state, attributes=attributes)
    await client.ask(
        type="energy/save_prefs", energy_sources=[GRID], device_consumption=[MACHINE]
    )
    yield
    await client.ask(type="energy/save_prefs", energy_sources=[], device_consumption=[])
    (entry,) = await client.get("/api/config/config_entries/entry?domain=ocean_xyz")
    await client.reconfigure(entry["entry_id"], "Heater", costs={}, surplus={})
    for entity in SENSORS:
        await client.delete(f"/api/states/{entity}")


async def fill_in(page: Page, url: str, picture: Path) -> None:
    """Open the form of the account with one machine, and let it be filled in."""
    await page.goto(f"{url}/config/integrations/integration/ocean_xyz")
    row = page.locator("ha-config-sub-entry-row", has_text="Heater").first
    await expect(row).to_be_visible(timeout=60_000)
    await row.get_by_label("Reconfigure").click()
    fill = page.locator("ha-selector-boolean", has_text="Fill in from the Energy")
    await fill.locator("ha-switch").click()
    await page.get_by_role("button", name="Submit").click()
    await expect(page.get_by_text("nothing is stored yet")).to_be_visible()
    for name, _, _ in SENSORS.values():
        await expect(page.get_by_text(name, exact=True).first).to_be_visible()
    export = page.locator("ha-selector-number", has_text="Fixed export price")
    await expect(export.locator("input")).to_have_value("0.08")
    await expect(page.get_by_text("Heat credit")).not_to_be_visible()
    size = page.viewport_size
    assert size is not None
    await page.set_viewport_size({"width": size["width"], "height": 3000})
    await still(page)
    await page.screenshot(path=picture)
    assert await page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.usefixtures("_house")
async def test_the_energy_dashboard_fills_the_form(
    installation: Installation,
    client: HomeAssistantClient,
    browser: Browser,
    output: Path,
) -> None:
    """The proposals are seen on a phone, and stored only once they are submitted."""
    complaints: list[str] = []
    context, page = await open_page(browser, client, complaints, PHONE)
    await fill_in(page, installation.url, output / "energy-form-phone.png")
    await context.close()

    context, page = await open_page(browser, client, complaints, WINDOW)
    await fill_in(page, installation.url, output / "energy-form-window.png")
    await page.get_by_role("button", name="Submit").click()
    await expect(page.get_by_text("Reconfiguration was successful")).to_be_visible()
    await context.close()

    async def wrong() -> list[str]:
        states = await client.states()
        power = states.get("sensor.heater_power", {}).get("state")
        price = "sensor.heater_price_of_the_next_kilowatt_hour"
        return [] if power == "18.0" and price in states else [f"{power} W", *states]

    await eventually(wrong)
    assert complaints == []
    assert own_complaints(installation.log) == []
