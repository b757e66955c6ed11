"""When mining pays, against a walk through the day, quarter by quarter."""

from datetime import datetime, timedelta
from itertools import pairwise

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.ocean_xyz.mining.costs import CostSettings
from custom_components.ocean_xyz.mining.forecasts.slots import PriceSlot, SolarSlot
from custom_components.ocean_xyz.mining.plan.paying import (
    Known,
    Now,
    Span,
    hours_within,
    known_of,
)
from custom_components.ocean_xyz.mining.plan.pieces import Ahead, Piece, pieces_of

from .worlds import QUARTER, START, Day, a_day

HOUR = 4 * QUARTER
SETTINGS = CostSettings(margin_on=10.0, margin_off=-20.0)
VALUE = 0.15


def margin_of(day: Day, piece: Piece) -> float:
    """Return what is left of the revenue at the first level, in percent."""
    level = day.levels[0]
    return 100 * (1 - day.after_heat(piece.price(level.watts)) / level.value)


def walked(day: Day, quarters: int, now: datetime, decided: bool | None) -> set[int]:
    """Return the quarters in which mining pays."""
    level = day.levels[0]
    kilowatts, found, before, reached = level.watts / 1000, set(), None, False
    for place in range(quarters):
        at = START + place * QUARTER
        gain = day.gain(at, level)
        if gain is None:
            continue
        if not reached and at + QUARTER > now:
            reached = True
            before = before if decided is None else decided
        margin = 100 * gain / kilowatts / level.value
        if before is None:
            limit = 0.0
        else:
            limit = SETTINGS.margin_off if before else SETTINGS.margin_on
        before = margin >= limit
        if before:
            found.add(place)
    return found


@settings(max_examples=150)
@given(
    st.integers(0, 10**9),
    st.integers(1, 7 * 96),
    st.integers(-2, 7 * 96),
    st.sampled_from((None, False, True)),
)
def test_when_mining_pays(
    seed: int, quarters: int, begun: int, decided: bool | None
) -> None:
    """By the margins, one decision after the other, from the present one on."""
    day = a_day(seed, quarters, gaps=0.05)
    pieces = pieces_of(day.ahead)
    # A slot that lasts is one decision, so that the present begins with a piece.
    starts = [piece.start for piece in pieces if piece.start >= START + begun * QUARTER]
    now = starts[0] if starts else START + 8 * 96 * QUARTER
    known = known_of(
        pieces,
        lambda piece: margin_of(day, piece),
        SETTINGS,
        Now(time=now, profitable=decided),
    )
    found = {
        place
        for place in range(quarters)
        if known.run_at(START + place * QUARTER) is not None
    }
    assert found == walked(day, quarters, now, decided)
    for spans in (known.pays, known.prices):
        assert all(one.end < after.start for one, after in pairwise(spans))
    end = START + quarters * QUARTER
    assert hours_within(known.pays, START, end) == pytest.approx(len(found) / 4)
    middle = START + quarters // 2 * QUARTER
    assert hours_within(known.pays, START, middle) == pytest.approx(
        sum(place < quarters // 2 for place in found) / 4
    )
    after = known.run_after(now)
    assert after is None or (after.start > now and known.run_at(after.start) == after)
    assert known.until == (pieces[-1].end if pieces else None)


def test_the_run_and_the_next_one() -> None:
    """A run holds its start, and no longer its end."""
    first, second = (
        Span(start=START, end=START + HOUR),
        Span(start=START + 2 * HOUR, end=START + 3 * HOUR),
    )
    known = Known(pays=(first, second), prices=())
    assert known.run_at(START) is first
    assert known.run_at(first.end) is None
    assert known.run_after(START) is second
    assert known.run_after(second.start) is None
    assert known.until is None


def slots(*prices: float) -> tuple[PriceSlot, ...]:
    """Return prices of an hour each."""
    return tuple(
        PriceSlot(START + place * HOUR, START + (place + 1) * HOUR, price)
        for place, price in enumerate(prices)
    )


def test_the_sun_cuts_prices() -> None:
    """What the house would feed in costs what feeding in brings."""
    sun = (
        SolarSlot(START, START + HOUR / 2, 2500.0),
        SolarSlot(START + HOUR / 2, START + HOUR, 200.0),
        SolarSlot(START + HOUR, START + 3 * HOUR, 1500.0),
    )
    ahead = Ahead(prices=slots(0.3, 0.2), export_price=0.1, solar=sun, house_load=500)
    pieces = pieces_of(ahead)
    assert [piece.length for piece in pieces] == [HOUR / 2, HOUR / 2, HOUR]
    assert [piece.surplus for piece in pieces] == [2000, 0, 1000]
    assert [piece.price(4000) for piece in pieces] == pytest.approx([0.2, 0.3, 0.175])
    assert [piece.price(500) for piece in pieces] == pytest.approx([0.1, 0.3, 0.1])


def test_a_surplus_needs_its_price() -> None:
    """Without one nothing is known, except while there is no surplus."""
    sun = (
        SolarSlot(START, START + HOUR, 900.0),
        SolarSlot(START + HOUR, START + 2 * HOUR, 0.0),
    )
    assert [
        one.start for one in pieces_of(Ahead(prices=slots(0.3, 0.2), solar=sun))
    ] == [START + HOUR]
    exports = slots(0.05)
    ahead = Ahead(
        prices=slots(0.3, 0.2),
        export_prices=exports,
        export_price=9.0,
        solar=(
            SolarSlot(START, START + 1.5 * HOUR, 900.0),
            SolarSlot(START + 1.5 * HOUR, START + 3 * HOUR, 100.0),
        ),
        house_load=450,
    )
    known = [(one.start, one.end, one.price(450)) for one in pieces_of(ahead)]
    assert known == [
        (START, START + HOUR, 0.05),
        (START + 1.5 * HOUR, START + 2 * HOUR, 0.2),
    ]


def test_hours_of_a_day_with_an_hour_more() -> None:
    """Days are local, their hours are hours."""
    day = START, START + timedelta(hours=25)
    whole = (Span(start=START - HOUR, end=START + timedelta(hours=49)),)
    assert hours_within(whole, *day) == 25


def test_a_time_whose_sun_is_not_known_is_not_known() -> None:
    """Nobody says that the sun does not shine in a gap, or after the last slot."""
    sun = (
        SolarSlot(START, START + HOUR / 2, 900.0),
        SolarSlot(START + HOUR, START + 1.5 * HOUR, 900.0),
    )
    ahead = Ahead(prices=slots(0.3, 0.2), export_price=0.1, solar=sun)
    assert [(one.start, one.end) for one in pieces_of(ahead)] == [
        (one.start, one.end) for one in sun
    ]
