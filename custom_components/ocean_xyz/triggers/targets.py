"""Which entities a trigger or a condition of ours is about."""

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
"""The hashrate of each device that is the steadiest of those enabled at first."""


def ours(hass: HomeAssistant, entities: set[str], key: str) -> set[str]:
    """Return those of some entities that are ours and show one thing.

    A target may be a device, an area or a label, and so hold entities of all kinds.
    """
    return {
        entity_id
        for entity_id, entry in _registered(hass, entities).items()
        if entry.translation_key == key
    }


def _registered(hass: HomeAssistant, entities: set[str]) -> dict[str, er.RegistryEntry]:
    """Return those of some entities that are ours."""
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
    """Return the worker events that are meant by a target, and whose.

    The event of an account means all of its workers: None. The online sensor of a
    worker means the same event, and that worker alone, by its raw name.
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
    """Return the raw name of the worker that an entity is about."""
    worker = _worker(entry)
    return worker[1] if worker else None


def _worker(entry: er.RegistryEntry) -> tuple[str, str] | None:
    """Return the account id and the raw name of the worker that an entity is about."""
    return read_worker(entry.unique_id, entry.translation_key or "")


def hashrates(hass: HomeAssistant, entities: set[str], named: set[str]) -> set[str]:
    """Return the hashrates that are meant by a target; `named` are its own entities.

    Of a device that has several, that over 3 h is meant, and an account stands for
    its workers: half of it would be the double of each.
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
