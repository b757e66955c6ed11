"""A price ahead that is not the tariff: clearly, for hours, in one direction."""

from datetime import UTC, datetime, timedelta

import pytest

from custom_components.ocean_xyz.mining.forecasts.difference import (
    Difference,
    may_be_of,
)
from custom_components.ocean_xyz.mining.forecasts.slots import PriceSlot

BEGIN = datetime(2026, 6, 1, tzinfo=UTC)


def after(*quarters: tuple[float | None, float | None]) -> bool | None:
    """Return what is known after quarters with a tariff, and what was known ahead."""
    found = Difference()
    for index, (tariff, ahead) in enumerate(quarters):
        start = BEGIN + index * timedelta(minutes=15)
        slot = PriceSlot(start, start + timedelta(minutes=15), ahead or 0.0)
        for minute in (0, 14):
            now = start + timedelta(minutes=minute)
            slots = () if ahead is None else (slot,)
            found.note(tariff, slots, now, (now - BEGIN).total_seconds())
    return found.lasts


@pytest.mark.parametrize(
    ("quarters", "lasts"),
    [
        ([(0.3, 0.1)] * 13, True),
        ([(0.1, 0.3)] * 13, True),
        ([(0.1, -0.05)] * 13, True),
        ([(0.3, 0.1)] * 12, False),
        ([(0.3, 0.29)] * 13, False),
        ([(0.0, 0.0)] * 13, False),
        # A tariff of whole hundredths.
        ([(0.01, 0.0051)] * 13, False),
        ([(0.3, 0.1)] * 12 + [(0.3, 0.3)], False),
        # A tariff of whole hours is dearer than some quarters, cheaper than others.
        ([(0.2, 0.1), (0.2, 0.18), (0.2, 0.22), (0.2, 0.3)] * 5, False),
        ([(0.3, 0.1)] * 13 + [(None, 0.1)], None),
        ([(0.3, 0.1)] * 13 + [(0.3, None)], None),
        ([], None),
    ],
)
def test_a_difference_lasts(
    quarters: list[tuple[float | None, float | None]], *, lasts: bool | None
) -> None:
    """Only if it is always in the same direction."""
    assert after(*quarters) is lasts


@pytest.mark.parametrize(
    ("shown", "may_be"),
    [
        (0.1, True),
        (0.2, True),
        (0.15, True),
        (0.209, True),
        (0.096, True),
        (0.3, False),
        (0.02, False),
        (-0.1, False),
    ],
)
def test_a_list_fits_the_price_that_is_shown(shown: float, *, may_be: bool) -> None:
    """The price of now, of the hour around it, or their mean, also if it is rounded."""
    hour = timedelta(hours=1)
    slots = [
        PriceSlot(BEGIN + at * hour, BEGIN + (at + 1) * hour, price)
        for at, price in ((-2, 0.3), (-1, 0.1), (0, 0.2), (2, 0.02))
    ]
    assert may_be_of(slots, shown, BEGIN + hour / 2) is may_be
    assert may_be_of(slots[:1], shown, BEGIN + hour / 2)
