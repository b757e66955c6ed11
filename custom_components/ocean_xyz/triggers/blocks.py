"""The trigger for blocks that the pool found."""

from collections.abc import Mapping
from typing import Any, Final, override

from homeassistant.const import CONF_OPTIONS
from homeassistant.helpers import config_validation as cv
from homeassistant.helpers.trigger import ENTITY_STATE_TRIGGER_SCHEMA
import voluptuous as vol

from ..devices.ids import POOL_BLOCK
from ..mining.names import display_name
from ..mining.news import FOUND_BY_YOU
from ..runtime.news import Announcement
from .support import NewsTrigger
from .targets import is_meant, place_of_news

CONF_OWN: Final = "own"

BLOCK_SCHEMA: Final = ENTITY_STATE_TRIGGER_SCHEMA.extend(
    {
        vol.Required(CONF_OPTIONS, default={}): {
            vol.Optional(CONF_OWN, default=False): cv.boolean
        }
    }
)


class PoolBlockFound(NewsTrigger):
    """Triggers when the pool found a block."""

    _key = POOL_BLOCK
    _schema = BLOCK_SCHEMA

    @override
    def facts(self, announced: Announcement) -> Mapping[str, Any] | None:
        """Return which block it is, and who found it; `reward` is in sat."""
        own, block = announced.news.kind == FOUND_BY_YOU, announced.news.attributes
        if self._options[CONF_OWN] and not own:
            return None
        if not is_meant(self._hass, self._target, place_of_news(self._hass, announced)):
            return None
        return {
            "height": block["height"],
            "hash": block["hash"],
            "reward": block["reward"],
            "finder": display_name(block["finder"] or ""),
            "own": own,
            "account": display_name(block.get("account", "")),
            "worker": display_name(block.get("worker", "")),
        }
