"""The costs section of an account's form."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.const import (
    ATTR_UNIT_OF_MEASUREMENT,
    PERCENTAGE,
    UnitOfPower,
    UnitOfTime,
)
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import (
    EntitySelector,
    EntitySelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
)
import voluptuous as vol

from ..const import (
    CONF_COSTS,
    CONF_FIXED_POWER,
    CONF_FIXED_TARIFF,
    CONF_HEAT_CREDIT,
    CONF_MARGIN_OFF,
    CONF_MARGIN_ON,
    CONF_MINUTES_OFF,
    CONF_MINUTES_ON,
    CONF_POWER_ENTITIES,
    CONF_TARIFF_CURRENCY,
    CONF_TARIFF_ENTITY,
)
from ..mining.costs import (
    DEFAULT_MARGIN_OFF,
    DEFAULT_MARGIN_ON,
    DEFAULT_MINUTES,
    CostSettings,
)
from ..mining.meters import Unreadable, power_factor, read_tariff, tariff_factor
from ..mining.written import written
from ..runtime.meters import Meters
from .checks import InputError
from .support import async_check_entity

NUMBERS: Final = (
    CONF_HEAT_CREDIT,
    CONF_MARGIN_ON,
    CONF_MARGIN_OFF,
    CONF_MINUTES_ON,
    CONF_MINUTES_OFF,
)

MOST_WATTS: Final = 100_000_000
"""Ten times the power of a farm of 3,000 machines."""
LONGEST_WAIT: Final = 1440
"""Minutes."""
ASKED_ABOVE: Final = 2.0
"""The price of a kWh from which on the form asks whether it was typed in cents."""
WITHOUT_CENTS: Final = frozenset(
    ("ARS", "CLP", "HUF", "INR", "ISK", "JPY", "KRW", "NGN", "RUB", "THB", "TWD")
)
"""Currencies in which more is usual for a kWh, and nobody counts in hundredths."""


def costs_schema(currency: str) -> vol.Schema:
    """Return the fields, empty; all are optional."""
    entities = ["input_number", "number", "sensor"]
    percent = _number(-500, 100, PERCENTAGE)
    minutes = _number(0, LONGEST_WAIT, UnitOfTime.MINUTES)
    return vol.Schema(
        {
            vol.Optional(CONF_POWER_ENTITIES): EntitySelector(
                EntitySelectorConfig(domain=entities, multiple=True)
            ),
            vol.Optional(CONF_FIXED_POWER): _number(0, MOST_WATTS, UnitOfPower.WATT),
            vol.Optional(CONF_TARIFF_ENTITY): EntitySelector(
                EntitySelectorConfig(domain=entities)
            ),
            vol.Optional(CONF_FIXED_TARIFF): _number(
                -1_000_000, 1_000_000, f"{currency}/kWh"
            ),
            vol.Optional(CONF_HEAT_CREDIT): _number(0, 100, PERCENTAGE),
            vol.Optional(CONF_MARGIN_ON): percent,
            vol.Optional(CONF_MARGIN_OFF): percent,
            vol.Optional(CONF_MINUTES_ON): minutes,
            vol.Optional(CONF_MINUTES_OFF): minutes,
        }
    )


def cost_placeholders(currency: str) -> dict[str, str]:
    """Return the placeholders of the form."""
    return {
        "currency": currency,
        "margin_on": f"{DEFAULT_MARGIN_ON:g}",
        "margin_off": f"{DEFAULT_MARGIN_OFF:g}",
        "minutes": f"{DEFAULT_MINUTES}",
    }


def _number(least: float, most: float, unit: str) -> NumberSelector:
    """Return a selector of a number."""
    return NumberSelector(
        NumberSelectorConfig(
            min=least,
            max=most,
            step="any",
            mode=NumberSelectorMode.BOX,
            unit_of_measurement=unit,
        )
    )


COST_KEYS: Final = frozenset(map(str, costs_schema("").schema)) | {CONF_TARIFF_CURRENCY}
"""The settings of this section."""


def shown_costs(data: Mapping[str, Any], currency: str) -> dict[str, Any]:
    """Return an account's costs as the form shows them.

    A fixed price in a former currency is not shown as one in the present currency.
    """
    shown = {key: value for key, value in data.items() if key in COST_KEYS}
    if shown.pop(CONF_TARIFF_CURRENCY, currency) != currency:
        del shown[CONF_FIXED_TARIFF]
    return shown


def read_costs(
    hass: HomeAssistant,
    typed: Mapping[str, Any],
    currency: str,
    accepted: set[float],
) -> dict[str, Any]:
    """Return what is stored: the fields that are not empty.

    A price of energy that is not in `accepted` is added to it and asked about once, if
    it seems to be in cents. Raises InputError for the whole section, as Home Assistant
    shows no errors at fields inside one.
    """
    costs: dict[str, Any] = {key: typed[key] for key in NUMBERS if key in typed}
    if entities := typed.get(CONF_POWER_ENTITIES):
        if CONF_FIXED_POWER in typed:
            raise InputError("power_twice", CONF_COSTS)
        costs[CONF_POWER_ENTITIES] = _read_meters(hass, entities)
    elif CONF_FIXED_POWER in typed:
        costs[CONF_FIXED_POWER] = typed[CONF_FIXED_POWER]
    if entity := typed.get(CONF_TARIFF_ENTITY):
        if CONF_FIXED_TARIFF in typed:
            raise InputError("tariff_twice", CONF_COSTS)
        costs[CONF_TARIFF_ENTITY] = _read_tariff_entity(hass, entity, currency)
        meters = Meters(hass, CostSettings(), currency)
        shown = read_tariff(meters.read_state(costs[CONF_TARIFF_ENTITY]), currency)
        if not isinstance(shown, Unreadable):
            _ask_about(hass, shown, currency, accepted, "tariff_sensor_high")
    elif CONF_FIXED_TARIFF in typed:
        tariff = costs[CONF_FIXED_TARIFF] = typed[CONF_FIXED_TARIFF]
        _ask_about(hass, tariff, currency, accepted, "tariff_high")
        costs[CONF_TARIFF_CURRENCY] = currency
    margin_on = costs.get(CONF_MARGIN_ON, DEFAULT_MARGIN_ON)
    if costs.get(CONF_MARGIN_OFF, DEFAULT_MARGIN_OFF) > margin_on:
        raise InputError("margins_crossed", CONF_COSTS)
    return costs


def stored_tariffs(data: Mapping[str, Any]) -> set[float]:
    """Return the fixed price of energy that an account has, which needs no question."""
    return {data[CONF_FIXED_TARIFF]} if CONF_FIXED_TARIFF in data else set()


def _ask_about(
    hass: HomeAssistant, tariff: float, currency: str, accepted: set[float], key: str
) -> None:
    """Raise InputError for a price of energy that seems to be in cents, once."""
    if tariff <= ASKED_ABOVE or currency in WITHOUT_CENTS or tariff in accepted:
        return
    accepted.add(tariff)
    raise InputError(
        key,
        CONF_COSTS,
        tariff=written(tariff, hass.config.language),
        hundredth=written(tariff / 100, hass.config.language),
        currency=currency,
    )


def _read_meters(hass: HomeAssistant, typed: list[str]) -> list[str]:
    """Check power sensors, each counted once."""
    meters: list[str] = []
    for text in typed:
        entity = async_check_entity(hass, text, field=CONF_COSTS)
        if entity in meters:
            continue
        unit = _unit(hass, entity)
        if unit is not None and power_factor(unit) is None:
            raise InputError("not_a_power", CONF_COSTS, entity=entity, unit=unit)
        meters.append(entity)
    return meters


def _read_tariff_entity(hass: HomeAssistant, typed: str, currency: str) -> str:
    """Check a sensor of the price of energy."""
    entity = async_check_entity(hass, typed, field=CONF_COSTS)
    if (unit := _unit(hass, entity)) is None:
        return entity
    match tariff_factor(unit, currency):
        case Unreadable.CURRENCY:
            raise InputError(
                "tariff_currency",
                CONF_COSTS,
                entity=entity,
                unit=unit,
                currency=currency,
            )
        case Unreadable():
            raise InputError(
                "not_a_tariff", CONF_COSTS, entity=entity, unit=unit, currency=currency
            )
    return entity


def _unit(hass: HomeAssistant, entity_id: str) -> str | None:
    """Return the unit of an entity, None while it is not known.

    An unavailable entity has no unit, which is no reason to refuse it.
    """
    state = hass.states.get(entity_id)
    if state is None:
        return None
    unit = state.attributes.get(ATTR_UNIT_OF_MEASUREMENT)
    if unit is None and state.state in {"unavailable", "unknown"}:
        return None
    return str(unit or "")
