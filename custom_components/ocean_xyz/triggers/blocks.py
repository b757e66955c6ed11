"""The triggers for blocks that the pool found."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
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
from .targets import Place, is_meant, place_of_news, places_of_alert

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

    @property
    def _only_own(self) -> bool:
        """Return whether the blocks of others fire nothing."""
        only_own: bool = self._options[CONF_OWN]
        return only_own

    def _places(self, announced: Announcement) -> Iterable[Place]:
        """Return what a target may hold, so that the block is meant."""
        return (place_of_news(self._hass, announced),)

    @override
    def facts(self, announced: Announcement) -> Mapping[str, Any] | None:
        """Return which block it is, and who found it; `reward` is in sat."""
        own, block = announced.news.kind == FOUND_BY_YOU, announced.news.attributes
        if self._only_own and not own:
            return None
        if not is_meant(self._hass, self._target, *self._places(announced)):
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


class OwnBlockFound(PoolBlockFound):
    """Triggers when a worker of an account found a block."""

    _schema = ENTITY_STATE_TRIGGER_SCHEMA
    _only_own = True

    @override
    def _places(self, announced: Announcement) -> Iterable[Place]:
        """Return the account that found it, and the pool, which stands for all."""
        label = announced.news.attributes["account"]
        yield from (
            place
            for account in announced.entry.runtime_data.accounts.values()
            if account.label == label
            for place in places_of_alert(
                self._hass, replace(announced, account=account)
            )
        )
        yield place_of_news(self._hass, announced)
