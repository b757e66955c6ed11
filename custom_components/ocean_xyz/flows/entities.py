"""Checks entities that users choose."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..const import DOMAIN
from .checks import InputError


@callback
def async_check_entity(hass: HomeAssistant, entity_id: str, *, field: str) -> str:
    """Return the id of an entity that exists and is of another integration.

    An own entity would depend on what it decides. Raises InputError.
    """
    registry = er.async_get(hass)
    found = er.async_resolve_entity_id(registry, entity_id)
    entry = registry.async_get(found) if found else None
    if found is None or (entry is None and hass.states.get(found) is None):
        raise InputError("unknown_entity", field, entity=entity_id)
    if entry is not None and entry.platform == DOMAIN:
        raise InputError("own_entity", field, entity=entity_id)
    return found
