"""Asks all sources of an entry for the first time, then connects its parts."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_state_change_event

from ..api import OceanRefusedError
from ..const import CONF_PRICE_ENTITY, DOMAIN
from .account import OceanAccount, OceanConfigEntry
from .hub import OceanHub
from .setup import own_price

SOON: Final = 1.7
"""Seconds that a set-up waits at most for the first answers; two are noticed."""

FIRST_ANSWERS: Final = 15.0
"""Seconds that the very first set-up waits at most until OCEAN answers anything."""

TURN: Final = 2.0
"""Seconds until a source that needs longer no longer has its host to itself."""


async def async_first_answers(
    hass: HomeAssistant,
    entry: OceanConfigEntry,
    hub: OceanHub,
    accounts: list[OceanAccount],
    *,
    is_first: bool,
) -> None:
    """Ask all sources for the first time, and wait a moment for the first answers.

    Requests to one host are half a second apart. So what is shown first is asked for
    first: an account, and the pool's figures that its own follow from. All others
    follow in the background. The first set-up ever waits until OCEAN has answered.
    """

    def start(work: Coroutine[Any, Any, None], what: str) -> asyncio.Task[None]:
        return entry.async_create_background_task(hass, work, f"{DOMAIN} first {what}")

    firsts = [
        start(account.state_coordinator.async_refresh(), account.state_coordinator.name)
        for account in accounts[:1]
    ]
    pool = start(_pool_stat(hub), hub.pool_coordinator.name)
    firsts.append(pool)
    start(_others(hub, accounts, firsts, start), "others")
    _, waiting = await asyncio.wait(firsts, timeout=SOON)
    with suppress(TimeoutError):
        async with asyncio.timeout(FIRST_ANSWERS - SOON):
            while waiting and is_first and not ocean_answered(hub, accounts):
                _, waiting = await asyncio.wait(
                    waiting, return_when=asyncio.FIRST_COMPLETED
                )


async def _pool_stat(hub: OceanHub) -> None:
    """Ask for the pool's figures, and show them before its blocks are read."""
    await hub.pool_source.stat.poll_due()
    hub.pool_coordinator.async_show(hub.pool_source.state())


async def _others(
    hub: OceanHub,
    accounts: list[OceanAccount],
    firsts: list[asyncio.Task[None]],
    start: Callable[[Coroutine[Any, Any, None], str], asyncio.Task[None]],
) -> None:
    """Ask all other sources: accounts, the pool's blocks, then the ledgers.

    The network has a host of its own. It is compared with the pool's difficulty, and
    once more with its blocks.
    """
    *account, pool = firsts
    await asyncio.wait([pool], timeout=TURN)
    network = start(hub.network_coordinator.async_refresh(), "network")
    if account:
        await asyncio.wait(account, timeout=TURN)
    for other in accounts[1:]:
        coordinator = other.state_coordinator
        task = start(coordinator.async_refresh(), coordinator.name)
        await asyncio.wait([task], timeout=TURN)
    blocks = start(hub.pool_coordinator.async_refresh(), hub.pool_coordinator.name)
    await asyncio.wait([blocks], timeout=TURN)
    for one in accounts:
        start(one.ledger_coordinator.async_refresh(), one.ledger_coordinator.name)
    await asyncio.wait([blocks, network])
    await hub.network_coordinator.async_refresh()


def ocean_answered(hub: OceanHub, accounts: list[OceanAccount]) -> bool:
    """Return whether OCEAN has answered anything."""
    return hub.pool_source.stat.answered_at is not None or any(
        account.source.api.workers.answered_at is not None for account in accounts
    )


@callback
def async_connect(hass: HomeAssistant, entry: OceanConfigEntry) -> None:
    """Let the parts of an entry follow each other while it is loaded."""
    hub, accounts = entry.runtime_data.hub, entry.runtime_data.accounts

    @callback
    def pool_moved() -> None:
        hub.store.remember(hub.pool_source.memory)
        if blocks := hub.pool.new_blocks:
            for account in accounts.values():
                account.ledger_source.await_credits(blocks)

    pool_moved()
    entry.async_on_unload(hub.pool_coordinator.async_add_listener(pool_moved))

    # This listener also keeps the network polled while no entity shows it.
    @callback
    def network_moved() -> None:
        own = hub.network_source.own_instance
        if own and isinstance(own.error, OceanRefusedError):
            entry.async_start_reauth(hass)

    network_moved()
    entry.async_on_unload(hub.network_coordinator.async_add_listener(network_moved))
    for account in accounts.values():
        _connect_forecasts(entry, account)
        account.async_connect(hass, entry)
    if price_entity := entry.options.get(CONF_PRICE_ENTITY):

        @callback
        def price_moved(_: object) -> None:
            price = own_price(hass, price_entity, hub.currency)
            state = hub.network_source.with_own_price(price)
            hub.network_coordinator.async_show(state)

        entry.async_on_unload(
            async_track_state_change_event(hass, [price_entity], price_moved)
        )


@callback
def _connect_forecasts(entry: OceanConfigEntry, account: OceanAccount) -> None:
    """Follow what is known ahead, and compare it with the tariff."""
    costs, forecasts = account.costs, account.forecasts

    @callback
    def compare() -> None:
        forecasts.async_compare(costs.inputs.tariff)

    entry.async_on_unload(forecasts.async_follow())
    entry.async_on_unload(costs.async_add_listener(compare))
