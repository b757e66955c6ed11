"""An account goes on when Home Assistant has another installation id."""

from typing import Any
from unittest.mock import patch

from homeassistant.core import HomeAssistant
from homeassistant.exceptions import HomeAssistantError
from homeassistant.helpers import device_registry as dr, entity_registry as er
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz import async_remove_config_entry_device
from custom_components.ocean_xyz.const import DOMAIN, SUBENTRY_ACCOUNT
from custom_components.ocean_xyz.devices.ids import account_identifier
from simulator import AccountPlan, Upstreams, heater, home

from ..conftest import set_up

OTHER = "homeassistant.helpers.instance_id.async_get"


def registered(hass: HomeAssistant, entry: MockConfigEntry) -> tuple[Any, Any]:
    """Return all devices and entities of an entry."""
    devices, entities = dr.async_get(hass), er.async_get(hass)
    found = er.async_entries_for_config_entry(entities, entry.entry_id)
    return (
        {
            one.id: one.identifiers
            for one in dr.async_entries_for_config_entry(devices, entry.entry_id)
        },
        {one.entity_id: one.unique_id for one in found},
    )


@pytest.mark.parametrize("plans", [(home(),), (heater(), home())])
@pytest.mark.parametrize("installation", ["another", "f" * 32])
async def test_a_restored_backup_goes_on(
    hass: HomeAssistant,
    upstreams: Upstreams,
    entry: MockConfigEntry,
    plans: tuple[AccountPlan, ...],
    hass_storage: dict[str, Any],
    installation: str,
) -> None:
    """The same devices, entities and files; removing the entry removes all files."""
    assert await set_up(hass, entry)
    before = registered(hass, entry)
    accounts = {one.account_id for one in entry.runtime_data.accounts.values()}
    assert len(accounts) == len(plans)
    assert await hass.config_entries.async_unload(entry.entry_id)
    files = {key for key in hass_storage if key.startswith(DOMAIN)}
    with patch(OTHER, return_value=installation):
        assert await set_up(hass, entry)
        now = {one.account_id for one in entry.runtime_data.accounts.values()}
        assert now == accounts
        assert registered(hass, entry) == before
        assert {key for key in hass_storage if key.startswith(DOMAIN)} == files
        await hass.config_entries.async_remove(entry.entry_id)
    assert not {key for key in hass_storage if key.startswith(DOMAIN)}


@pytest.mark.parametrize("identifier", ["0123456789ab", "ffffffffffff"])
async def test_a_second_device_of_an_account_can_be_deleted(
    hass: HomeAssistant, loaded: MockConfigEntry, identifier: str
) -> None:
    """The account stays what it is now; only the device that nothing uses may go."""
    (account,) = loaded.runtime_data.accounts.values()
    (subentry,) = loaded.get_subentries_of_type(SUBENTRY_ACCOUNT)
    registry = dr.async_get(hass)
    old = registry.async_get_or_create(
        config_entry_id=loaded.entry_id,
        config_subentry_id=subentry.subentry_id,
        identifiers={account_identifier(identifier)},
    )
    assert await hass.config_entries.async_reload(loaded.entry_id)
    (now,) = loaded.runtime_data.accounts.values()
    assert now.account_id == account.account_id
    assert await async_remove_config_entry_device(hass, loaded, old)
    present = registry.async_get(now.device_id)
    with pytest.raises(HomeAssistantError):
        await async_remove_config_entry_device(hass, loaded, present)
