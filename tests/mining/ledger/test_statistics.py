"""Hourly sums are the same however often and in whatever order they are written."""

from datetime import UTC, datetime, timedelta
from random import Random

from hypothesis import given, strategies as st
import pytest

from custom_components.ocean_xyz.api import Satoshis
from custom_components.ocean_xyz.mining.ledger.book import Ledger, LedgerPayout
from custom_components.ocean_xyz.mining.ledger.statistics import (
    HourRow,
    Withdrawn,
    hourly,
    later,
    to_write,
    with_withdrawn,
)
from custom_components.ocean_xyz.mining.payout import PaymentKind

START = datetime(2026, 11, 1, tzinfo=UTC)


END = START + timedelta(minutes=5000)


def at(hours: float) -> datetime:
    """Return the time so many hours after the start."""
    return START + timedelta(hours=hours)


def amount(minutes: int, sat: int) -> tuple[datetime, Satoshis]:
    """Return an amount so many minutes after the start."""
    return START + timedelta(minutes=minutes), Satoshis(sat)


def payout(time: datetime, sat: Satoshis) -> LedgerPayout:
    """Return a payout."""
    return LedgerPayout(time=time, amount=sat, kind=PaymentKind.LIGHTNING)


def row(hour: int, sat: int, total: int) -> HourRow:
    """Return the row of an hour."""
    start = START + timedelta(hours=hour)
    return HourRow(start=start, amount=Satoshis(sat), total=Satoshis(total))


def test_each_hour_has_one_row() -> None:
    """From the one before the first amount until now; each holds all before it."""
    rows = hourly([amount(5, 1), amount(59, 2), amount(60, 4)], at(3))
    assert rows == [
        row(-1, 0, 0),
        row(0, 3, 3),
        row(1, 4, 7),
        row(2, 0, 7),
        row(3, 0, 7),
    ]
    assert hourly([], at(3)) == [row(2, 0, 0), row(3, 0, 0)]
    assert later(row(3, 1, 8), at(5.9)) == [row(4, 0, 8), row(5, 0, 8)]
    assert later(row(3, 1, 8), at(2)) == later(row(3, 1, 8), at(3.9)) == []


def test_an_amount_of_a_later_hour_than_now_has_its_row() -> None:
    """OCEAN's clock and the one of a block may differ."""
    assert hourly([amount(65, 4)], at(0)) == [row(-1, 0, 0), row(0, 0, 0), row(1, 4, 4)]


@pytest.mark.parametrize("year", [2009, 2139])
def test_an_amount_of_another_century_fills_no_hours(year: int) -> None:
    """A wrong date must not write a million rows."""
    wrong = datetime(year, 6, 1, tzinfo=UTC), Satoshis(5)
    rows = hourly([wrong, amount(5, 1)], at(3))
    assert sum(one.amount for one in rows) == rows[-1].total == 6
    assert {one.start for one in rows} == {wrong[0], *map(at, range(-1, 4))}


def test_a_late_row_moves_the_sums_after_it() -> None:
    """Of what is written, only what differs is written again."""
    before = {one.start: one for one in hourly([amount(5, 1), amount(180, 8)], at(3))}
    rows = hourly([amount(5, 1), amount(60, 4), amount(180, 8)], at(3), before)
    assert to_write(rows, before) == [row(1, 4, 5), row(2, 0, 5), row(3, 8, 13)]
    assert to_write(rows, {one.start: one for one in rows}) == []


def test_an_hour_that_was_corrected_away_is_zero() -> None:
    """It cannot be deleted, and must not go on counting."""
    before = {one.start: one for one in hourly([amount(5, 1), amount(60, 4)], at(1))}
    rows = hourly([amount(60, 4)], at(1), before, {START: 1})
    assert to_write(rows, before) == [row(0, 0, 0), row(1, 4, 4)]


@given(
    st.lists(st.tuples(st.integers(0, 5000), st.integers(-5, 900)), max_size=40),
    st.randoms(use_true_random=False),
)
def test_any_order_and_any_parts_come_to_the_same(
    pairs: list[tuple[int, int]], random: Random
) -> None:
    """What is written part by part is what is written at once, whatever is corrected."""
    amounts = [amount(*pair) for pair in pairs]
    written: dict[datetime, HourRow] = {}
    before, withdrawn = Ledger(), Withdrawn()
    ends = [random.randint(0, len(amounts)) for _ in range(4)]
    for end in (*ends, len(amounts)):
        part = random.sample(amounts, end)
        ledger = Ledger(payouts=tuple(payout(*one) for one in part))
        withdrawn = with_withdrawn(withdrawn, before, ledger)
        before = ledger
        if end == len(amounts) or random.random() < 0.7:
            rows = hourly(part, END, written, withdrawn.paid)
            written |= {one.start: one for one in to_write(rows, written)}
    assert hourly(amounts, END, written, withdrawn.paid) == sorted(
        written.values(), key=lambda one: one.start
    )
    assert sum(one.amount for one in written.values()) == sum(s for _, s in amounts)
    if written:
        assert written[max(written)].total == sum(sat for _, sat in amounts)
