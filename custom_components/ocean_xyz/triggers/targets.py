"""Which entities a trigger or a condition of ours is about."""

from collections.abc import Mapping
from typing import Final

from homeassistant.components.event.const import DOMAIN as EVENT
from homeassistant.core import HomeAssistant
from homeassistant.helpers import entity_registry as er

from ..const import DOMAIN

WORKER_EVENT: Final = "worker"
WORKER_ONLINE: Final = "online"

HASHRATES: Final = ("hashrate_", "pool_hashrate_", "network_hashrate")
"""How the keys of hashrates begin."""

MEANT_BY_DEVICE: Final = {"hashrate_10800s", "pool_hashrate_300s", "network_hashrate"}
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
    whole = ours(hass, entities, WORKER_EVENT)
    meant: dict[str, frozenset[str] | None] = dict.fromkeys(whole)
    registry = er.async_get(hass)
    registered = _registered(hass, ours(hass, entities, WORKER_ONLINE))
    for entry in registered.values():
        account_id, name = _account_and_worker(entry)
        event = registry.async_get_entity_id(
            EVENT, DOMAIN, f"{account_id}_{WORKER_EVENT}"
        )
        if event is not None and event not in whole:
            meant[event] = (meant.get(event) or frozenset()) | {name}
    return meant


def worker_of_entity(entry: er.RegistryEntry) -> str | None:
    """Return the raw name of the worker that an entity is about."""
    return _account_and_worker(entry)[1] if "_worker_" in entry.unique_id else None


def _account_and_worker(entry: er.RegistryEntry) -> tuple[str, str]:
    """Return the account's id and the raw name that a worker's entity is known by."""
    account_id, _, rest = entry.unique_id.partition("_worker_")
    return account_id, rest.removesuffix(f"_{entry.translation_key}")


def hashrates(hass: HomeAssistant, entities: set[str], named: set[str]) -> set[str]:
    """Return the hashrates that are meant by a target; `named` are its own entities.

    Of a device that has several, that over 3 h is meant, and an account stands for
    its workers: half of it would be the double of each.
    """
    found = {
        entity_id: entry
        for entity_id, entry in _registered(hass, entities).items()
        if (entry.translation_key or "").startswith(HASHRATES)
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
