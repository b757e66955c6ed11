"""The section about the prices of the next hours."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.const import PERCENTAGE
import voluptuous as vol

from ..const import CONF_FORECAST_ADDED, CONF_FORECAST_ENTITIES, CONF_FORECAST_PERCENT
from ..mining.energy_dashboard import MOST_MONEY
from .fields import Section, entity_selector, number_selector

SHOW_PRICES: Final = ("event", "sensor")


def prices_ahead_fields(currency: str) -> dict[vol.Marker, Any]:
    """Return the fields."""
    return {
        vol.Optional(CONF_FORECAST_ENTITIES): entity_selector(
            *SHOW_PRICES, multiple=True
        ),
        vol.Optional(CONF_FORECAST_PERCENT): number_selector(-100, 1000, PERCENTAGE),
        vol.Optional(CONF_FORECAST_ADDED): number_selector(
            -MOST_MONEY, MOST_MONEY, f"{currency}/kWh"
        ),
    }


def read_prices_ahead(section: Section, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is stored. Raises InputError."""
    ahead: dict[str, Any] = {}
    if entities := typed.get(CONF_FORECAST_ENTITIES):
        ahead[CONF_FORECAST_ENTITIES] = [*dict.fromkeys(map(section.entity, entities))]
    if CONF_FORECAST_ADDED in typed:
        section.fixed_price(typed, CONF_FORECAST_ADDED)
        ahead[CONF_FORECAST_ADDED] = typed[CONF_FORECAST_ADDED]
    if CONF_FORECAST_PERCENT in typed:
        ahead[CONF_FORECAST_PERCENT] = section.percent(typed, CONF_FORECAST_PERCENT)
    return ahead
