"""Triggers for figures: a payout that is near, another fee, a drought of blocks."""

from dataclasses import replace

from homeassistant.core import HomeAssistant
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.mining.alert_memory import PayoutNear
from custom_components.ocean_xyz.mining.pool import HourMean
from custom_components.ocean_xyz.runtime.account import OceanAccount
from simulator import Upstreams, World
from simulator.outages import HtmlInstead

from ..conftest import Tick
from ..sources.support import number, state
from .listening import Listener
from .support import BLOCK, PAYOUT, WORKER, device_of

NEAR = "payout_is_near"
BEGAN = "pool_drought_began"
ENDED = "pool_drought_ended"


def account_of(entry: MockConfigEntry) -> OceanAccount:
    """Return the only account."""
    (account,) = entry.runtime_data.accounts.values()
    found: OceanAccount = account
    return found


async def test_a_payout_is_near_once(
    hass: HomeAssistant,
    world: World,
    loaded: MockConfigEntry,
    address: str,
    tick: Tick,
    listen: Listener,
) -> None:
    """By percent or by hours, for those who wait for it, and not again after a restart."""
    await tick(3)
    world.set_unpaid(address, 900_000)
    await tick(3)
    by_percent = await listen(NEAR, PAYOUT, percent=95)
    by_account = await listen(NEAR, {"device_id": device_of(hass, WORKER["entity_id"])})
    later = await listen(NEAR, WORKER, percent=99, within=1)
    other = await listen(NEAR, BLOCK, percent=95)
    world.set_unpaid(address, 1_000_000)
    await tick(3)
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await tick(3)
    (announced,) = by_percent
    assert (announced["account"], announced["percent"]) == ("Home", 95)
    assert (announced["unpaid"], announced["threshold"]) == (1_000_000, 1_048_576)
    price = number(hass, "sensor.bitcoin_network_bitcoin_price")
    assert announced["money"] == pytest.approx(price / 100, abs=0.01)
    assert announced["expected"] is not None
    assert later == other == []
    before = len(by_account)
    world.set_unpaid(address, 1_048_576)
    await tick(3)
    assert [one["hours"] for one in later] == [0]
    assert before <= len(by_account) == 1
    assert len(by_percent) == 1


async def test_old_figures_fire_nothing(
    hass: HomeAssistant,
    world: World,
    upstreams: Upstreams,
    loaded: MockConfigEntry,
    address: str,
    tick: Tick,
    listen: Listener,
) -> None:
    """What comes near in an outage fires when OCEAN answers again."""
    await tick(3)
    fired = await listen(NEAR, PAYOUT, percent=99)
    account = account_of(loaded)
    upstreams.inject(HtmlInstead())
    world.set_unpaid(address, 1_048_576)
    await tick(20)
    assert state(hass, "sensor.home_data_status") == "unreachable"
    assert fired == []
    near = account.source.memory.alerts.payout
    assert near is not None
    assert near.percent < 99
    upstreams.faults.clear()
    await tick(5)
    assert len(fired) == 1


async def test_another_fee_says_which(
    loaded: MockConfigEntry, tick: Tick, listen: Listener
) -> None:
    """In percent, and for each account."""
    await tick(5)
    fired = await listen("fee_changed", WORKER)
    account = account_of(loaded)
    alerts = account.source.memory.alerts
    assert alerts.fee == 0.01
    account.source.note_alerts(replace(alerts, fee=0.02))
    await tick(2)
    (announced,) = fired
    assert (announced["fee"], announced["fee_before"]) == (1, 2)
    assert announced["account_id"] == account.account_id


async def test_a_window_that_falls(
    hass: HomeAssistant,
    world: World,
    loaded: MockConfigEntry,
    address: str,
    tick: Tick,
    listen: Listener,
) -> None:
    """Once, also over a reload, with what a block will credit."""
    source = loaded.runtime_data.hub.pool_source
    now = int(world.now.timestamp()) // 3600
    pool = loaded.runtime_data.hub.pool.mean_hashrate
    hours = (HourMean(hour=now - one, mean=pool, samples=60) for one in range(200))
    source.memory = replace(source.memory, hours=tuple(hours)[::-1])
    await tick(3)
    assert account_of(loaded).source.memory.alerts.window_falls is False
    fired = await listen("window_falls", WORKER)
    world.switch_off(address, *list(world.account(address).machines)[1:])
    await tick(9 * 60, step=10)
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await tick(60, step=10)
    (announced,) = fired
    assert 15 <= announced["falls_by"] < 40
    assert announced["hashrate"] < announced["hashrate_of_window"]
    assert announced["credit_later"] < announced["credit"]
    assert announced["account"] == "Home"


async def test_a_drought_and_its_end(
    hass: HomeAssistant,
    world: World,
    loaded: MockConfigEntry,
    tick: Tick,
    listen: Listener,
) -> None:
    """Once in a gap, by its probability, also over a restart; other news is no block."""
    world.find_block()
    world.hold_blocks()
    await tick(3)
    likely = await listen(BEGAN, BLOCK, probability=40)
    unlikely = await listen(BEGAN, BLOCK)
    over = await listen(ENDED, BLOCK, probability=40)
    never_was = await listen(ENDED, BLOCK)
    blocks = await listen("pool_block_found", BLOCK)
    while (loaded.runtime_data.hub.pool.drought or 1) > 0.33:
        await tick(30, step=3)
    assert await hass.config_entries.async_reload(loaded.entry_id)
    await tick(3)
    assert over == blocks == []
    (announced,) = likely
    assert 33 < announced["probability"] <= 40
    assert announced["since"] < world.now
    world.find_block()
    await tick(3)
    assert len(over) == len(likely) == len(blocks) == 1
    assert unlikely == never_was == []


def test_what_was_near_before_is_remembered() -> None:
    """A store of 1.0.0 has none of it, and reads as nothing announced."""
    assert PayoutNear.from_dict({"unpaid": 5}) == PayoutNear(unpaid=5)
