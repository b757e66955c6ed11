"""The section about what the machines' heat is worth."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.const import PERCENTAGE
import voluptuous as vol

from ..const import (
    CONF_COP_ENTITY,
    CONF_FUEL_PRICE,
    CONF_FUEL_PRICE_ENTITY,
    CONF_HEAT_CREDIT,
    CONF_HEAT_WANTED,
    CONF_HEATING_EFFICIENCY,
)
from .fields import Price, Section, entity_selector, number_selector

FUEL: Final = Price(
    entity=CONF_FUEL_PRICE_ENTITY, fixed=CONF_FUEL_PRICE, twice="fuel_twice", least=0
)

LEAST_EFFICIENCY: Final = 10
"""Percent. Who types less means a fraction."""

HIGHEST_EFFICIENCY: Final = 200
"""Percent. Boilers reach 110 by the lower heating value of their fuel."""

SAYS_WANTED: Final = ("binary_sensor", "climate", "input_boolean", "schedule", "switch")


def heat_fields(currency: str) -> dict[vol.Marker, Any]:
    """Return the fields."""
    return {
        **FUEL.fields(currency),
        vol.Optional(CONF_HEATING_EFFICIENCY): number_selector(
            0, HIGHEST_EFFICIENCY, PERCENTAGE
        ),
        vol.Optional(CONF_COP_ENTITY): entity_selector(),
        vol.Optional(CONF_HEAT_CREDIT): number_selector(0, 100, PERCENTAGE),
        vol.Optional(CONF_HEAT_WANTED): entity_selector(*SAYS_WANTED),
    }


def read_heat(section: Section, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is stored. Raises InputError."""
    heat = section.price(typed, FUEL)
    kinds = [bool(heat), CONF_HEAT_CREDIT in typed, bool(typed.get(CONF_COP_ENTITY))]
    if sum(kinds) > 1:
        raise section.error("heat_twice")
    if CONF_HEATING_EFFICIENCY in typed:
        if not heat:
            raise section.error("fuel_missing")
        if typed[CONF_HEATING_EFFICIENCY] < LEAST_EFFICIENCY:
            raise section.error("no_efficiency")
        heat[CONF_HEATING_EFFICIENCY] = typed[CONF_HEATING_EFFICIENCY]
    if CONF_HEAT_CREDIT in typed:
        heat[CONF_HEAT_CREDIT] = section.percent(typed, CONF_HEAT_CREDIT)
    if entity := typed.get(CONF_COP_ENTITY):
        heat[CONF_COP_ENTITY] = section.ratio(entity)
    if entity := typed.get(CONF_HEAT_WANTED):
        if not any(kinds):
            raise section.error("heat_missing")
        heat[CONF_HEAT_WANTED] = section.entity(entity)
    return heat
