"""What the tests of triggers share."""

from typing import Any

from homeassistant.core import HomeAssistant
from homeassistant.helpers import (
    entity_registry as er,
)

WORKER = {"entity_id": "event.home_worker"}


BLOCK = {"entity_id": "event.ocean_pool_block"}


PAYOUT = {"entity_id": "event.home_payout"}


OFFLINE = "worker_went_offline"


ONLINE = "worker_came_online"


RIG = "s21-garage"


def device_of(hass: HomeAssistant, entity_id: str) -> str:
    """Return the device that an entity belongs to."""
    entry = er.async_get(hass).async_get(entity_id)
    assert entry is not None
    assert entry.device_id is not None
    return entry.device_id


def below(hashrate: float, unit: str = "TH/s") -> dict[str, Any]:
    """Return the threshold as the editor writes it."""
    value = {"number": hashrate, "unit_of_measurement": unit}
    return {"type": "below", "value": value}


CROSSED = "hashrate_crossed_threshold"
