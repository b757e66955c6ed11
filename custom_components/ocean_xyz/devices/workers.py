"""Registers the devices of workers, and removes those the settings no longer want."""

from collections.abc import Sequence

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr

from ..runtime.account import OceanAccount, OceanConfigEntry
from ..runtime.batches import async_call_soon_once, async_in_batches
from .choice import (
    DeviceChoice,
    room_for_devices,
    select_devices,
)
from .ids import read_worker_identifier
from .naming import worker_device_info


@callback
def async_follow_workers(
    hass: HomeAssistant, entry: OceanConfigEntry, account: OceanAccount
) -> None:
    """Create devices for new workers, now and with every answer about the workers."""
    seen: object = None

    @callback
    def create_new() -> None:
        nonlocal seen
        if seen is not (seen := account.source.memory.workers):
            async_create_worker_devices(hass, entry, account)

    create_new()
    later = async_call_soon_once(hass, entry, create_new)
    entry.async_on_unload(account.state_coordinator.async_add_listener(later))


@callback
def async_create_worker_devices(
    hass: HomeAssistant, entry: OceanConfigEntry, account: OceanAccount
) -> None:
    """Create devices for the workers that shall have one and have none yet.

    Forget workers that are gone for long and have no device: there is nothing that the
    user could remove.
    """
    if deviceless := account.gone_workers - account.worker_devices.names:
        account.async_forget_workers(deviceless)
    accounts = entry.runtime_data.accounts.values()
    others = sum(
        len(other.worker_devices.names) for other in accounts if other is not account
    )
    choice = DeviceChoice.from_data(account.subentry.data)
    known = account.source.memory.workers
    present = account.worker_devices.names
    room = room_for_devices(others + len(present))
    new = select_devices(choice, known, present, room) - present
    if not new:
        return
    registry = dr.async_get(hass)

    @callback
    def introduce(names: Sequence[str]) -> None:
        """Register some of the devices, and add their entities."""
        wanted = [name for name in names if name in account.worker_devices.names]
        for name in wanted:
            info = worker_device_info(account.account_id, account.device_id, name)
            registry.async_get_or_create_child(
                config_entry_id=entry.entry_id,
                config_subentry_id=account.subentry.subentry_id,
                **info,
            )
        account.worker_devices.async_registered(wanted)

    account.worker_devices.names |= new
    async_in_batches(hass, entry, sorted(new), introduce)


@callback
def async_restore_devices(hass: HomeAssistant, account: OceanAccount) -> None:
    """Restore the devices of the last run that the settings still want."""
    registry = dr.async_get(hass)
    present = {
        name: device
        for device in dr.async_entries_for_parent_device(registry, account.device_id)
        if (name := _worker_of(account, device)) is not None
    }
    choice = DeviceChoice.from_data(account.subentry.data)
    wanted = select_devices(choice, present, set(present), 0)
    for name, device in present.items():
        if name not in wanted:
            registry.async_remove_device(device.id)
    account.worker_devices.async_restore(wanted)


def _worker_of(account: OceanAccount, device: dr.AnyDeviceEntry) -> str | None:
    """Return the raw name of the account's worker whose device this is."""
    for identifier in device.identifiers:
        name = read_worker_identifier(identifier, account.account_id)
        if name is not None:
            return name
    return None


@callback
def async_worker_of_device(
    entry: OceanConfigEntry, device: dr.AnyDeviceEntry
) -> tuple[OceanAccount, str] | None:
    """Return the account and the raw name of the worker whose device this is."""
    for account in entry.runtime_data.accounts.values():
        if (name := _worker_of(account, device)) is not None:
            return account, name
    return None
