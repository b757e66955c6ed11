"""Triggers: workers, blocks, payouts, hashrates, and whether mining is profitable."""

from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.trigger import Trigger

from .triggers.blocks import PoolBlockFound
from .triggers.hashrate import HashrateCrossedThreshold
from .triggers.payouts import PayoutReceived
from .triggers.profitability import BecameProfitable, BecameUnprofitable
from .triggers.workers import WorkerCameOnline, WorkerWentOffline

TRIGGERS: Final[dict[str, type[Trigger]]] = {
    "worker_went_offline": WorkerWentOffline,
    "worker_came_online": WorkerCameOnline,
    "pool_block_found": PoolBlockFound,
    "payout_received": PayoutReceived,
    "hashrate_crossed_threshold": HashrateCrossedThreshold,
    "mining_became_profitable": BecameProfitable,
    "mining_became_unprofitable": BecameUnprofitable,
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers."""
    return TRIGGERS
