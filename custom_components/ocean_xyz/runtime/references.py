"""Follows the entities that the settings name: to new ids, and when they are gone."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

from homeassistant.core import CoreState, Event, HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..const import (
    CONF_COP_ENTITY,
    CONF_ENTITY,
    CONF_EXPORT_ENTITY,
    CONF_FORECAST_ENTITIES,
    CONF_FUEL_PRICE_ENTITY,
    CONF_GRID_ENTITY,
    CONF_GRID_EXPORT_ENTITY,
    CONF_HEAT_WANTED,
    CONF_OFF_ON_PURPOSE,
    CONF_POWER_ENTITIES,
    CONF_PRICE_ENTITY,
    CONF_TARIFF_ENTITY,
    CONF_WORKERS_OFF_ON_PURPOSE,
    DOMAIN,
)
from .account import OceanConfigEntry

ONE: Final = (
    CONF_COP_ENTITY,
    CONF_EXPORT_ENTITY,
    CONF_FUEL_PRICE_ENTITY,
    CONF_GRID_ENTITY,
    CONF_GRID_EXPORT_ENTITY,
    CONF_HEAT_WANTED,
    CONF_OFF_ON_PURPOSE,
    CONF_PRICE_ENTITY,
    CONF_TARIFF_ENTITY,
)
"""The settings that are the id of an entity."""

SEVERAL: Final = (CONF_FORECAST_ENTITIES, CONF_POWER_ENTITIES)
"""The settings that are ids of entities."""


def with_entities(
    settings: Mapping[str, Any], entity: Callable[[str], str]
) -> dict[str, Any]:
    """Return settings with another id for each entity that they name.

    A meter that takes the id of a former one is still counted once.
    """
    return dict(settings) | {
        key: entity(value)
        if key in ONE
        else list(dict.fromkeys(map(entity, value)))
        if key in SEVERAL
        else [row | {CONF_ENTITY: entity(row[CONF_ENTITY])} for row in value]
        for key, value in settings.items()
        if key in (*ONE, *SEVERAL, CONF_WORKERS_OFF_ON_PURPOSE)
    }


@callback
def async_missing(hass: HomeAssistant, settings: Mapping[str, Any]) -> list[str] | None:
    """Return the ids in the settings that no entity has, None while that is not known.

    Entities without a registered id appear while Home Assistant starts.
    """
    named: list[str] = []

    def note(entity_id: str) -> str:
        named.append(entity_id)
        return entity_id

    with_entities(settings, note)
    registry = er.async_get(hass)
    missing = {
        one
        for one in named
        if hass.states.get(one) is None and registry.async_get(one) is None
    }
    return sorted(missing) if hass.state is CoreState.running or not missing else None


@callback
def async_follow_renamed(hass: HomeAssistant) -> None:
    """Change the settings with the ids of the entities, whether or not they are loaded."""

    @callback
    def is_renamed(data: er.EventEntityRegistryUpdatedData) -> bool:
        return "old_entity_id" in data

    @callback
    def follow(event: Event[Any]) -> None:
        old, new = event.data["old_entity_id"], event.data["entity_id"]
        present = partial(with_entities, entity=lambda one: new if one == old else one)
        entry: OceanConfigEntry
        for entry in hass.config_entries.async_entries(DOMAIN):
            runtime = getattr(entry, "runtime_data", None)
            for account in runtime.accounts.values() if runtime else ():
                account.costs.async_rename_meter(old, new)
            hass.config_entries.async_update_entry(
                entry, options=present(entry.options)
            )
            for subentry in entry.subentries.values():
                hass.config_entries.async_update_subentry(
                    entry, subentry, data=present(subentry.data)
                )

    hass.bus.async_listen(
        er.EVENT_ENTITY_REGISTRY_UPDATED, follow, event_filter=is_renamed
    )
