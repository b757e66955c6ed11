"""The choice of slots, against all choices that there are."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise, product
from random import Random
from time import thread_time

from hypothesis import given, settings, strategies as st
import pytest

from custom_components.ocean_xyz.mining.forecasts.slots import PriceSlot
from custom_components.ocean_xyz.mining.plan.choice import (
    Choice,
    Level,
    PlannedSlot,
    Wish,
    choose,
)
from custom_components.ocean_xyz.mining.plan.pieces import Ahead, between, pieces_of

from .worlds import QUARTER, START, Day, a_day

HOUR = 4 * QUARTER
LEVEL = Level(watts=1000.0, satoshis=150.0, value=0.15)


def chosen(day: Day, wish: Wish) -> Choice:
    """Return the choice for a day."""
    return choose(pieces_of(day.ahead), day.levels, day.after_heat, wish)


def flat(*values: float | None, step: timedelta = HOUR) -> Day:
    """Return a day of prices one after the other, None for a gap, and one level."""
    slots = [
        PriceSlot(START + place * step, START + (place + 1) * step, price)
        for place, price in enumerate(values)
        if price is not None
    ]
    return Day(ahead=Ahead(prices=tuple(slots)), levels=(LEVEL,))


def shown(choice: Choice) -> list[tuple[float, float]]:
    """Return from when until when machines run, in hours, joined."""
    runs: list[tuple[float, float]] = []
    for slot in choice.slots:
        start, end = ((one - START) / HOUR for one in (slot.start, slot.end))
        if runs and runs[-1][1] == start:
            start, _ = runs.pop()
        runs.append((start, end))
    return runs


def gains(day: Day, quarters: int) -> list[list[float]]:
    """Return what each level leaves in each quarter; nothing where it is not known."""
    found: list[list[float]] = []
    for place in range(quarters):
        at = START + place * QUARTER
        known = [day.gain(at, level) for level in day.levels]
        found.append([one / 4 for one in known if one is not None])
    return found


def profit_of(choice: Choice) -> float:
    """Return what a choice leaves."""
    return sum(slot.profit for slot in choice.slots)


def check_slots(day: Day, slots: tuple[PlannedSlot, ...]) -> None:
    """Check that slots are in order, and leave what they say."""
    assert all(one.end <= after.start for one, after in pairwise(slots))
    for slot in slots:
        gain = day.gain(slot.start, slot.level)
        assert gain is not None
        assert slot.profit == pytest.approx(gain * slot.hours)
        assert slot.profit == pytest.approx(slot.revenue - slot.cost)
        assert slot.satoshis == pytest.approx(slot.energy * slot.level.satoshis)
        # What is known does not change within a slot.
        last = slot.end - timedelta(microseconds=1)
        assert day.gain(last, slot.level) == pytest.approx(gain)


@settings(max_examples=60)
@given(st.integers(0, 10**9), st.integers(1, 6), st.integers(0, 7), st.integers(0, 7))
def test_no_other_quarters_leave_more(
    seed: int, quarters: int, least: int, more: int
) -> None:
    """Each quarter is off or at one of three levels: all combinations are tried."""
    day = a_day(seed, quarters)
    choice = chosen(
        day, Wish(at_least=least * QUARTER, at_most=(least + more) * QUARTER)
    )
    check_slots(day, choice.slots)
    known = gains(day, quarters)
    most_known = sum(bool(one) for one in known)
    needed = min(least, most_known)
    best = max(
        sum(one for one in combination if one is not None)
        for combination in product(*([None, *one] for one in known))
        if needed
        <= sum(one is not None for one in combination)
        <= max(least + more, needed)
    )
    assert profit_of(choice) == pytest.approx(best, abs=1e-9)
    assert choice.missing == (least - needed) * QUARTER


def runs(
    known: list[list[float]], least: int, most: int | None
) -> Iterator[tuple[int, float]]:
    """Return the length of each run that there is, and what it leaves at best."""
    for start in range(len(known)):
        left = 0.0
        for end in range(start, len(known)):
            if not known[end]:
                break
            left += max(known[end])
            length = end + 1 - start
            if least <= length and (most is None or length <= most):
                yield length, left


@settings(max_examples=150)
@given(
    st.integers(0, 10**9),
    st.integers(1, 96),
    st.integers(0, 30),
    st.one_of(st.none(), st.integers(0, 30)),
)
def test_no_other_run_leaves_more(
    seed: int, quarters: int, least: int, more: int | None
) -> None:
    """All runs of quarters are tried."""
    day = a_day(seed, quarters, gaps=Random(seed).choice((0.0, 0.05, 0.3)))
    most = None if more is None else least + more
    wish = Wish(
        at_least=least * QUARTER,
        at_most=None if most is None else most * QUARTER,
        contiguous=True,
    )
    choice = chosen(day, wish)
    check_slots(day, choice.slots)
    assert all(one.end == after.start for one, after in pairwise(choice.slots))
    known = gains(day, quarters)
    longest = max((length for length, _ in runs(known, 0, None)), default=0)
    needed = min(least, longest)
    found = [left for _, left in runs(known, needed, most)]
    best = max(found, default=0.0)
    assert profit_of(choice) == pytest.approx(
        best if needed else max(best, 0.0), abs=1e-9
    )
    assert choice.missing == (least - needed) * QUARTER


@settings(max_examples=40)
@given(st.integers(0, 10**9), st.floats(0, 60), st.floats(0, 60))
def test_the_best_hours_of_a_week(seed: int, least: float, more: float) -> None:
    """Nothing that is left out is better than what is chosen, at any level."""
    day = a_day(seed, 7 * 96)
    at_least, at_most = timedelta(hours=least), timedelta(hours=least + more)
    choice = chosen(day, Wish(at_least=at_least, at_most=at_most))
    check_slots(day, choice.slots)
    hours = sum(slot.hours for slot in choice.slots)
    assert hours <= least + more + 1e-6
    assert hours >= least - choice.missing.total_seconds() / 3600 - 1e-6
    rates = [slot.profit / slot.hours for slot in choice.slots]
    left_out = [
        max(all_levels) * 4
        for place, all_levels in enumerate(gains(day, 7 * 96))
        if all_levels
        and not any(
            slot.start <= START + place * QUARTER < slot.end
            or slot.start < START + (place + 1) * QUARTER <= slot.end
            for slot in choice.slots
        )
    ]
    if hours < least + more - 1e-6:
        assert all(rate <= 1e-9 for rate in left_out)
    if hours > least + 1e-6:
        assert all(rate >= -1e-9 for rate in rates)
    if rates and left_out:
        assert min(rates) >= max(left_out) - 1e-9


@pytest.mark.parametrize(
    ("values", "wish", "expected"),
    [
        # Only what leaves something, unless more is wanted; the earliest of equals.
        ((0.2, 0.1, 0.1, 0.15), Wish(), [(1, 3)]),
        ((0.1,) * 6, Wish(at_most=2 * HOUR), [(0, 2)]),
        ((0.3, 0.2, 0.2), Wish(at_least=HOUR), [(1, 2)]),
        ((0.3, 0.2, 0.2), Wish(at_least=9 * HOUR), [(0, 3)]),
        # A part of an hour goes with what is beside it.
        ((0.1, 0.05, 0.12), Wish(at_most=1.5 * HOUR), [(0.5, 2)]),
        ((0.12, 0.05, 0.1), Wish(at_most=1.5 * HOUR), [(1, 2.5)]),
        ((0.05, 0.1, 0.05), Wish(at_most=2.25 * HOUR), [(0, 1.25), (2, 3)]),
        ((0.1, 0.3, 0.05), Wish(at_most=1.25 * HOUR), [(0, 0.25), (2, 3)]),
        ((0.1, None, 0.05), Wish(at_most=1.25 * HOUR), [(0, 0.25), (2, 3)]),
        # A run goes through what it loses less by than by stopping.
        ((0.1, 0.16, 0.1, 0.4, 0.1), Wish(contiguous=True), [(0, 3)]),
        ((0.1, None, 0.1, 0.1), Wish(contiguous=True), [(2, 4)]),
        ((0.1,) * 9, Wish(contiguous=True, at_most=2 * HOUR), [(0, 2)]),
        ((0.15, 0.1, 0.15), Wish(contiguous=True), [(1, 2)]),
        ((0.3, 0.2, 0.4), Wish(contiguous=True), []),
        ((0.3, 0.2, 0.4), Wish(contiguous=True, at_least=1.5 * HOUR), [(0.5, 2)]),
        ((0.3, None, 0.4, 0.4), Wish(contiguous=True, at_least=3 * HOUR), [(2, 4)]),
        ((), Wish(contiguous=True, at_least=HOUR), []),
        ((), Wish(at_least=HOUR), []),
        ((0.1, 0.1), Wish(at_most=timedelta()), []),
    ],
)
def test_choices(
    values: tuple[float | None, ...], wish: Wish, expected: list[tuple[float, float]]
) -> None:
    """As one would choose."""
    choice = chosen(flat(*values), wish)
    assert shown(choice) == expected
    hours = sum(end - start for start, end in expected)
    assert choice.missing == max(wish.at_least - hours * HOUR, timedelta())


def test_of_equal_levels_the_first_counts() -> None:
    """And of others the one that leaves the most at this price."""
    day = flat(0.1, 0.16)
    low = Level(watts=500.0, satoshis=300.0, value=0.3)
    same = Level(watts=1500.0, satoshis=100.0, value=1 / 6)
    day = Day(ahead=day.ahead, levels=(low, same, LEVEL, low))
    levels = [slot.level for slot in chosen(day, Wish()).slots]
    assert [one.watts for one in levels] == [500, 500]
    high = Level(watts=3000.0, satoshis=150.0, value=0.17)
    day = Day(ahead=day.ahead, levels=(low, high))
    assert [one.level for one in chosen(day, Wish()).slots] == [high, low]


def test_the_present_slot_has_begun() -> None:
    """Only what is left of it counts, until the deadline."""
    pieces = pieces_of(flat(0.1, 0.12, 0.1).ahead)
    left = between(pieces, START + 0.4 * HOUR, START + 2.1 * HOUR)
    choice = choose(left, (LEVEL,), lambda price: price, Wish())
    assert shown(choice) == [(0.4, pytest.approx(2.1))]
    assert [slot.hours for slot in choice.slots] == pytest.approx([0.6, 1, 0.1])
    assert between(pieces, START + 3 * HOUR, None) == ()
    assert between(pieces, START, START) == ()
    assert between(pieces, START + HOUR, None) == pieces[1:]


def test_a_plan_is_quick() -> None:
    """192 slots at five levels take less than five milliseconds, here with leeway."""
    day = a_day(1, 192, levels=5, gaps=0.0)
    for contiguous in (False, True):
        wish = Wish(at_least=2 * HOUR, at_most=9 * HOUR, contiguous=contiguous)
        chosen(day, wish)
        began = thread_time()
        for _ in range(5):
            chosen(day, wish)
        assert (thread_time() - began) / 5 < 0.025
