"""Forecasts that cannot be read, or are not the tariff, are named to the user."""

from datetime import timedelta
from typing import Any
from unittest.mock import AsyncMock, Mock

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    MockModule,
    mock_integration,
    mock_platform,
)

from simulator import Upstreams

from ..conftest import Tick, make_entry, set_up
from .support import choose, issue, open_repair

TARIFF = "sensor.tariff"


def show(hass: HomeAssistant, price: float, ahead: Any, unit: str = "USD/kWh") -> None:
    """Let the tariff show a price, and a list of prices of every hour ahead."""
    begin = dt_util.utcnow().replace(minute=0, second=0, microsecond=0)
    rows = [
        {"start": begin + timedelta(hours=hour), "value": ahead} for hour in range(48)
    ]
    hass.states.async_set(
        TARIFF, str(price), {"unit_of_measurement": unit, "prices": rows}
    )


@pytest.fixture
def sun() -> AsyncMock:
    """Return a solar forecast, as the energy dashboard asks for it."""
    begin = dt_util.utcnow().isoformat()
    return AsyncMock(return_value={"wh_hours": {begin: 1000}})


@pytest.fixture
async def entry(
    hass: HomeAssistant, upstreams: Upstreams, address: str, sun: AsyncMock
) -> MockConfigEntry:
    """Return an account with a forecast that can be read and is right."""
    show(hass, 0.3, 0.3)
    entry = make_entry(
        address,
        fixed_power=3000,
        tariff_entity=TARIFF,
        tariff_currency="USD",
        forecast_entities=[TARIFF],
        solar_forecasts=["roof"],
        house_load=300,
    )
    MockConfigEntry(domain="sunny", entry_id="roof", title="My *roof*").add_to_hass(
        hass
    )
    mock_integration(hass, MockModule("sunny"))
    mock_platform(hass, "sunny.energy", Mock(async_get_solar_forecast=sun))
    hass.config.components.add("sunny")
    hass.config.components.add("energy")
    assert await set_up(hass, entry)
    return entry


def texts(found: Any) -> dict[str, str]:
    """Return the placeholders of an issue."""
    assert found is not None
    return found.translation_placeholders or {}


async def test_a_forecast_that_cannot_be_read_is_named(
    hass: HomeAssistant, entry: MockConfigEntry, sun: AsyncMock, tick: Tick
) -> None:
    """With the reason, until it can be read; silence says nothing."""
    key = "unreadable_forecasts"
    assert not issue(hass, key, entry)
    show(hass, 0.3, "cheap")
    sun.return_value = {"hours": 1}
    await tick(20, step=5)
    found = issue(hass, key, entry)
    assert texts(found)["forecasts"] == (
        "My •roof• (`no_list`), sensor.tariff (`not_a_number`)"
    )
    step = await open_repair(hass, found)
    result = await choose(hass, step, "reconfigure")
    hass.config_entries.subentries.async_abort(result["next_flow"][1])
    hass.states.async_set(TARIFF, "unavailable")
    sun.return_value = None
    await tick(20, step=5)
    assert issue(hass, key, entry)
    show(hass, 0.3, 0.3)
    sun.return_value = {"wh_hours": {dt_util.utcnow().isoformat(): 1000}}
    await tick(20, step=5)
    assert not issue(hass, key, entry)


async def test_a_forecast_without_taxes_is_told(
    hass: HomeAssistant, entry: MockConfigEntry, tick: Tick
) -> None:
    """After three hours, by how much; and no more once it is right."""
    key = "forecast_differs"
    show(hass, 0.3, 0.1)
    await tick(170, step=10)
    assert not issue(hass, key, entry)
    await tick(20, step=10)
    told = texts(issue(hass, key, entry))
    assert told["tariff"] == "0.3 USD/kWh"
    assert told["ahead"] == "0.1 USD/kWh"
    assert told["difference"] == "+0.2 USD/kWh"
    show(hass, 0.3, 0.29)
    await tick(2)
    assert not issue(hass, key, entry)


async def test_a_solar_forecast_that_is_gone_is_named(
    hass: HomeAssistant, entry: MockConfigEntry, tick: Tick
) -> None:
    """No other repair does so; missing entities have one."""
    await hass.config_entries.async_remove("roof")
    hass.states.async_remove(TARIFF)
    await tick(20, step=5)
    found = issue(hass, "unreadable_forecasts", entry)
    assert texts(found)["forecasts"] == "roof (`missing`)"
    assert issue(hass, "missing_entities", entry)
