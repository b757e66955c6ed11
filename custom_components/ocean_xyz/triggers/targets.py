"""Finds the entities that a trigger or a condition is about."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from homeassistant.components.binary_sensor.const import DOMAIN as BINARY_SENSOR
from homeassistant.components.event.const import DOMAIN as EVENT
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.target import (
    TargetSelection,
    async_extract_referenced_entity_ids,
)

from ..const import DOMAIN
from ..devices.ids import (
    NETWORK_HASHRATE,
    ONLINE,
    hashrate_key,
    is_hashrate,
    pool_hashrate_key,
    pool_identifier,
    read_worker,
    unique_id,
    worker_owner,
)
from ..devices.registration import async_worker_device
from ..runtime.news import Announcement

EXCLUDE: Final = "exclude"
"""The part of a target that takes away; since Home Assistant 2026.11."""

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


class Place(NamedTuple):
    """Where a subject is: its device, and the entity that stands for it."""

    device: dr.AnyDeviceEntry | None
    entity: er.RegistryEntry | None

    @property
    def area_id(self) -> str | None:
        """Return the area of its own, which a worker need not have."""
        area_id = self.entity.area_id if self.entity else None
        return area_id or (self.device.area_id if self.device else None)


def place_of_news(hass: HomeAssistant, announced: Announcement) -> Place:
    """Return the place of the pool or of an account."""
    account, devices = announced.account, dr.async_get(hass)
    if account is not None:
        device = devices.async_get(account.device_id)
    else:
        device = devices.async_get_device_by_identifier(
            pool_identifier(announced.owner), announced.owner
        )
    return Place(
        device, _entity(hass, EVENT, unique_id(announced.owner, announced.key))
    )


def place_of_worker(hass: HomeAssistant, announced: Announcement, name: str) -> Place:
    """Return the place of a worker."""
    return Place(
        async_worker_device(hass, announced.entry, announced.owner, name),
        _entity(
            hass, BINARY_SENSOR, unique_id(worker_owner(announced.owner, name), ONLINE)
        ),
    )


def _entity(
    hass: HomeAssistant, domain: str, unique_id: str
) -> er.RegistryEntry | None:
    """Return an entity, which may be disabled."""
    registry = er.async_get(hass)
    entity_id = registry.async_get_entity_id(domain, DOMAIN, unique_id)
    return registry.async_get(entity_id) if entity_id else None


def is_meant(hass: HomeAssistant, target: Mapping[str, Any], *places: Place) -> bool:
    """Return whether a target holds a subject and does not exclude it.

    `places` lead outwards: a worker's own, then its account's.
    """
    included = {key: ids for key, ids in target.items() if key != EXCLUDE}
    excluded = target.get(EXCLUDE, {})
    return _holds(hass, included, places) and not _holds(hass, excluded, places)


def _holds(
    hass: HomeAssistant, target: Mapping[str, Any], places: Iterable[Place]
) -> bool:
    """Return whether a target holds one of the places.

    The account stands for all of its workers. By area it stands only for those that
    have no area of their own. It does not matter whether an entity is hidden or
    disabled.
    """
    chosen = TargetSelection(dict(target))
    found = async_extract_referenced_entity_ids(hass, chosen, expand_group=False)
    elsewhere = False
    for place in places:
        device, entity = place
        by_area = place.area_id in found.referenced_areas and not elsewhere
        by_device = device is not None and (
            device.id in chosen.device_ids
            or (
                device.id in found.referenced_devices
                and dr.async_get_effective_area_id(hass, device)
                not in found.referenced_areas
            )
        )
        by_entity = entity is not None and (
            entity.entity_id in found.referenced
            or not entity.labels.isdisjoint(chosen.label_ids)
        )
        if by_area or by_device or by_entity:
            return True
        elsewhere = elsewhere or place.area_id is not None
    return False


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
