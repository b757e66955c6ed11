"""The OCEAN integration: a bitcoin mining pool, its accounts and their machines."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.config_entries import ConfigEntryState, ConfigSubentry
from homeassistant.const import Platform
from homeassistant.core import Event, HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryNotReady, HomeAssistantError
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.helpers.typing import ConfigType

from .assistant.sentences import async_setup_sentences
from .const import DOMAIN, SUBENTRY_ACCOUNT
from .dashboard import async_setup_dashboard
from .devices import ids
from .devices.registration import (
    async_is_registered,
    async_known_account_id,
    async_register_account,
    async_register_hub,
)
from .devices.renaming import async_settle_renamings
from .devices.workers import (
    async_follow_workers,
    async_restore_devices,
    async_worker_of_device,
)
from .event import async_announce_all, async_announce_removal
from .issues.kinds import (
    async_delete_account_issues,
    async_delete_hub_issues,
    async_watch,
)
from .mining.pool import PoolMemory
from .mining.workers.learning import long_unlisted
from .runtime.account import (
    OceanAccount,
    OceanConfigEntry,
    OceanRuntimeData,
)
from .runtime.account_stores import AccountStores
from .runtime.alarms import async_hear_answers
from .runtime.hub import OceanHub
from .runtime.news import async_note_start
from .runtime.own_block import async_congratulate
from .runtime.references import async_follow_renamed
from .runtime.setup import Builder
from .runtime.startup import async_connect, async_first_answers, ocean_answered
from .runtime.statistics import AccountHistory
from .runtime.stores import OceanStore
from .sensors.retiring import async_retire_costs, async_retire_money
from .services import async_setup_services

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)
PLATFORMS: Final = [
    Platform.BINARY_SENSOR,
    Platform.CALENDAR,
    Platform.EVENT,
    Platform.SENSOR,
]


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up what does not belong to an entry."""
    async_note_start(hass)
    async_setup_services(hass)
    async_follow_renamed(hass)
    async_setup_sentences(hass)
    async_hear_answers(hass)
    async_congratulate(hass)
    _remove_files_with_devices(hass)
    await async_setup_dashboard(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: OceanConfigEntry) -> bool:
    """Set up the hub and its accounts.

    The very first set-up needs OCEAN's answer, or raises ConfigEntryNotReady. Later the
    entry always loads, and only live values are unavailable until their sources answer.
    """
    # A change of settings while the sources answer reloads the entry after this.
    entry.async_on_unload(entry.add_update_listener(_async_reload))
    builder = Builder(hass, entry)
    store = OceanStore(hass, ids.HUB_STORE_KEY, PoolMemory)
    hub = builder.hub(store, await store.load() or PoolMemory())
    wanted = await _accounts(hass, entry, builder, hub)

    is_first = not async_is_registered(hass, entry)
    await async_first_answers(hass, entry, hub, wanted, is_first=is_first)
    if is_first and not ocean_answered(hub, wanted):
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN, translation_key="no_answer_yet"
        )
    async_register_hub(hass, entry)
    accounts = await _registered(hass, entry, wanted)
    entry.runtime_data = OceanRuntimeData(hub=hub, accounts=accounts)

    async_connect(hass, entry)
    # Before anything may forget a worker, and what was new of others with it.
    async_announce_all(hass, entry)
    async_retire_money(hass, entry, hub.currency)
    for account in accounts.values():
        async_follow_workers(hass, entry, account)
        async_retire_costs(hass, entry, account)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    async_watch(hass, entry)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: OceanConfigEntry) -> bool:
    """Unload the hub and its accounts, and save what they remember."""
    if not await hass.config_entries.async_unload_platforms(entry, PLATFORMS):
        return False
    runtime = entry.runtime_data
    disabled = entry.disabled_by is not None
    if disabled:
        async_delete_hub_issues(hass, removed=False)
    await runtime.hub.store.close()
    for account in runtime.accounts.values():
        removed = account.subentry.subentry_id not in entry.subentries
        if disabled or removed:
            async_delete_account_issues(hass, account.account_id, removed=removed)
        await (account.stores.remove() if removed else account.stores.close())
    return True


async def async_remove_entry(hass: HomeAssistant, entry: OceanConfigEntry) -> None:
    """End the alarms, and delete all stores and issues; the statistics stay."""
    builder, store = (
        Builder(hass, entry),
        OceanStore(hass, ids.HUB_STORE_KEY, PoolMemory),
    )
    hub = builder.hub(store, PoolMemory())
    for subentry in entry.subentries.values():
        account = await _account(hass, entry, builder, hub, subentry)
        async_announce_removal(hass, entry, account, account.source.memory.workers)
        await account.stores.remove()
        async_delete_account_issues(hass, account.account_id, removed=True)
    await store.remove()
    async_delete_hub_issues(hass, removed=True)


async def async_remove_config_entry_device(
    hass: HomeAssistant, entry: OceanConfigEntry, device: dr.AnyDeviceEntry
) -> bool:
    """Let the user remove the device of a worker that OCEAN no longer lists.

    And that of an account under an id that is no longer used.
    Raises HomeAssistantError with the reason for any other device.
    """
    if entry.state is not ConfigEntryState.LOADED:
        raise _no_removal(translation_key="not_loaded")
    owners = {one.account_id for one in entry.runtime_data.accounts.values()}
    named = filter(None, map(ids.read_account_identifier, device.identifiers))
    if not owners.issuperset(named):
        # 1.0.0 registered accounts once more after a restore on another machine.
        return True
    if (found := async_worker_of_device(entry, device)) is None:
        raise _no_removal(translation_key="device_stays")
    account, name = found
    memory = account.source.memory.workers.get(name)
    if memory is not None and not long_unlisted(memory):
        raise _no_removal(
            translation_key="worker_still_listed", worker=device.name or ""
        )
    async_announce_removal(hass, entry, account, (name,))
    account.async_forget_workers({name})
    return True


def _no_removal(translation_key: str, **placeholders: str) -> HomeAssistantError:
    """Return the error that says why a device is not removed."""
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=translation_key,
        translation_placeholders=placeholders,
    )


@callback
def _remove_files_with_devices(hass: HomeAssistant) -> None:
    """Delete the files of an account with its device, also while the entry is disabled."""

    async def remove(event: Event[Any]) -> None:
        for identifier in event.data["device"]["identifiers"]:
            if (account_id := ids.read_account_identifier(tuple(identifier))) is None:
                continue
            await _stores(hass, account_id).remove()
            async_delete_account_issues(hass, account_id, removed=True)

    @callback
    def is_removal(data: Mapping[str, Any]) -> bool:
        return bool(data["action"] == "remove")

    hass.bus.async_listen(
        dr.EVENT_DEVICE_REGISTRY_UPDATED, remove, event_filter=is_removal
    )


async def _async_reload(hass: HomeAssistant, entry: OceanConfigEntry) -> None:
    """Reload the entry after its settings or accounts have changed.

    The alarms of a removed account end while its devices are still there.
    """
    loaded = entry.state is ConfigEntryState.LOADED
    for account in entry.runtime_data.accounts.values() if loaded else ():
        if account.subentry.subentry_id not in entry.subentries:
            async_announce_removal(hass, entry, account, account.source.memory.workers)
    await hass.config_entries.async_reload(entry.entry_id)


def _stores(hass: HomeAssistant, account_id: str) -> AccountStores:
    """Return the stores of an account."""
    return AccountStores(
        hass,
        account_key=ids.account_store_key(account_id),
        ledger_key=ids.ledger_store_key(account_id),
        cost_key=ids.cost_store_key(account_id),
    )


async def _accounts(
    hass: HomeAssistant, entry: OceanConfigEntry, builder: Builder, hub: OceanHub
) -> list[OceanAccount]:
    """Make the accounts, which start from what is remembered of them."""
    accounts: list[OceanAccount] = []
    for subentry in entry.get_subentries_of_type(SUBENTRY_ACCOUNT):
        account = await _account(hass, entry, builder, hub, subentry)
        renamings = account.source.memory.renamings
        async_settle_renamings(hass, entry, subentry, account.account_id, renamings)
        accounts.append(account)
    return accounts


async def _account(
    hass: HomeAssistant,
    entry: OceanConfigEntry,
    builder: Builder,
    hub: OceanHub,
    subentry: ConfigSubentry,
) -> OceanAccount:
    """Make an account, which starts from what is remembered of it."""
    account_id = await async_known_account_id(hass, entry, subentry)
    stores = _stores(hass, account_id)
    return builder.account(
        subentry,
        hub,
        account_id=account_id,
        stores=stores,
        memories=await stores.load(),
        history=AccountHistory(
            hass,
            label=subentry.title,
            earned_id=ids.earned_statistic_id(account_id),
            paid_id=ids.paid_statistic_id(account_id),
        ),
    )


async def _registered(
    hass: HomeAssistant, entry: OceanConfigEntry, accounts: list[OceanAccount]
) -> dict[str, OceanAccount]:
    """Register the devices of the accounts, and restore those of their workers.

    Leave out accounts that the user removed while the sources answered.
    """
    registered: dict[str, OceanAccount] = {}
    for account in accounts:
        subentry_id = account.subentry.subentry_id
        if subentry_id not in entry.subentries:
            await account.stores.remove()
            continue
        account.device_id = async_register_account(
            hass, entry, account.subentry, account.account_id
        )
        async_restore_devices(hass, account)
        registered[subentry_id] = account
    return registered
