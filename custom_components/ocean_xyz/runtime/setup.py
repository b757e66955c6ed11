"""Puts a hub and its accounts together from an entry's settings."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from hashlib import sha256
from random import random
import time
from typing import Final

from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.helpers import device_registry as dr, instance_id
from homeassistant.helpers.device_registry import DeviceEntryType
from homeassistant.util import dt as dt_util

from ..const import (
    CONF_ADDRESS,
    CONF_CURRENCY,
    CONF_NETWORK_SOURCE,
    CONF_PRICE_ENTITY,
    CONF_WEB_PAGE,
    DOMAIN,
    LOGGER,
    MANUFACTURER,
    MINUTE,
    OWN_INSTANCE_INTERVAL,
)
from ..coordinator import OceanCoordinator
from ..mining.account import AccountMemory
from ..mining.costs import CostMemory
from ..mining.pool import PoolMemory
from ..sources.account import AccountContext, AccountSource
from ..sources.ledger import LedgerContext, LedgerMemory, LedgerSource
from ..sources.network import NetworkContext, NetworkSource, SourceKind
from ..sources.pool import PoolSource
from ..sources.question import Surroundings
from .account import AccountSources, OceanAccount, OceanConfigEntry
from .clients import (
    blockchain_info_client,
    mempool_client,
    ocean_client,
    site_client,
)
from .hub import OceanHub
from .rules import rules
from .statistics import AccountHistory
from .stores import HUB_KEY, OceanStore

ACCOUNT_ID_DIGITS: Final = 12

OCEAN_PAGE: Final = "https://ocean.xyz/dashboard"
MEMPOOL_PAGE: Final = "https://mempool.space"


async def account_id(hass: HomeAssistant, address: str) -> str:
    """Return what stands for an address wherever one would show it.

    The same for as long as the installation lives, so that an account that is removed
    and added again finds its history; and different in every other installation.
    """
    installation = await instance_id.async_get(hass)
    digest = sha256(f"{installation}{address}".encode()).hexdigest()
    return digest[:ACCOUNT_ID_DIGITS]


def hub_store(hass: HomeAssistant) -> OceanStore[PoolMemory]:
    """Return the store of what is remembered of the pool."""
    return OceanStore(hass, HUB_KEY, PoolMemory)


def account_store(hass: HomeAssistant, identifier: str) -> OceanStore[AccountMemory]:
    """Return the store of what is remembered of an account."""
    return OceanStore(hass, f"account_{identifier}", AccountMemory)


def ledger_store(hass: HomeAssistant, identifier: str) -> OceanStore[LedgerMemory]:
    """Return the store of the ledger of an account."""
    return OceanStore(hass, f"ledger_{identifier}", LedgerMemory)


def cost_store(hass: HomeAssistant, identifier: str) -> OceanStore[CostMemory]:
    """Return the store of what was learned of an account's costs."""
    return OceanStore(hass, f"costs_{identifier}", CostMemory)


def surroundings() -> Surroundings:
    """Return the real time, chance and log."""
    return Surroundings(
        clock=_monotonic,
        now=dt_util.utcnow,
        jitter=random,
        logger=LOGGER,
    )


def _monotonic() -> float:
    """Return seconds that never go back, looked up anew so that tests can hold them."""
    return time.monotonic()


def own_price(
    hass: HomeAssistant, entity_id: str | None
) -> Callable[[], float | None] | None:
    """Return what reads the price from the user's own sensor."""
    if entity_id is None:
        return None

    def price() -> float | None:
        state = hass.states.get(entity_id)
        if state is None or state.state in (STATE_UNAVAILABLE, STATE_UNKNOWN):
            return None
        try:
            value = float(state.state)
        except ValueError:
            return None
        return value if 0 < value < float("inf") else None

    return price


@dataclass(frozen=True, kw_only=True, slots=True)
class Remembered:
    """What is remembered of an account, and where."""

    store: OceanStore[AccountMemory]
    memory: AccountMemory
    ledger_store: OceanStore[LedgerMemory]
    ledger: LedgerMemory
    cost_store: OceanStore[CostMemory]
    costs: CostMemory


async def remembered_of(hass: HomeAssistant, identifier: str) -> Remembered:
    """Read what is remembered of an account."""
    store, ledgers = account_store(hass, identifier), ledger_store(hass, identifier)
    costs = cost_store(hass, identifier)
    return Remembered(
        store=store,
        memory=await store.load() or AccountMemory(),
        ledger_store=ledgers,
        ledger=await ledgers.load() or LedgerMemory(),
        cost_store=costs,
        costs=await costs.load() or CostMemory(),
    )


class Builder:
    """Makes the parts of one entry."""

    def __init__(self, hass: HomeAssistant, entry: OceanConfigEntry) -> None:
        """Remember for which entry."""
        self._hass = hass
        self._entry = entry
        self._around = surroundings()
        self._client = ocean_client(hass)
        self._site = site_client(hass) if entry.options.get(CONF_WEB_PAGE) else None
        self._devices = dr.async_get(hass)

    def hub(self, store: OceanStore[PoolMemory], memory: PoolMemory) -> OceanHub:
        """Make the hub: the pool and the network."""
        entry, around = self._entry, self._around
        pool_source = PoolSource(self._client, memory=memory, around=around)
        pool = self._coordinator(pool_source.poll, pool_source.state, "pool")
        kind = SourceKind(entry.data[CONF_NETWORK_SOURCE])
        currency: str = entry.options[CONF_CURRENCY]
        network_source = NetworkSource(
            mempool_client(self._hass, entry.data),
            blockchain_info_client(self._hass),
            context=NetworkContext(
                kind=kind,
                currency=currency,
                pool=lambda: pool.data,
                remembered=lambda: pool_source.memory,
                own_price=own_price(self._hass, entry.options.get(CONF_PRICE_ENTITY)),
            ),
            around=around,
        )
        network = OceanCoordinator(
            self._hass,
            entry,
            network_source.poll,
            meanwhile=network_source.state,
            name="network",
            interval=(
                OWN_INSTANCE_INTERVAL if kind is SourceKind.OWN_MEMPOOL else MINUTE
            ),
        )
        return OceanHub(
            pool_source=pool_source,
            network_source=network_source,
            pool_coordinator=pool,
            network_coordinator=network,
            store=store,
            entry_id=entry.entry_id,
            currency=currency,
        )

    @property
    def is_first(self) -> bool:
        """Return whether the entry was never set up before."""
        return self._pool_device is None

    @property
    def _pool_device(self) -> dr.DeviceEntry | None:
        """Return the device of the pool, which each set-up entry has."""
        identifier = (DOMAIN, f"{self._entry.entry_id}_pool")
        return self._devices.async_get_device_by_identifier(
            identifier, self._entry.entry_id
        )

    def register_hub(self) -> None:
        """Register the devices of the hub."""
        entry_id = self._entry.entry_id
        for what, page in (("pool", OCEAN_PAGE), ("network", MEMPOOL_PAGE)):
            self._devices.async_get_or_create(
                config_entry_id=entry_id,
                identifiers={(DOMAIN, f"{entry_id}_{what}")},
                translation_key=what,
                manufacturer=MANUFACTURER if what == "pool" else None,
                entry_type=DeviceEntryType.SERVICE,
                configuration_url=page,
            )

    def sources(
        self,
        subentry: ConfigSubentry,
        identifier: str,
        hub: OceanHub,
        remembered: Remembered,
    ) -> AccountSources:
        """Make what asks about one account."""
        address, label = subentry.data[CONF_ADDRESS], subentry.title
        source = AccountSource(
            self._client,
            address,
            label=label,
            memory=remembered.memory,
            context=self._context(subentry, hub),
            around=self._around,
        )
        state = self._coordinator(source.poll, source.state, label)
        ledger_source = LedgerSource(
            self._client,
            address,
            label=label,
            memory=remembered.ledger,
            context=LedgerContext(
                snapshot=lambda: state.data.snapshot if state.data.live else None,
                save=remembered.ledger_store.save,
                zone=dt_util.get_default_time_zone,
            ),
            around=self._around,
        )
        ledger = self._coordinator(
            ledger_source.poll, ledger_source.state, f"ledger of {label}"
        )
        return AccountSources(
            subentry=subentry,
            account_id=identifier,
            source=source,
            state_coordinator=state,
            ledger_source=ledger_source,
            ledger_coordinator=ledger,
            store=remembered.store,
            ledger_store=remembered.ledger_store,
            cost_store=remembered.cost_store,
            costs_memory=remembered.costs,
            history=AccountHistory(self._hass, identifier, label),
        )

    def _context(self, subentry: ConfigSubentry, hub: OceanHub) -> AccountContext:
        """Return what an account takes from the rest of the integration."""
        return AccountContext(
            rules=lambda: rules(self._hass, subentry.data),
            pool_time=lambda: hub.pool.stat.snapshot_time if hub.pool.stat else None,
            site=self._site,
        )

    def _coordinator[DataT](
        self,
        poll: Callable[[], Awaitable[DataT]],
        meanwhile: Callable[[], DataT],
        name: str,
    ) -> OceanCoordinator[DataT]:
        """Make a coordinator that polls a source each minute."""
        return OceanCoordinator(
            self._hass,
            self._entry,
            poll,
            meanwhile=meanwhile,
            name=name,
            interval=MINUTE,
        )

    def account(self, hub: OceanHub, sources: AccountSources) -> OceanAccount:
        """Make one account, and register its device."""
        subentry = sources.subentry
        device = self._devices.async_get_or_create(
            config_entry_id=self._entry.entry_id,
            config_subentry_id=subentry.subentry_id,
            identifiers={(DOMAIN, sources.account_id)},
            name=subentry.title,
            manufacturer=MANUFACTURER,
            entry_type=DeviceEntryType.SERVICE,
        )
        return OceanAccount(self._hass, sources, device_id=device.id, hub=hub)
