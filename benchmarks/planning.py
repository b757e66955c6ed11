"""The plan of two days at five levels, against the arithmetic alone."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from random import Random
from typing import Final

from custom_components.ocean_xyz.mining.forecasts.slots import PriceSlot, SolarSlot
from custom_components.ocean_xyz.mining.heat import Heat, price_after_heat
from custom_components.ocean_xyz.mining.plan.choice import Level, Wish, choose
from custom_components.ocean_xyz.mining.plan.pieces import Ahead, pieces_of

from .figures import Figure
from .house import Case
from .parsing import ROUNDS, paired

BOUND: Final = 50
"""Of the arithmetic: four milliseconds where that takes 80 microseconds."""
SLOTS: Final = 192
"""Quarters of an hour in two days."""
START: Final = datetime(2026, 11, 23, tzinfo=UTC)
QUARTER: Final = timedelta(minutes=15)
LEVELS: Final = tuple(
    Level(watts=1000.0 * step, satoshis=100.0, value=0.1 + 0.01 * step)
    for step in range(1, 6)
)


def measure(case: Case, rounds: int = ROUNDS) -> Iterator[Figure]:
    """Measure the best hours and the best run, from the forecasts on."""
    chance = Random(1)
    times = [(START + n * QUARTER, START + (n + 1) * QUARTER) for n in range(SLOTS)]
    ahead = Ahead(
        prices=tuple(PriceSlot(*one, chance.uniform(-0.1, 0.4)) for one in times),
        export_prices=tuple(PriceSlot(*one, chance.uniform(0, 0.1)) for one in times),
        solar=tuple(SolarSlot(*one, chance.uniform(0, 6000)) for one in times),
        house_load=300.0,
    )
    for what, contiguous in (("best hours", False), ("best run", True)):
        wish = Wish(
            at_least=timedelta(hours=2),
            at_most=timedelta(hours=9),
            contiguous=contiguous,
        )
        floor, figure = paired(partial(_gains, ahead), _chosen(ahead, wish), rounds)
        yield Figure(
            what=f"plan, {what}",
            workers=case.workers,
            floor=floor,
            figure=figure,
            unit="µs",
            bound=BOUND,
        )


def _gains(ahead: Ahead) -> list[float]:
    """Return the best gain of each slot, by the price alone."""
    return [
        max(level.watts * (level.value - slot.price) for level in LEVELS)
        for slot in ahead.prices
    ]


def _chosen(ahead: Ahead, wish: Wish) -> Callable[[], object]:
    """Return what makes a plan."""
    after_heat = partial(price_after_heat, heat=Heat(credit=0.3, worth=0.01))
    return lambda: choose(pieces_of(ahead), LEVELS, after_heat, wish)
