"""Disables or removes the sensors that the settings no longer want."""

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..devices.ids import read_money, unique_id
from ..runtime.account import OceanAccount, OceanConfigEntry
from .costs import OFF_BY_DEFAULT, unwanted_keys


@callback
def async_retire_money(
    hass: HomeAssistant, entry: OceanConfigEntry, currency: str
) -> None:
    """Disable the money in former currencies, and enable that in the present one.

    The sensors stay registered, so that they keep their ids and statistics.
    """
    registry = er.async_get(hass)
    owners = [
        entry.entry_id,
        *(a.account_id for a in entry.runtime_data.accounts.values()),
    ]
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        found = next(
            filter(None, (read_money(entity.unique_id, o) for o in owners)), None
        )
        if found is None:
            continue
        key, its_currency = found
        if its_currency != currency and entity.disabled_by is None:
            registry.async_update_entity(
                entity.entity_id, disabled_by=er.RegistryEntryDisabler.INTEGRATION
            )
        if key in OFF_BY_DEFAULT:
            # Home Assistant does not say why it is disabled, so it stays disabled.
            continue
        if (
            its_currency == currency
            and entity.disabled_by is er.RegistryEntryDisabler.INTEGRATION
        ):
            registry.async_update_entity(entity.entity_id, disabled_by=None)


@callback
def async_retire_costs(
    hass: HomeAssistant, entry: OceanConfigEntry, account: OceanAccount
) -> None:
    """Remove the entities of costs that the settings no longer want."""
    registry = er.async_get(hass)
    unwanted = set(unwanted_keys(account.costs.settings))
    owner = account.account_id
    unwanted_ids = {unique_id(owner, key) for key in unwanted}
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        money = read_money(entity.unique_id, owner)
        if entity.unique_id in unwanted_ids or (money and money[0] in unwanted):
            registry.async_remove(entity.entity_id)
