"""The triggers for mining that became profitable or unprofitable."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.binary_sensor.const import DOMAIN as BINARY_SENSOR
from homeassistant.const import STATE_OFF, STATE_ON
from homeassistant.core import State
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.trigger import EntityTargetStateTriggerBase

from ..devices.ids import PROFITABLE
from .support import OceanTrigger, account_name, account_of_entity
from .targets import ours


class ProfitableTrigger(OceanTrigger, EntityTargetStateTriggerBase):
    """Triggers when mining became profitable, or no longer is."""

    _domain_specs = {BINARY_SENSOR: DomainSpec()}  # noqa: RUF012

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the sensors that say whether mining is profitable."""
        return ours(self._hass, super().entity_filter(entities), PROFITABLE)

    @override
    def facts(self, state: State) -> Mapping[str, Any]:
        """Return which account it is about."""
        found = account_of_entity(self._hass, state.entity_id)
        return {"account": account_name(self._hass, found[1])} if found else {}


class BecameProfitable(ProfitableTrigger):
    """Triggers when mining became profitable."""

    _to_states = {STATE_ON}  # noqa: RUF012


class BecameUnprofitable(ProfitableTrigger):
    """Triggers when mining became unprofitable."""

    _to_states = {STATE_OFF}  # noqa: RUF012
