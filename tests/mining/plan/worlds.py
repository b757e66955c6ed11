"""Random days for the plan, and what they hold at any time, worked out again."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

from custom_components.ocean_xyz.mining.forecasts.slots import PriceSlot, SolarSlot
from custom_components.ocean_xyz.mining.plan.choice import Level
from custom_components.ocean_xyz.mining.plan.pieces import Ahead

START = datetime(2026, 10, 24, 22, tzinfo=UTC)
"""A local midnight in Berlin, before the night with an hour more."""
QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """What is known ahead, the levels, and the heat."""

    ahead: Ahead
    levels: tuple[Level, ...]
    credit: float = 0.0
    worth: float = 0.0

    def after_heat(self, price: float) -> float:
        """Return what is left of a price after the heat."""
        saved = self.credit * price if price > 0 else 0.0
        return price - saved - self.worth

    def gain(self, at: datetime, level: Level) -> float | None:
        """Return what a level leaves in an hour that goes on as a time does."""
        tariff = price_at(self.ahead.prices, at)
        if tariff is None:
            return None
        sun = 0.0
        if self.ahead.solar:
            now = [one for one in self.ahead.solar if one.start <= at < one.end]
            if not now:
                return None
            sun = now[0].watts
        surplus = max(0.0, sun - self.ahead.house_load)
        imported = min(max((level.watts - surplus) / level.watts, 0.0), 1.0)
        price = tariff
        if surplus:
            export = self.ahead.export_price
            if self.ahead.export_prices:
                export = price_at(self.ahead.export_prices, at)
            if export is None:
                return None
            price = imported * tariff + (1 - imported) * export
        return level.watts / 1000 * (level.value - self.after_heat(price))


def price_at(slots: Sequence[PriceSlot], at: datetime) -> float | None:
    """Return the price at a time."""
    return next((one.price for one in slots if one.start <= at < one.end), None)


def prices(
    chance: Random, quarters: int, *, gaps: float = 0.1, start: datetime = START
) -> tuple[PriceSlot, ...]:
    """Return prices of quarters, halves and whole hours, some negative, some equal."""
    slots, at = [], start
    end = start + quarters * QUARTER
    while at < end:
        stop = min(at + chance.choice((1, 2, 4)) * QUARTER, end)
        if chance.random() >= gaps:
            price = chance.choice((chance.uniform(-0.1, 0.4), 0.1, 0.2))
            slots.append(PriceSlot(at, stop, price))
        at = stop
    return tuple(slots)


def a_day(
    seed: int, quarters: int, *, levels: int = 3, gaps: float = 0.1, sun: bool = True
) -> Day:
    """Return a random day."""
    chance = Random(seed)
    solar = [
        SolarSlot(
            START + place * 2 * QUARTER,
            START + (place + 1) * 2 * QUARTER,
            chance.choice((0.0, 800.0, chance.uniform(0, 6000))),
        )
        for place in range((quarters + 1) // 2)
        if chance.random() < 0.8
    ]
    exports = prices(chance, quarters) if chance.random() < 0.5 else ()
    return Day(
        ahead=Ahead(
            prices=prices(chance, quarters, gaps=gaps),
            export_prices=exports,
            export_price=chance.choice((0.08, -0.02)),
            solar=tuple(solar) if sun else (),
            house_load=chance.choice((0.0, 300.0)),
        ),
        levels=tuple(
            Level(
                watts=chance.choice((800.0, 1500.0, 3300.0)),
                satoshis=100.0,
                value=chance.uniform(0.05, 0.25),
            )
            for _ in range(levels)
        ),
        credit=chance.choice((0.0, 0.5)),
        worth=chance.choice((0.0, 0.04)),
    )
