"""Finds the entities that a trigger or a condition is about."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final, NamedTuple

from homeassistant.components.binary_sensor.const import DOMAIN as BINARY_SENSOR
from homeassistant.components.event.const import DOMAIN as EVENT
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, entity_registry as er
from homeassistant.helpers.target import (
    SelectedEntities,
    TargetSelection,
    async_extract_referenced_entity_ids,
)

from ..const import DOMAIN
from ..devices.ids import (
    EARNING,
    NETWORK_HASHRATE,
    ONLINE,
    PAYOUT,
    POOL_BLOCK,
    WORKER,
    hashrate_key,
    is_hashrate,
    pool_hashrate_key,
    pool_identifier,
    read_average,
    read_worker,
    unique_id,
    worker_owner,
)
from ..devices.registration import async_worker_device
from ..runtime.account import OceanAccount, OceanConfigEntry
from ..runtime.news import Announcement

EXCLUDE: Final = "exclude"
"""The part of a target that takes away; since Home Assistant 2026.11."""

MEANT_AVERAGE: Final = 10_800
MEANT_BY_DEVICE: Final = {
    hashrate_key(MEANT_AVERAGE),
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


def with_unseen(
    hass: HomeAssistant,
    target: Mapping[str, Any],
    entities: set[str],
    is_wanted: Callable[[str], bool],
) -> set[str]:
    """Return entities, and those that a target means although they are not seen.

    Home Assistant leaves hidden and disabled ones out of devices, areas and labels.
    Disabled ones count where their device shows no other entity that is wanted.
    `is_wanted` is asked with the key of an entity.
    """
    devices, registry = dr.async_get(hass), er.async_get(hass)
    wanted = [
        entry
        for one in hass.config_entries.async_entries(DOMAIN)
        for entry in er.async_entries_for_config_entry(registry, one.entry_id)
        if is_wanted(entry.translation_key or "")
    ]
    shown = {entry.device_id for entry in wanted if not entry.disabled}
    unseen = [
        entry
        for entry in wanted
        if (entry.device_id not in shown if entry.disabled else entry.hidden)
    ]
    if not unseen:
        return entities
    meaning = Meaning(hass, target)
    return entities | {
        entry.entity_id
        for entry in unseen
        if meaning.holds(Place(devices.async_get(entry.device_id or ""), entry))
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
    if announced.account is not None:
        return place_of(hass, announced.account, EVENT, announced.key)
    device = dr.async_get(hass).async_get_device_by_identifier(
        pool_identifier(announced.owner), announced.owner
    )
    return Place(
        device, _entity(hass, EVENT, unique_id(announced.owner, announced.key))
    )


def places_of_alert(hass: HomeAssistant, announced: Announcement) -> Iterator[Place]:
    """Return the places of an account, or of the pool, with each of their events."""
    if announced.account is None:
        yield place_of_news(hass, replace(announced, key=POOL_BLOCK))
        return
    for key in (WORKER, EARNING, PAYOUT):
        yield place_of(hass, announced.account, EVENT, key)


def place_of(
    hass: HomeAssistant, account: OceanAccount, domain: str, key: str
) -> Place:
    """Return the place of an account, with the entity that says something of it."""
    return Place(
        dr.async_get(hass).async_get(account.device_id),
        _entity(hass, domain, unique_id(account.account_id, key)),
    )


def place_of_worker(
    hass: HomeAssistant, entry: OceanConfigEntry, owner: str, name: str
) -> Place:
    """Return the place of a worker; `owner` is the id of its account."""
    return Place(
        async_worker_device(hass, entry, owner, name),
        _entity(hass, BINARY_SENSOR, unique_id(worker_owner(owner, name), ONLINE)),
    )


def _entity(
    hass: HomeAssistant, domain: str, unique_id: str
) -> er.RegistryEntry | None:
    """Return an entity, which may be disabled."""
    registry = er.async_get(hass)
    entity_id = registry.async_get_entity_id(domain, DOMAIN, unique_id)
    return registry.async_get(entity_id) if entity_id else None


class Meaning:
    """Which subjects a target means, by the registries as they are now."""

    def __init__(self, hass: HomeAssistant, target: Mapping[str, Any]) -> None:
        """Resolve a target, and what it excludes."""
        included = {key: ids for key, ids in target.items() if key != EXCLUDE}
        self._hass = hass
        self._included, self._excluded = (
            (
                chosen,
                async_extract_referenced_entity_ids(hass, chosen, expand_group=False),
            )
            for chosen in map(TargetSelection, (included, target.get(EXCLUDE, {})))
        )

    def holds(self, *places: Place) -> bool:
        """Return whether a subject is meant, and is not excluded.

        `places` lead outwards: a worker's own, then its account's.
        """
        return _holds(self._hass, *self._included, places) and not _holds(
            self._hass, *self._excluded, places
        )


def is_meant(hass: HomeAssistant, target: Mapping[str, Any], *places: Place) -> bool:
    """Return whether a target means a subject."""
    return Meaning(hass, target).holds(*places)


def _holds(
    hass: HomeAssistant,
    chosen: TargetSelection,
    found: SelectedEntities,
    places: Iterable[Place],
) -> bool:
    """Return whether a part of a target holds one of the places.

    The account stands for all of its workers. By area it stands only for those that
    have no area of their own. It does not matter whether an entity is hidden or
    disabled.
    """
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


def _steadiness(key: str) -> tuple[bool, int]:
    """Return how steady a hashrate is; more than a few hours are slow."""
    average = read_average(key) or MEANT_AVERAGE
    return key in MEANT_BY_DEVICE, -abs(average - MEANT_AVERAGE)


def hashrates(hass: HomeAssistant, entities: set[str], named: set[str]) -> set[str]:
    """Return the hashrates of a target; `named` are the entities that it names.

    A device with several hashrates stands for its steadiest one that is enabled. An
    account stands for its workers, too: a threshold for the account fits no single
    worker.
    """
    found = {
        entity_id: entry
        for entity_id, entry in _registered(hass, entities).items()
        if is_hashrate(entry.translation_key or "")
    }
    steadiest_last = sorted(
        (entry for entity_id, entry in found.items() if entity_id not in named),
        key=lambda entry: _steadiness(entry.translation_key or ""),
    )
    by_device = {entry.device_id: entry for entry in steadiest_last}
    meant = {entry.entity_id: entry for entry in by_device.values()}
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
