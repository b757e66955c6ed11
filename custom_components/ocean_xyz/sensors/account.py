"""Sensors of an account."""

from datetime import datetime
from typing import Any, Final

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass
from homeassistant.const import UnitOfTime

from ..api import AccountSnapshot, HashrateAverages
from ..const import UNIT_SATOSHI, UNIT_SATOSHI_PER_DAY
from ..devices.ids import DATA_STATUS
from ..entity import account_place, answered
from ..mining.account import AccountState, DataStatus
from ..mining.economics import Outlook, rewards_of_window
from ..mining.figures import Source
from ..mining.units import DAY
from ..mining.workers.state import WorkerCounts
from ..runtime.account import OceanAccount
from .entity import (
    DIAGNOSTIC,
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

HASHRATE_SENSORS: tuple[OceanSensorDescription[HashrateAverages], ...] = tuple(
    hashrate_sensor(average, shown=average in (300, 10800))
    for average in (60, 300, 600, 1800, 3600, 10800, 43200, 86400)
)

SNAPSHOT_SENSORS: tuple[OceanSensorDescription[AccountSnapshot], ...] = (
    measured(
        "shares_60s",
        lambda snapshot: snapshot.shares_60s,
        shown=False,
        entity_category=DIAGNOSTIC,
    ),
    measured(
        "shares_300s",
        lambda snapshot: snapshot.shares_300s,
        shown=False,
        entity_category=DIAGNOSTIC,
    ),
    timestamp("last_share", lambda snapshot: snapshot.last_share, shown=False),
    measured(
        "shares_in_window", lambda snapshot: snapshot.shares_in_window, shown=False
    ),
    OceanSensorDescription(
        key="unpaid",
        native_unit_of_measurement=UNIT_SATOSHI,
        state_class=SensorStateClass.TOTAL,
        value_fn=lambda snapshot: snapshot.unpaid,
    ),
    satoshis("estimated_next_block", lambda snapshot: snapshot.estimated_next_block),
    satoshis(
        "estimated_bonus_next_block",
        lambda snapshot: snapshot.estimated_bonus_next_block,
        shown=False,
    ),
    satoshis(
        "estimated_payout_next_block",
        lambda snapshot: snapshot.estimated_payout_next_block,
        shown=False,
    ),
)

COUNT_SENSORS: tuple[OceanSensorDescription[WorkerCounts], ...] = (
    measured("workers_online", lambda counts: counts.online),
    measured("workers_offline", lambda counts: counts.offline),
    measured("workers_total", lambda counts: counts.total),
)


type _Status = tuple[DataStatus | None, tuple[datetime, int] | None]
"""The data status, and since when and by how much the ledger and the balance differ."""


def _difference(status: _Status) -> dict[str, Any]:
    """Return since when the ledger and the balance differ, and by how many sat."""
    if (difference := status[1]) is None:
        return {}
    since, amount = difference
    return {"ledger_differs_since": since.isoformat(), "ledger_differs_by": amount}


DATA_STATUS_SENSOR: Final = OceanSensorDescription[_Status](
    key=DATA_STATUS,
    device_class=SensorDeviceClass.ENUM,
    options=list(DataStatus),
    entity_category=DIAGNOSTIC,
    value_fn=lambda status: status[0],
    attributes_fn=_difference,
)

STATE_SENSORS: tuple[OceanSensorDescription[AccountState], ...] = (
    timestamp(
        "snapshot_time",
        lambda state: state.snapshot_time,
        shown=False,
        entity_category=DIAGNOSTIC,
    ),
)

WINDOW_SENSOR: Final[OceanSensorDescription[float]] = satoshis(
    "estimated_window", lambda credit: round(rewards_of_window(credit)), shown=False
)
TAIL_SENSOR: Final[OceanSensorDescription[float]] = satoshis(
    "estimated_tail", round, shown=False
)


OUTLOOK_SENSORS: tuple[OceanSensorDescription[Outlook], ...] = (
    percentage(
        "share_of_window",
        lambda outlook: percent(outlook.share_of_window),
        digits=4,
        shown=False,
    ),
    percentage(
        "window_fill",
        lambda outlook: percent(outlook.window_fill),
        digits=0,
        shown=False,
    ),
    measured(
        "expected_per_day",
        lambda outlook: whole(outlook.expected_per_day),
        UNIT_SATOSHI_PER_DAY,
        attributes_fn=assumed_fee,
    ),
    measured(
        "expected_after_retarget",
        lambda outlook: whole(outlook.expected_after_retarget),
        UNIT_SATOSHI_PER_DAY,
        attributes_fn=assumed_fee,
        shown=False,
    ),
    OceanSensorDescription(
        key="solo_block_interval",
        device_class=SensorDeviceClass.DURATION,
        native_unit_of_measurement=UnitOfTime.DAYS,
        suggested_display_precision=0,
        entity_registry_enabled_default=False,
        value_fn=lambda outlook: (
            None if outlook.solo_interval is None else outlook.solo_interval / DAY
        ),
    ),
)


def account_sensors(account: OceanAccount) -> list[OceanSensor[Any]]:
    """Return the sensors of what OCEAN says of an account, and of its outlook."""
    place = account_place(account.account_id)
    state = account.state_coordinator.async_add_listener
    figures = account.listeners.async_listen_to_figures

    def status() -> _Status:
        return account.state.status, account.ledger_state.difference

    def timed() -> AccountState | None:
        return account.state if account.state.snapshot_time else None

    own, workers, outlook = (
        answered(account, Source.ACCOUNT),
        answered(account, Source.WORKERS),
        answered(account, Source.ACCOUNT, Source.POOL),
    )
    return [
        *sensors_of(
            HASHRATE_SENSORS, place, lambda: account.state.hashrate, own, state
        ),
        *sensors_of(
            SNAPSHOT_SENSORS, place, lambda: account.state.snapshot, own, state
        ),
        *sensors_of(COUNT_SENSORS, place, lambda: account.state.counts, workers, state),
        OceanSensor(DATA_STATUS_SENSOR, place, status, own, state),
        *sensors_of(STATE_SENSORS, place, timed, own, state),
        OceanSensor(
            WINDOW_SENSOR, place, lambda: account.figures.next_credit, own, figures
        ),
        OceanSensor(
            TAIL_SENSOR,
            place,
            lambda: account.figures.rewards_of_tail,
            outlook,
            figures,
        ),
        *sensors_of(
            OUTLOOK_SENSORS, place, lambda: account.figures.outlook, outlook, figures
        ),
    ]
