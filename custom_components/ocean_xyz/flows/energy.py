"""The sections of an account's form about energy, together."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from homeassistant.core import HomeAssistant
from homeassistant.data_entry_flow import section
import voluptuous as vol

from ..const import (
    CONF_COSTS,
    CONF_FORECAST_ADDED,
    CONF_HEAT,
    CONF_PRICES_AHEAD,
    CONF_SURPLUS,
    CONF_TARIFF_CURRENCY,
)
from .costs import TARIFF, costs_fields, read_costs
from .fields import Accepted, Section
from .heat import FUEL, heat_fields, read_heat
from .prices_ahead import prices_ahead_fields, read_prices_ahead
from .surplus import EXPORT, read_surplus, surplus_fields

type Typed = Mapping[str, Mapping[str, Any]]
"""What the fields hold, by section."""

PRICES: Final = (TARIFF, EXPORT, FUEL)
FIXED_PRICES: Final = {price.fixed for price in PRICES} | {CONF_FORECAST_ADDED}


def _fields(
    currency: str, forecasts: Mapping[str, str]
) -> dict[str, dict[vol.Marker, Any]]:
    """Return the fields of each section."""
    return {
        CONF_COSTS: costs_fields(currency),
        CONF_SURPLUS: surplus_fields(currency, forecasts),
        CONF_HEAT: heat_fields(currency),
        CONF_PRICES_AHEAD: prices_ahead_fields(currency),
    }


SECTION_KEYS: Final = {
    name: frozenset(map(str, fields)) for name, fields in _fields("", {"": ""}).items()
}
ENERGY_KEYS: Final = frozenset({CONF_TARIFF_CURRENCY}).union(*SECTION_KEYS.values())
"""The settings of all these sections."""


def energy_sections(
    currency: str,
    forecasts: Mapping[str, str],
    opened: Iterable[str],
    *,
    names: Iterable[str] = SECTION_KEYS,
) -> dict[vol.Marker, section]:
    """Return the sections with these names; `opened` are not collapsed."""
    fields = _fields(currency, forecasts)
    return {
        vol.Optional(name): section(
            vol.Schema(fields[name]), {"collapsed": name not in opened}
        )
        for name in names
    }


def shown_energy(data: Mapping[str, Any], currency: str) -> dict[str, dict[str, Any]]:
    """Return an account's settings as the sections show them.

    A fixed price in a former currency is not shown as one in the present currency.
    """
    same = data.get(CONF_TARIFF_CURRENCY, currency) == currency
    hidden = set() if same else FIXED_PRICES
    return {
        name: {key: data[key] for key in keys - hidden if key in data}
        for name, keys in SECTION_KEYS.items()
    }


def needs_no_question(shown: Typed) -> Accepted:
    """Return what an account has already: it was asked about, or is from 1.0.0."""
    return {
        (key, value)
        for name in SECTION_KEYS
        for key, value in shown[name].items()
        if not isinstance(value, list)
    }


def read_energy(
    hass: HomeAssistant, typed: Typed, currency: str, accepted: Accepted
) -> dict[str, Any]:
    """Return what is stored: the fields that are not empty.

    A price of energy that is not in `accepted` is added to it and asked about once, if
    it seems to be in cents. Raises InputError for a whole section.
    """

    def part(name: str) -> tuple[Section, Mapping[str, Any]]:
        reader = Section(hass=hass, name=name, currency=currency, accepted=accepted)
        return reader, typed.get(name, {})

    costs = read_costs(*part(CONF_COSTS))
    data = costs | read_surplus(*part(CONF_SURPLUS), costs)
    data |= read_heat(*part(CONF_HEAT)) | read_prices_ahead(*part(CONF_PRICES_AHEAD))
    if FIXED_PRICES & data.keys():
        data[CONF_TARIFF_CURRENCY] = currency
    return data
