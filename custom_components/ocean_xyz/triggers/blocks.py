"""The trigger for blocks that the pool found."""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.components.event.const import ATTR_EVENT_TYPE
from homeassistant.const import CONF_OPTIONS
from homeassistant.core import State
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.trigger import (
    ENTITY_STATE_TRIGGER_SCHEMA,
    NotTriggeredReasonReporter,
    StatelessEntityTriggerBase,
)
import voluptuous as vol

from ..devices.ids import POOL_BLOCK
from ..mining.names import display_name
from ..mining.news import FOUND_BY_YOU
from .support import EVENTS, OceanTrigger
from .targets import ours

CONF_OWN: Final = "own"

BLOCK_SCHEMA: Final = ENTITY_STATE_TRIGGER_SCHEMA.extend(
    {
        vol.Required(CONF_OPTIONS, default={}): {
            vol.Optional(CONF_OWN, default=False): cv.boolean
        }
    }
)


class PoolBlockFound(OceanTrigger, StatelessEntityTriggerBase):
    """Triggers when the pool found a block."""

    _domain_specs = EVENTS
    _schema = BLOCK_SCHEMA

    @override
    def entity_filter(self, entities: set[str]) -> set[str]:
        """Return the event of the pool's blocks."""
        return ours(self._hass, super().entity_filter(entities), POOL_BLOCK)

    @override
    def is_valid_state(
        self, state: State, report_not_triggered: NotTriggeredReasonReporter
    ) -> bool:
        """Return whether the block is a wanted one."""
        return _is_own(state) or not self._options[CONF_OWN]

    @override
    def facts(self, state: State) -> Mapping[str, Any]:
        """Return which block it is, and who found it; `reward` is in sat."""
        block = state.attributes
        return {
            "height": block["height"],
            "hash": block["hash"],
            "reward": block["reward"],
            "finder": display_name(block["finder"] or ""),
            "own": _is_own(state),
            "account": display_name(block.get("account", "")),
            "worker": display_name(block.get("worker", "")),
        }


def _is_own(state: State) -> bool:
    """Return whether one of the user's own machines found the block."""
    return state.attributes.get(ATTR_EVENT_TYPE) == FOUND_BY_YOU
