"""Which entities a trigger or a condition of ours is about."""

from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from .const import DOMAIN


def ours(hass: HomeAssistant, entities: set[str], key: str) -> set[str]:
    """Return those of some entities that are ours and show one thing.

    A target may be a device, an area or a label, and so hold entities of all kinds.
    """
    registry = er.async_get(hass)
    return {
        entity_id
        for entity_id in entities
        if (entry := registry.async_get(entity_id)) is not None
        and entry.platform == DOMAIN
        and entry.translation_key == key
    }
