"""A plug and a tariff, for tests of what mining costs."""

from collections.abc import AsyncGenerator, Mapping
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.ocean_xyz.const import DOMAIN
from custom_components.ocean_xyz.devices.registration import async_account_id
from custom_components.ocean_xyz.runtime.settings import cost_settings
from simulator import Upstreams

from ..conftest import make_entry, set_up
from ..sources.support import number

EFFICIENCY = 39.06
"""J/TH of the machines while they run."""
PLUG = "sensor.plug"
TARIFF = "sensor.tariff"
PROFITABLE = "binary_sensor.home_profitable"
POWER = {
    "sensor.home_power",
    "sensor.home_efficiency_while_running",
    "sensor.home_earnings_per_energy",
    "sensor.home_break_even_electricity_price",
}
OF_POWER = {
    "sensor.home_power",
    "sensor.home_power_cost_per_day",
    "sensor.home_profit_per_day",
}
"""What needs the power of the moment."""
COSTS = {
    "sensor.home_power_cost_per_day",
    "sensor.home_profit_per_day",
    PROFITABLE,
}
BREAK_EVEN_PRICE = "sensor.home_break_even_bitcoin_price"
METERED = {"power_entities": [PLUG], "tariff_entity": TARIFF}


def plug(hass: HomeAssistant, watts: float | str, unit: str = "W") -> None:
    """Let the plug say what the machines take."""
    hass.states.async_set(PLUG, str(watts), {"unit_of_measurement": unit})


def tariff(hass: HomeAssistant, price: float | str, unit: str = "USD/kWh") -> None:
    """Let the tariff say what a kWh costs, now and tomorrow."""
    tomorrow = [{"start": "2026-11-24T00:00:00+01:00", "value": 99.0}]
    attributes = {"unit_of_measurement": unit, "tomorrow": tomorrow, "average": 55}
    hass.states.async_set(TARIFF, str(price), attributes)


def with_efficiency(
    storage: dict[str, Any], account: str, settings: Mapping[str, Any]
) -> None:
    """Let the efficiency of an account's machines be learned already."""
    key = f"{DOMAIN}.costs_{account}"
    meters = cost_settings(settings).meters
    learned = {"efficiency": EFFICIENCY, "settled": True, "meters": meters}
    learned |= {"learned": "2026-11-23T11:00:00+00:00"}
    storage[key] = {"version": 1, "minor_version": 1, "key": key, "data": learned}


def break_even(hass: HomeAssistant) -> float:
    """Return the tariff at which nothing is left."""
    return number(hass, "sensor.home_break_even_electricity_price")


async def move_on(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, minutes: float
) -> None:
    """Let time pass for Home Assistant alone."""
    freezer.tick(timedelta(minutes=minutes))
    async_fire_time_changed(hass)
    await hass.async_block_till_done()


@pytest.fixture
def settings() -> dict[str, Any]:
    """Return the costs of the account."""
    return METERED


@pytest.fixture
async def metered(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    upstreams: Upstreams,
    address: str,
    settings: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncGenerator[MockConfigEntry]:
    """Return an entry whose machines take 27 kW at 0.02 a kWh, as is known of them.

    It decides by Home Assistant's clock, because `move_on` leaves OCEAN's where it is.
    """
    clock = "custom_components.ocean_xyz.runtime.setup.present_time"
    monkeypatch.setattr(clock, lambda ours, _: ours)
    plug(hass, 27_000)
    tariff(hass, 0.02)
    entry = make_entry(address, **settings)
    entry.add_to_hass(hass)
    registry = er.async_get(hass)
    account = await async_account_id(hass, address)
    with_efficiency(hass_storage, account, settings)
    # Off unless the user wants them.
    for key, name in {
        "break_even_price": "break_even_bitcoin_price",
        "break_even_tariff": "break_even_electricity_price",
    }.items():
        registry.async_get_or_create(
            "sensor",
            DOMAIN,
            f"{account}_{key}_USD",
            suggested_object_id=f"home_{name}",
            disabled_by=None,
            config_entry=entry,
        )
    assert await set_up(hass, entry)
    yield entry
    if hass.config_entries.async_get_entry(entry.entry_id) is not None:
        await hass.config_entries.async_unload(entry.entry_id)
