"""What mining costs and leaves.

What depends on the efficiency goes by that of machines that run, which holds while they
are off: the power of this moment and the hashrate of three hours are of other times.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from ..api import HashesPerSecond
from .economics import break_even_price, energy_per_day, satoshis_per_kwh, value_of
from .grid import GridSettings, price_by_parts
from .heat import (
    NO_HEAT,
    Heat,
    HeatSettings,
    price_after_heat,
    price_before_heat,
    saved_by_heat,
)

DEFAULT_MARGIN_ON: Final = 5.0
"""Percent of the revenue that has to be left until mining pays again."""
DEFAULT_MARGIN_OFF: Final = 0.0
DEFAULT_MINUTES: Final = 10


@dataclass(frozen=True, kw_only=True, slots=True)
class PlanSettings:
    """What the user said about the hours to come."""

    forecast_entities: tuple[str, ...] = ()
    """Show prices ahead; without them, the tariff's own entity is asked."""
    percent: float = 0.0
    """Added to a price ahead, such as a tax."""
    added: float = 0.0
    """Added then, per kWh, in the currency of the account's fixed prices."""
    solar_forecasts: tuple[str, ...] = ()
    """Config entries that forecast solar power."""
    house_load: float | None = None
    """What the house takes without the machines, in W."""

    @property
    def chosen(self) -> bool:
        """Return whether a forecast of prices or of the sun was chosen."""
        return bool(self.forecast_entities or self.solar_forecasts)


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
    """Of all fixed prices."""
    grid: GridSettings = field(default_factory=GridSettings)
    heat: HeatSettings = field(default_factory=HeatSettings)
    plan: PlanSettings = field(default_factory=PlanSettings)
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
    """Of imported energy, in the hub's currency per kWh."""
    export_price: float | None = None
    """What energy brings that is fed in, in the hub's currency per kWh."""
    imported: float | None = 1.0
    """Which part of the next kWh is imported, as a fraction."""
    heat: Heat | None = NO_HEAT
    """What the heat saves."""
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
    """Return the satoshis that a kWh earns, once the efficiency is known."""
    earned, joules = inputs.per_terahash, inputs.efficiency
    return None if earned is None or not joules else satoshis_per_kwh(earned, joules)


def revenue(inputs: CostInputs) -> float | None:
    """Return what a day earns, in the hub's currency."""
    if inputs.expected is None or inputs.price is None:
        return None
    return value_of(inputs.expected, inputs.price)


def energy_price(inputs: CostInputs) -> float | None:
    """Return what the next kWh costs, in the hub's currency.

    In a house that feeds energy into the grid, this is the marginal price.
    """
    return price_by_parts(inputs.tariff, inputs.export_price, inputs.imported)


def paid_price(inputs: CostInputs) -> float | None:
    """Return what the next kWh costs less what its heat saves, in the hub's currency."""
    price, heat = energy_price(inputs), inputs.heat
    return None if price is None or heat is None else price_after_heat(price, heat)


def value_of_energy(inputs: CostInputs) -> float | None:
    """Return what a kWh brings that is mined with, in the hub's currency, after the fee.

    Only the price, the difficulty, the reward, the fee and the machines' efficiency move
    it, and it is known while they are off.
    """
    satoshis, price = satoshis_of_energy(inputs), inputs.price
    return None if satoshis is None or price is None else value_of(satoshis, price)


def cost(inputs: CostInputs) -> float | None:
    """Return what a day's energy costs, in the hub's currency, less what heat saves."""
    watts, paid = inputs.watts, paid_price(inputs)
    return None if watts is None or paid is None else energy_per_day(watts) * paid


def profit(inputs: CostInputs) -> float | None:
    """Return what is left of a day at the present power, in the hub's currency.

    What the machines do follows from their power, as their hashrate is three hours old.
    """
    watts, paid, value = inputs.watts, paid_price(inputs), value_of_energy(inputs)
    if watts is None or paid is None or value is None:
        return None
    return energy_per_day(watts) * (value - paid)


def margin_of(inputs: CostInputs) -> float | None:
    """Return what is left of a running machine's revenue, in percent of it."""
    paid, value = paid_price(inputs), value_of_energy(inputs)
    return None if paid is None or not value else (1 - paid / value) * 100


def pays(profitable: bool | None, margin: float, settings: CostSettings) -> bool:
    """Return whether mining pays, by the margin and the decision before.

    Without a decision before, it pays if anything is left.
    """
    if profitable is None:
        least = min(max(0.0, settings.margin_off), settings.margin_on)
        return margin >= least
    return margin >= (settings.margin_off if profitable else settings.margin_on)


def tariff_at_zero_profit(inputs: CostInputs) -> float | None:
    """Return the price of a kWh at which nothing is left."""
    value, heat = value_of_energy(inputs), inputs.heat
    return None if value is None or heat is None else price_before_heat(value, heat)


def price_at_zero_profit(inputs: CostInputs) -> float | None:
    """Return the price of a bitcoin at which nothing is left."""
    paid, satoshis, heat = paid_price(inputs), satoshis_of_energy(inputs), inputs.heat
    if paid is None or satoshis is None or heat is None or heat.credit >= 1:
        return None
    return break_even_price(paid, satoshis)


def heat_price(inputs: CostInputs) -> float | None:
    """Return what a kWh of heat costs that is made by mining, in the hub's currency.

    Below zero, heating pays by itself.
    """
    price, value = energy_price(inputs), value_of_energy(inputs)
    return None if price is None or value is None else price - value


def heat_saving(inputs: CostInputs) -> float | None:
    """Return how much less a kWh of heat costs than by the other heating.

    Zero while no heat is wanted, in the hub's currency.
    """
    price, mined, heat = energy_price(inputs), heat_price(inputs), inputs.heat
    if price is None or mined is None or heat is None:
        return None
    return 0.0 if heat == NO_HEAT else saved_by_heat(price, heat) - mined
