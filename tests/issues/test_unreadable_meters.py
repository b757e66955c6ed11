"""Sensors that show no power and no price are named to the user."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Upstreams

from ..conftest import Tick, make_entry, set_up
from ..sources.support import number, state
from .support import choose, done, issue, open_repair

KEY = "unreadable_meters"
PLUG = "sensor.plug_1"
TARIFF = "sensor.tariff"
GRID = "sensor.grid"
COP = "sensor.cop"
WANTED = "climate.home"


GOOD = {
    PLUG: ("3000", "W"),
    "sensor.other": ("-0.1", "W"),
    TARIFF: ("0.2", "USD/kWh"),
    GRID: ("-500", "W"),
    COP: ("4", None),
    WANTED: ("heat", None),
}


def show(hass: HomeAssistant, entity: str, value: str, unit: str | None) -> None:
    """Let a sensor show something."""
    hass.states.async_set(entity, value, {"unit_of_measurement": unit} if unit else {})


@pytest.fixture
def settings() -> dict[str, Any]:
    """Return the costs of the account."""
    return {
        "power_entities": [PLUG, "sensor.other"],
        "tariff_entity": TARIFF,
        "fixed_export": 0.08,
        "tariff_currency": "USD",
        "grid_entity": GRID,
        "cop_entity": COP,
        "heat_wanted_entity": WANTED,
    }


@pytest.fixture
async def entry(
    hass: HomeAssistant, upstreams: Upstreams, address: str, settings: dict[str, Any]
) -> MockConfigEntry:
    """Return an account with two plugs and a tariff that can be read."""
    for entity, shown in GOOD.items():
        show(hass, entity, *shown)
    entry = make_entry(address, **settings)
    assert await set_up(hass, entry)
    return entry


@pytest.mark.parametrize(
    ("entity", "value", "unit", "named"),
    [
        (PLUG, "-3000", "W", "sensor.plug_1 (-3000 W)"),
        (PLUG, "3000", "kWh", "sensor.plug_1 (3000 kWh)"),
        (PLUG, "3000", None, "sensor.plug_1 (3000)"),
        (TARIFF, "0.2", "EUR/kWh", "sensor.tariff (0.2 EUR/kWh)"),
        (TARIFF, "cheap", "USD/kWh", "sensor.tariff (cheap USD/kWh)"),
        (GRID, "-500", "Wh", "sensor.grid (-500 Wh)"),
        (WANTED, "auto", None, "climate.home (auto)"),
        (COP, "good", None, "sensor.cop (good)"),
    ],
)
async def test_a_sensor_that_cannot_be_used_is_named(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    tick: Tick,
    entity: str,
    value: str,
    unit: str | None,
    named: str,
) -> None:
    """With what it shows, until it shows something else; silence says nothing."""
    assert number(hass, "sensor.home_power") == 3000
    await tick(2)
    assert not issue(hass, KEY, entry)
    show(hass, entity, value, unit)
    await tick(2)
    found = issue(hass, KEY, entry)
    step = await open_repair(hass, found)
    assert found
    assert (found.translation_placeholders or {})["meters"] == named
    result = await choose(hass, step, "reconfigure")
    hass.config_entries.subentries.async_abort(result["next_flow"][1])
    show(hass, entity, "unavailable", unit)
    await tick(2)
    assert issue(hass, KEY, entry)
    show(hass, entity, *GOOD[entity])
    await tick(2)
    assert not issue(hass, KEY, entry)
    await done(hass, entry)


@pytest.mark.parametrize(
    "settings",
    [{"fixed_power": 3000, "fixed_tariff": 0.25, "tariff_currency": "EUR"}],
)
async def test_a_fixed_price_in_a_former_currency_is_no_sensor(
    hass: HomeAssistant, entry: MockConfigEntry, tick: Tick
) -> None:
    """The user chose to leave it behind; the costs are unavailable without it."""
    await tick(2)
    assert state(hass, "sensor.home_profit_per_day") == "unavailable"
    assert not issue(hass, KEY, entry)
    await done(hass, entry)
