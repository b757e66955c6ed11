"""A worker that gets another name."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from pytest_homeassistant_custom_component.common import (
    MockConfigEntry,
)

from custom_components.ocean_xyz.const import (
    DOMAIN,
)
from simulator import World

from ..conftest import Tick
from .support import account_of

OLD, NEW = "s21-garage", "garage-1"
HASHRATE = "sensor.home_s21_garage_hashrate_3_hours"


FRESH = "sensor.home_garage_1_hashrate_3_hours"


def device(hass: HomeAssistant, entry: MockConfigEntry, name: str) -> Any:
    """Return the device of a worker."""
    return dr.async_get(hass).async_get_child_device_by_identifier(
        (DOMAIN, f"{account_of(entry).account_id}_worker_{name}"), entry.entry_id
    )


async def rename(world: World, address: str, tick: Tick, *, hours: float = 4) -> None:
    """Give a machine another name, and let some hours pass."""
    world.rename_machine(address, OLD, NEW)
    await tick(hours * 60, step=5)


def entities_of(hass: HomeAssistant, device_id: str) -> dict[str, str]:
    """Return the entities of a device by their ids, with their unique ids."""
    registry = er.async_get(hass)
    found = er.async_entries_for_device(
        registry, device_id, include_disabled_entities=True
    )
    return {one.entity_id: one.unique_id for one in found}
