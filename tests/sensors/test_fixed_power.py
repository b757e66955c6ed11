"""A fixed power while machines die, are off on purpose, go and come."""

from typing import Any

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from simulator import Upstreams, World
from simulator.outages import Status
from simulator.presets import TERA

from ..conftest import Tick
from ..sources.support import API, number, state
from .costs import EFFICIENCY, PROFITABLE, break_even

POWER = "sensor.home_power"
COST = "sensor.home_power_cost_per_day"
EFFICIENT = "sensor.home_efficiency_while_running"
FULL = 27_000
WHOLE = 712
"""TH/s of all eight machines."""
FIXED = {"fixed_power": FULL, "tariff_currency": "USD"}
SWITCH = "switch.garage"
PLANNED: dict[str, Any] = {
    "workers_off_on_purpose": [{"worker": "s21-garage", "entity": SWITCH}]
}
EVEN = 0.0404
"""USD per kWh at which nothing is left."""
ALMOST = {**FIXED, "fixed_tariff": 0.85 * EVEN}


@pytest.fixture
def settings() -> dict[str, Any]:
    """Return a fixed power, and a tariff just below that at which nothing is left."""
    return ALMOST


def part(hass: HomeAssistant) -> float:
    """Return which percentage of the fixed power the machines take."""
    found = hass.states.get(POWER)
    assert found is not None
    assert found.attributes["fixed_power"] == FULL
    percentage: float = found.attributes["part"]
    assert number(hass, POWER) == pytest.approx(FULL * percentage / 100)
    return percentage


@pytest.mark.usefixtures("metered")
async def test_a_machine_that_dies_takes_its_power_along(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """The efficiency stays, and with it whether mining pays, until it is long gone."""
    assert number(hass, POWER) == FULL
    assert part(hass) == 100
    even = break_even(hass)
    assert even == pytest.approx(EVEN, rel=0.01)
    await tick(60)
    world.switch_off(address, "s21-garage")
    await tick(15)
    for _ in range(20):
        assert part(hass) == pytest.approx(100 * 512 / WHOLE, rel=0.01)
        assert number(hass, COST) == pytest.approx(
            FULL * 512 / WHOLE * 0.024 * 0.85 * EVEN, rel=0.01
        )
        assert number(hass, EFFICIENT) == pytest.approx(EFFICIENCY, rel=0.02)
        assert state(hass, PROFITABLE) == "on"
        await tick(20, step=4)
    world.remove_machine(address, "s21-garage")
    for _ in range(3):
        await tick(24 * 60, step=40)
        assert part(hass) == pytest.approx(100 * 512 / WHOLE, rel=0.01)


@pytest.mark.usefixtures("metered")
async def test_a_whole_outage(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """One machine after the other stops, and they come back: nothing becomes false."""
    rates = {
        name: machine.process.hashrate / TERA
        for name, machine in world.accounts[address].machines.items()
    }
    names = list(rates)
    running = dict.fromkeys(names, True)
    await tick(30)
    for name in (*names, *names):
        running[name] = not running[name]
        (world.switch_on if running[name] else world.switch_off)(address, name)
        await tick(60, step=2)
        expected = sum(rates[one] for one in names if running[one])
        if expected:
            assert part(hass) == pytest.approx(
                100 * expected / WHOLE, rel=0.02, abs=0.2
            )
        else:
            assert state(hass, POWER) == "unknown"
        assert number(hass, EFFICIENT) == pytest.approx(EFFICIENCY, rel=0.02)
        assert state(hass, PROFITABLE) == "on"
    assert part(hass) == 100


@pytest.mark.parametrize("settings", [{**ALMOST, **PLANNED}])
@pytest.mark.usefixtures("metered")
async def test_a_machine_that_is_off_on_purpose_takes_none(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """Like one that died."""
    hass.states.async_set(SWITCH, "off")
    world.switch_off(address, "s21-garage")
    await tick(15)
    assert part(hass) == pytest.approx(100 * 512 / WHOLE, rel=0.01)


async def test_a_machine_that_comes_later_adds_to_it(
    hass: HomeAssistant,
    metered: MockConfigEntry,
    world: World,
    address: str,
    tick: Tick,
) -> None:
    """Once it has run for an hour, and not within a day of typing the power."""
    await tick(25 * 60, step=20)
    assert part(hass) == 100
    world.add_machine(address, "new", 178 * TERA)
    await tick(30)
    assert state(hass, POWER) == "unknown"
    await tick(60)
    assert part(hass) == pytest.approx(125, rel=0.03)
    assert await hass.config_entries.async_reload(metered.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert part(hass) == pytest.approx(125, rel=0.03)
    assert number(hass, EFFICIENT) == pytest.approx(EFFICIENCY, rel=0.02)


@pytest.mark.usefixtures("metered")
async def test_without_the_workers_it_is_unavailable(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """Nobody knows how many mine then."""
    upstreams.inject(Status(500), host=API, path="/v1/userinfo_full")
    upstreams.inject(Status(500), host=API, path="/v1/user_hashrate_full")
    await tick(20)
    assert state(hass, POWER) == "unavailable"
    assert number(hass, EFFICIENT) == pytest.approx(EFFICIENCY, rel=0.02)
