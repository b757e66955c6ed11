"""Conditions: mining is profitable."""

from typing import Final, override

from homeassistant.components.binary_sensor.const import DOMAIN as BINARY_SENSOR
from homeassistant.const import STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.condition import Condition, EntityStateConditionBase

from .cost_sensors import PROFITABLE
from .targets import ours

SPECS: Final = {BINARY_SENSOR: DomainSpec()}
ON: Final[set[str | bool]] = {STATE_ON}


class IsProfitable(EntityStateConditionBase):
    """Tests whether mining pays."""

    _domain_specs = SPECS
    _states = ON

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return those that say whether mining pays."""
        return ours(self._hass, super().entity_filter(entities), PROFITABLE)


CONDITIONS: Final[dict[str, type[Condition]]] = {"is_profitable": IsProfitable}


async def async_get_conditions(hass: HomeAssistant) -> dict[str, type[Condition]]:
    """Return the conditions."""
    return CONDITIONS
