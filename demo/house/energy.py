"""The solar forecast of the house, as Home Assistant's energy dashboard asks for it."""

from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from .day import quarters, solar


async def async_get_solar_forecast(
    hass: HomeAssistant, config_entry_id: str
) -> dict[str, dict[str, float]]:
    """Return the energy of each quarter of an hour of today and tomorrow, in Wh."""
    zone = dt_util.get_default_time_zone()
    return {
        "wh_hours": {
            start.replace(tzinfo=zone).isoformat(): solar(start) / 4
            for start in quarters(dt_util.now().date(), 2)
        }
    }
