"""Disables or removes the sensors that the settings no longer want."""

from typing import Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers import entity_registry as er

from ..const import DOMAIN
from ..devices.ids import PLAN_KEYS, read_money, unique_id
from ..runtime.account import OceanAccount, OceanConfigEntry
from .costs import FORMER_EFFICIENCY, unwanted_keys

INTEGRATION: Final = er.RegistryEntryDisabler.INTEGRATION


@callback
def async_retire_money(
    hass: HomeAssistant, entry: OceanConfigEntry, currency: str
) -> None:
    """Disable the money in former currencies, and enable that in the present one.

    The sensors stay registered, so that they keep their ids and statistics. Home
    Assistant does not say why the integration disabled one: the user's system options
    do that too. So the registry remembers which ones were disabled here.
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
        if found[1] != currency and entity.disabled_by is None:
            registry.async_update_entity_options(
                entity.entity_id, DOMAIN, {"retired": True}
            )
            registry.async_update_entity(entity.entity_id, disabled_by=INTEGRATION)
        elif found[1] == currency and DOMAIN in entity.options:
            registry.async_update_entity_options(entity.entity_id, DOMAIN, None)
            if entity.disabled_by is INTEGRATION:
                registry.async_update_entity(entity.entity_id, disabled_by=None)


@callback
def async_retire_costs(
    hass: HomeAssistant, entry: OceanConfigEntry, account: OceanAccount
) -> None:
    """Remove the entities of costs that the settings no longer want.

    One whose key no longer exists is disabled, so that it keeps its statistics.
    """
    registry = er.async_get(hass)
    unwanted = set(unwanted_keys(account.costs.settings))
    if not account.plan.can_know:
        unwanted.update(PLAN_KEYS)
    owner = account.account_id
    unwanted_ids = {unique_id(owner, key) for key in unwanted}
    former = unique_id(owner, FORMER_EFFICIENCY)
    for entity in er.async_entries_for_config_entry(registry, entry.entry_id):
        money = read_money(entity.unique_id, owner)
        if entity.unique_id in unwanted_ids or (money and money[0] in unwanted):
            registry.async_remove(entity.entity_id)
        elif entity.unique_id == former and entity.disabled_by is None:
            registry.async_update_entity(entity.entity_id, disabled_by=INTEGRATION)
