"""What the house measures, and what its electricity costs."""

from typing import Any, Final

from homeassistant.components.sensor import SensorDeviceClass, SensorEntity
from homeassistant.components.sensor.const import SensorStateClass
from homeassistant.config_entries import ConfigEntry
from homeassistant.const import UnitOfPower
from homeassistant.core import HomeAssistant
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback
from homeassistant.util import dt as dt_util

from .day import QUARTER, grid, quarters, solar, tariff

MINERS: Final = 12_800
"""The power of the machines, in W."""


async def async_setup_entry(
    hass: HomeAssistant,
    entry: ConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Add the sensors."""
    async_add_entities([Tariff(), Grid(), Solar()], update_before_add=True)


class Tariff(SensorEntity):
    """The price of a kWh now, with those of today and tomorrow."""

    _attr_name = "Electricity price"
    _attr_unique_id = "tariff"
    _attr_native_unit_of_measurement = "EUR/kWh"
    _attr_state_class = SensorStateClass.MEASUREMENT
    _unrecorded_attributes = frozenset({"prices"})

    def update(self) -> None:
        """Read the price."""
        now = dt_util.now()
        self._attr_native_value = tariff(now)
        self._attr_extra_state_attributes = {"prices": [*self._prices()]}

    def _prices(self) -> list[dict[str, Any]]:
        """Return the prices of today and tomorrow."""
        zone = dt_util.get_default_time_zone()
        return [
            {
                "start": start.replace(tzinfo=zone).isoformat(),
                "end": (start + QUARTER).replace(tzinfo=zone).isoformat(),
                "value": tariff(start),
            }
            for start in quarters(dt_util.now().date(), 2)
        ]


class Power(SensorEntity):
    """A power that the house measures."""

    _attr_device_class = SensorDeviceClass.POWER
    _attr_native_unit_of_measurement = UnitOfPower.WATT
    _attr_state_class = SensorStateClass.MEASUREMENT


class Grid(Power):
    """What the house takes from the grid, negative while it feeds in."""

    _attr_name = "Grid power"
    _attr_unique_id = "grid"

    def update(self) -> None:
        """Read the meter."""
        self._attr_native_value = grid(dt_util.now(), MINERS)


class Solar(Power):
    """What the panels give."""

    _attr_name = "Solar power"
    _attr_unique_id = "solar"

    def update(self) -> None:
        """Read the inverter."""
        self._attr_native_value = solar(dt_util.now())
