"""Exposes to Assist what its answers about mining need."""

from collections.abc import Iterator
from typing import Final

from homeassistant.components.homeassistant.exposed_entities import async_expose_entity
from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.helpers.service import async_get_config_entry
from homeassistant.util.json import JsonValueType

from ..const import DOMAIN
from ..devices.ids import worker_owner
from ..runtime.account import OceanConfigEntry
from .exposure import ASSIST, Exposure

ACCOUNT_KEYS: Final = (
    *("mining", "hashrate_10800s", "workers_online", "workers_offline"),
    *("expected_per_day", "earned_today", "earned_7d", "earned_30d", "earned_total"),
    *("unpaid", "payout_expected", "payout_method", "profit_per_day", "profitable"),
    "next_profitable_start",
)
WORKER_KEYS: Final = ("status", "hashrate_10800s")


async def expose_to_assist(call: ServiceCall) -> ServiceResponse:
    """Expose entities of all accounts and workers, and return which.

    Others stay as they are, also those that were exposed before. Raises
    ServiceValidationError while nothing is loaded.
    """
    exposed: list[JsonValueType] = []
    entry: OceanConfigEntry = async_get_config_entry(call.hass, DOMAIN, None)
    hub = entry.runtime_data.hub
    exposure = Exposure(
        hass=call.hass, assistant=ASSIST, currency=hub.currency, now=hub.now
    )
    for owner, key in _wanted(entry):
        if entity_id := exposure.entity_id(owner, key):
            async_expose_entity(call.hass, ASSIST, entity_id, should_expose=True)
            exposed.append(entity_id)
    return {"exposed": exposed}


def _wanted(entry: OceanConfigEntry) -> Iterator[tuple[str, str]]:
    """Return owners and keys of the entities that answers need."""
    for account in entry.runtime_data.accounts.values():
        for key in ACCOUNT_KEYS:
            yield account.account_id, key
        for name in account.worker_devices.names:
            for key in WORKER_KEYS:
                yield worker_owner(account.account_id, name), key
