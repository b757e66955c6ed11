"""What outlives a restart, on disk."""

import asyncio
from datetime import timedelta
from typing import Any
from unittest.mock import patch

from freezegun.api import FrozenDateTimeFactory
from homeassistant.core import HomeAssistant
from homeassistant.helpers.storage import Store
import pytest
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
    async_fire_time_changed,
)

from custom_components.ocean_xyz.const import (
    DOMAIN,
)
from custom_components.ocean_xyz.devices.ids import HUB_STORE_KEY
from custom_components.ocean_xyz.mining.account import AccountMemory
from custom_components.ocean_xyz.mining.efficiency import CostMemory
from custom_components.ocean_xyz.mining.pool import PoolMemory
from custom_components.ocean_xyz.runtime.stores import SAVE_SOON, OceanStore
from simulator import Upstreams

from ..conftest import Tick, set_up


async def test_what_was_removed_is_not_written_again(
    hass: HomeAssistant,
    hass_storage: dict[str, Any],
    freezer: FrozenDateTimeFactory,
) -> None:
    """A poll that ends after an account was removed does not bring its store back."""
    store = OceanStore(hass, "gone", AccountMemory)
    await store.save(AccountMemory())
    assert f"{DOMAIN}.gone" in hass_storage
    await store.remove()
    store.remember(AccountMemory(), within=SAVE_SOON)
    await store.save(AccountMemory())
    await store.flush()
    freezer.tick(timedelta(minutes=10))
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert f"{DOMAIN}.gone" not in hass_storage


async def test_a_write_under_way_does_not_bring_a_removed_store_back(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """An account removed while its memory is written is forgotten all the same."""
    store = OceanStore(hass, "gone", AccountMemory)
    begun, go_on, write = asyncio.Event(), asyncio.Event(), Store._async_write_data

    async def slowly(this: Store[Any], data: dict[str, Any]) -> None:
        begun.set()
        await go_on.wait()
        await write(this, data)

    with patch.object(Store, "_async_write_data", slowly):
        saved = hass.async_create_task(store.save(AccountMemory()))
        await begun.wait()
        removed = hass.async_create_task(store.remove())
        for _ in range(5):
            await asyncio.sleep(0)
        go_on.set()
        await asyncio.gather(saved, removed)
    assert f"{DOMAIN}.gone" not in hass_storage


@pytest.mark.usefixtures("upstreams")
async def test_a_poll_that_ends_after_the_unloading_writes_nothing(
    hass: HomeAssistant,
    entry: MockConfigEntry,
    hass_storage: dict[str, Any],
    freezer: FrozenDateTimeFactory,
) -> None:
    """What the next run has learned is not overwritten by the run before."""
    assert await set_up(hass, entry)
    (account,) = entry.runtime_data.accounts.values()
    assert await hass.config_entries.async_unload(entry.entry_id)
    key = f"{DOMAIN}.account_{account.account_id}"
    assert hass_storage[key]["data"]["workers"]
    account.stores.account.remember(AccountMemory())
    await account.stores.account.save(AccountMemory())
    freezer.tick(timedelta(minutes=10))
    async_fire_time_changed(hass)
    await hass.async_block_till_done()
    assert hass_storage[key]["data"]["workers"]


async def test_an_unreadable_store_begins_anew(
    hass: HomeAssistant,
    upstreams: Upstreams,
    entry: MockConfigEntry,
    address: str,
    hass_storage: dict[str, Any],
    caplog: pytest.LogCaptureFixture,
) -> None:
    """A store of the wrong shape loses what was learned and nothing else."""
    assert await set_up(hass, entry)
    (account,) = entry.runtime_data.accounts.values()
    await hass.config_entries.async_unload(entry.entry_id)
    key = f"{DOMAIN}.account_{account.account_id}"
    hass_storage[key]["data"] = {"workers": {"a": {"shares_seen": "many"}}}
    assert await set_up(hass, entry)
    assert "was discarded" in caplog.text
    assert hass.states.get("sensor.home_data_status").state == "live"
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("shape", ["data", "file"])
@pytest.mark.parametrize("wrong", ["text", "", 5, 0, [], [[1, 2]], {}, {"a": 1}, True])
async def test_a_store_of_any_shape_is_no_reason_to_stop(
    hass: HomeAssistant,
    upstreams: Upstreams,
    entry: MockConfigEntry,
    hass_storage: dict[str, Any],
    shape: str,
    wrong: Any,
) -> None:
    """Whatever the data or the whole file of each store is, the entry loads."""
    assert await set_up(hass, entry)
    (account,) = entry.runtime_data.accounts.values()
    await account.stores.costs.save(CostMemory())
    await hass.config_entries.async_unload(entry.entry_id)
    keys = [key for key in hass_storage if key.startswith(f"{DOMAIN}.")]
    assert {key.split(".")[1].split("_")[0] for key in keys} == {
        "account",
        "costs",
        "hub",
        "ledger",
    }
    for key in keys:
        if shape == "data":
            hass_storage[key]["data"] = wrong
        else:
            hass_storage[key] = wrong
    assert await set_up(hass, entry)
    assert hass.states.get("sensor.home_data_status").state == "live"
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.usefixtures("loaded")
async def test_what_is_remembered_is_written_while_it_runs(
    loaded: MockConfigEntry, hass_storage: dict[str, Any], tick: Tick
) -> None:
    """A crash loses no more than a few minutes, though there is news each minute."""
    (account,) = loaded.runtime_data.accounts.values()
    key = f"{DOMAIN}.account_{account.account_id}"
    await tick(7)
    first = hass_storage[key]["data"]["snapshot_time"]
    await tick(7)
    assert hass_storage[key]["data"]["snapshot_time"] > first


async def test_nothing_is_written_before_there_is_something(
    hass: HomeAssistant, hass_storage: dict[str, Any]
) -> None:
    """A store that never got anything writes nothing."""
    store = OceanStore(hass, HUB_STORE_KEY, PoolMemory)
    assert await store.load() is None
    await store.flush()
    assert not [key for key in hass_storage if key.startswith(DOMAIN)]
