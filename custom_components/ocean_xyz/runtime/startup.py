"""Asks all sources of an entry for the first time, then connects its parts."""

import asyncio
from typing import Any, Final

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.event import async_track_state_change_event

from ..api import OceanRefusedError
from ..const import CONF_PRICE_ENTITY, DOMAIN
from ..coordinator import OceanCoordinator
from .account import OceanAccount, OceanConfigEntry
from .hub import OceanHub
from .setup import own_price

FIRST_ANSWERS: Final = 15.0
"""Seconds that Home Assistant's start waits at most for a source that hangs."""

POOL_FIRST: Final = 5.0
"""Seconds that the network waits at most for the pool's answer, to be compared with it."""


async def async_first_answers(
    hass: HomeAssistant,
    entry: OceanConfigEntry,
    hub: OceanHub,
    accounts: list[OceanAccount],
) -> None:
    """Ask all sources for the first time, and wait for them up to `FIRST_ANSWERS`.

    A source that needs longer goes on in the background.
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
        """Ask about the network once the pool's answer is there to compare it with."""
        await asyncio.wait(tasks[:1], timeout=POOL_FIRST)
        await hub.network_coordinator.async_refresh()

    tasks.append(
        entry.async_create_background_task(
            hass, network_after_pool(), f"{DOMAIN} first network"
        )
    )
    await asyncio.wait(tasks, timeout=FIRST_ANSWERS)


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
