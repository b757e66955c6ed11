"""From an address typed into a form to a dashboard in a browser."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
import re

import aiohttp
from playwright.async_api import Browser, expect

from demo.browser import open_page, still
from demo.client import HomeAssistantClient
from demo.installation import Installation
from demo.worlds import demo_accounts

STATES = {
    "binary_sensor.home_mining": "on",
    "binary_sensor.heater_mining": "on",
    "sensor.home_data_status": "live",
    "sensor.heater_data_status": "live",
    "sensor.home_workers_online": "8",
    "sensor.heater_workers_online": "1",
}

NUMBERS = (
    "sensor.home_hashrate_3_hours",
    "sensor.home_expected_earnings_per_day",
    "sensor.home_s21_garage_hashrate_3_hours",
    "sensor.heater_hashrate_3_hours",
    "sensor.ocean_pool_hashrate_5_minutes",
    "sensor.ocean_pool_last_block",
    "sensor.bitcoin_network_difficulty",
    "sensor.bitcoin_network_bitcoin_price",
)


async def eventually(
    check: Callable[[], Awaitable[list[str]]], seconds: float = 60
) -> None:
    """Wait until there are no problems left."""
    wrong: list[str] = []
    for _ in range(round(seconds * 2)):
        if not (wrong := await check()):
            return
        await asyncio.sleep(0.5)
    raise AssertionError(wrong)


async def wrong_states(client: HomeAssistantClient) -> list[str]:
    """Return what differs from what we expect."""
    states = await client.states()
    wrong = [
        f"{entity} is {states.get(entity, {}).get('state')}, not {expected}"
        for entity, expected in STATES.items()
        if states.get(entity, {}).get("state") != expected
    ]
    for entity in NUMBERS:
        state = states.get(entity, {}).get("state", "missing")
        if not re.fullmatch(r"\d+(\.\d+)?", state) or float(state) <= 0:
            wrong.append(f"{entity} is {state}, not a number above zero")
    return wrong


def own_complaints(log: Path) -> list[str]:
    """Return the warnings and errors of the integration in Home Assistant's log."""
    return [
        line
        for line in log.read_text(errors="replace").splitlines()
        if re.search(r" (WARNING|ERROR|CRITICAL) .*ocean_xyz", line)
        and "has not been tested by Home Assistant" not in line
    ]


async def test_address_in_figures_out_and_all_there_after_a_restart(
    installation: Installation, client: HomeAssistantClient
) -> None:
    """The flow takes two addresses. States, history and entities survive a restart."""
    entry_id = await client.add_ocean(demo_accounts())
    await eventually(lambda: wrong_states(client))
    before = set(await client.states())
    registry = await client.ask(type="config/entity_registry/list")
    ids = {one["unique_id"] for one in registry if one["platform"] == "ocean_xyz"}

    await asyncio.to_thread(installation.stop)
    await asyncio.to_thread(installation.start)
    async with aiohttp.ClientSession() as session:
        again = await HomeAssistantClient.connect(session, installation.url)
        await eventually(lambda: wrong_states(again))
        assert before <= set(await again.states())
        registry = await again.ask(type="config/entity_registry/list")
        kept = {one["unique_id"] for one in registry if one["platform"] == "ocean_xyz"}
        assert kept == ids
        entries = await again.get("/api/config/config_entries/entry?domain=ocean_xyz")
        assert [one["entry_id"] for one in entries] == [entry_id]
        assert entries[0]["state"] == "loaded"
        history = await again.get(
            "/api/history/period?filter_entity_id=sensor.home_hashrate_3_hours"
        )
        values = [row["state"] for row in history[0]]
        assert len(values) >= 2, "the value from before the restart is gone"
    assert own_complaints(installation.log) == []


async def back_filled(client: HomeAssistantClient) -> str:
    """Return the id of the statistic of earnings, once its whole history is written."""
    states = await client.states()
    total = float(states["sensor.home_earned_in_total"]["state"])
    known = await client.ask(type="recorder/list_statistic_ids", statistic_type="sum")
    (found,) = [one for one in known if one["name"] == "Home Earned since the first day"
               and one["source"] == "ocean_xyz"]  # fmt: skip
    statistic_id: str = found["statistic_id"]
    assert found["statistics_unit_of_measurement"] == "sat"

    async def missing() -> list[str]:
        rows = await client.ask(
            type="recorder/statistics_during_period",
            start_time="2020-01-01T00:00:00Z",
            statistic_ids=[statistic_id],
            period="day",
            types=["change", "sum"],
        )
        days = rows.get(statistic_id, [])
        if sum(day["change"] for day in days) != total or len(days) < 20:
            return [f"{len(days)} days are no history of {total} sat"]
        return []

    await eventually(missing)
    return statistic_id


async def test_the_integration_page_and_a_dashboard_in_a_browser(
    installation: Installation,
    client: HomeAssistantClient,
    browser: Browser,
    output: Path,
) -> None:
    """The integration's page lists both accounts, a dashboard shows the figures."""
    await eventually(lambda: wrong_states(client))
    complaints: list[str] = []
    context, page = await open_page(browser, client, complaints)

    await page.goto(f"{installation.url}/config/integrations/integration/ocean_xyz")
    for text in ("OCEAN", "Home", "Heater", "Add account"):
        await expect(page.get_by_text(text, exact=True).first).to_be_visible(
            timeout=60_000
        )
    await page.screenshot(path=output / "integration.png")

    await client.ask(
        type="lovelace/dashboards/create",
        url_path="ocean-mining",
        title="Mining",
        icon="mdi:pickaxe",
        show_in_sidebar=True,
        require_admin=False,
        mode="storage",
    )
    entities = [*STATES, *NUMBERS]
    cards = [{"type": "tile", "entity": entity} for entity in entities]
    section = {"type": "grid", "cards": cards}
    view = {"title": "Mining", "type": "sections", "sections": [section]}
    await client.ask(
        type="lovelace/config/save", url_path="ocean-mining", config={"views": [view]}
    )
    await page.goto(f"{installation.url}/ocean-mining/0")
    await expect(page.get_by_text("TH/s").first).to_be_visible(timeout=60_000)
    await still(page)
    await page.screenshot(path=output / "dashboard.png")
    assert await page.locator("hui-error-card, hui-warning").count() == 0

    earned = await back_filled(client)
    graph = {
        "type": "statistics-graph",
        "entities": [earned],
        "stat_types": ["change"],
        "chart_type": "bar",
        "period": "day",
        "days_to_show": 30,
    }
    view = {"title": "Earnings", "cards": [graph], "type": "panel"}
    await client.ask(
        type="lovelace/config/save", url_path="ocean-mining", config={"views": [view]}
    )
    await page.goto(f"{installation.url}/ocean-mining/0")
    await expect(page.locator("ha-chart-base canvas").first).to_be_visible(
        timeout=60_000
    )
    await expect(
        page.get_by_text("Home Earned since the first day").first
    ).to_be_visible()
    await still(page)
    await page.screenshot(path=output / "earnings.png")
    assert await page.get_by_text("No statistics found").count() == 0

    devices = await client.ask(type="config/device_registry/list")
    worker = next(one for one in devices if one["name"] == "s21-garage")
    await page.goto(f"{installation.url}/config/devices/device/{worker['id']}")
    await expect(page.get_by_text("Online").first).to_be_visible(timeout=60_000)
    await page.screenshot(path=output / "worker.png")

    await context.close()
    assert complaints == []
    assert own_complaints(installation.log) == []


async def test_costs_are_typed_and_what_they_bring_is_shown(
    installation: Installation,
    client: HomeAssistantClient,
    browser: Browser,
    output: Path,
) -> None:
    """In the form of the account. Its device shows costs, and triggers can be chosen."""
    await eventually(lambda: wrong_states(client))
    complaints: list[str] = []
    context, page = await open_page(browser, client, complaints)
    await page.goto(f"{installation.url}/config/integrations/integration/ocean_xyz")
    row = page.locator("ha-config-sub-entry-row", has_text="Home").first
    await expect(row).to_be_visible(timeout=60_000)
    await row.get_by_label("Reconfigure").click()
    await page.get_by_text("Costs", exact=True).first.click()
    for label, typed in (("Fixed power", "27000"), ("Fixed electricity price", "0.02")):
        field = page.locator("ha-selector-number", has_text=label)
        await field.locator("input").fill(typed)
    await page.screenshot(path=output / "costs.png")
    await page.get_by_role("button", name="Submit").click()
    await expect(page.get_by_text("Reconfiguration was successful")).to_be_visible()

    async def missing() -> list[str]:
        found = await client.states()
        states = {
            entity: found.get(entity, {}).get("state")
            for entity in (
                "sensor.home_profit_per_day",
                "binary_sensor.home_profitable",
            )
        }
        return (
            [str(states)]
            if {None, "unavailable", "unknown"} & {*states.values()}
            else []
        )

    await eventually(missing)
    states = await client.states()
    cost = states["sensor.home_power_cost_per_day"]
    assert float(cost["state"]) == 12.96
    assert cost["attributes"]["unit_of_measurement"] == "EUR/d"

    devices = await client.ask(type="config/device_registry/list")
    home = next(one for one in devices if one["name"] == "Home")
    await page.goto(f"{installation.url}/config/devices/device/{home['id']}")
    await expect(page.get_by_text("Profit per day").first).to_be_visible(timeout=60_000)
    await page.screenshot(path=output / "account.png", full_page=True)

    await page.goto(f"{installation.url}/config/automation/edit/new")
    await page.get_by_role("button", name="Add trigger").click(timeout=60_000)
    await page.locator("ha-input-search input").last.fill("profitable")
    await expect(page.get_by_text("Mining became profitable").first).to_be_visible()
    await page.screenshot(path=output / "trigger.png")

    result = await client.ask(
        type="call_service",
        domain="ocean_xyz",
        service="what_if",
        service_data={"account": home["id"], "scenarios": [{"tariff": 0.3}]},
        return_response=True,
    )
    dearer = result["response"]["scenarios"][0]
    assert dearer["cost"]["per_day"] == 194.4
    assert (
        dearer["profit"]["per_day"] < result["response"]["today"]["profit"]["per_day"]
    )
    await context.close()
    assert complaints == []
    assert own_complaints(installation.log) == []
