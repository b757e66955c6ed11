"""What the heat of the machines is worth.

A machine turns each kilowatt-hour into one of heat. Where that is wanted, it replaces
heat that would have cost something: fuel at its price, burnt with some efficiency, or
the electricity of a heat pump, which is a part of the same kilowatt-hour.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

COP_HOLDS: Final = timedelta(days=1)
"""How long a heat pump that stands still is taken to be as efficient as it last was."""

COP_RENEWED: Final = timedelta(hours=1)
COP_STEP: Final = 0.05
"""By which a COP moves at least within that time, as a fraction."""

LEAST_COP: Final = 1.0
"""Of a heat pump that heats. While it starts, defrosts or stands still it shows less."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HeatSettings:
    """What the user said about the heat of the machines."""

    credit: float = 0.0
    """The fraction of a cost that is saved on other heating."""
    fuel_price_entity: str | None = None
    fuel_price: float | None = None
    """Per kWh of the fuel, in the currency of the account's fixed prices."""
    efficiency: float = 1.0
    """Of the other heating, as a fraction of its fuel's energy."""
    cop_entity: str | None = None
    """Shows how many kWh of heat a heat pump makes of one of electricity."""
    wanted_entity: str | None = None
    """Shows whether heat is wanted now."""

    @property
    def has_fuel(self) -> bool:
        """Return whether the heat replaces a fuel."""
        return self.fuel_price_entity is not None or self.fuel_price is not None

    @property
    def counts(self) -> bool:
        """Return whether the heat is worth something."""
        return self.has_fuel or self.cop_entity is not None or self.credit > 0


@dataclass(frozen=True, kw_only=True, slots=True)
class Heat:
    """What the heat of a kilowatt-hour saves."""

    credit: float = 0.0
    """The fraction of the kilowatt-hour's own price; nothing of a price below zero."""
    worth: float = 0.0
    """In the hub's currency, whatever the kilowatt-hour costs."""


NO_HEAT: Final = Heat()


@dataclass(frozen=True, kw_only=True, slots=True)
class HeatReading:
    """What was read about heat; what is not known is None."""

    wanted: bool | None = None
    fuel_price: float | None = None
    """In the hub's currency per kWh."""
    cop: float | None = None


@dataclass(frozen=True, slots=True)
class CopReading:
    """What a heat pump last showed while it heated."""

    cop: float
    at: datetime


def with_cop(
    known: CopReading | None, shown: float | None, now: datetime
) -> CopReading | None:
    """Return the reading that holds: the present one, or the last of the past day."""
    age = None if known is None else abs(now - known.at)
    if shown is not None and shown >= LEAST_COP:
        near = known is not None and abs(shown / known.cop - 1) < COP_STEP
        return known if near and age and age < COP_RENEWED else CopReading(shown, now)
    return known if age is not None and age < COP_HOLDS else None


def heat_of(
    settings: HeatSettings, read: HeatReading, known: CopReading | None
) -> Heat | None:
    """Return what a kilowatt-hour's heat saves; None while that is not known.

    Only heat that is wanted saves anything. A heat pump with a COP of 4 would have taken
    a quarter of the electricity; its COP is the one that is known to hold.
    """
    if not settings.counts or read.wanted is False:
        return NO_HEAT
    if read.wanted is None:
        return None
    if settings.has_fuel:
        if read.fuel_price is None:
            return None
        return Heat(worth=read.fuel_price / settings.efficiency)
    if settings.cop_entity is not None:
        return None if known is None else Heat(credit=1 / known.cop)
    return Heat(credit=settings.credit)


def saved_by_heat(price: float, heat: Heat) -> float:
    """Return what the heat of a kWh saves at a price of electricity, per kWh."""
    return heat.credit * max(price, 0.0) + heat.worth


def price_after_heat(price: float, heat: Heat) -> float:
    """Return what a kWh costs less what its heat saves."""
    return price - saved_by_heat(price, heat)


def price_before_heat(paid: float, heat: Heat) -> float | None:
    """Return the price of a kWh that leaves `paid` to pay after what its heat saves.

    None if no price does, because all of it is saved.
    """
    price = paid + heat.worth
    if price <= 0:
        return price
    return price / (1 - heat.credit) if heat.credit < 1 else None


def cop_equivalent(price: float, value: float) -> float | None:
    """Return the COP of a heat pump whose heat costs as much as heat from mining.

    A kWh of heat costs its electricity less what is mined with it; a heat pump's costs
    the price divided by its COP. None if mining pays for all of it.
    """
    return price / (price - value) if price > value else None
