"""Triggers: mining became profitable, or no longer is."""

from typing import Final, override

from homeassistant.components.binary_sensor.const import DOMAIN as BINARY_SENSOR
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import HomeAssistant
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.trigger import (
    EntityTargetStateTriggerBase,
    Trigger,
)

from .cost_sensors import PROFITABLE
from .targets import ours

SPECS: Final = {BINARY_SENSOR: DomainSpec()}
ON: Final = {STATE_ON}
OFF: Final = {STATE_OFF}


class ProfitableTrigger(EntityTargetStateTriggerBase):
    """Triggers when whether mining pays has changed."""

    _domain_specs = SPECS

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return those that say whether mining pays."""
        return ours(self._hass, super().entity_filter(entities), PROFITABLE)


class BecameProfitable(ProfitableTrigger):
    """Triggers when mining became profitable."""

    _to_states = ON


class BecameUnprofitable(ProfitableTrigger):
    """Triggers when mining became unprofitable."""

    _to_states = OFF


TRIGGERS: Final[dict[str, type[Trigger]]] = {
    "mining_became_profitable": BecameProfitable,
    "mining_became_unprofitable": BecameUnprofitable,
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers."""
    return TRIGGERS
