"""Triggers: workers, blocks, payouts, hashrates, and whether mining is profitable."""

from typing import Final

from homeassistant.core import HomeAssistant
from homeassistant.helpers.trigger import Trigger

from .triggers.alarms import WorkerAlarm
from .triggers.alerts import (
    DroughtBegan,
    DroughtEnded,
    FeeChanged,
    PayoutIsNear,
    WindowFalls,
)
from .triggers.blocks import OwnBlockFound, PoolBlockFound
from .triggers.hashrate import HashrateCrossedThreshold
from .triggers.payouts import PayoutReceived
from .triggers.profitability import BecameProfitable, BecameUnprofitable
from .triggers.workers import (
    WorkerBecameLow,
    WorkerCameOnline,
    WorkerRecovered,
    WorkerWentOffline,
)

TRIGGERS: Final[dict[str, type[Trigger]]] = {
    "worker_went_offline": WorkerWentOffline,
    "worker_came_online": WorkerCameOnline,
    "worker_alarm": WorkerAlarm,
    "worker_became_low": WorkerBecameLow,
    "worker_recovered": WorkerRecovered,
    "pool_block_found": PoolBlockFound,
    "own_block_found": OwnBlockFound,
    "pool_drought_began": DroughtBegan,
    "pool_drought_ended": DroughtEnded,
    "payout_received": PayoutReceived,
    "payout_is_near": PayoutIsNear,
    "fee_changed": FeeChanged,
    "window_falls": WindowFalls,
    "hashrate_crossed_threshold": HashrateCrossedThreshold,
    "mining_became_profitable": BecameProfitable,
    "mining_became_unprofitable": BecameUnprofitable,
}


async def async_get_triggers(hass: HomeAssistant) -> dict[str, type[Trigger]]:
    """Return the triggers."""
    return TRIGGERS
