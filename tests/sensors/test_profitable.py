"""Whether mining pays, in a running Home Assistant."""

from datetime import timedelta
from typing import Any
from unittest.mock import Mock

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import (
    HomeAssistant,
    ServiceCall,
    callback,
)
from homeassistant.setup import async_setup_component
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
)

from simulator import Upstreams, World
from simulator.outages import Status

from ..conftest import Tick
from ..sources.support import number, state
from .costs import PROFITABLE, break_even, move_on, plug, tariff


@pytest.mark.usefixtures("metered")
async def test_profitable_has_margins_and_takes_its_time(
    hass: HomeAssistant, freezer: FrozenDateTimeFactory
) -> None:
    """It changes at once, then not for ten minutes, then by itself."""
    even = break_even(hass)
    tariff(hass, even * 0.9)
    await hass.async_block_till_done()
    assert state(hass, PROFITABLE) == "on"
    await move_on(hass, freezer, 11)
    tariff(hass, even * 1.02)
    await hass.async_block_till_done()
    assert state(hass, PROFITABLE) == "off"
    tariff(hass, even * 0.5)
    await hass.async_block_till_done()
    assert state(hass, PROFITABLE) == "off"
    await move_on(hass, freezer, 9.9)
    assert state(hass, PROFITABLE) == "off"
    await move_on(hass, freezer, 0.2)
    assert state(hass, PROFITABLE) == "on"
    await move_on(hass, freezer, 11)
    tariff(hass, even * 1.02)
    await hass.async_block_till_done()
    assert state(hass, PROFITABLE) == "off"
    await move_on(hass, freezer, 11)
    # Two percent are left, and five are wanted.
    tariff(hass, even * 0.98)
    await hass.async_block_till_done()
    assert state(hass, PROFITABLE) == "off"
    shown = hass.states.get(PROFITABLE)
    assert shown is not None
    assert shown.attributes["margin"] == pytest.approx(2, abs=0.2)
    assert shown.attributes["break_even_tariff"] == pytest.approx(even, rel=1e-3)


@pytest.mark.parametrize("days", [-40, 40])
async def test_a_decision_that_waits_comes_in_its_time_if_our_clock_is_wrong(
    hass: HomeAssistant,
    metered: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    monkeypatch: pytest.MonkeyPatch,
    days: int,
) -> None:
    """OCEAN's clock decides; the timer counts seconds, and no poll helps it."""
    (account,) = metered.runtime_data.accounts.values()
    hub = metered.runtime_data.hub
    even = break_even(hass)
    for one in (
        account.state_coordinator,
        account.ledger_coordinator,
        hub.pool_coordinator,
        hub.network_coordinator,
    ):
        await one.async_shutdown()
    clock = "custom_components.ocean_xyz.runtime.setup.present_time"
    monkeypatch.setattr(clock, lambda ours, _: ours + timedelta(days=days))
    for price, shown in ((0.5, "on"), (2, "off"), (0.5, "off")):
        tariff(hass, even * price)
        await hass.async_block_till_done()
        assert state(hass, PROFITABLE) == shown
        if shown == "on":
            await move_on(hass, freezer, 60 * 24 * 41)
    present = Mock(wraps=account.costs.present)
    monkeypatch.setattr(account.costs, "present", present)
    await move_on(hass, freezer, 9.9)
    assert state(hass, PROFITABLE) == "off"
    assert not present.called
    await move_on(hass, freezer, 0.2)
    assert state(hass, PROFITABLE) == "on"
    assert present.call_count == 1


@pytest.mark.usefixtures("metered")
async def test_machines_that_are_off_may_pay_again(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """By what they took while they ran: no hashrate shows it now."""
    even = break_even(hass)
    await tick(200, step=5)
    tariff(hass, even * 2)
    await hass.async_block_till_done()
    assert state(hass, PROFITABLE) == "off"
    world.switch_off(address)
    plug(hass, 3)
    await tick(26 * 60, step=10)
    assert state(hass, PROFITABLE) == "off"
    tariff(hass, even * 0.7)
    await hass.async_block_till_done()
    assert state(hass, PROFITABLE) == "on"


async def test_a_restart_takes_no_new_decision(
    hass: HomeAssistant, metered: MockConfigEntry, freezer: FrozenDateTimeFactory
) -> None:
    """Between the margins it stays what it was before."""
    even = break_even(hass)
    tariff(hass, even * 1.1)
    await hass.async_block_till_done()
    await move_on(hass, freezer, 11)
    assert state(hass, PROFITABLE) == "off"
    tariff(hass, even * 0.98)
    assert await hass.config_entries.async_reload(metered.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert state(hass, PROFITABLE) == "off"


async def test_other_meters_are_of_other_machines(
    hass: HomeAssistant, metered: MockConfigEntry, tick: Tick
) -> None:
    """A corrected power counts after an hour, not after a day."""
    before = _break_even_shown(hass)
    assert before == pytest.approx(break_even(hass), rel=0.05)
    account = next(iter(metered.subentries.values()))
    hass.states.async_set("sensor.other", "2700", {"unit_of_measurement": "W"})
    data = {**account.data, "power_entities": ["sensor.other"]}
    hass.config_entries.async_update_subentry(metered, account, data=data)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert state(hass, "sensor.home_efficiency_while_running") == "unknown"
    assert state(hass, "sensor.home_profit_per_day") == "unknown"
    assert state(hass, PROFITABLE) == "unknown"
    await tick(75, step=5)
    assert _break_even_shown(hass) == pytest.approx(before * 10, rel=0.05)


def _break_even_shown(hass: HomeAssistant) -> float:
    """Return the tariff at which a running machine earns nothing."""
    shown = hass.states.get(PROFITABLE)
    assert shown is not None
    return float(shown.attributes["break_even_tariff"])


@pytest.mark.usefixtures("metered")
async def test_without_pool_or_price_nothing_is_decided(
    hass: HomeAssistant, upstreams: Upstreams, tick: Tick
) -> None:
    """What a hash brings is not known then; what it costs is."""
    upstreams.inject(Status(502))
    await tick(30)
    assert state(hass, PROFITABLE) == "unavailable"
    assert state(hass, "sensor.home_profit_per_day") == "unavailable"
    assert number(hass, "sensor.home_power_cost_per_day") == pytest.approx(12.96)


@pytest.fixture
def calls(hass: HomeAssistant) -> list[str]:
    """Return what automations did."""
    done: list[str] = []

    @callback
    def note(call: ServiceCall) -> None:
        done.append(call.data["what"])

    hass.services.async_register("test", "note", note)
    return done


def automation(trigger: str, target: dict[str, Any], what: str) -> dict[str, Any]:
    """Return an automation as the editor writes it."""
    return {
        "alias": what,
        "triggers": [
            {"trigger": trigger, "target": target, "options": {"behavior": "each"}}
        ],
        "actions": [{"action": "test.note", "data": {"what": what}}],
    }


@pytest.mark.usefixtures("upstreams")
async def test_triggers_and_the_condition(
    hass: HomeAssistant,
    metered: MockConfigEntry,
    freezer: FrozenDateTimeFactory,
    calls: list[str],
) -> None:
    """For the entity or its device; also if the price was silent in between."""
    account = next(iter(metered.runtime_data.accounts.values()))
    device = {"device_id": account.device_id}
    pays = automation(
        "ocean_xyz.mining_became_profitable", {"entity_id": PROFITABLE}, "pays"
    )
    pays["conditions"] = [
        {
            "condition": "ocean_xyz.is_profitable",
            "target": device,
            "options": {"behavior": "any"},
        }
    ]
    loses = automation("ocean_xyz.mining_became_unprofitable", device, "loses")
    assert await async_setup_component(
        hass, "automation", {"automation": [pays, loses]}
    )
    await hass.async_block_till_done()
    even = break_even(hass)

    async def price(value: float | str) -> None:
        await move_on(hass, freezer, 11)
        tariff(hass, value)
        await hass.async_block_till_done()

    await price(even * 0.5)
    assert not calls
    await price(even * 2)
    assert calls == ["loses"]
    await price(even * 1.5)
    await price("unavailable")
    await price(even * 3)
    assert calls == ["loses"]
    await price("unavailable")
    await price(even * 0.5)
    assert calls == ["loses", "pays"]
    hass.states.async_set("binary_sensor.home_mining", "off")
    await hass.async_block_till_done()
    assert calls == ["loses", "pays"]
