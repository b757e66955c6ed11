"""A sunny day after a windy night: what the sun gives, and what electricity costs.

Powers are in W, prices in EUR per kWh. All times are local ones of the house.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from math import exp, pi, sin, sqrt
from typing import Final

EXPORT: Final = 0.05
"""What a kWh brings that is fed in."""
PEAK: Final = 18_000
"""The most power of the panels."""
HOUSE: Final = 500
"""The power that the house takes without the miners."""
QUARTER: Final = timedelta(minutes=15)

SUNRISE: Final = 6
SUNSET: Final = 20


def _hour(when: datetime) -> float:
    """Return the hour of the day with its fraction."""
    return when.hour + when.minute / 60 + when.second / 3600


def _hill(hour: float, top: float, width: float) -> float:
    """Return a smooth hill of height 1."""
    away = (hour - top) / width
    return exp(-away * away)


def solar(when: datetime) -> float:
    """Return the power of the panels, with a few clouds in the afternoon."""
    hour = _hour(when)
    if not SUNRISE < hour < SUNSET:
        return 0
    height = sin(pi * (hour - SUNRISE) / (SUNSET - SUNRISE))
    clouds = 0.35 * _hill(hour, 15.5, 0.7) if hour > 12 else 0
    return round(PEAK * height * sqrt(height) * (1 - clouds))


def tariff(when: datetime) -> float:
    """Return the price in the quarter of an hour that contains a time.

    It is below zero in windy nights, and highest in the evening.
    """
    hour = _hour(when.replace(minute=when.minute // 15 * 15, second=0))
    wind = 0.16 + 0.04 * (when.toordinal() % 2)
    price = (
        0.15
        - wind * _hill(hour, 3.5, 2)
        + 0.08 * _hill(hour, 8, 1.5)
        - 0.04 * _hill(hour, 13, 2.5)
        + 0.16 * _hill(hour, 19, 2.2)
    )
    # Within an hour the price falls in the evening and rises in the morning.
    return round(
        price + 0.004 * (when.minute // 15 - 1.5) * (1 if hour < 12 else -1), 4
    )


def quarters(first: date, days: int) -> Iterator[datetime]:
    """Return the quarters of an hour of some days, without a time zone."""
    start = datetime.combine(first, time())
    yield from (start + step * QUARTER for step in range(days * 96))


def grid(when: datetime, miners: float) -> float:
    """Return the power that the house takes from the grid, negative if it feeds in."""
    return HOUSE + miners - solar(when)


def next_price(when: datetime, miners: float) -> float:
    """Return what the miners' next kWh costs: by parts the tariff and the export price."""
    imported = min(max(grid(when, miners) / miners, 0), 1)
    return imported * tariff(when) + (1 - imported) * EXPORT
