"""The efficiency of machines that run, in a running Home Assistant."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.const import DOMAIN
from custom_components.ocean_xyz.devices.registration import async_account_id
from simulator import World

from ..conftest import Tick
from ..sources.support import number, state
from .costs import EFFICIENCY, METERED, PROFITABLE, break_even, plug, tariff

SHOWN = "sensor.home_efficiency_while_running"
FIXED = {"fixed_power": 27_000, "fixed_tariff": 0.02, "tariff_currency": "USD"}


@pytest.mark.parametrize("costs", [METERED, FIXED])
async def test_costs_that_are_set_up_after_the_start(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    world: World,
    address: str,
    tick: Tick,
    costs: dict[str, Any],
) -> None:
    """After hours off and minutes on, nothing is concluded from the three hours."""
    world.switch_off(address)
    await tick(240, step=10)
    world.switch_on(address)
    await tick(20)
    plug(hass, 27_000)
    tariff(hass, 0.02)
    (account,) = loaded.subentries.values()
    data = {"address": address, **costs}
    hass.config_entries.async_update_subentry(loaded, account, data=data)
    await hass.async_block_till_done(wait_background_tasks=True)
    for _ in range(5):
        assert state(hass, SHOWN) == "unknown"
        assert state(hass, "sensor.home_break_even_electricity_price") == "unknown"
        assert state(hass, "sensor.home_profit_per_day") == "unknown"
        assert state(hass, PROFITABLE) == "unknown"
        await tick(10)
    for _ in range(3):
        await tick(25)
        assert number(hass, SHOWN) == pytest.approx(EFFICIENCY, rel=0.04)
        assert number(hass, "sensor.home_profit_per_day") > 0
        assert state(hass, PROFITABLE) == "on"


async def test_a_fixed_power_is_known_before_it_is_typed(
    hass: HomeAssistant, loaded: MockConfigEntry, address: str
) -> None:
    """Machines that have mined for hours have drawn it: nothing has to be waited for."""
    (account,) = loaded.subentries.values()
    data = {"address": address, **FIXED}
    hass.config_entries.async_update_subentry(loaded, account, data=data)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert number(hass, SHOWN) == pytest.approx(EFFICIENCY, rel=0.02)
    assert state(hass, PROFITABLE) == "on"


@pytest.mark.parametrize("settings", [METERED, FIXED])
@pytest.mark.usefixtures("metered")
async def test_a_night_off_moves_nothing(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """Off, on standby, and on again: what depends on the efficiency holds."""
    even = break_even(hass)
    for mines in (False, True):
        (world.switch_on if mines else world.switch_off)(address)
        plug(hass, 27_000 if mines else 60)
        for _ in range(12):
            await tick(20, step=2)
            assert number(hass, SHOWN) == pytest.approx(EFFICIENCY, rel=0.02)
            # The reward of the next block moves a little by itself.
            assert break_even(hass) == pytest.approx(even, rel=0.05)
            assert state(hass, PROFITABLE) == "on"


async def test_the_former_efficiency_keeps_its_history(
    hass: HomeAssistant,
    loaded: MockConfigEntry,
    entity_registry: er.EntityRegistry,
    address: str,
) -> None:
    """It was another figure: its entity stays registered, and is disabled."""
    account = await async_account_id(hass, address)
    former = entity_registry.async_get_or_create(
        "sensor", DOMAIN, f"{account}_efficiency", config_entry=loaded
    )
    (subentry,) = loaded.subentries.values()
    for costs in (METERED, {}):
        hass.config_entries.async_update_subentry(
            loaded, subentry, data={"address": address, **costs}
        )
        await hass.async_block_till_done(wait_background_tasks=True)
        kept = entity_registry.async_get(former.entity_id)
        if costs:
            assert kept is not None
            assert kept.disabled_by is er.RegistryEntryDisabler.INTEGRATION
        else:
            assert kept is None
