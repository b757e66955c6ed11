"""The files of an account go with it, whatever the entry does at that moment."""

from typing import Any

from homeassistant.config_entries import ConfigEntryDisabler
from homeassistant.core import HomeAssistant
from homeassistant.helpers import issue_registry as ir
import pytest
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.ocean_xyz.const import DOMAIN
from simulator import Upstreams, heater, home

from ..conftest import set_up


def files(hass_storage: dict[str, Any], account_id: str) -> set[str]:
    """Return the files of an account."""
    return {key for key in hass_storage if key.endswith(account_id)}


@pytest.mark.parametrize("plans", [(home(), heater())])
@pytest.mark.parametrize("entry_is", ["loaded", "unloaded", "disabled"])
async def test_the_files_of_a_removed_account_go(
    hass: HomeAssistant,
    upstreams: Upstreams,
    entry: MockConfigEntry,
    hass_storage: dict[str, Any],
    entry_is: str,
) -> None:
    """And its ignored issues with them; those of the other account stay."""
    assert await set_up(hass, entry)
    gone, stays = entry.runtime_data.accounts.values()
    its_id = f"account_silent_{gone.account_id}"
    ir.async_create_issue(
        hass,
        DOMAIN,
        its_id,
        is_fixable=True,
        severity=ir.IssueSeverity.WARNING,
        translation_key="account_silent",
    )
    ir.async_ignore_issue(hass, DOMAIN, its_id, ignore=True)
    manager = hass.config_entries
    if entry_is != "loaded":
        await manager.async_unload(entry.entry_id)
        assert files(hass_storage, gone.account_id)
    if entry_is == "disabled":
        await manager.async_set_disabled_by(entry.entry_id, ConfigEntryDisabler.USER)
    manager.async_remove_subentry(entry, gone.subentry.subentry_id)
    await hass.async_block_till_done(wait_background_tasks=True)
    assert not files(hass_storage, gone.account_id)
    assert not ir.async_get(hass).async_get_issue(DOMAIN, its_id)
    await manager.async_unload(entry.entry_id)
    assert not files(hass_storage, gone.account_id)
    assert files(hass_storage, stays.account_id)
