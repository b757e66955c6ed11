"""Registers the workers' devices, and removes what the settings no longer want."""

from collections.abc import Sequence
import re

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, entity_registry as er

from ..const import DOMAIN
from ..mining.costs import CostSettings
from ..runtime.account import OceanAccount, OceanConfigEntry
from ..runtime.batches import async_in_batches
from ..sensors.costs import unwanted_keys
from ..sensors.money import MONEY_KEYS, OFF_BY_DEFAULT
from .choice import (
    DeviceChoice,
    admitted,
    room_for_devices,
    worker_device_info,
    worker_identifier,
    worker_of_identifier,
)


@callback
def async_admit_workers(
    hass: HomeAssistant, entry: OceanConfigEntry, account: OceanAccount
) -> None:
    """Make devices of the workers that are to have one and have none yet.

    What is gone for long and has no device is forgotten: there is nothing to remove.
    """
    if nameless := account.gone_workers - account.devices:
        account.async_forget_workers(nameless)
    accounts = entry.runtime_data.accounts.values()
    others = sum(len(other.devices) for other in accounts if other is not account)
    choice = DeviceChoice.from_data(account.subentry.data)
    known = account.source.memory.workers
    room = room_for_devices(others + len(account.devices))
    new = admitted(choice, known, account.devices, room) - account.devices
    if not new:
        return
    registry = dr.async_get(hass)

    @callback
    def introduce(names: Sequence[str]) -> None:
        """Register some of the devices, and let the platforms know."""
        wanted = [name for name in names if name in account.devices]
        for name in wanted:
            info = worker_device_info(account.account_id, account.device_id, name)
            registry.async_get_or_create_child(
                config_entry_id=entry.entry_id,
                config_subentry_id=account.subentry.subentry_id,
                **info,
            )
        account.async_introduce(wanted)

    account.devices |= new
    async_in_batches(hass, entry, sorted(new), introduce)


@callback
def async_restore_devices(hass: HomeAssistant, account: OceanAccount) -> None:
    """Take up the devices of the last run that the settings still want."""
    registry = dr.async_get(hass)
    present = {
        name: device
        for device in dr.async_entries_for_parent_device(registry, account.device_id)
        if (name := _worker_of(account, device)) is not None
    }
    choice = DeviceChoice.from_data(account.subentry.data)
    wanted = admitted(choice, present, set(present), 0) & set(present)
    for name, device in present.items():
        if name not in wanted:
            registry.async_remove_device(device.id)
    account.async_restore_devices(wanted)


@callback
def async_retire_money(
    hass: HomeAssistant, entry: OceanConfigEntry, currency: str
) -> None:
    """Disable the money in former currencies, and wake that in the present one.

    The sensors stay registered, so that their ids and statistics remain theirs.
    """
    registry = er.async_get(hass)
    owners = [
        entry.entry_id,
        *(a.account_id for a in entry.runtime_data.accounts.values()),
    ]
    prefixes = tuple(f"{owner}_{key}_" for owner in owners for key in MONEY_KEYS)
    asleep = tuple(f"{owner}_{key}_" for owner in owners for key in OFF_BY_DEFAULT)
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        if not entity.unique_id.startswith(prefixes):
            continue
        present = entity.unique_id.endswith(f"_{currency}")
        if not present and entity.disabled_by is None:
            registry.async_update_entity(
                entity.entity_id, disabled_by=er.RegistryEntryDisabler.INTEGRATION
            )
        if entity.unique_id.startswith(asleep):
            # Home Assistant does not tell why it is disabled: it stays so.
            continue
        if present and entity.disabled_by is er.RegistryEntryDisabler.INTEGRATION:
            registry.async_update_entity(entity.entity_id, disabled_by=None)


@callback
def async_retire_costs(
    hass: HomeAssistant, entry: OceanConfigEntry, account: OceanAccount
) -> None:
    """Remove the entities of costs that the settings no longer want."""
    registry = er.async_get(hass)
    settings = CostSettings.from_data(account.subentry.data)
    unwanted = [
        re.compile(rf"{account.account_id}_{key}{'_[A-Z]{3}' if money else ''}")
        for key, money in unwanted_keys(settings)
    ]
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        if any(pattern.fullmatch(entity.unique_id) for pattern in unwanted):
            registry.async_remove(entity.entity_id)


def _worker_of(account: OceanAccount, device: dr.AnyDeviceEntry) -> str | None:
    """Return the raw name of the worker of an account that a device stands for."""
    for domain, identifier in device.identifiers:
        if domain == DOMAIN:
            name = worker_of_identifier(account.account_id, identifier)
            if name is not None:
                return name
    return None


@callback
def async_worker_of_device(
    entry: OceanConfigEntry, device: dr.AnyDeviceEntry
) -> tuple[OceanAccount, str] | None:
    """Return which worker of which account a device stands for."""
    for account in entry.runtime_data.accounts.values():
        if (name := _worker_of(account, device)) is not None:
            return account, name
    return None


@callback
def async_worker_device(
    hass: HomeAssistant, entry: OceanConfigEntry, account: OceanAccount, name: str
) -> dr.AnyDeviceEntry | None:
    """Return the device of a worker."""
    return dr.async_get(hass).async_get_child_device_by_identifier(
        worker_identifier(account.account_id, name), entry.entry_id
    )
