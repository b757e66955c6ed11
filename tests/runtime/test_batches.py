"""Many workers are handled in batches, and none is left out."""

import asyncio
from collections.abc import Sequence
from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr
from homeassistant.loader import async_get_integration
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz import PLATFORMS
from custom_components.ocean_xyz.const import CONF_WORKER_DEVICES, DOMAIN
from custom_components.ocean_xyz.runtime.batches import (
    NAMES_IN_BATCH,
    async_call_soon_once,
    async_in_batches,
)
from custom_components.ocean_xyz.runtime.stores import OceanStore
from simulator import Upstreams, farm

from ..conftest import make_entry, set_up
from .turns import Turns


async def test_a_scheduled_call_is_made_once(hass: HomeAssistant) -> None:
    """In the next turn, however often it was scheduled; and again when it is again."""
    done: list[int] = []
    later = async_call_soon_once(hass, MockConfigEntry(), lambda: done.append(1))
    later()
    later()
    assert not done
    await asyncio.sleep(0)
    assert len(done) == 1
    later()
    await asyncio.sleep(0)
    assert len(done) == 2


async def test_a_scheduled_call_is_not_made_after_the_unload(
    hass: HomeAssistant,
) -> None:
    """Whether it was scheduled by then or not."""
    done: list[int] = []
    entry = MockConfigEntry()
    later = async_call_soon_once(hass, entry, lambda: done.append(1))
    async_call_soon_once(hass, entry, lambda: done.append(2))
    later()
    await entry._async_process_on_unload(hass)
    await asyncio.sleep(0)
    assert not done


@pytest.mark.parametrize("workers", [50, 300])
async def test_no_turn_of_the_loop_handles_many_workers(
    hass: HomeAssistant, entry: MockConfigEntry, workers: int
) -> None:
    """Up to fifty are handled at once, more of them five by five."""
    entry.add_to_hass(hass)
    turns = Turns()
    await asyncio.sleep(0)
    handled: list[tuple[int, int]] = []

    def handle(names: Sequence[str]) -> None:
        handled.append((turns.count, len(names)))

    names = [f"rig-{number}" for number in range(workers)]
    async_in_batches(hass, entry, names, handle)
    await hass.async_block_till_done(wait_background_tasks=True)
    turns.stop()
    assert sum(count for _, count in handled) == workers
    assert max(count for _, count in handled) == (
        50 if workers == 50 else NAMES_IN_BATCH
    )
    assert len({turn for turn, _ in handled}) == len(handled)


@pytest.mark.parametrize("plans", [(farm(120),)])
async def test_a_farm_is_added_in_batches_with_every_device_once(
    hass: HomeAssistant,
    upstreams: Upstreams,
    address: str,
    device_registry: dr.DeviceRegistry,
) -> None:
    """At set-up and at a reload; one removed meanwhile does not come back."""
    entry = make_entry(address, **{CONF_WORKER_DEVICES: "all"})
    assert await set_up(hass, entry)
    (account,) = entry.runtime_data.accounts.values()

    def online() -> list[str]:
        return [
            entity for entity in hass.states.async_entity_ids("binary_sensor")
            if entity.endswith("_online")
            and hass.states.get(entity).state == "on"
        ]  # fmt: skip

    devices = dr.async_entries_for_parent_device(device_registry, account.device_id)
    assert len(devices) == len(online()) == 120
    name = max(account.worker_devices.names)
    assert await hass.config_entries.async_reload(entry.entry_id)
    (account,) = entry.runtime_data.accounts.values()
    account.async_forget_workers({name})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert len(online()) == 119
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("plans", [(farm(120),)])
async def test_a_worker_removed_before_its_turn_makes_no_device(
    hass: HomeAssistant,
    upstreams: Upstreams,
    address: str,
    device_registry: dr.DeviceRegistry,
) -> None:
    """Otherwise a later batch would register its device."""
    # While Home Assistant loads modules in a thread, all batches would have their turns.
    integration = await async_get_integration(hass, DOMAIN)
    await integration.async_get_platforms(PLATFORMS)
    entry = make_entry(address, **{CONF_WORKER_DEVICES: "all"})
    entry.add_to_hass(hass)
    assert await hass.config_entries.async_setup(entry.entry_id)
    (account,) = entry.runtime_data.accounts.values()
    identifier = (
        DOMAIN,
        f"{account.account_id}_worker_{max(account.worker_devices.names)}",
    )
    assert not device_registry.async_get_child_device_by_identifier(
        identifier, entry.entry_id
    )
    account.async_forget_workers({max(account.worker_devices.names)})
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not device_registry.async_get_child_device_by_identifier(
        identifier, entry.entry_id
    )
    await hass.config_entries.async_unload(entry.entry_id)


@pytest.mark.parametrize("plans", [(farm(120),)])
async def test_no_worker_is_added_while_the_entry_is_unloaded(
    hass: HomeAssistant,
    upstreams: Upstreams,
    address: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An entity of an earlier run would keep that of the next one out."""

    async def slow_disk(store: OceanStore[Any]) -> None:
        for _ in range(100):
            await asyncio.sleep(0)

    monkeypatch.setattr(OceanStore, "flush", slow_disk)
    entry = make_entry(address, **{CONF_WORKER_DEVICES: "all"})
    assert await set_up(hass, entry)
    for _reload in range(2):
        # The second reload comes while the first run's workers are being added.
        assert await hass.config_entries.async_reload(entry.entry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert "already exists" not in caplog.text
    (account,) = entry.runtime_data.accounts.values()
    assert len(account.worker_devices.names) == 120
    await hass.config_entries.async_unload(entry.entry_id)
