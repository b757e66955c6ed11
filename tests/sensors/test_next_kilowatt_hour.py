"""What the next kilowatt-hour costs and its heat saves, in a running Home Assistant."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import Any

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import Event, EventStateChangedData, HomeAssistant, callback
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.ocean_xyz.api import HashesPerSecond
from simulator import World

from ..conftest import Tick
from ..issues.support import account_of
from ..sources.support import number, state
from .costs import METERED, PROFITABLE, move_on, plug, tariff

GRID = "sensor.grid"
FED_IN = "sensor.fed_in"
PRICE = "sensor.home_price_of_the_next_kilowatt_hour"
VALUE = "sensor.home_value_of_a_kilowatt_hour"
COST = "sensor.home_power_cost_per_day"
PROFIT = "sensor.home_profit_per_day"
HEAT_PRICE = "sensor.home_heat_price"
HEAT_SAVING = "sensor.home_heat_saving"
THERMOSTAT = "climate.living_room"
COP = "sensor.cop"
FULL = 27_000
EXPORT = 0.005
SOLAR: dict[str, Any] = METERED | {
    "grid_entity": GRID,
    "fixed_export": EXPORT,
    "tariff_currency": "USD",
}
TARIFF = 0.02


def grid(hass: HomeAssistant, watts: float | str, entity: str = GRID) -> None:
    """Let a meter say what the house takes from the grid."""
    hass.states.async_set(entity, str(watts), {"unit_of_measurement": "W"})


@pytest.fixture
def settings(hass: HomeAssistant) -> dict[str, Any]:
    """Return the costs of a house that takes nothing from the grid at first."""
    grid(hass, 0)
    return SOLAR


@pytest.mark.usefixtures("metered")
async def test_a_sunny_day(hass: HomeAssistant, freezer: FrozenDateTimeFactory) -> None:
    """By hand: while it feeds in, the export price; by parts; then the tariff."""
    for taken, part in (
        (-5000, 0.0),
        (0, 0.0),
        (6750, 0.25),
        (13_500, 0.5),
        (27_000, 1.0),
        (40_000, 1.0),
    ):
        grid(hass, taken)
        await move_on(hass, freezer, 6)
        plug(hass, FULL + 0.1 * part)
        await hass.async_block_till_done()
        price = part * TARIFF + (1 - part) * EXPORT
        assert number(hass, PRICE) == pytest.approx(price, abs=1e-4)
        assert number(hass, COST) == pytest.approx(27 * 24 * price, rel=1e-3)
        left = 27 * 24 * (number(hass, VALUE) - price)
        assert number(hass, PROFIT) == pytest.approx(left, rel=5e-3)
        shown = hass.states.get(PRICE)
        assert shown is not None
        assert shown.attributes["imported"] == pytest.approx(100 * part, abs=0.1)


@pytest.mark.usefixtures("metered")
async def test_switching_the_machines_does_not_move_their_price(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory, world: World, address: str
) -> None:
    """Nor what a kilowatt-hour brings: the surplus is counted without them."""
    grid(hass, 13_500)
    await move_on(hass, freezer, 6)
    plug(hass, FULL + 1)
    await hass.async_block_till_done()
    before = {one: state(hass, one) for one in (PRICE, VALUE)}
    assert number(hass, PRICE) == pytest.approx((TARIFF + EXPORT) / 2, rel=0.01)
    for watts in (0, FULL, 8, FULL, 0):
        plug(hass, watts)
        grid(hass, 13_500 - FULL + watts)
        await move_on(hass, freezer, 12)
        plug(hass, watts + 0.5)
        await hass.async_block_till_done()
        assert {one: state(hass, one) for one in (PRICE, VALUE)} == before
    assert state(hass, COST) == "0.0" or number(hass, COST) < 0.01


@pytest.mark.parametrize(
    ("settings", "shows"),
    [
        (SOLAR | {"grid_export_entity": FED_IN}, {GRID: 0, FED_IN: 5000}),
        (
            {k: v for k, v in SOLAR.items() if k != "grid_entity"}
            | {"grid_export_entity": FED_IN},
            {FED_IN: 5000},
        ),
        (SOLAR, {GRID: -5000}),
    ],
    ids=["two meters", "positive is fed in", "one meter"],
)
async def test_meters_of_each_kind_say_the_same(
    hass: HomeAssistant,
    metered: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    shows: dict[str, float],
) -> None:
    """A house that feeds in mines at the export price; one that imports does not."""
    for sign, price in ((1, EXPORT), (-8, TARIFF)):
        for entity, watts in shows.items():
            grid(hass, watts * sign, entity)
        await move_on(hass, freezer, 6)
        plug(hass, FULL + sign)
        await hass.async_block_till_done()
        assert number(hass, PRICE) == pytest.approx(price, abs=1e-4)


@pytest.mark.usefixtures("metered")
async def test_a_meter_that_reports_each_second_writes_no_more(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    """In ten cloudy minutes, each figure is written at most once a minute."""
    written: Counter[str] = Counter()

    @callback
    def note(event: Event[EventStateChangedData]) -> None:
        if "home_" in event.data["entity_id"]:
            written[event.data["entity_id"]] += 1

    hass.bus.async_listen("state_changed", note)
    for second in range(600):
        freezer.tick(timedelta(seconds=1))
        grid(hass, 30_000 * (second % 7 - 3))
        if second % 10 == 0:
            async_fire_time_changed(hass)
            await hass.async_block_till_done()
    assert written
    assert max(written.values()) <= 10


@pytest.mark.usefixtures("metered")
async def test_a_silent_meter_of_the_grid_is_bridged_and_then_no_price(
    hass: HomeAssistant, tick: Tick
) -> None:
    """For two minutes; then it is not known whether the sun shines."""
    grid(hass, -5000)
    await tick(6)
    assert number(hass, PRICE) == pytest.approx(EXPORT, abs=1e-4)
    grid(hass, "unavailable")
    await tick(2)
    assert number(hass, PRICE) == pytest.approx(EXPORT, abs=1e-4)
    await tick(3)
    assert {state(hass, one) for one in (PRICE, COST, PROFIT, PROFITABLE)} == {
        "unavailable"
    }
    assert number(hass, VALUE) > 0
    grid(hass, -5000)
    await tick(5)
    assert number(hass, PRICE) == pytest.approx(EXPORT, abs=1e-4)


@pytest.mark.parametrize(
    "settings",
    [
        {
            "fixed_power": FULL,
            "fixed_tariff": 0.02,
            "fixed_export": EXPORT,
            "grid_entity": GRID,
            "tariff_currency": "USD",
        }
    ],
)
@pytest.mark.usefixtures("metered")
async def test_machines_with_a_fixed_power(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """They take all of it while they mine, and would again while they do not."""
    grid(hass, 13_500)
    await tick(6)
    half = pytest.approx((TARIFF + EXPORT) / 2, rel=0.02)
    assert number(hass, PRICE) == half
    world.switch_off(address)
    await tick(80, step=4)
    assert state(hass, "binary_sensor.home_mining") == "off"
    grid(hass, 13_500 - FULL)
    await tick(7)
    assert number(hass, PRICE) == half


GAS: dict[str, Any] = METERED | {
    "fuel_price": 0.045,
    "heating_efficiency": 90,
    "heat_wanted_entity": THERMOSTAT,
    "tariff_currency": "USD",
}


@pytest.mark.parametrize("settings", [GAS])
@pytest.mark.usefixtures("metered")
async def test_heat_replaces_gas_while_it_is_wanted(hass: HomeAssistant) -> None:
    """Gas at 0.045 in a boiler of 90 %: each kilowatt-hour of heat saves 0.05."""
    value = number(hass, VALUE)
    assert state(hass, HEAT_SAVING) == "unknown"
    for action, saved in (("heating", 0.05), ("idle", 0), ("heating", 0.05)):
        hass.states.async_set(THERMOSTAT, "heat", {"hvac_action": action})
        await hass.async_block_till_done()
        heat = TARIFF - value
        assert number(hass, HEAT_PRICE) == pytest.approx(heat, abs=1e-4)
        saving = saved - heat if saved else 0
        assert number(hass, HEAT_SAVING) == pytest.approx(saving, abs=1e-4)
        cost = 27 * 24 * (TARIFF - saved)
        assert number(hass, COST) == pytest.approx(cost, abs=0.01)
    tariff(hass, 2 * value)
    await hass.async_block_till_done()
    shown = hass.states.get(HEAT_PRICE)
    assert shown is not None
    assert shown.attributes["cop_equivalent"] == pytest.approx(2, rel=0.01)
    assert shown.attributes["subsidy"] == pytest.approx(50, rel=0.01)
    tariff(hass, -0.01)
    await hass.async_block_till_done()
    shown = hass.states.get(HEAT_PRICE)
    assert shown is not None
    assert shown.attributes["cop_equivalent"] is None
    hass.states.async_set(THERMOSTAT, "unavailable")
    await hass.async_block_till_done()
    assert state(hass, COST) == "unknown"
    assert number(hass, HEAT_PRICE) == pytest.approx(-0.01 - value, abs=1e-4)


@pytest.mark.parametrize("settings", [METERED | {"cop_entity": COP}])
@pytest.mark.usefixtures("metered")
async def test_heat_replaces_that_of_a_heat_pump(
    hass: HomeAssistant, tick: Tick
) -> None:
    """A COP of 4 saves a quarter of the price, also while the pump stands still."""
    assert state(hass, COST) == "unknown"
    for shown in ("4.0", "unavailable", "0", "4.05"):
        hass.states.async_set(COP, shown)
        await tick(2)
        assert number(hass, COST) == pytest.approx(27 * 24 * TARIFF * 0.75, abs=0.01)
    hass.states.async_set(COP, "2.0")
    await tick(2)
    assert number(hass, COST) == pytest.approx(27 * 24 * TARIFF / 2, abs=0.01)


@pytest.mark.parametrize("settings", [METERED | {"cop_entity": COP}])
async def test_a_cop_that_jumps_is_remembered_and_seldom_stored(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    metered: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
) -> None:
    """Also while OCEAN makes new averages, from which the efficiency is learned."""
    account = account_of(metered)
    key = f"ocean_xyz.costs_{account.account_id}"
    for minute in range(12):
        cop = 2.0 + minute % 2
        hass.states.async_set(COP, str(cop))
        await move_on(hass, freezer, 2)
        averaged = replace(account.figures, hashrate=HashesPerSecond(7e14 + minute))
        account.costs.async_update(averaged, account.state, {})
        assert account.costs.memory.cop is not None
        assert account.costs.memory.cop.cop == cop
    assert hass_storage[key]["data"]["cop"]["cop"] == 2.0
    await hass.config_entries.async_unload(metered.entry_id)
    assert hass_storage[key]["data"]["cop"]["cop"] == 3.0


@pytest.mark.usefixtures("metered")
async def test_the_price_is_there_as_soon_as_the_meters_are(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    """Nobody waits a minute for the first one."""
    grid(hass, "unavailable")
    await move_on(hass, freezer, 6)
    plug(hass, FULL + 1)
    await hass.async_block_till_done()
    assert state(hass, PRICE) == "unavailable"
    grid(hass, 0)
    await move_on(hass, freezer, 3)
    plug(hass, FULL)
    await hass.async_block_till_done()
    assert number(hass, PRICE) == pytest.approx(EXPORT, abs=1e-4)
