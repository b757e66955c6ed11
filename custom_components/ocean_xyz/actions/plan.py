"""The action that plans when mining leaves the most."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from math import fsum
from typing import Any, Final

from homeassistant.core import ServiceCall, ServiceResponse
from homeassistant.exceptions import HomeAssistantError, ServiceValidationError
from homeassistant.helpers import config_validation as cv
from homeassistant.util import dt as dt_util
from homeassistant.util.json import JsonObjectType
import voluptuous as vol

from ..const import DOMAIN
from ..mining.plan.choice import Level, PlannedSlot, Wish, choose
from ..mining.plan.pieces import Piece, between
from ..mining.plan.terms import Terms
from ..mining.units import TERA
from ..runtime.account import OceanAccount
from .support import (
    ABOVE_ZERO,
    AT_LEAST_ZERO,
    OF_ACCOUNT,
    START,
    as_utc,
    called_account,
)

AT_LEAST: Final = "at_least"
AT_MOST: Final = "at_most"
CONTIGUOUS: Final = "contiguous"
DEADLINE: Final = "deadline"
LEVELS: Final = "levels"
POWER: Final = "power"
HASHRATE: Final = "hashrate"
HEAT_WANTED: Final = "heat_wanted"

MOST_LEVELS: Final = 20
HOURS: Final = vol.All(AT_LEAST_ZERO, vol.Range(max=1000))
LEVEL: Final = vol.Schema(
    {vol.Required(POWER): ABOVE_ZERO, vol.Optional(HASHRATE): ABOVE_ZERO}
)
PLAN_SCHEMA: Final = vol.Schema(
    OF_ACCOUNT
    | {
        vol.Optional(AT_LEAST, default=0): HOURS,
        vol.Optional(AT_MOST): HOURS,
        vol.Optional(CONTIGUOUS, default=False): cv.boolean,
        vol.Optional(START): cv.datetime,
        vol.Optional(DEADLINE): cv.datetime,
        vol.Optional(LEVELS, default=[]): vol.All(
            cv.ensure_list, [LEVEL], vol.Length(max=MOST_LEVELS)
        ),
        vol.Optional(HEAT_WANTED): cv.boolean,
    }
)


async def plan(call: ServiceCall) -> ServiceResponse:
    """Return the slots in which an account's machines shall run, and what they leave.

    Raises ServiceValidationError for a wish that nothing can fulfil, and
    HomeAssistantError while something is not known that it needs.
    """
    account, wish = called_account(call), _wish(call.data)
    known = account.plan.pieces()
    pieces = _wanted(account, known, call.data)
    if (terms := account.plan.terms(call.data.get(HEAT_WANTED))) is None:
        raise _unknown(account, translation_key="heat_unknown")
    levels = _levels(account, terms, call.data[LEVELS])
    choice = choose(pieces, levels, terms.after_heat, wish)
    currency = account.hub.currency
    return {
        "slots": [
            _slot(one) | {"pays": account.plan.known.run_at(one.start) is not None}
            for one in choice.slots
        ],
        "hours": round(fsum(one.hours for one in choice.slots), 4),
        **_amounts(choice.slots),
        "missing_hours": round(choice.missing / timedelta(hours=1), 4),
        "until": known[-1].end.isoformat(),
        "currency": currency,
        "held": _held(account, terms),
    }


def _wish(data: Mapping[str, Any]) -> Wish:
    """Return how long machines shall run; raises ServiceValidationError."""
    least, most = data[AT_LEAST], data.get(AT_MOST)
    if most is not None and least > most:
        raise _wrong(
            translation_key="least_over_most",
            at_least=f"{least:g}",
            at_most=f"{most:g}",
        )
    return Wish(
        at_least=timedelta(hours=least),
        at_most=None if most is None else timedelta(hours=most),
        contiguous=data[CONTIGUOUS],
    )


def _wanted(
    account: OceanAccount, known: Sequence[Piece], data: Mapping[str, Any]
) -> tuple[Piece, ...]:
    """Return what is known of the time that a plan is wanted for.

    Raises ServiceValidationError for no time, HomeAssistantError if nothing is known.
    """
    if not account.plan.can_know:
        raise _wrong(translation_key="no_forecast", account=account.label)
    start = as_utc(data.get(START)) or account.hub.now()
    end = as_utc(data.get(DEADLINE))
    if end is not None and end <= start:
        raise _wrong(
            translation_key="deadline_over", start=_local(start), end=_local(end)
        )
    if not (pieces := between(known, start, end)):
        raise HomeAssistantError(
            translation_domain=DOMAIN, translation_key="no_prices_ahead"
        )
    return pieces


def _levels(
    account: OceanAccount, terms: Terms, wanted: Sequence[Mapping[str, float]]
) -> list[Level]:
    """Return the levels to choose from: the usual power of the machines by default.

    Raises HomeAssistantError while it is not known what they draw or bring.
    """
    watts = terms.watts
    if not wanted and watts is None and terms.value is not None:
        raise _unknown(account, translation_key="running_power_unknown")
    levels = [
        terms.level(one[POWER], one.get(HASHRATE))
        for one in wanted or [{POWER: watts or 0.0}]
    ]
    known = [level for level in levels if level is not None]
    if len(known) < len(levels):
        raise _unknown(account, translation_key="value_unknown")
    return known


def _slot(one: PlannedSlot) -> JsonObjectType:
    """Return a slot as data."""
    return {
        "start": one.start.isoformat(),
        "end": one.end.isoformat(),
        "power": one.level.watts,
        "price": round(one.price, 6),
        **_amounts([one]),
    }


def _amounts(slots: Iterable[PlannedSlot]) -> JsonObjectType:
    """Return what slots bring, cost and leave together."""
    known = list(slots)
    return {
        "satoshis": round(fsum(one.satoshis for one in known), 2),
        "revenue": round(fsum(one.revenue for one in known), 6),
        "cost": round(fsum(one.cost for one in known), 6),
        "profit": round(fsum(one.profit for one in known), 6),
    }


def _held(account: OceanAccount, terms: Terms) -> JsonObjectType:
    """Return what the plan takes as it is now; null where that does not matter."""
    inputs, conditions = terms.inputs, account.figures.conditions
    return {
        "price": inputs.price,
        "difficulty": conditions.difficulty / TERA if conditions else None,
        "reward": conditions.reward if conditions else None,
        "fee": round(conditions.fee * 100, 4) if conditions else None,
        "efficiency": inputs.efficiency,
        "export_price": None
        if account.forecasts.export_prices
        else inputs.export_price,
        "heat_credit": round(terms.heat.credit * 100, 4),
        "heat_worth": round(terms.heat.worth, 6),
    }


def _wrong(translation_key: str, **placeholders: str) -> ServiceValidationError:
    """Return the error about a wish that nothing can fulfil."""
    return ServiceValidationError(
        translation_domain=DOMAIN,
        translation_key=translation_key,
        translation_placeholders=placeholders,
    )


def _unknown(account: OceanAccount, translation_key: str) -> HomeAssistantError:
    """Return the error about something that is not known of an account."""
    return HomeAssistantError(
        translation_domain=DOMAIN,
        translation_key=translation_key,
        translation_placeholders={"account": account.label},
    )


def _local(time: datetime) -> str:
    """Return a time as the home's clock shows it."""
    return f"{dt_util.as_local(time):%Y-%m-%d %H:%M}"
