"""Puts a hub and its accounts together from an entry's settings."""

from collections.abc import Awaitable, Callable
from random import random
import time

from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import STATE_UNAVAILABLE, STATE_UNKNOWN
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..const import (
    CONF_ADDRESS,
    CONF_CURRENCY,
    CONF_NETWORK_SOURCE,
    CONF_PRICE_ENTITY,
    CONF_WEB_PAGE,
    LOGGER,
    MINUTE,
    OWN_INSTANCE_INTERVAL,
)
from ..coordinator import OceanCoordinator
from ..mining.pool import PoolMemory
from ..sources.account import AccountContext, AccountSource
from ..sources.ledger import LedgerContext, LedgerSource
from ..sources.network import NetworkContext, NetworkSource, SourceKind
from ..sources.pool import PoolSource
from ..sources.question import Surroundings
from .account import OceanAccount, OceanConfigEntry
from .clients import (
    blockchain_info_client,
    mempool_client,
    ocean_client,
    site_client,
)
from .costs import AccountCosts
from .hub import OceanHub
from .listeners import AccountListeners
from .settings import cost_settings, rules
from .statistics import AccountHistory
from .stores import AccountMemories, AccountStores, OceanStore


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


class Builder:
    """Makes the parts of one entry."""

    def __init__(self, hass: HomeAssistant, entry: OceanConfigEntry) -> None:
        """Remember for which entry."""
        self._hass = hass
        self._entry = entry
        self._around = surroundings()
        self._client = ocean_client(hass)
        self._site = site_client(hass) if entry.options.get(CONF_WEB_PAGE) else None

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

    def account(
        self,
        subentry: ConfigSubentry,
        hub: OceanHub,
        *,
        account_id: str,
        stores: AccountStores,
        memories: AccountMemories,
        history: AccountHistory,
    ) -> OceanAccount:
        """Make one account, starting from what is remembered of it."""
        address, label = subentry.data[CONF_ADDRESS], subentry.title
        source = AccountSource(
            self._client,
            address,
            label=label,
            memory=memories.account,
            context=self._context(subentry, hub),
            around=self._around,
        )
        state = self._coordinator(source.poll, source.state, label)
        ledger_source = LedgerSource(
            self._client,
            address,
            label=label,
            memory=memories.ledger,
            context=LedgerContext(
                snapshot=lambda: state.data.snapshot if state.data.live else None,
                save=stores.ledger.save,
                zone=dt_util.get_default_time_zone,
            ),
            around=self._around,
        )
        ledger = self._coordinator(
            ledger_source.poll, ledger_source.state, f"ledger of {label}"
        )
        return OceanAccount(
            hub=hub,
            subentry=subentry,
            account_id=account_id,
            source=source,
            state_coordinator=state,
            ledger_source=ledger_source,
            ledger_coordinator=ledger,
            stores=stores,
            history=history,
            costs=AccountCosts(
                self._hass,
                cost_settings(subentry.data),
                stores.costs,
                memories.costs,
                hub.currency,
            ),
            listeners=AccountListeners(self._hass, state.data),
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
