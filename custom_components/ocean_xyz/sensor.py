"""Sensors of accounts, workers, the pool and the network."""

from collections.abc import Iterable
from functools import partial

from homeassistant.core import HomeAssistant, callback
from homeassistant.helpers.entity_platform import AddConfigEntryEntitiesCallback

from .runtime.account import OceanAccount, OceanConfigEntry
from .sensors.account import account_sensors
from .sensors.costs import cost_sensors
from .sensors.earnings import ledger_sensors
from .sensors.hub import network_sensors, pool_sensors
from .sensors.money import account_money_sensors
from .sensors.plan import async_follow_plan
from .sensors.worker import worker_sensors

PARALLEL_UPDATES = 0


async def async_setup_entry(
    hass: HomeAssistant,
    entry: OceanConfigEntry,
    async_add_entities: AddConfigEntryEntitiesCallback,
) -> None:
    """Set up the sensors of the hub, its accounts and their workers."""
    hub = entry.runtime_data.hub
    async_add_entities([*pool_sensors(hub), *network_sensors(hub)])
    for subentry_id, account in entry.runtime_data.accounts.items():
        async_add_entities(
            [
                *account_sensors(account),
                *ledger_sensors(account),
                *account_money_sensors(account),
                *cost_sensors(account),
            ],
            config_subentry_id=subentry_id,
        )
        async_follow_plan(
            hass,
            entry,
            account,
            partial(async_add_entities, config_subentry_id=subentry_id),
        )

        @callback
        def add_workers(
            names: Iterable[str],
            account: OceanAccount = account,
            subentry_id: str = subentry_id,
        ) -> None:
            """Add the sensors of workers that became devices."""
            async_add_entities(
                [sensor for name in names for sensor in worker_sensors(account, name)],
                config_subentry_id=subentry_id,
            )

        account.worker_devices.async_follow(hass, entry, add_workers)
