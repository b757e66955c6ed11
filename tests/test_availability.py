"""Unknown or unavailable: what nobody knows, and what cannot be fetched."""

from collections.abc import Mapping
from dataclasses import replace
import re
from typing import Any

from homeassistant.core import HomeAssistant
import pytest

from simulator import Upstreams, World, heater, home
from simulator.faults import Edited
from simulator.outages import Status

from .conftest import Tick, make_entry, set_up
from .sensors.costs import METERED, plug, tariff

FIXED = {"fixed_power": 3000, "fixed_tariff": 0.02, "tariff_currency": "USD"}
NEW = replace(heater(), label="new", machines=())
"""An address that never mined."""

FIGURES = {
    "network_difficulty": "sensor.ocean_pool_expected_time_between_blocks",
    "current_estimated_block_reward": "sensor.ocean_pool_next_block_reward",
    "active_users": "sensor.ocean_pool_users",
    "pool_300s": "sensor.ocean_pool_share_of_network",
    "hashrate_10800s": "sensor.home_expected_revenue_per_day",
    "hashrate_300s": "sensor.home_hashrate_5_minutes",
    "unpaid": "sensor.home_unpaid_earnings_value",
    "shares_in_tides": "sensor.home_share_of_tides_window",
    "hourFee": "sensor.bitcoin_network_fee_one_hour",
}
"""Figures by their names in an answer, and an entity that shows or follows from each."""

HELD = re.compile("paid_in_total|last_payout|last_earning|earnings_luck")
"""What a ledger that was read once leaves open, also while OCEAN is silent."""


def without(key: str) -> Edited:
    """Return a fault: a figure cannot be read wherever an answer has it."""

    def change(value: Any) -> Any:
        if isinstance(value, list):
            return [change(item) for item in value]
        if not isinstance(value, dict):
            return value
        return {one: "-" if one == key else change(value[one]) for one in value}

    return Edited(change)


def shown(hass: HomeAssistant, word: str) -> set[str]:
    """Return the entities that show a word."""
    return {
        one.entity_id
        for one in hass.states.async_all()
        if one.state == word and not one.entity_id.startswith(("event.", "update."))
    }


@pytest.fixture(autouse=True)
def _every_entity(all_enabled: None) -> None:
    """Enable every entity."""


@pytest.mark.parametrize("costs", [METERED, FIXED])
@pytest.mark.parametrize("plans", [(home(), heater(), NEW), (NEW, home())])
async def test_nothing_is_unavailable_while_all_sources_answer(
    hass: HomeAssistant,
    world: World,
    upstreams: Upstreams,
    costs: Mapping[str, Any],
    tick: Tick,
) -> None:
    """Not before it is learned, not of idle or unknown accounts; without OCEAN it is."""
    plug(hass, 3000)
    tariff(hass, 0.02)
    addresses = list(world.accounts)
    for address in addresses[1:]:
        world.switch_off(address)
    entry = make_entry(*addresses, world.unknown_address(), **costs)
    assert await set_up(hass, entry)
    for minutes in (0, 1, 1, 4, 30):
        await tick(minutes)
        assert shown(hass, "unavailable") == set(), minutes
    world.switch_off(addresses[0])
    await tick(60, step=2)
    assert shown(hass, "unavailable") == set()
    upstreams.inject(Status(502))
    await tick(60, step=2)
    assert "binary_sensor.home_mining" in shown(hass, "unavailable")
    assert all(map(HELD.search, shown(hass, "unknown")))
    upstreams.faults.clear()
    await tick(30, step=2)
    assert shown(hass, "unavailable") == set()
    await hass.config_entries.async_unload(entry.entry_id)


async def test_a_figure_that_cannot_be_read_is_unknown(
    hass: HomeAssistant,
    world: World,
    upstreams: Upstreams,
    tick: Tick,
    subtests: pytest.Subtests,
) -> None:
    """Its source answers, and so do those of all that follows from it."""
    plug(hass, 27_000)
    tariff(hass, 0.02)
    entry = make_entry(*world.accounts, **METERED)
    assert await set_up(hass, entry)
    await tick(100, step=5)
    before = shown(hass, "unknown")
    for key, entity in FIGURES.items():
        with subtests.test(key=key):
            upstreams.inject(without(key))
            await tick(30, step=5)
            assert shown(hass, "unavailable") == set()
            assert entity in shown(hass, "unknown") - before
            upstreams.faults.clear()
            await tick(20, step=5)
    await hass.config_entries.async_unload(entry.entry_id)
