"""The action that computes what mining would bring under other conditions."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.util.json import JsonObjectType, JsonValueType
import voluptuous as vol

from ..api import Difficulty, HashesPerSecond
from ..const import (
    CONF_HEAT_CREDIT,
    DOMAIN,
    UNIT_JOULES_PER_TERAHASH,
    UNIT_SATOSHI,
    UNIT_SATOSHI_PER_KWH,
    UNIT_TERA,
    UNIT_TERAHASH,
)
from ..mining.scenarios import DAYS_PER_MONTH, Outcome, Scenario, Today, outcome
from ..mining.units import TERA
from ..runtime.account import OceanAccount
from .support import (
    ABOVE_ZERO,
    AT_LEAST_ZERO,
    OF_ACCOUNT,
    called_account,
    finite,
)

NAME: Final = "name"
HASHRATE: Final = "hashrate"
POWER: Final = "power"
ADD_HASHRATE: Final = "add_hashrate"
ADD_POWER: Final = "add_power"
TARIFF: Final = "tariff"
PRICE: Final = "price"
DIFFICULTY: Final = "difficulty"
FEE: Final = "fee"
AFTER_RETARGET: Final = "after_retarget"
SCENARIOS: Final = "scenarios"

MOST_SCENARIOS: Final = 200


PER_CENT: Final = vol.All(finite, vol.Range(min=0, max=100))
CHANGES: Final = {
    vol.Optional(HASHRATE): AT_LEAST_ZERO,
    vol.Optional(POWER): AT_LEAST_ZERO,
    vol.Optional(ADD_HASHRATE): finite,
    vol.Optional(ADD_POWER): finite,
    vol.Optional(TARIFF): finite,
    vol.Optional(PRICE): ABOVE_ZERO,
    vol.Optional(DIFFICULTY): ABOVE_ZERO,
    vol.Optional(FEE): PER_CENT,
    vol.Optional(CONF_HEAT_CREDIT): PER_CENT,
    vol.Optional(AFTER_RETARGET): cv.boolean,
}
WHAT_IF_SCHEMA: Final = vol.Schema(
    OF_ACCOUNT
    | CHANGES
    | {
        vol.Optional(SCENARIOS): vol.All(
            cv.ensure_list,
            [vol.Schema(CHANGES | {vol.Optional(NAME): cv.string})],
            vol.Length(min=1, max=MOST_SCENARIOS),
        )
    }
)


async def what_if(call: ServiceCall) -> ServiceResponse:
    """Return what an account earns today, and what it would earn in each scenario.

    Raises HomeAssistantError while the pool is not known.
    """
    account = called_account(call)
    now = account.hub.now()
    today = _today(account)
    common = {key: value for key, value in call.data.items() if key in CHANGES}
    currency = account.hub.currency
    return {
        "currency": currency,
        "days_per_month": DAYS_PER_MONTH,
        "units": _units(currency),
        "today": _as_data(outcome(today, Scenario(), now)),
        SCENARIOS: [
            _answer(today, common | one, now) for one in call.data.get(SCENARIOS, [{}])
        ],
    }


def _answer(today: Today, wanted: Mapping[str, Any], now: datetime) -> JsonObjectType:
    """Return the outcome of one scenario; raises HomeAssistantError."""
    scenario = _scenario(wanted)
    forecast = today.conditions.difficulty_change
    if scenario.after_retarget and scenario.difficulty is None and forecast is None:
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="retarget_unknown"
        )
    wanted_outcome = outcome(today, scenario, now)
    for key, total in (
        (ADD_HASHRATE, wanted_outcome.inputs.hashrate),
        (ADD_POWER, wanted_outcome.inputs.watts),
    ):
        if total is not None and total < 0:
            raise ServiceValidationError(
                translation_domain=DOMAIN,
                translation_key="less_than_nothing",
                translation_placeholders={"field": key, "value": f"{wanted[key]:g}"},
            )
    result = _as_data(wanted_outcome)
    return {NAME: wanted[NAME]} | result if NAME in wanted else result


def _scenario(wanted: Mapping[str, Any]) -> Scenario:
    """Return a scenario in the units of the calculation."""

    def scaled(key: str, factor: float) -> float | None:
        return wanted[key] * factor if key in wanted else None

    hashrate, difficulty = scaled(HASHRATE, TERA), scaled(DIFFICULTY, TERA)
    return Scenario(
        hashrate=None if hashrate is None else HashesPerSecond(hashrate),
        watts=wanted.get(POWER),
        added_hashrate=wanted.get(ADD_HASHRATE, 0.0) * TERA,
        added_watts=wanted.get(ADD_POWER, 0.0),
        tariff=wanted.get(TARIFF),
        price=wanted.get(PRICE),
        difficulty=None if difficulty is None else Difficulty(difficulty),
        fee=scaled(FEE, 0.01),
        heat_credit=scaled(CONF_HEAT_CREDIT, 0.01),
        after_retarget=wanted.get(AFTER_RETARGET, False),
    )


def _today(account: OceanAccount) -> Today:
    """Return the present conditions; raises HomeAssistantError while they are unknown."""
    if (conditions := account.figures.conditions) is None:
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="pool_unknown"
        )
    return Today(
        inputs=account.costs.present(),
        conditions=conditions,
        payout=account.figures.forecast_inputs,
    )


def _units(currency: str) -> JsonObjectType:
    """Return the units of the response."""
    return {
        HASHRATE: UNIT_TERAHASH,
        POWER: "W",
        TARIFF: f"{currency}/kWh",
        PRICE: f"{currency}/BTC",
        DIFFICULTY: UNIT_TERA,
        FEE: "%",
        CONF_HEAT_CREDIT: "%",
        "earnings": UNIT_SATOSHI,
        "revenue": currency,
        "cost": currency,
        "profit": currency,
        "efficiency": UNIT_JOULES_PER_TERAHASH,
        "sats_per_kwh": UNIT_SATOSHI_PER_KWH,
        "break_even_tariff": f"{currency}/kWh",
        "break_even_price": f"{currency}/BTC",
        "payout_progress": "%",
    }


def _as_data(result: Outcome) -> JsonObjectType:
    """Return an outcome as data; null stands for what is not known."""
    inputs, conditions, payout = result.inputs, result.conditions, result.payout
    data: JsonObjectType = {
        HASHRATE: _scaled(inputs.hashrate, 1 / TERA),
        POWER: inputs.watts,
        TARIFF: inputs.tariff,
        PRICE: inputs.price,
        DIFFICULTY: _scaled(conditions.difficulty, 1 / TERA),
        FEE: _scaled(conditions.fee, 100),
        "fee_known": conditions.fee_known,
        CONF_HEAT_CREDIT: _scaled(inputs.heat.credit if inputs.heat else None, 100),
        "earnings": _spans(inputs.expected, 0),
        "revenue": _spans(result.revenue, 4),
        "cost": _spans(result.cost, 4),
        "profit": _spans(result.profit, 4),
        "efficiency": _rounded(result.efficiency, 2),
        "sats_per_kwh": _rounded(result.satoshis_per_kwh, 2),
        "break_even_tariff": _rounded(result.break_even_tariff, 5),
        "break_even_price": _rounded(result.break_even_price, 2),
        "payout_progress": _scaled(payout.progress if payout else None, 100),
        "payout_blocks": payout.blocks if payout else None,
    }
    for quantile in ("earliest", "expected", "latest"):
        at: datetime | None = getattr(payout, quantile, None)
        data[f"payout_{quantile}"] = at.isoformat() if at else None
    return data


def _spans(per_day: float | None, digits: int) -> JsonValueType:
    """Return an amount per day and per month; whole where it has no digits."""
    if per_day is None:
        return {"per_day": None, "per_month": None}
    day, month = (
        round(amount, digits) for amount in (per_day, per_day * DAYS_PER_MONTH)
    )
    if not digits:
        return {"per_day": int(day), "per_month": int(month)}
    return {"per_day": day, "per_month": month}


def _rounded(value: float | None, digits: int) -> float | None:
    """Return a rounded value."""
    return None if value is None else round(value, digits)


def _scaled(value: float | None, factor: float) -> float | None:
    """Return a value in another unit, without the noise of floating point."""
    return None if value is None else float(f"{value * factor:.10g}")
