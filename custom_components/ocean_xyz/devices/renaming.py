"""Lets a renamed machine keep its device, its entities and their history.

A renaming is stored first, with what is remembered of the machine. Then the entry is
reloaded, and the registries change before any entity is added. Each of these steps may
be repeated, so that an interruption loses nothing.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from homeassistant.config_entries import ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from ..const import (
    CONF_CHOSEN_WORKERS,
    CONF_WORKER,
    CONF_WORKERS_OFF_ON_PURPOSE,
    DOMAIN,
)
from ..mining.workers.memory import Renaming
from ..mining.workers.renaming import stands_still
from ..runtime.account import OceanAccount, OceanConfigEntry
from .ids import read_worker, unique_id, worker_identifier, worker_owner


def refusal(account: OceanAccount, old: str, new: str) -> str | None:
    """Return why a worker cannot continue under a new name, as the key of a text."""
    memories = account.source.memory.workers
    if old == new:
        return "same_worker"
    if old not in memories or new not in memories:
        return "worker_unknown"
    if not stands_still(memories[old]):
        return "former_mines"
    if stands_still(memories[new]):
        return "successor_silent"
    return None


async def async_write_renamings(
    account: OceanAccount, pairs: Iterable[tuple[str, str]]
) -> list[Renaming]:
    """Store that workers have new names, and return those that were not refused."""
    renamings: list[Renaming] = []
    for old, new in pairs:
        if refusal(account, old, new) is not None:
            continue
        last_share = account.source.memory.workers[old].last_share
        renaming = Renaming(old=old, new=new, last_share=last_share)
        account.source.rename_worker(renaming)
        renamings.append(renaming)
    if renamings:
        await account.stores.account.save(account.source.memory)
    return renamings


async def async_rename_workers(
    hass: HomeAssistant,
    entry: OceanConfigEntry,
    account: OceanAccount,
    pairs: Iterable[tuple[str, str]],
) -> int:
    """Continue workers under new names, and return how many; this reloads the entry."""
    renamings = await async_write_renamings(account, pairs)
    # A change of the settings reloads the entry by itself.
    changed = _rename_in_settings(hass, entry, account.subentry, renamings)
    if renamings and not changed:
        hass.config_entries.async_schedule_reload(entry.entry_id)
    return len(renamings)


def _rename_in_settings(
    hass: HomeAssistant,
    entry: OceanConfigEntry,
    subentry: ConfigSubentry,
    renamings: Iterable[Renaming],
) -> bool:
    """Store new names in an account's settings, and return whether that changed them."""
    if subentry.subentry_id not in entry.subentries:
        return False
    data = renamed_settings(subentry.data, renamings)
    return hass.config_entries.async_update_subentry(entry, subentry, data=data)


def renamed_settings(
    data: Mapping[str, Any], renamings: Iterable[Renaming]
) -> dict[str, Any]:
    """Return an account's settings with the new names of workers."""
    new = {one.old: one.new for one in renamings}
    settings = dict(data)
    if chosen := settings.get(CONF_CHOSEN_WORKERS):
        named = dict.fromkeys(new.get(name, name) for name in chosen)
        settings[CONF_CHOSEN_WORKERS] = list(named)
    if rows := settings.get(CONF_WORKERS_OFF_ON_PURPOSE):
        # A row that already names the new worker is the user's latest choice.
        taken = {row[CONF_WORKER] for row in rows}
        settings[CONF_WORKERS_OFF_ON_PURPOSE] = [
            row | {CONF_WORKER: new.get(row[CONF_WORKER], row[CONF_WORKER])}
            for row in rows
            if new.get(row[CONF_WORKER]) not in taken
        ]
    return settings


@callback
def async_settle_renamings(
    hass: HomeAssistant,
    entry: OceanConfigEntry,
    subentry: ConfigSubentry,
    account_id: str,
    renamings: Iterable[Renaming],
) -> None:
    """Apply the new names of workers in the settings and the registries."""
    _rename_in_settings(hass, entry, subentry, renamings)
    for renaming in renamings:
        _move_entities(hass, entry, account_id, renaming)
        _move_device(hass, entry, account_id, renaming)


def _move_entities(
    hass: HomeAssistant, entry: OceanConfigEntry, account_id: str, renaming: Renaming
) -> None:
    """Give a worker's entities the unique ids of its new name.

    The entities that the new name got when it appeared make room.
    """
    registry = er.async_get(hass)
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        key = entity.translation_key or ""
        if read_worker(entity.unique_id, key) != (account_id, renaming.old):
            continue
        renamed_id = unique_id(worker_owner(account_id, renaming.new), key)
        if fresh := registry.async_get_entity_id(entity.domain, DOMAIN, renamed_id):
            registry.async_remove(fresh)
        registry.async_update_entity(entity.entity_id, new_unique_id=renamed_id)


def _move_device(
    hass: HomeAssistant, entry: OceanConfigEntry, account_id: str, renaming: Renaming
) -> None:
    """Give a worker's device the identifier of its new name."""
    registry = dr.async_get(hass)
    former, present = (
        worker_identifier(account_id, name) for name in (renaming.old, renaming.new)
    )
    find = registry.async_get_child_device_by_identifier
    if (kept := find(former, entry.entry_id)) is None:
        return
    if (fresh := find(present, entry.entry_id)) is not None:
        registry.async_remove_device(fresh.id)
    registry.async_update_child_device(kept.id, new_identifiers={present})
