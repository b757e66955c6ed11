"""Registers the devices of pool, network and accounts, and finds those of workers."""

from typing import Final

from homeassistant.config_entries import ConfigEntry, ConfigSubentry
from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import device_registry as dr, instance_id
from homeassistant.helpers.device_registry import DeviceEntryType

from ..const import CONF_ADDRESS, MANUFACTURER
from .ids import (
    account_id,
    account_identifier,
    network_identifier,
    pool_identifier,
    read_account_identifier,
    worker_identifier,
)

OCEAN_PAGE: Final = "https://ocean.xyz/dashboard"
MEMPOOL_PAGE: Final = "https://mempool.space"


async def async_account_id(hass: HomeAssistant, address: str) -> str:
    """Return what stands for an address in this installation."""
    return account_id(await instance_id.async_get(hass), address)


async def async_known_account_id(
    hass: HomeAssistant, entry: ConfigEntry, subentry: ConfigSubentry
) -> str:
    """Return what stands for an account: what did so until now, if it was registered.

    A backup that is restored on another machine may meet another installation's id.
    """
    present = await async_account_id(hass, subentry.data[CONF_ADDRESS])
    registry = dr.async_get(hass)
    known = [
        owner
        for device in dr.async_entries_for_config_entry(registry, entry.entry_id)
        if device.config_subentry_id == subentry.subentry_id
        for owner in map(read_account_identifier, device.identifiers)
        if owner is not None
    ]
    return present if present in known or not known else known[0]


@callback
def async_is_registered(hass: HomeAssistant, entry: ConfigEntry) -> bool:
    """Return whether an entry was set up before, and so has the device of the pool."""
    found = dr.async_get(hass).async_get_device_by_identifier(
        pool_identifier(entry.entry_id), entry.entry_id
    )
    return found is not None


@callback
def async_register_hub(hass: HomeAssistant, entry: ConfigEntry) -> None:
    """Register the devices of the pool and of the network."""
    registry = dr.async_get(hass)
    for key, identifier, manufacturer, page in (
        ("pool", pool_identifier(entry.entry_id), MANUFACTURER, OCEAN_PAGE),
        ("network", network_identifier(entry.entry_id), None, MEMPOOL_PAGE),
    ):
        registry.async_get_or_create(
            config_entry_id=entry.entry_id,
            identifiers={identifier},
            translation_key=key,
            manufacturer=manufacturer,
            entry_type=DeviceEntryType.SERVICE,
            configuration_url=page,
        )


@callback
def async_register_account(
    hass: HomeAssistant, entry: ConfigEntry, subentry: ConfigSubentry, account_id: str
) -> str:
    """Register the device of an account, and return its id in the registry."""
    device = dr.async_get(hass).async_get_or_create(
        config_entry_id=entry.entry_id,
        config_subentry_id=subentry.subentry_id,
        identifiers={account_identifier(account_id)},
        name=subentry.title,
        manufacturer=MANUFACTURER,
        entry_type=DeviceEntryType.SERVICE,
    )
    return device.id


@callback
def async_worker_device(
    hass: HomeAssistant, entry: ConfigEntry, account_id: str, name: str
) -> dr.AnyDeviceEntry | None:
    """Return the device of a worker, None if it has none."""
    return dr.async_get(hass).async_get_child_device_by_identifier(
        worker_identifier(account_id, name), entry.entry_id
    )
