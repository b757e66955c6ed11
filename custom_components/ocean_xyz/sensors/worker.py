"""Sensors of a worker."""

from functools import partial
from typing import Any

from homeassistant.components.sensor import SensorDeviceClass

from ..api import HashrateAverages
from ..const import UNIT_SATOSHI_PER_DAY
from ..entity import answered, worker_place
from ..mining.figures import Source, WorkerOutlook
from ..mining.workers.state import WorkerState, WorkerStatus
from ..runtime.account import OceanAccount
from ..runtime.listeners import LONG, STATUS, itself
from .entity import (
    OceanSensor,
    OceanSensorDescription,
    assumed_fee,
    hashrate_sensor,
    measured,
    percent,
    percentage,
    satoshis,
    sensors_of,
    timestamp,
    whole,
)

STATUS_SENSORS: tuple[OceanSensorDescription[WorkerState], ...] = (
    OceanSensorDescription(
        key="status",
        device_class=SensorDeviceClass.ENUM,
        options=list(WorkerStatus),
        value_fn=lambda worker: worker.status,
    ),
)

ROW_SENSORS: tuple[OceanSensorDescription[WorkerState], ...] = (
    timestamp("last_share", lambda worker: worker.last_share, shown=False),
    satoshis(
        "estimated_next_block", lambda worker: worker.estimated_next_block, shown=False
    ),
)

SHORT_SENSORS: tuple[OceanSensorDescription[HashrateAverages], ...] = tuple(
    hashrate_sensor(average, shown=False) for average in (60, 300)
)

LONG_SENSORS: tuple[OceanSensorDescription[HashrateAverages], ...] = tuple(
    hashrate_sensor(average, shown=average == 10800) for average in (3600, 10800, 86400)
)

OUTLOOK_SENSORS: tuple[OceanSensorDescription[WorkerOutlook], ...] = (
    percentage(
        "share_of_account",
        lambda outlook: percent(outlook.share_of_account),
        digits=1,
        shown=False,
    ),
    measured(
        "expected_per_day",
        lambda outlook: whole(outlook.expected_per_day),
        UNIT_SATOSHI_PER_DAY,
        shown=False,
        attributes_fn=assumed_fee,
    ),
)


def worker_sensors(account: OceanAccount, name: str) -> list[OceanSensor[Any]]:
    """Return the sensors of a worker."""
    place = worker_place(account.account_id, account.device_id, name)
    listen = partial(account.listeners.async_listen_to_worker, name)
    status, row, long = (partial(listen, part) for part in (STATUS, itself, LONG))

    def worker() -> WorkerState | None:
        return account.worker(name)

    def averages() -> HashrateAverages | None:
        return state.averages if (state := account.worker(name)) else None

    def long_averages() -> HashrateAverages | None:
        return state.long_averages if (state := account.worker(name)) else None

    def outlook() -> WorkerOutlook | None:
        return account.worker_outlook(name)

    figures = account.listeners.async_listen_to_figures
    listed = answered(account, Source.WORKERS)
    both = answered(account, Source.WORKERS, Source.POOL)
    return [
        *sensors_of(STATUS_SENSORS, place, worker, listed, status),
        *sensors_of(ROW_SENSORS, place, worker, listed, row),
        *sensors_of(SHORT_SENSORS, place, averages, listed, row),
        *sensors_of(LONG_SENSORS, place, long_averages, listed, long),
        *sensors_of(OUTLOOK_SENSORS, place, outlook, both, row, figures),
    ]
