"""Sensors of what an account earned and is paid."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final

from homeassistant.components.sensor import SensorDeviceClass, SensorStateClass

from ..const import UNIT_SATOSHI
from ..entity import account_place, answered
from ..mining.figures import Source
from ..mining.ledger.book import DaySums, Ledger, LedgerEarning, LedgerPayout
from ..mining.payout import PayoutForecast, PayoutMethod
from ..runtime.account import OceanAccount
from ..sources.ledger import LedgerState
from .entity import (
    DIAGNOSTIC,
    OceanSensor,
    OceanSensorDescription,
    percent,
    percentage,
    sensors_of,
    timestamp,
)

RECENT: Final = 10
"""How many earnings and payouts the attributes list; they are not recorded."""

FEE_SENSOR: Final[OceanSensorDescription[float]] = percentage(
    "fee_rate",
    lambda fee: round(fee * 100, 2),
    digits=2,
    shown=False,
    entity_category=DIAGNOSTIC,
)


def _sum_sensor(
    key: str, value_fn: Callable[[DaySums], int], *, shown: bool = True
) -> OceanSensorDescription[DaySums]:
    """Describe a sum of some days; it falls when a new day begins."""
    return OceanSensorDescription(
        key=key,
        native_unit_of_measurement=UNIT_SATOSHI,
        entity_registry_enabled_default=shown,
        value_fn=value_fn,
    )


DAY_SUM_SENSORS: tuple[OceanSensorDescription[DaySums], ...] = (
    _sum_sensor("earned_today", lambda days: days.today),
    _sum_sensor("earned_yesterday", lambda days: days.yesterday, shown=False),
    _sum_sensor("earned_7d", lambda days: days.week, shown=False),
    _sum_sensor("earned_30d", lambda days: days.month, shown=False),
)


def _last_earning(ledger: Ledger) -> LedgerEarning | None:
    """Return the newest earning."""
    return ledger.earnings[-1] if ledger.earnings else None


def _last_payout(ledger: Ledger) -> LedgerPayout | None:
    """Return the newest payout."""
    return ledger.payouts[-1] if ledger.payouts else None


def _earning_attributes(ledger: Ledger) -> dict[str, Any]:
    """Describe the newest earning."""
    if (earning := _last_earning(ledger)) is None:
        return {}
    return {
        "time": earning.time.isoformat(),
        "block": earning.block_hash,
        "recent_earnings": [
            {"time": one.time.isoformat(), "amount": one.net}
            for one in reversed(ledger.earnings[-RECENT:])
        ],
    }


def _payout_attributes(ledger: Ledger) -> dict[str, Any]:
    """Describe the newest payout."""
    if (payout := _last_payout(ledger)) is None:
        return {}
    return {
        "time": payout.time.isoformat(),
        "transaction": payout.transaction,
        "kind": payout.kind,
        "certainty": payout.certainty,
        "recent_payouts": [
            {"time": one.time.isoformat(), "amount": one.amount, "kind": one.kind}
            for one in reversed(ledger.payouts[-RECENT:])
        ],
    }


LEDGER_SENSORS: tuple[OceanSensorDescription[Ledger], ...] = (
    # A correction may lower a sum, which is no reset.
    OceanSensorDescription(
        key="earned_total",
        native_unit_of_measurement=UNIT_SATOSHI,
        state_class=SensorStateClass.TOTAL,
        value_fn=lambda ledger: ledger.earned_total,
    ),
    OceanSensorDescription(
        key="paid_total",
        native_unit_of_measurement=UNIT_SATOSHI,
        state_class=SensorStateClass.TOTAL,
        value_fn=lambda ledger: ledger.paid_total,
    ),
    OceanSensorDescription(
        key="last_earning",
        native_unit_of_measurement=UNIT_SATOSHI,
        entity_registry_enabled_default=False,
        value_fn=lambda ledger: (
            earning.net if (earning := _last_earning(ledger)) else None
        ),
        attributes_fn=_earning_attributes,
    ),
    OceanSensorDescription(
        key="last_payout",
        native_unit_of_measurement=UNIT_SATOSHI,
        value_fn=lambda ledger: (
            payout.amount if (payout := _last_payout(ledger)) else None
        ),
        attributes_fn=_payout_attributes,
    ),
)

EARNINGS_LUCK_SENSOR: Final[OceanSensorDescription[LedgerState]] = percentage(
    "earnings_luck_30d",
    lambda state: None if state.luck is None else round(state.luck * 100, 1),
    digits=0,
    shown=False,
)


def _payout_time_sensor(
    key: str, value_fn: Callable[[PayoutForecast], datetime | None], *, shown: bool
) -> OceanSensorDescription[PayoutForecast]:
    """Describe a time of the next payout."""
    return timestamp(key, value_fn, shown=shown, attributes_fn=_sweep_attributes)


def _sweep_attributes(forecast: PayoutForecast) -> dict[str, Any]:
    """Return whether only OCEAN decides when the payout comes."""
    return {"awaiting_sweep": forecast.awaiting_sweep}


PAYOUT_SENSORS: tuple[OceanSensorDescription[PayoutForecast], ...] = (
    percentage(
        "payout_progress",
        lambda forecast: percent(forecast.progress),
        digits=1,
        attributes_fn=_sweep_attributes,
    ),
    OceanSensorDescription(
        key="payout_method",
        device_class=SensorDeviceClass.ENUM,
        options=list(PayoutMethod),
        value_fn=lambda forecast: forecast.method,
    ),
    _payout_time_sensor("payout_expected", lambda one: one.expected, shown=True),
    _payout_time_sensor("payout_earliest", lambda one: one.earliest, shown=False),
    _payout_time_sensor("payout_latest", lambda one: one.latest, shown=False),
)


def ledger_sensors(account: OceanAccount) -> list[OceanSensor[Any]]:
    """Return the sensors of what an account earned and is paid."""
    place = account_place(account.account_id)
    ledger = account.ledger_coordinator.async_add_listener
    figures = account.listeners.async_listen_to_figures

    listed = answered(account, Source.LEDGER)
    both = answered(account, Source.ACCOUNT, Source.LEDGER)

    def known() -> LedgerState | None:
        return account.ledger_state if account.ledger_state.ledger else None

    return [
        *sensors_of(
            LEDGER_SENSORS, place, lambda: account.ledger_state.ledger, listed, ledger
        ),
        *sensors_of(
            DAY_SUM_SENSORS, place, lambda: account.ledger_state.days, listed, ledger
        ),
        *sensors_of(
            PAYOUT_SENSORS, place, lambda: account.figures.forecast, both, figures
        ),
        OceanSensor(EARNINGS_LUCK_SENSOR, place, known, listed, ledger),
        OceanSensor(FEE_SENSOR, place, lambda: account.figures.fee, listed, figures),
    ]
