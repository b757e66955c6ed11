"""The section about the power, the tariff, and when mining is profitable."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.const import PERCENTAGE, UnitOfPower, UnitOfTime
import voluptuous as vol

from ..const import (
    CONF_FIXED_POWER,
    CONF_FIXED_TARIFF,
    CONF_MARGIN_OFF,
    CONF_MARGIN_ON,
    CONF_MINUTES_OFF,
    CONF_MINUTES_ON,
    CONF_POWER_ENTITIES,
    CONF_TARIFF_ENTITY,
)
from ..mining.costs import DEFAULT_MARGIN_OFF, DEFAULT_MARGIN_ON, DEFAULT_MINUTES
from .fields import MOST_WATTS, Price, Section, entity_selector, number_selector

NUMBERS: Final = (CONF_MARGIN_ON, CONF_MARGIN_OFF, CONF_MINUTES_ON, CONF_MINUTES_OFF)

LONGEST_WAIT: Final = 1440
"""Minutes."""

TARIFF: Final = Price(
    entity=CONF_TARIFF_ENTITY, fixed=CONF_FIXED_TARIFF, twice="tariff_twice"
)


def costs_fields(currency: str) -> dict[vol.Marker, Any]:
    """Return the fields, empty; all are optional."""
    percent = number_selector(-500, 100, PERCENTAGE)
    minutes = number_selector(0, LONGEST_WAIT, UnitOfTime.MINUTES)
    return {
        vol.Optional(CONF_POWER_ENTITIES): entity_selector(multiple=True),
        vol.Optional(CONF_FIXED_POWER): number_selector(
            0, MOST_WATTS, UnitOfPower.WATT
        ),
        **TARIFF.fields(currency),
        vol.Optional(CONF_MARGIN_ON): percent,
        vol.Optional(CONF_MARGIN_OFF): percent,
        vol.Optional(CONF_MINUTES_ON): minutes,
        vol.Optional(CONF_MINUTES_OFF): minutes,
    }


def cost_placeholders(currency: str) -> dict[str, str]:
    """Return the placeholders of the form."""
    return {
        "currency": currency,
        "margin_on": f"{DEFAULT_MARGIN_ON:g}",
        "margin_off": f"{DEFAULT_MARGIN_OFF:g}",
        "minutes": f"{DEFAULT_MINUTES}",
    }


def read_costs(section: Section, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is stored: the fields that are not empty. Raises InputError."""
    costs: dict[str, Any] = {key: typed[key] for key in NUMBERS if key in typed}
    if entities := typed.get(CONF_POWER_ENTITIES):
        if CONF_FIXED_POWER in typed:
            raise section.error("power_twice")
        # Each sensor counts once.
        costs[CONF_POWER_ENTITIES] = [*dict.fromkeys(map(section.power, entities))]
    elif CONF_FIXED_POWER in typed:
        costs[CONF_FIXED_POWER] = typed[CONF_FIXED_POWER]
    costs |= section.price(typed, TARIFF)
    margin_on = costs.get(CONF_MARGIN_ON, DEFAULT_MARGIN_ON)
    if costs.get(CONF_MARGIN_OFF, DEFAULT_MARGIN_OFF) > margin_on:
        raise section.error("margins_crossed")
    return costs
