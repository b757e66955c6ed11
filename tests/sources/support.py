"""What the tests of sources share: names of entities, and how to read them."""

from typing import Any, Final

from homeassistant.core import HomeAssistant
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.const import DOMAIN

from ..conftest import make_entry

API: Final = "api.ocean.xyz"
SITE: Final = "ocean.xyz"
MEMPOOL: Final = "mempool.space"

HASHRATE: Final = "sensor.home_hashrate_5_minutes"
STATUS: Final = "sensor.home_data_status"
MINING: Final = "binary_sensor.home_mining"
ONLINE: Final = "sensor.home_workers_online"
WORKER: Final = "binary_sensor.home_s21_garage_online"


def state(hass: HomeAssistant, entity_id: str) -> str:
    """Return a state."""
    found = hass.states.get(entity_id)
    assert found is not None, entity_id
    return found.state


def number(hass: HomeAssistant, entity_id: str) -> float:
    """Return a state as a number."""
    return float(state(hass, entity_id))


def hub_entry(**data: Any) -> MockConfigEntry:
    """Return an entry without accounts, with settings of the network source."""
    entry = make_entry()
    return MockConfigEntry(
        domain=DOMAIN,
        entry_id="ocean",
        title="OCEAN",
        data={**entry.data, **data},
        options=entry.options,
    )
