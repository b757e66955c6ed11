"""The states of other integrations' entities, as readers of meters take them."""

from homeassistant.components.climate.const import ATTR_HVAC_ACTION
from homeassistant.const import ATTR_UNIT_OF_MEASUREMENT
from homeassistant.core import HomeAssistant

from ..mining.meters import MeterState


def state_of(hass: HomeAssistant, entity_id: str) -> MeterState | None:
    """Return what Home Assistant shows of an entity; None if there is none."""
    if (state := hass.states.get(entity_id)) is None:
        return None
    unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
    action = state.attributes.get(ATTR_HVAC_ACTION)
    return MeterState(
        state=state.state,
        unit=str(unit) if unit else None,
        hvac_action=None if action is None else str(action),
    )
