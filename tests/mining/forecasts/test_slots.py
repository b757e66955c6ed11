"""Properties of lists of prices: no order, no copy and no gap changes what is known."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from itertools import pairwise
import random
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import assume, given, strategies as st
import pytest

from custom_components.ocean_xyz.mining.forecasts.prices import (
    Reading,
    Terms,
    read_lists,
    read_own,
    read_rows,
)
from custom_components.ocean_xyz.mining.forecasts.slots import (
    PriceSlot,
    fixed,
    followed_by,
    joined,
    overlaid,
    priced,
    since,
)
from custom_components.ocean_xyz.mining.forecasts.times import is_time, read_time

from .support import BERLIN, at, slots, terms

type Span = tuple[int, int, float]

SPANS = st.lists(
    st.tuples(
        st.integers(0, 40), st.integers(1, 12), st.sampled_from([-1.0, 0.0, 2.5])
    ),
    max_size=25,
).map(lambda rows: [(start, start + length, price) for start, length, price in rows])
STEPS = st.sampled_from([15, 30, 60])


def price_at(found: tuple[PriceSlot, ...], minute: int) -> float | None:
    """Return the price of a minute, by looking at each slot."""
    time = at(minute + 0.5)
    prices = [slot.price for slot in found if slot.start <= time < slot.end]
    assert len(prices) < 2, "slots overlap"
    return prices[0] if prices else None


def rows(spans: list[Span]) -> list[dict[str, Any]]:
    """Return a list as an entity would show it."""
    return [
        {"start": at(start).isoformat(), "end": at(end), "value": price}
        for start, end, price in spans
    ]


@given(SPANS, st.randoms(use_true_random=False))
def test_each_minute_has_the_price_on_which_all_rows_agree(
    spans: list[Span], chance: random.Random
) -> None:
    """Whatever their order is, and how often each is there; else it has none."""
    expected = []
    for minute in range(60):
        said = {price for start, end, price in spans if start <= minute < end}
        expected.append(said.pop() if len(said) == 1 else None)
    shuffled = spans + spans[:3]
    chance.shuffle(shuffled)
    found = read_rows(rows(shuffled), terms()).slots
    assert [price_at(found, minute) for minute in range(60)] == expected
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert all(slot.start < slot.end for slot in found)


@given(SPANS, SPANS)
def test_what_is_above_hides_what_is_below(one: list[Span], two: list[Span]) -> None:
    """And news replace all that follows them."""
    below, above = joined(slots(*one))[0], joined(slots(*two))[0]
    both, news = overlaid(below, above), followed_by(below, above)
    first = min((start for start, _, _ in two), default=99)
    begin = min((slot.start for slot in above), default=at(99))
    assert begin >= at(first)
    for minute in range(60):
        old, new = price_at(below, minute), price_at(above, minute)
        assert price_at(both, minute) == (old if new is None else new)
        assert price_at(news, minute) == (old if at(minute + 0.5) < begin else new)


@given(STEPS, st.sets(st.integers(0, 95), min_size=1, max_size=95), st.booleans())
def test_missing_slots_stay_gaps(step: int, kept: set[int], with_ends: bool) -> None:
    """No slot without an end is longer than it is, unless nobody could know."""
    count = 24 * 60 // step
    kept = {index for index in kept if index < count} | {0, 1}
    gaps = [later - earlier for earlier, later in pairwise(sorted(kept))]
    assume(not any(one == two == three > 1 for one, two, three in triples(gaps)))
    listed = rows([(index * step, (index + 1) * step, float(index)) for index in kept])
    if not with_ends:
        listed = [{"start": row["start"], "price": row["value"]} for row in listed]
    found = read_rows(listed, terms())
    assert found == Reading(
        slots(*((index * step, (index + 1) * step, index) for index in sorted(kept)))
    )


def triples(gaps: list[int]) -> Iterable[tuple[int, int, int]]:
    """Return each three in a row: as many that are alike are no gaps."""
    return zip(gaps, gaps[1:], gaps[2:], strict=False)


def test_a_next_hour_in_smaller_steps() -> None:
    """Without ends, and with a gap in the longer ones."""
    small = [5 * step for step in range(12)]
    halves = [60 + 30 * half for half in range(12) if half != 6]
    listed = [{"time": at(start), "price": start} for start in small + halves]
    expected = [(start, start + 5, start) for start in small]
    expected += [(start, start + 30, start) for start in halves]
    assert read_rows(listed, terms()) == Reading(slots(*expected))


def test_hours_that_become_quarters() -> None:
    """Also without ends: at midnight, as the markets did it."""
    hours = [(hour * 60, float(hour)) for hour in range(24)]
    quarters = [(1440 + 15 * quarter, 0.5) for quarter in range(96)]
    listed = [{"time": at(start), "price": price} for start, price in hours + quarters]
    expected = [(start, start + 60, price) for start, price in hours]
    expected += [(start, start + 15, price) for start, price in quarters]
    assert read_rows(listed, terms()) == Reading(slots(*expected))


@pytest.mark.parametrize(
    ("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-06-01", 24)]
)
@pytest.mark.parametrize("step", [15, 30, 60])
def test_the_days_when_the_clocks_change(day: str, hours: int, step: int) -> None:
    """With an offset each slot is read; without, none whose time nobody can know."""
    begin = datetime.fromisoformat(day).replace(tzinfo=BERLIN).astimezone(UTC)
    count = hours * 60 // step
    starts = [begin + timedelta(minutes=step * index) for index in range(count)]
    length = timedelta(minutes=step)
    expected = tuple(
        PriceSlot(start, start + length, index) for index, start in enumerate(starts)
    )
    local = [start.astimezone(BERLIN) for start in starts]
    for written in (local, [start.isoformat() for start in local]):
        listed = [{"start": one, "value": i} for i, one in enumerate(written)]
        assert read_rows(listed, terms()).slots == expected
    naive = [
        {"start": start.replace(tzinfo=None, fold=0).isoformat(), "value": i}
        for i, start in enumerate(local)
    ]
    unclear = {at.fold for at in local} == {0, 1}
    assert read_rows(naive, terms()).slots == tuple(
        slot
        for slot, start in zip(expected, local, strict=True)
        if not (unclear and start.hour == 2)
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-06-01T00:00:00+02:00", 0),
        ("2026-05-31T22:00:00Z", 0),
        ("2026-06-01 00:00:00", 0),
        (" 2026-06-01T00:00 ", 0),
        ("2026-06-01", 0),
        ("2026-05-31T22:00:01+00:00", 0),
        ("2026-06-01T00:59:59.999+02:00", 60),
        (1780264800, 0),
        (1780264800.0, 0),
        (1780264800000, 0),
        ("2026-03-29T02:30:00", None),
        ("2026-10-25T02:30:00", None),
        ("", None),
        ("today", None),
        (5, None),
        (10**400, None),
        (float("nan"), None),
        (float("inf"), None),
        (None, None),
        (True, None),
        ("0001-01-01T00:00:00+10:00", None),
        (datetime.min, None),
        ([], None),
    ],
)
def test_a_time(value: object, expected: int | None) -> None:
    """In UTC, on the full minute."""
    time = None if expected is None else at(expected)
    assert read_time(value, BERLIN) == time


def test_what_a_time_is_in_a_mapping() -> None:
    """A number is none: it may be an hour, or anything."""
    assert is_time(at(0))
    assert is_time("2026-06-01T00:00:00+02:00")
    assert not is_time(1780264800)
    assert not is_time("0")
    assert not is_time(None)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.datetimes()
    | st.sampled_from(["2026-06-01T00:00:00+02:00", "2026-10-25 02:00", "0.25", "nan"]),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(
                ["start", "end", "value", "per_kwh", "price", "time", "unit"]
            )
            | st.datetimes()
            | st.text(max_size=3),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


@given(
    st.dictionaries(st.text(max_size=3) | st.integers(), ANYTHING, max_size=4),
    st.sampled_from(["EUR/kWh", "ct/kWh", "W", "", None]),
    st.sampled_from([BERLIN, UTC, ZoneInfo("Australia/Lord_Howe")]),
)
def test_nothing_raises(
    attributes: dict[str, Any], unit: str | None, zone: Any
) -> None:
    """Whatever an entity shows: there are slots, or there is a reason."""
    about = Terms(unit=unit, currency="EUR", zone=zone)
    reading = read_lists(attributes, about)
    assert reading.slots or reading.problem
    read_own(attributes, about)


def test_what_is_paid() -> None:
    """A percentage first, then the amount: 20 % on -0.05 is less, not more."""
    spot = slots((0, 60, 0.1), (60, 120, -0.05))
    paid = priced(spot, 20, 0.15)
    assert [slot.price for slot in paid] == pytest.approx([0.27, 0.09])
    assert priced(spot, 0, 0) is spot
    assert priced((), 20, 0) == ()


def test_what_is_long_past_is_dropped() -> None:
    """A slot that has begun before stays until its end."""
    assert since(slots((0, 60, 1), (60, 120, 2)), at(60)) == slots((60, 120, 2))
    assert since(slots((0, 60, 1), (60, 120, 2)), at(59)) == slots(
        (0, 60, 1), (60, 120, 2)
    )


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25)])
def test_a_fixed_price_has_all_hours_of_a_day(day: str, hours: int) -> None:
    """Also when the clocks change."""
    begin = datetime.fromisoformat(day).replace(tzinfo=BERLIN)
    end = (begin + timedelta(days=1)).astimezone(UTC)
    found = fixed(0.3, begin.astimezone(UTC), end)
    assert len(found) == hours
    assert (found[0].start, found[-1].end) == (begin, end)
