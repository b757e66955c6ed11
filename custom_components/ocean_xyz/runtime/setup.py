"""Puts a hub and its accounts together from an entry's settings."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from random import random
import time

from homeassistant.config_entries import ConfigSubentry
from homeassistant.const import (
    ATTR_UNIT_OF_MEASUREMENT,
    STATE_UNAVAILABLE,
    STATE_UNKNOWN,
)
from homeassistant.core import HomeAssistant
from homeassistant.util import dt as dt_util

from ..api import OceanClient
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
from ..mining.account import AccountState
from ..mining.meters import Unreadable, price_factor
from ..mining.plan.terms import usual_hashrate
from ..mining.pool import PoolMemory
from ..sources.account import AccountSource
from ..sources.ledger import LedgerSource, LedgerState
from ..sources.network import NetworkInputs, NetworkSource, SourceKind
from ..sources.outages import Outages
from ..sources.pool import PoolSource
from ..sources.question import Environment, present_time
from .account import OceanAccount, OceanConfigEntry
from .account_stores import AccountMemories, AccountStores
from .clients import (
    blockchain_info_client,
    mempool_client,
    ocean_client,
    site_client,
)
from .costs import AccountCosts
from .forecasts import Forecasts
from .hub import OceanHub
from .listeners import AccountListeners
from .plan import AccountPlan
from .settings import cost_settings, rules
from .statistics import AccountHistory
from .stores import OceanStore


def environment(client: OceanClient) -> Environment:
    """Return the real time, chance and log.

    The time is OCEAN's where ours is far from it. A computer without a battery begins
    with the time of its last run, and its clock is set when it finds the internet.
    """
    return Environment(
        clock=_monotonic,
        now=lambda: present_time(dt_util.utcnow(), client.time),
        jitter=random,
        outages=Outages(LOGGER, _monotonic),
    )


def _monotonic() -> float:
    """Return seconds that never go back. Tests may replace the clock."""
    return time.monotonic()


def own_price(
    hass: HomeAssistant, entity_id: str | None, currency: str
) -> float | None:
    """Return the price of one bitcoin by the user's own sensor, in a currency."""
    state = hass.states.get(entity_id) if entity_id else None
    if state is None or state.state in (STATE_UNAVAILABLE, STATE_UNKNOWN):
        return None
    factor = price_factor(state.attributes.get(ATTR_UNIT_OF_MEASUREMENT), currency)
    if isinstance(factor, Unreadable):
        return None
    try:
        value = float(state.state) * factor
    except ValueError:
        return None
    return value if 0 < value < float("inf") else None


class Builder:
    """Makes the parts of one entry."""

    def __init__(self, hass: HomeAssistant, entry: OceanConfigEntry) -> None:
        """Remember for which entry."""
        self._hass = hass
        self._entry = entry
        self._client = ocean_client(hass)
        self._env = environment(self._client)
        self._site = site_client(hass) if entry.options.get(CONF_WEB_PAGE) else None

    def hub(self, store: OceanStore[PoolMemory], memory: PoolMemory) -> OceanHub:
        """Make the hub: the pool and the network."""
        pool_source = PoolSource(self._client, memory=memory, env=self._env)
        pool = self._coordinator(pool_source.poll, pool_source.state, "pool")
        data, options = self._entry.data, self._entry.options
        kind, currency = SourceKind(data[CONF_NETWORK_SOURCE]), options[CONF_CURRENCY]
        price_entity = options.get(CONF_PRICE_ENTITY)

        def inputs() -> NetworkInputs:
            stat = pool.data.stat
            return NetworkInputs(
                difficulty=stat.network_difficulty if stat else None,
                time=stat.snapshot_time if stat else None,
                remembered=pool_source.memory,
                own_price=own_price(self._hass, price_entity, currency),
            )

        network_source = NetworkSource(
            mempool_client(self._hass, data),
            blockchain_info_client(self._hass),
            kind=kind,
            currency=currency,
            has_own_price=price_entity is not None,
            inputs=inputs(),
            env=self._env,
        )
        network = self._coordinator(
            lambda: network_source.poll(inputs()),
            network_source.state,
            "network",
            OWN_INSTANCE_INTERVAL if kind is SourceKind.OWN_MEMPOOL else MINUTE,
        )
        return OceanHub(
            pool_source=pool_source,
            network_source=network_source,
            pool_coordinator=pool,
            network_coordinator=network,
            store=store,
            entry_id=self._entry.entry_id,
            currency=currency,
            now=self._env.now,
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
        source, state = self._account_source(subentry, memories, hub)
        ledger_source, ledger = self._ledger_source(subentry, memories, state)
        settings, currency = cost_settings(subentry.data), hub.currency
        costs = AccountCosts(
            self._hass,
            settings,
            stores.costs,
            memories.costs,
            currency=currency,
            now=hub.now,
        )
        forecasts = Forecasts(self._hass, settings, currency=currency, now=hub.now)
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
            costs=costs,
            forecasts=forecasts,
            plan=AccountPlan(
                self._hass,
                costs,
                forecasts,
                hashrate=lambda: usual_hashrate(
                    state.data.workers.values(), source.memory.workers
                ),
                now=hub.now,
            ),
            listeners=AccountListeners(self._hass, state.data),
        )

    def _account_source(
        self, subentry: ConfigSubentry, memories: AccountMemories, hub: OceanHub
    ) -> tuple[AccountSource, OceanCoordinator[AccountState]]:
        """Make what asks about an account, and what polls it."""
        source = AccountSource(
            self._client,
            subentry.data[CONF_ADDRESS],
            label=subentry.title,
            memory=memories.account,
            read_page=self._site.account if self._site else None,
            env=self._env,
        )

        async def poll() -> AccountState:
            stat = hub.pool.stat
            return await source.poll(
                rules=rules(self._hass, subentry.data),
                pool_time=stat.snapshot_time if stat else None,
            )

        return source, self._coordinator(poll, source.state, subentry.title)

    def _ledger_source(
        self,
        subentry: ConfigSubentry,
        memories: AccountMemories,
        account: OceanCoordinator[AccountState],
    ) -> tuple[LedgerSource, OceanCoordinator[LedgerState]]:
        """Make what asks for an account's ledger, and what polls it."""
        source = LedgerSource(
            self._client,
            subentry.data[CONF_ADDRESS],
            label=subentry.title,
            memory=memories.ledger,
            zone=dt_util.get_default_time_zone(),
            env=self._env,
        )

        async def poll() -> LedgerState:
            known = account.data.live and account.data.snapshot_time is not None
            return await source.poll(
                snapshot=account.data.snapshot if known else None,
                zone=dt_util.get_default_time_zone(),
            )

        name = f"ledger of {subentry.title}"
        return source, self._coordinator(poll, source.state, name)

    def _coordinator[DataT](
        self,
        poll: Callable[[], Awaitable[DataT]],
        meanwhile: Callable[[], DataT],
        name: str,
        interval: timedelta = MINUTE,
    ) -> OceanCoordinator[DataT]:
        """Make a coordinator that polls a source."""
        return OceanCoordinator(
            self._hass,
            self._entry,
            poll,
            meanwhile=meanwhile,
            name=name,
            interval=interval,
        )
