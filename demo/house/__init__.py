"""A house with solar panels and a tariff by the quarter of an hour, for the demo.

Home Assistant loads it as a custom integration. `configuration.yaml` needs only its name.
"""

from typing import Final

from homeassistant.config_entries import SOURCE_IMPORT, ConfigEntry
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant
from homeassistant.helpers.typing import ConfigType

DOMAIN: Final = "demo_house"


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Add the house."""
    hass.async_create_task(
        hass.config_entries.flow.async_init(DOMAIN, context={"source": SOURCE_IMPORT})
    )
    return DOMAIN in config


async def async_setup_entry(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Add the sensors of the house."""
    await hass.config_entries.async_forward_entry_setups(entry, [Platform.SENSOR])
    return True
