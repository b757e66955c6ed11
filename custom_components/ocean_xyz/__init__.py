"""The OCEAN integration: a bitcoin mining pool, its accounts and their machines."""

import asyncio
from typing import Any, Final

from homeassistant.config_entries import ConfigEntryState
from homeassistant.const import Platform
from homeassistant.core import HomeAssistant, callback
from homeassistant.exceptions import ConfigEntryNotReady, HomeAssistantError
from homeassistant.helpers import config_validation as cv, device_registry as dr
from homeassistant.helpers.event import async_track_state_change_event
from homeassistant.helpers.typing import ConfigType

from .const import CONF_ADDRESS, CONF_PRICE_ENTITY, DOMAIN, SUBENTRY_ACCOUNT
from .coordinator import OceanCoordinator
from .dashboard import async_setup_dashboard
from .devices import ids
from .devices.registration import (
    async_account_id,
    async_is_registered,
    async_register_account,
    async_register_hub,
)
from .devices.renaming import async_settle_renamings
from .devices.workers import (
    async_admit_workers,
    async_restore_devices,
    async_worker_of_device,
)
from .issues.watch import (
    async_delete_account_issues,
    async_delete_hub_issues,
    async_watch,
)
from .mining.pool import PoolMemory
from .runtime.account import (
    OceanAccount,
    OceanConfigEntry,
    OceanRuntimeData,
)
from .runtime.batches import async_call_soon_once
from .runtime.hub import OceanHub
from .runtime.setup import Builder, own_price
from .runtime.statistics import AccountHistory
from .runtime.stores import SAVE_DELAY, SAVE_SOON, AccountStores, OceanStore
from .sensors.retiring import async_retire_costs, async_retire_money
from .services import async_setup_services

CONFIG_SCHEMA = cv.config_entry_only_config_schema(DOMAIN)
PLATFORMS: Final = [Platform.BINARY_SENSOR, Platform.EVENT, Platform.SENSOR]

# A source that hangs must not hold up Home Assistant's start: what it has to say is
# shown when it arrives.
FIRST_ANSWERS: Final = 15.0

# And a pool that hangs not the network, which is compared with the pool's last word.
POOL_FIRST: Final = 5.0


async def async_setup(hass: HomeAssistant, config: ConfigType) -> bool:
    """Set up what does not belong to an entry."""
    async_setup_services(hass)
    await async_setup_dashboard(hass)
    return True


async def async_setup_entry(hass: HomeAssistant, entry: OceanConfigEntry) -> bool:
    """Set up the hub and its accounts.

    The very first set-up needs OCEAN's answer. Afterwards the entry always loads, and
    only live values are unavailable until their sources answer.
    """
    # What is changed while the sources answer is loaded as soon as this is done.
    entry.async_on_unload(entry.add_update_listener(_async_reload))
    builder = Builder(hass, entry)
    store = OceanStore(hass, ids.HUB_STORE_KEY, PoolMemory)
    hub = builder.hub(store, await store.load() or PoolMemory())
    wanted = await _accounts(hass, entry, builder, hub)

    await _first_answers(hass, entry, hub, wanted)
    is_first = not async_is_registered(hass, entry)
    if is_first and not _ocean_answered(hub, wanted):
        raise ConfigEntryNotReady(
            translation_domain=DOMAIN, translation_key="no_answer_yet"
        )
    async_register_hub(hass, entry)
    accounts = await _registered(hass, entry, wanted)
    entry.runtime_data = OceanRuntimeData(hub=hub, accounts=accounts)

    _connect(hass, entry, hub, accounts)
    async_retire_money(hass, entry, hub.currency)
    for account in accounts.values():
        async_retire_costs(hass, entry, account)
    await hass.config_entries.async_forward_entry_setups(entry, PLATFORMS)
    async_watch(hass, entry)
    return True


async def async_unload_entry(hass: HomeAssistant, entry: OceanConfigEntry) -> bool:
    """Unload the hub and its accounts, and write down what is to be remembered."""
    if not await hass.config_entries.async_unload_platforms(entry, PLATFORMS):
        return False
    runtime = entry.runtime_data
    disabled = entry.disabled_by is not None
    if disabled:
        async_delete_hub_issues(hass)
    await runtime.hub.store.close()
    for account in runtime.accounts.values():
        kept = account.subentry.subentry_id in entry.subentries
        if disabled or not kept:
            async_delete_account_issues(hass, account.account_id)
        await (account.stores.close() if kept else account.stores.remove())
    return True


async def async_remove_entry(hass: HomeAssistant, entry: OceanConfigEntry) -> None:
    """Forget what was remembered; the statistics stay."""
    await OceanStore(hass, ids.HUB_STORE_KEY, PoolMemory).remove()
    async_delete_hub_issues(hass)
    for subentry in entry.subentries.values():
        account_id = await async_account_id(hass, subentry.data[CONF_ADDRESS])
        await _stores(hass, account_id).remove()
        async_delete_account_issues(hass, account_id)


async def async_remove_config_entry_device(
    hass: HomeAssistant, entry: OceanConfigEntry, device: dr.AnyDeviceEntry
) -> bool:
    """Let the user remove the device of a worker that OCEAN no longer lists.

    Raises HomeAssistantError, which says why not, for any other device.
    """
    if entry.state is not ConfigEntryState.LOADED:
        raise _no_removal(translation_key="not_loaded")
    if (found := async_worker_of_device(entry, device)) is None:
        raise _no_removal(translation_key="device_stays")
    account, name = found
    memory = account.source.memory.workers.get(name)
    if memory is not None and memory.gone_since is None:
        raise _no_removal(
            translation_key="worker_still_listed", worker=device.name or ""
        )
    account.async_forget_workers({name})
    return True


def _no_removal(translation_key: str, **placeholders: str) -> HomeAssistantError:
    """Return what says why a device is not removed."""
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=translation_key,
        translation_placeholders=placeholders,
    )


async def _async_reload(hass: HomeAssistant, entry: OceanConfigEntry) -> None:
    """Load the entry anew after its settings or accounts have changed."""
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
    """Make the accounts, each starting from what is remembered of it."""
    accounts: list[OceanAccount] = []
    for subentry in entry.get_subentries_of_type(SUBENTRY_ACCOUNT):
        account_id = await async_account_id(hass, subentry.data[CONF_ADDRESS])
        history = AccountHistory(
            hass,
            label=subentry.title,
            earned_id=ids.earned_statistic_id(account_id),
            paid_id=ids.paid_statistic_id(account_id),
        )
        stores = _stores(hass, account_id)
        memories = await stores.load()
        renamings = memories.account.renamings
        async_settle_renamings(hass, entry, subentry, account_id, renamings)
        account = builder.account(
            subentry,
            hub,
            account_id=account_id,
            stores=stores,
            memories=memories,
            history=history,
        )
        accounts.append(account)
    return accounts


async def _registered(
    hass: HomeAssistant, entry: OceanConfigEntry, accounts: list[OceanAccount]
) -> dict[str, OceanAccount]:
    """Register the accounts' devices, and restore those of their workers.

    Accounts that were removed while the first answers were awaited are left out.
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


async def _first_answers(
    hass: HomeAssistant,
    entry: OceanConfigEntry,
    hub: OceanHub,
    accounts: list[OceanAccount],
) -> None:
    """Ask all sources for the first time, and wait a little for them.

    What does not answer in time goes on in the background.
    """
    coordinators: list[OceanCoordinator[Any]] = [
        hub.pool_coordinator,
        *(account.state_coordinator for account in accounts),
        *(account.ledger_coordinator for account in accounts),
    ]
    tasks = [
        entry.async_create_background_task(
            hass, coordinator.async_refresh(), f"{DOMAIN} first {coordinator.name}"
        )
        for coordinator in coordinators
    ]

    async def network_after_pool() -> None:
        """Ask about the network once there is something to compare it with."""
        await asyncio.wait(tasks[:1], timeout=POOL_FIRST)
        await hub.network_coordinator.async_refresh()

    tasks.append(
        entry.async_create_background_task(
            hass, network_after_pool(), f"{DOMAIN} first network"
        )
    )
    await asyncio.wait(tasks, timeout=FIRST_ANSWERS)


def _ocean_answered(hub: OceanHub, accounts: list[OceanAccount]) -> bool:
    """Return whether OCEAN has answered anything."""
    return hub.pool_source.stat.answered_at is not None or any(
        account.source.questions.workers.answered_at is not None for account in accounts
    )


def _connect(
    hass: HomeAssistant,
    entry: OceanConfigEntry,
    hub: OceanHub,
    accounts: dict[str, OceanAccount],
) -> None:
    """Let the parts follow each other for as long as the entry is loaded."""

    @callback
    def pool_moved() -> None:
        blocks = hub.pool.new_blocks
        within = SAVE_SOON if blocks else SAVE_DELAY
        hub.store.remember(hub.pool_source.memory, within=within)
        if blocks:
            for account in accounts.values():
                account.ledger_source.await_credits(blocks)

    pool_moved()
    entry.async_on_unload(hub.pool_coordinator.async_add_listener(pool_moved))

    # This listener also keeps the network asked while no entity shows it.
    @callback
    def network_moved() -> None:
        if hub.network_source.refused:
            entry.async_start_reauth(hass)

    network_moved()
    entry.async_on_unload(hub.network_coordinator.async_add_listener(network_moved))
    for account in accounts.values():
        account.async_connect(hass, entry)
        _admit(hass, entry, account)
    if price_entity := entry.options.get(CONF_PRICE_ENTITY):

        @callback
        def price_moved(_: object) -> None:
            price = own_price(hass, price_entity)
            state = hub.network_source.with_own_price(price)
            hub.network_coordinator.async_show(state)

        entry.async_on_unload(
            async_track_state_change_event(hass, [price_entity], price_moved)
        )


def _admit(hass: HomeAssistant, entry: OceanConfigEntry, account: OceanAccount) -> None:
    """Make devices of new workers, now and with every answer about the workers."""
    judged: object = None

    @callback
    def admit() -> None:
        nonlocal judged
        if judged is not (judged := account.source.memory.workers):
            async_admit_workers(hass, entry, account)

    admit()
    later = async_call_soon_once(hass, entry, admit)
    entry.async_on_unload(account.state_coordinator.async_add_listener(later))
