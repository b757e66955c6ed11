"""What the sections about energy share: their fields, and how these are read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from homeassistant.const import UnitOfPower
from homeassistant.core import HomeAssistant
from homeassistant.helpers.selector import (
    EntitySelector,
    EntitySelectorConfig,
    NumberSelector,
    NumberSelectorConfig,
    NumberSelectorMode,
)
import voluptuous as vol

from ..mining.energy_dashboard import MOST_MONEY
from ..mining.meters import (
    Unreadable,
    power_factor,
    read_tariff,
    tariff_factor,
)
from ..mining.written import written
from ..runtime.entity_states import state_of
from .checks import InputError
from .entities import async_check_entity

MOST_WATTS: Final = 100_000_000
"""Ten times the power of a farm of 3,000 machines."""
ASKED_ABOVE: Final = 2.0
"""The price of a kWh from which on the form asks whether it was typed in cents."""
WITHOUT_CENTS: Final = frozenset(
    ("ARS", "CLP", "HUF", "INR", "ISK", "JPY", "KRW", "NGN", "RUB", "THB", "TWD")
)
"""Currencies in which more is usual for a kWh, and nobody counts in hundredths."""

NUMERIC: Final = ("input_number", "number", "sensor")

type Accepted = set[tuple[str, object]]
"""What fields hold, by their keys, that needs no question."""


def entity_selector(*domains: str, multiple: bool = False) -> EntitySelector:
    """Return a selector of entities, without domains of those that show a number."""
    return EntitySelector(
        EntitySelectorConfig(domain=[*(domains or NUMERIC)], multiple=multiple)
    )


def number_selector(least: float, most: float, unit: str) -> NumberSelector:
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Price:
    """Two fields for one price of energy: an entity, or a fixed price."""

    entity: str
    fixed: str
    twice: str
    """The error if both are filled in."""
    least: float = -MOST_MONEY

    def fields(self, currency: str) -> dict[vol.Marker, Any]:
        """Return the fields."""
        return {
            vol.Optional(self.entity): entity_selector(),
            vol.Optional(self.fixed): number_selector(
                self.least, MOST_MONEY, f"{currency}/kWh"
            ),
        }

    def is_in(self, data: Mapping[str, Any]) -> bool:
        """Return whether one of the fields is filled in."""
        return bool(data.get(self.entity)) or self.fixed in data


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """Reads a section. Home Assistant shows no errors at its fields, but at itself."""

    hass: HomeAssistant
    name: str
    currency: str
    accepted: Accepted = field(default_factory=set)
    """What is asked about is added."""

    def error(self, key: str, **placeholders: str) -> InputError:
        """Return an error of this section."""
        return InputError(key, self.name, **placeholders)

    def entity(self, typed: str) -> str:
        """Check an entity of any kind."""
        return async_check_entity(self.hass, typed, field=self.name)

    def power(self, typed: str) -> str:
        """Check an entity that shows a power."""
        return self._measuring(
            typed,
            lambda unit: None if power_factor(unit) else "not_a_power",
            usual=UnitOfPower.WATT,
        )

    def ratio(self, typed: str) -> str:
        """Check an entity that shows a number without a unit."""
        return self._measuring(typed, lambda unit: "not_a_ratio" if unit else None)

    def price_entity(self, typed: str) -> str:
        """Check an entity that shows a price of energy."""
        return self._measuring(typed, self._refused_price, usual=f"{self.currency}/kWh")

    def price(self, typed: Mapping[str, Any], price: Price) -> dict[str, Any]:
        """Return the filled field of a price."""
        if entity := typed.get(price.entity):
            if price.fixed in typed:
                raise self.error(price.twice)
            found = self.price_entity(entity)
            shown = read_tariff(state_of(self.hass, found), self.currency)
            if not isinstance(shown, Unreadable):
                self.ask_about("tariff_sensor_high", price.entity, found, shown)
            return {price.entity: found}
        if price.fixed in typed:
            self.fixed_price(typed, price.fixed)
            return {price.fixed: typed[price.fixed]}
        return {}

    def fixed_price(self, typed: Mapping[str, Any], key: str) -> None:
        """Ask about a fixed price that seems to be in cents."""
        self.ask_about("tariff_high", key, typed[key], typed[key])

    def ask_about(self, question: str, key: str, filled: object, price: float) -> None:
        """Raise InputError for a price of energy that seems to be in cents, once."""
        if price > ASKED_ABOVE and self.currency not in WITHOUT_CENTS:
            self._ask_once(question, key, filled, tariff=price, hundredth=price / 100)

    def percent(self, typed: Mapping[str, Any], key: str) -> float:
        """Return a percentage; ask about one that seems to be a fraction."""
        percent: float = typed[key]
        if 0 < abs(percent) < 1:
            times = {"percent": percent, "hundredfold": percent * 100}
            self._ask_once("percent_low", key, percent, **times)
        return percent

    def _ask_once(
        self, question: str, key: str, filled: object, **figures: float
    ) -> None:
        """Raise InputError about what is filled in, unless it was asked about before."""
        if (key, filled) in self.accepted:
            return
        self.accepted.add((key, filled))
        language = self.hass.config.language
        texts = {name: written(figure, language) for name, figure in figures.items()}
        raise self.error(question, currency=self.currency, **texts)

    def _measuring(
        self, typed: str, refused: Callable[[str], str | None], *, usual: str = ""
    ) -> str:
        """Check an entity and its unit; `refused` returns the error of a unit."""
        entity = self.entity(typed)
        unit = self._unit(entity)
        if unit is not None and (key := refused(unit)):
            if not unit:
                raise self.error("no_unit", entity=entity, unit=usual)
            raise self.error(key, entity=entity, unit=unit, currency=self.currency)
        return entity

    def _refused_price(self, unit: str) -> str | None:
        """Return why a unit is not one of the price of energy, None if it is."""
        match tariff_factor(unit, self.currency):
            case Unreadable.CURRENCY:
                return "tariff_currency"
            case Unreadable():
                return "not_a_tariff"
        return None

    def _unit(self, entity_id: str) -> str | None:
        """Return the unit of an entity, None while it is not known.

        An unavailable entity has no unit, which is no reason to refuse it.
        """
        shown = state_of(self.hass, entity_id)
        if shown is None:
            return None
        if shown.unit is None and shown.state in {"unavailable", "unknown"}:
            return None
        return shown.unit or ""
