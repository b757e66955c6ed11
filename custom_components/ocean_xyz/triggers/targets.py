"""Finds the entities that a trigger or a condition is about."""

from collections.abc import Mapping
from typing import Final

from homeassistant.components.event.const import DOMAIN as EVENT
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from ..const import DOMAIN
from ..devices.ids import (
    NETWORK_HASHRATE,
    ONLINE,
    WORKER,
    hashrate_key,
    is_hashrate,
    pool_hashrate_key,
    read_worker,
    unique_id,
)

MEANT_BY_DEVICE: Final = {
    hashrate_key(10_800),
    pool_hashrate_key(300),
    NETWORK_HASHRATE,
}
"""The steadiest hashrate of each device, of those that are enabled by default."""


def ours(hass: HomeAssistant, entities: set[str], key: str) -> set[str]:
    """Return the entities of this integration with a key.

    A target may be a device, an area or a label, and so hold entities of all kinds.
    """
    return {
        entity_id
        for entity_id, entry in _registered(hass, entities).items()
        if entry.translation_key == key
    }


def _registered(hass: HomeAssistant, entities: set[str]) -> dict[str, er.RegistryEntry]:
    """Return the registry entries of the entities of this integration."""
    registry = er.async_get(hass)
    return {
        entity_id: entry
        for entity_id in entities
        if (entry := registry.async_get(entity_id)) is not None
        and entry.platform == DOMAIN
    }


def worker_events(
    hass: HomeAssistant, entities: set[str]
) -> Mapping[str, frozenset[str] | None]:
    """Return the worker events of a target, each with the raw names of the workers.

    The event of an account stands for all of its workers: None. The online sensor of a
    worker stands for the same event, and for that worker alone.
    """
    whole = ours(hass, entities, WORKER)
    meant: dict[str, frozenset[str] | None] = dict.fromkeys(whole)
    registry = er.async_get(hass)
    registered = _registered(hass, ours(hass, entities, ONLINE))
    for account_id, name in filter(None, map(_worker, registered.values())):
        event = registry.async_get_entity_id(
            EVENT, DOMAIN, unique_id(account_id, WORKER)
        )
        if event is not None and event not in whole:
            meant[event] = (meant.get(event) or frozenset()) | {name}
    return meant


def worker_of_entity(entry: er.RegistryEntry) -> str | None:
    """Return the raw name of an entity's worker, None for another entity."""
    worker = _worker(entry)
    return worker[1] if worker else None


def _worker(entry: er.RegistryEntry) -> tuple[str, str] | None:
    """Return the account id and the raw name of an entity's worker."""
    return read_worker(entry.unique_id, entry.translation_key or "")


def hashrates(hass: HomeAssistant, entities: set[str], named: set[str]) -> set[str]:
    """Return the hashrates of a target; `named` are the entities that it names.

    A device with several hashrates stands for its steadiest one. An account stands for
    its workers, too: a threshold for the account fits no single worker.
    """
    found = {
        entity_id: entry
        for entity_id, entry in _registered(hass, entities).items()
        if is_hashrate(entry.translation_key or "")
    }
    meant = {
        entity_id: entry
        for entity_id, entry in found.items()
        if entity_id not in named and entry.translation_key in MEANT_BY_DEVICE
    }
    accounts = {
        entry.config_subentry_id
        for entry in meant.values()
        if worker_of_entity(entry) is None
    }
    chosen = {
        entity_id
        for entity_id, entry in meant.items()
        if worker_of_entity(entry) is None or entry.config_subentry_id not in accounts
    }
    return chosen | (set(found) & named)
