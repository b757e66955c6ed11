"""What mining costs and leaves.

What depends on the efficiency goes by that of machines that run, which holds while they
are off: the power of this moment and the hashrate of three hours are of other times.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Final

from ..api import HashesPerSecond
from .economics import (
    break_even_price,
    break_even_tariff,
    power_cost_per_day,
    satoshis_per_kwh,
    value_of,
)

DEFAULT_MARGIN_ON: Final = 5.0
"""Percent of the revenue that has to be left until mining pays again."""
DEFAULT_MARGIN_OFF: Final = 0.0
DEFAULT_MINUTES: Final = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class CostSettings:
    """What the user said about the costs of an account."""

    power_entities: tuple[str, ...] = ()
    fixed_power: float | None = None
    """In W, while all machines mine."""
    tariff_entity: str | None = None
    fixed_tariff: float | None = None
    """Per kWh, in the currency below."""
    tariff_currency: str | None = None
    heat_credit: float = 0.0
    """As a fraction."""
    margin_on: float = DEFAULT_MARGIN_ON
    """Percent of the revenue that is left, from which mining pays."""
    margin_off: float = DEFAULT_MARGIN_OFF
    """Percent of the revenue that is left, below which mining no longer pays."""
    least_on: timedelta = timedelta(minutes=DEFAULT_MINUTES)
    least_off: timedelta = timedelta(minutes=DEFAULT_MINUTES)

    @property
    def has_power(self) -> bool:
        """Return whether the power can be known."""
        return bool(self.power_entities) or self.fixed_power is not None

    @property
    def meters(self) -> list[str]:
        """Return what the power is known by: the sensors, else the fixed power."""
        if self.power_entities:
            return sorted(self.power_entities)
        return [] if self.fixed_power is None else [f"{self.fixed_power:g} W"]

    @property
    def has_tariff(self) -> bool:
        """Return whether the price of energy can be known."""
        return self.tariff_entity is not None or self.fixed_tariff is not None

    @property
    def has_costs(self) -> bool:
        """Return whether the costs can be known."""
        return self.has_power and self.has_tariff


@dataclass(frozen=True, kw_only=True, slots=True)
class CostInputs:
    """What the costs follow from; what is not known is None."""

    watts: float | None = None
    fixed_watts: float | None = None
    """Of all machines that a fixed power stands for; None with power sensors."""
    part: float | None = None
    """Of the fixed power, that the machines take which mine now."""
    tariff: float | None = None
    """In the hub's currency per kWh."""
    heat_credit: float = 0.0
    hashrate: HashesPerSecond | None = None
    """Averaged over 3 h."""
    expected: float | None = None
    """Satoshis a day at that hashrate, after the pool's fee."""
    per_terahash: float | None = None
    """Satoshis that 10¹² hashes a second earn in a day, after the pool's fee."""
    efficiency: float | None = None
    """Joules of 10¹² hashes, while the machines run."""
    price: float | None = None
    """Of one bitcoin, in the hub's currency."""


def satoshis_of_energy(inputs: CostInputs) -> float | None:
    """Return the satoshis that a kWh earns."""
    if inputs.per_terahash is None:
        return None
    return _of_running(inputs, partial(satoshis_per_kwh, inputs.per_terahash))


def revenue(inputs: CostInputs) -> float | None:
    """Return what a day earns, in the hub's currency."""
    if inputs.expected is None or inputs.price is None:
        return None
    return value_of(inputs.expected, inputs.price)


def revenue_of_terahash(inputs: CostInputs) -> float | None:
    """Return what 10¹² hashes a second earn in a day, in the hub's currency."""
    if inputs.per_terahash is None or inputs.price is None:
        return None
    return value_of(inputs.per_terahash, inputs.price)


def cost(inputs: CostInputs) -> float | None:
    """Return what a day's energy costs, in the hub's currency, less the heat credit."""
    if inputs.watts is None or inputs.tariff is None:
        return None
    return power_cost_per_day(inputs.watts, inputs.tariff, inputs.heat_credit)


def profit(inputs: CostInputs) -> float | None:
    """Return what is left of a day at the present power, in the hub's currency.

    What the machines do follows from their power, as their hashrate is three hours old.
    """
    watts, paid, earned = inputs.watts, cost(inputs), revenue_of_terahash(inputs)
    if watts is None or paid is None or earned is None:
        return None
    return _of_running(inputs, lambda joules: earned * watts / joules - paid)


def tariff_at_zero_profit(inputs: CostInputs) -> float | None:
    """Return the price of a kWh at which nothing is left."""
    if (earned := revenue_of_terahash(inputs)) is None:
        return None
    return _of_running(
        inputs, lambda joules: break_even_tariff(earned, joules, inputs.heat_credit)
    )


def price_at_zero_profit(inputs: CostInputs) -> float | None:
    """Return the price of a bitcoin at which nothing is left."""
    tariff, earned, heat = inputs.tariff, inputs.per_terahash, inputs.heat_credit
    if tariff is None or earned is None:
        return None

    def price(joules: float) -> float | None:
        return break_even_price(power_cost_per_day(joules, tariff, heat), earned, heat)

    return _of_running(inputs, price)


def _of_running(
    inputs: CostInputs, figure: Callable[[float], float | None]
) -> float | None:
    """Return what follows from the efficiency of machines that run, once it is known."""
    joules = inputs.efficiency
    return figure(joules) if joules else None
