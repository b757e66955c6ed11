"""The section about what the house feeds in."""

from collections.abc import Mapping
from typing import Any, Final

from homeassistant.const import UnitOfPower
from homeassistant.helpers.selector import (
    SelectOptionDict,
    SelectSelector,
    SelectSelectorConfig,
    SelectSelectorMode,
)
import voluptuous as vol

from ..const import (
    CONF_EXPORT_ENTITY,
    CONF_FIXED_EXPORT,
    CONF_GRID_ENTITY,
    CONF_GRID_EXPORT_ENTITY,
    CONF_HOUSE_LOAD,
    CONF_SOLAR_FORECASTS,
)
from .costs import TARIFF
from .fields import MOST_WATTS, Price, Section, entity_selector, number_selector

EXPORT: Final = Price(
    entity=CONF_EXPORT_ENTITY, fixed=CONF_FIXED_EXPORT, twice="export_twice"
)
GRID: Final = (CONF_GRID_ENTITY, CONF_GRID_EXPORT_ENTITY)


def surplus_fields(
    currency: str, forecasts: Mapping[str, str]
) -> dict[vol.Marker, Any]:
    """Return the fields; `forecasts` are the names of solar forecasts by their ids.

    Without any there is nothing to ask about them.
    """
    solar = {
        vol.Optional(CONF_SOLAR_FORECASTS): SelectSelector(
            SelectSelectorConfig(
                options=[
                    SelectOptionDict(value=entry_id, label=name)
                    for entry_id, name in forecasts.items()
                ],
                multiple=True,
                mode=SelectSelectorMode.DROPDOWN,
            )
        ),
        vol.Optional(CONF_HOUSE_LOAD): number_selector(0, MOST_WATTS, UnitOfPower.WATT),
    }
    return {
        **EXPORT.fields(currency),
        **{vol.Optional(key): entity_selector() for key in GRID},
        **(solar if forecasts else {}),
    }


def read_surplus(
    section: Section, typed: Mapping[str, Any], costs: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what is stored; `costs` is what that section stores. Raises InputError."""
    price = section.price(typed, EXPORT)
    grid = {key: section.power(typed[key]) for key in GRID if typed.get(key)}
    solar = {
        key: typed[key]
        for key in (CONF_SOLAR_FORECASTS, CONF_HOUSE_LOAD)
        if typed.get(key) not in (None, [])
    }
    if len(grid) > len(set(grid.values())):
        raise section.error("grid_twice")
    known = bool(grid) or CONF_SOLAR_FORECASTS in solar
    if price and not known:
        raise section.error("grid_missing")
    if known and not price:
        raise section.error("export_missing")
    if price and not TARIFF.is_in(costs):
        raise section.error("tariff_missing")
    if CONF_SOLAR_FORECASTS in solar and CONF_HOUSE_LOAD not in solar:
        raise section.error("house_load_missing")
    return price | grid | solar
