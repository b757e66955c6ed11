"""The trigger for a hashrate that crosses a threshold."""

from collections.abc import Mapping
from typing import Any, override

from homeassistant.components.sensor.const import DOMAIN as SENSOR
from homeassistant.const import ATTR_ENTITY_ID
from homeassistant.core import HomeAssistant, State
from homeassistant.helpers.automation import DomainSpec
from homeassistant.helpers.trigger import (
    ATTR_BEHAVIOR,
    BEHAVIOR_EACH,
    EntityNumericalStateCrossedThresholdTriggerWithUnitBase,
    NotTriggeredReasonReporter,
    TriggerConfig,
)
from homeassistant.helpers.typing import ConfigType

from ..const import UNIT_TERAHASH
from .facts import hashrate_facts, off_on_purpose
from .support import (
    CONF_COUNT_PAUSED,
    HASHRATE_SCHEMA,
    HashrateConverter,
    OceanTrigger,
)
from .targets import hashrates


class HashrateCrossedThreshold(
    OceanTrigger, EntityNumericalStateCrossedThresholdTriggerWithUnitBase
):
    """Triggers when a hashrate crossed a threshold.

    What counts is on which side it was last seen, so that an outage in between hides
    no crossing, and is none.
    """

    _domain_specs = {SENSOR: DomainSpec()}  # noqa: RUF012
    _base_unit = UNIT_TERAHASH
    _unit_converter = HashrateConverter
    _excluded_from_states = frozenset()

    @override
    @classmethod
    async def async_validate_config(
        cls, hass: HomeAssistant, config: ConfigType
    ) -> ConfigType:
        """Validate what was chosen."""
        validated: ConfigType = HASHRATE_SCHEMA(config)
        return validated

    def __init__(self, hass: HomeAssistant, config: TriggerConfig) -> None:
        """Begin with nothing seen."""
        super().__init__(hass, config)
        self._named = set((config.target or {}).get(ATTR_ENTITY_ID, ()))
        self._outside: set[str] = set()
        """Those that have not crossed since they were last seen on the other side."""
        self._crossing: set[str] = set()
        """Those of them that are across, and have yet to stay there for a while."""

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the hashrates that are meant, and see on which side they are."""
        found = hashrates(self._hass, super().entity_filter(entities), self._named)
        self.count_matches(found)
        return found

    @override
    def _get_tracked_value(self, state: State) -> float | None:
        """Return the hashrate, as if nobody had been off on purpose."""
        value = super()._get_tracked_value(state)
        if value is None or not self._options[CONF_COUNT_PAUSED]:
            return value
        return value + off_on_purpose(self._hass, state)

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        """Return whether it is across, and remember if it is not."""
        across = super().is_valid_state(state, report_not_triggered)
        if not across:
            self._outside.add(state.entity_id)
            self._crossing.discard(state.entity_id)
        return across

    @override
    def is_valid_transition(self, from_state: State, to_state: State) -> bool:
        """Return whether it has crossed just now."""
        entity_id = to_state.entity_id
        if from_state.state in self._excluded_states:
            # Whatever waited for it to stay across has been given up.
            self._crossing.discard(entity_id)
        crossed = entity_id in self._outside and entity_id not in self._crossing
        if crossed:
            self._crossing.add(entity_id)
        return crossed

    @override
    def tell(self, state: State) -> Mapping[str, Any]:
        """Return whose hashrate it is; the crossing is over with that."""
        each = self._options[ATTR_BEHAVIOR] == BEHAVIOR_EACH
        over = {state.entity_id} if each else set(self._crossing)
        self._outside -= over
        self._crossing -= over
        # What had to last has moved on since it crossed.
        return hashrate_facts(
            self._hass, self._hass.states.get(state.entity_id) or state
        )
