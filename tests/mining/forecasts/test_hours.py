"""Prices whose names are hours, on days of 23, 24 and 25 hours."""

from datetime import UTC, date, datetime, timedelta

import pytest

from custom_components.ocean_xyz.mining.forecasts.hours import named_hours
from custom_components.ocean_xyz.mining.forecasts.prices import Reading, read_lists
from custom_components.ocean_xyz.mining.forecasts.slots import PriceSlot

from .support import BERLIN, terms


@pytest.mark.parametrize("prefix", ["price_", "price_next_day_"])
@pytest.mark.parametrize("day", ["2026-06-01", "2026-03-29", "2026-10-25"])
def test_hours_by_their_names(day: str, prefix: str) -> None:
    """An hour that the clocks leave out has no name, one that they repeat has two."""
    begin = datetime.fromisoformat(day).replace(tzinfo=BERLIN)
    end = begin + timedelta(days=1)
    count = (end.astimezone(UTC) - begin.astimezone(UTC)) // timedelta(hours=1)
    expected, attributes = [], {"price_position": 3, "max_price_at": 20}
    for index in range(count):
        start = begin.astimezone(UTC) + timedelta(hours=index)
        local = start.astimezone(BERLIN)
        name = f"{prefix}{local.hour:02}h" + ("_d" if local.fold else "")
        attributes[name] = index
        expected.append(PriceSlot(start, start + timedelta(hours=1), index))
    assert len(attributes) == count + 2
    shown_on = begin.date() - timedelta(days="next" in prefix)
    hours = named_hours(attributes, shown_on, BERLIN)
    assert read_lists({"hours": hours}, terms()) == Reading(tuple(expected))


def test_other_names_are_no_hours() -> None:
    """Nor is an hour that no day has."""
    names = ("price_24h", "price_7h", "price_07", "price_07h_x", "next_day_07h")
    assert not named_hours(dict.fromkeys(names, 1), date(2026, 6, 1), BERLIN)
