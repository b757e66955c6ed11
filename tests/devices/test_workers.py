"""Which workers become devices, and what those are called."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest

from custom_components.ocean_xyz.const import (
    CONF_CHOSEN_WORKERS,
    CONF_REMOVE_AFTER,
    CONF_WORKER_DEVICES,
)
from custom_components.ocean_xyz.devices.choice import (
    DeviceChoice,
    WorkerDevices,
    room_for_devices,
    select_devices,
)
from custom_components.ocean_xyz.devices.naming import worker_device_info
from simulator import World

from ..conftest import Tick, make_entry, set_up


@pytest.mark.usefixtures("upstreams")
async def test_a_gone_worker_without_a_device_is_forgotten(
    hass: HomeAssistant, world: World, address: str, tick: Tick
) -> None:
    """There is nothing to remove, so nobody is asked, and it is not kept for ever."""
    settings = {
        CONF_REMOVE_AFTER: 1,
        CONF_WORKER_DEVICES: "chosen",
        CONF_CHOSEN_WORKERS: ["s21-attic"],
    }
    entry = make_entry(address, **settings)
    assert await set_up(hass, entry)
    (account,) = entry.runtime_data.accounts.values()
    world.remove_machine(address, "s21-garage")
    await tick(23 * 60, step=10)
    assert "s21-garage" in account.source.memory.workers
    await tick(2 * 60, step=10)
    assert "s21-garage" not in account.source.memory.workers
    assert "s21-attic" in account.source.memory.workers
    assert not ir.async_get(hass).issues
    await hass.config_entries.async_unload(entry.entry_id)


def test_every_worker_has_a_device_name() -> None:
    """The default worker and one whose name cannot be shown have a translated name."""
    assert worker_device_info("a", "p", "")["translation_key"] == "default_worker"
    odd = worker_device_info("a", "p", "\u202e")
    assert odd["translation_key"] == "unnamable_worker"
    assert worker_device_info("a", "p", "rig")["name"] == "rig"


def test_which_workers_become_devices() -> None:
    """All up to 250 unless decided otherwise, never more than there is room for."""
    names = {str(number) for number in range(250)}
    automatic = DeviceChoice()
    everyone = DeviceChoice(mode=WorkerDevices.ALL)
    assert select_devices(automatic, names, set(), 3000) == names
    assert select_devices(automatic, names | {"more"}, set(), 3000) == set()
    assert select_devices(automatic, names | {"more"}, {"1"}, 3000) == {"1"}
    assert select_devices(everyone, names | {"more"}, set(), 3000) == names | {"more"}
    assert select_devices(everyone, names, {"1"}, 200) == {"1"}
    assert (
        select_devices(DeviceChoice(mode=WorkerDevices.NONE), names, {"1"}, 9) == set()
    )
    chosen = DeviceChoice(mode=WorkerDevices.CHOSEN, chosen=frozenset({"1", "x"}))
    assert select_devices(chosen, names, {"2"}, 9) == {"1"}
    assert room_for_devices(0) == 3166
    assert room_for_devices(5000) == 0
