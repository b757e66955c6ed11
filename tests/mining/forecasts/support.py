"""What the tests of the readers of prices share."""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from custom_components.ocean_xyz.mining.forecasts.prices import Terms
from custom_components.ocean_xyz.mining.forecasts.slots import PriceSlot

BERLIN: Final = ZoneInfo("Europe/Berlin")
DAY: Final = datetime(2026, 6, 1, tzinfo=BERLIN)


def at(minutes: float) -> datetime:
    """Return a time of the day."""
    return DAY + timedelta(minutes=minutes)


def terms(unit: str | None = "EUR/kWh", currency: str = "EUR") -> Terms:
    """Return what an entity says about its lists."""
    return Terms(unit=unit, currency=currency, zone=BERLIN)


def slots(*spans: tuple[float, float, float]) -> tuple[PriceSlot, ...]:
    """Return slots by the minutes of the day when they begin and end, and their price."""
    return tuple(
        PriceSlot(at(start).astimezone(UTC), at(end).astimezone(UTC), price)
        for start, end, price in spans
    )
